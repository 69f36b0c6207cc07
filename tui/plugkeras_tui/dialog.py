"""A small question over a screen: a box in the middle that Escape closes."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static


class Dialog(ModalScreen[Any]):
    """A box in the middle; Escape closes it and changes nothing."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Dialog Input { margin: 0 0 1 0; background: $boost; }
    Dialog Input:focus { background: $block-cursor-blurred-background; }
    Dialog .hint { color: $text-muted; }
    Dialog .wrong { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "cancel", show=False)]


class Line(Dialog):
    """Asks for one line; the answer is that text, or None. ``wrong`` says why an answer will not do."""

    def __init__(
        self, question: str, text: str = "", hint: str = "", wrong: Callable[[str], str] = lambda text: ""
    ) -> None:
        super().__init__()
        self._question, self._text, self._hint, self._wrong = question, text, hint, wrong

    def compose(self) -> ComposeResult:
        """The question, the line, and what the keys do."""
        with Vertical():
            yield Label(self._question, markup=False)
            yield Input(self._text, compact=True)
            yield Static("", classes="wrong", id="wrong", markup=False)
            yield Static(f"{self._hint}{' · ' * bool(self._hint)}Enter ok · Esc cancel", classes="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the answer, if it will do."""
        wrong = self._wrong(event.value)
        self.query_one("#wrong", Static).update(f"✖ {wrong}" if wrong else "")
        if not wrong:
            self.dismiss(event.value)
