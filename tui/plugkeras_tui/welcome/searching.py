"""Where is typed which of the rows are to be seen; the keys of the list go on working meanwhile."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class SearchBox(Input):
    """Shown while something is searched. `Key` tells of a key that is the list's: "up", "down", "open", "leave"."""

    DEFAULT_CSS = """
    SearchBox { display: none; height: 1; border: none; padding: 0 1; background: $boost; }
    SearchBox:focus { border: none; background-tint: $foreground 8%; }
    SearchBox.-open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "tell('open')", "open", id="welcome.search_open"),
        Binding("escape", "tell('leave')", "all of them", id="welcome.search_leave"),
        Binding("up", "tell('up')", "up", show=False),
        Binding("down", "tell('down')", "down", show=False),
    ]

    class Key(Message):
        """A key that the list answers."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False, placeholder="type to search", id="search")
        self.cursor_blink = False

    def open(self) -> None:
        """Show it, and type into it."""
        self.add_class("-open")
        self.focus()

    def close(self) -> None:
        """Hide it; nothing is searched any more."""
        self.value = ""
        self.remove_class("-open")

    def action_tell(self, key: str) -> None:
        """Tell of a key."""
        self.post_message(self.Key(key))
