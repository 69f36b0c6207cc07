"""A line in which a person types what an action needs, and above it what is wrong with that."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

Asked = Callable[[str], str]
"""Takes what was typed; returns what is wrong with it, in a sentence, or nothing."""


class Prompt(Vertical):
    """Hidden until it asks."""

    DEFAULT_CSS = """
    Prompt { height: auto; display: none; background: $panel; }
    Prompt.-asks { display: block; }
    Prompt Horizontal { height: 1; }
    Prompt Label { padding: 0 1; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
    Prompt Input:focus { border: none; }
    Prompt #wrong { color: $text-error; width: 1fr; display: none; }
    Prompt.-wrong #wrong { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", id="train.prompt_close", show=False)]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._then: Asked | None = None
        self._before: Any = None

    def compose(self) -> ComposeResult:
        """What is wrong, what is asked, where to type."""
        yield Label("", id="wrong", markup=False)
        with Horizontal():
            yield Label("", id="asked", markup=False)
            yield Input(id="typed")

    def ask(self, question: str, value: str, then: Asked) -> None:
        """Ask; ``then`` is called with what was typed, until it has nothing against it."""
        self._then, self._before = then, self.screen.focused
        self.query_one("#asked", Label).update(question)
        self._say("")
        field = self.query_one(Input)
        field.value = value
        self.add_class("-asks")
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do it, or say what is wrong."""
        event.stop()
        wrong = self._then(event.value) if self._then is not None else ""
        if wrong:
            self._say(f"✖ {wrong}")
        else:
            self.action_close()

    def _say(self, wrong: str) -> None:
        self.set_class(bool(wrong), "-wrong")
        self.query_one("#wrong", Label).update(wrong)

    def action_close(self) -> None:
        """Ask no more."""
        self.remove_class("-asks")
        self._then = None
        self.screen.set_focus(self._before if self._before is not None and self._before.is_attached else None)
