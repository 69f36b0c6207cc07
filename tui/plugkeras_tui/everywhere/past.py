"""`H`: what was done to the project, the last on top; Enter goes back, or forth, to it."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

if TYPE_CHECKING:
    from plugkeras.project.history import History


class Past(ModalScreen[int | None]):
    """Lists a history; closes with the number of the chosen entry, or None."""

    DEFAULT_CSS = """
    Past { align: center middle; }
    Past > Vertical { width: 72; max-width: 96%; height: auto; max-height: 90%; border: round $border;
        background: $surface; padding: 0 1; }
    Past OptionList { height: auto; max-height: 100%; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,H", "leave", "close")]

    def __init__(self, history: "History") -> None:
        super().__init__()
        self.history = history

    def compose(self) -> ComposeResult:
        """The entries; what was undone is dim, and says so."""
        with Vertical() as box:
            box.border_title, box.border_subtitle = "History", "Enter goes there, Escape closes"
            rows = (self._row(number) for number in reversed(range(len(self.history.entries))))
            yield OptionList(*rows, compact=True)

    def _row(self, number: int) -> Option:
        label, now = self.history.entries[number].label, self.history.position
        if number > now:
            return Option(Content.styled(f"    {label}  (undone)", "dim"), id=str(number))
        return Option(Content(f"{'now ' if number == now else '    '}{label}"), id=str(number))

    def on_mount(self) -> None:
        """Begin where the project is."""
        options = self.query_one(OptionList)
        options.highlighted = len(self.history.entries) - 1 - self.history.position

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(int(event.option.id or 0))

    def action_leave(self) -> None:
        """Stay where the project is."""
        self.dismiss(None)
