"""A list with a cursor, drawn line by line: hundreds of rows cost what is seen of them."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from plugkeras_tui.pictures.canvas import cursor_of, look_of

Cell = tuple[str, str]
"""A text and how it is to look: "", "strong", "muted", "good", "warning" or "bad"."""


class CursorList(Widget, can_focus=True):
    """Rows under an optional header; a subclass says ``line`` and ``heading`` and sets ``count``.

    Arrow keys and clicks move the cursor (``Moved``), Enter and a click on it choose (``Chosen``).
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"list--{name}" for name in ("cursor", "heading", "strong", "muted", "good", "warning", "bad")
    }
    DEFAULT_CSS = """
    CursorList { height: 1fr; width: 1fr; }
    CursorList > .list--cursor { background: $block-cursor-blurred-background; }
    CursorList:focus > .list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    CursorList > .list--heading { color: $foreground-muted; text-style: underline; }
    CursorList > .list--strong { text-style: bold; }
    CursorList > .list--muted { color: $foreground-muted; }
    CursorList > .list--good { color: $text-success; }
    CursorList > .list--warning { color: $text-warning; }
    CursorList > .list--bad { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]
    headings: ClassVar[int] = 1
    """Lines of the header."""

    class Moved(Message):
        """The cursor is on another row, or another thing is in that row."""

        def __init__(self, list: "CursorList") -> None:
            super().__init__()
            self.list = list

        @property
        def control(self) -> "CursorList":
            """The list."""
            return self.list

    class Chosen(Moved):
        """Enter was pressed on the row of the cursor, or it was clicked again."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.count, self.cursor, self._first = 0, 0, 0

    def line(self, index: int, width: int) -> Sequence[Cell]:
        """What stands in a row of the list."""
        raise NotImplementedError

    def heading(self, width: int) -> Sequence[Cell]:
        """What stands above the rows."""
        return []

    def redraw(self, count: int, cursor: int | None = None) -> None:
        """There are other rows now."""
        self.count = count
        self.cursor = max(0, min(self.cursor if cursor is None else cursor, count - 1))
        self._scroll()
        self.refresh()

    def go(self, index: int) -> None:
        """Put the cursor on a row, and show it."""
        index = max(0, min(index, self.count - 1))
        if index != self.cursor:
            self.cursor = index
            self._scroll()
            self.refresh()
            self.post_message(self.Moved(self))

    def action_move(self, by: int) -> None:
        """So many rows on."""
        self.go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """So many pages on."""
        self.go(self.cursor + by * max(1, self._room - 1))

    def jump_targets(self) -> list[tuple[Offset, int]]:
        """The rows that are seen, for jump mode."""
        seen = range(self._first, min(self._first + self._room, self.count))
        return [(Offset(0, self.headings + n - self._first), n) for n in seen]

    def jumped(self, index: int) -> None:
        """A row was chosen in jump mode."""
        self.go(index)

    def action_choose(self) -> None:
        """Choose the row of the cursor."""
        if self.count:
            self.post_message(self.Chosen(self))

    @property
    def _room(self) -> int:
        return max(1, self.size.height - self.headings)

    def _scroll(self) -> None:
        self._first = max(min(self._first, self.cursor, self.count - self._room), self.cursor - self._room + 1, 0)

    def on_resize(self) -> None:
        """Keep the cursor in sight, and as much as there is room for."""
        before = self._first
        self._scroll()
        if self._first != before:
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; or choose, if it is there."""
        index = self._first + event.y - self.headings
        if event.y < self.headings or not 0 <= index < self.count:
            return
        if index == self.cursor:
            self.action_choose()
        self.go(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows on."""
        event.stop()
        self.go(self.cursor + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows back."""
        event.stop()
        self.go(self.cursor - 3)

    def render_line(self, y: int) -> Strip:
        """The header, a row, or nothing."""
        width, index = self.size.width, self._first + y - self.headings
        if y < self.headings:
            return self._strip(self.heading(width), width, look_of(self, "list--heading"))
        if index >= self.count:
            return Strip.blank(width, self.rich_style)
        cursor = cursor_of(self, "list--cursor") if index == self.cursor else None
        return self._strip(self.line(index, width), width, cursor)

    def _strip(self, cells: Sequence[Cell], width: int, over: Style | None) -> Strip:
        base, rest, found = self.rich_style + (over or Style()), width, []
        for text, look in cells:
            if rest <= 0:
                break
            text = text if cell_len(text) <= rest else set_cell_size(text, rest)
            own = look_of(self, f"list--{look}") if look else Style()
            style = base + Style(bold=own.bold) if over is not None and self.has_focus else self.rich_style + own
            found.append(Segment(text, style + over if over is not None else style))
            rest -= cell_len(text)
        return Strip([*found, Segment(" " * rest, base)], width)
