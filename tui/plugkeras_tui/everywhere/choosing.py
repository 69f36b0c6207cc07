"""A question with a few answers, each with its key."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

Answer = tuple[str, str, str]
"""What it is called in code, its key, and what it does in words."""


class Choosing(ModalScreen[str]):
    """Asks ``question``; closes with the name of an answer, or "" after Escape."""

    DEFAULT_CSS = """
    Choosing { align: center middle; }
    Choosing > Vertical { width: 64; max-width: 96%; height: auto; max-height: 90%; border: round $border;
        background: $surface; padding: 1 2; }
    Choosing Static { height: auto; margin-bottom: 1; }
    Choosing OptionList { height: auto; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "back")]

    def __init__(self, title: str, question: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self.title_, self.question, self.answers = title, question, answers

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical() as box:
            box.border_title = self.title_
            yield Static(self.question, markup=False)
            yield OptionList(
                *(Option(Content(f"{key}  {words}"), id=name) for name, key, words in self.answers), compact=True
            )

    def on_key(self, event: Key) -> None:
        """An answer's own key."""
        for name, key, _ in self.answers:
            if event.character == key:
                event.stop()
                self.dismiss(name)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id or "")

    def action_leave(self) -> None:
        """None of them."""
        self.dismiss("")
