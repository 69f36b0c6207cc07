"""The one input of a property list: it floats over the value that is edited."""

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class Editor(Input):
    """Shown over a value while that is edited. `Done` says how it ended: "enter", "next", "previous", "escape"."""

    DEFAULT_CSS = """
    Editor {
        position: absolute; layer: editor; display: none; height: 1; min-width: 6;
        border: none; padding: 0; background: $boost; color: $text;
        &:focus { border: none; background-tint: $foreground 10%; }
        &.-wrong { color: $text-error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done('enter')", "take", show=True),
        Binding("escape", "done('escape')", "leave as it was", show=True),
        Binding("up", "done('previous')", "previous", show=False),
        Binding("down", "done('next')", "next", show=False),
        Binding("tab", "done('enter')", "take", show=False),
        Binding("ctrl+r", "done('default')", "default", show=True),
    ]

    class Done(Message):
        """The editing is over, if what is typed is right."""

        def __init__(self, how: str, text: str) -> None:
            super().__init__()
            self.how, self.text = how, text

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(compact=True, select_on_focus=False, **kwargs)
        self.is_open = False

    def open(self, text: str, typed: str, at: tuple[int, int], width: int) -> None:
        """Show it at a place of its parent, over ``text``, or over what was typed to begin with."""
        self.is_open = True
        self.display = True
        self.move(at, width)
        with self.prevent(Input.Changed):
            self.value = typed or text
        self.cursor_position = len(self.value)
        if text and not typed:
            self.action_select_all()
        self.focus(scroll_visible=False)

    def move(self, at: tuple[int, int], width: int) -> None:
        """To another place."""
        self.styles.offset = at
        self.styles.width = max(6, width)

    def close(self) -> None:
        """Hide it."""
        self.is_open = False
        self.display = False
        self.remove_class("-wrong")

    def action_done(self, how: str) -> None:
        """Tell how it ended."""
        self.post_message(self.Done(how, self.value))

    def on_key(self, event: events.Key) -> None:
        """What a key of the whole app is about to use (F5 trains) has to be taken in before."""
        if event.key in ("f5", "f6", "f7", "f8", "ctrl+s") and self.is_open:
            self.action_done("away")

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        if self.is_open:
            self.post_message(self.Done("away", self.value))
