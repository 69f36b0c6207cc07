"""The list of Welcome: one widget that draws its own lines; headings are passed over."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from plugkeras_tui.pictures.canvas import cursor_of, look_of
from plugkeras_tui.welcome.rows import Row, lines_of

MARKS = {"recovered": "⟳", "run": "●"}


class Choices(ScrollView, can_focus=True):
    """Rows to choose from. ``Highlighted`` tells of the row under the cursor, ``Chosen`` that it is opened."""

    DEFAULT_CSS = """
    Choices { width: 1fr; height: 1fr; }
    Choices > .heading { text-style: bold; color: $primary; }
    Choices > .facts { color: $text-muted; }
    Choices > .cursor { background: $primary 30%; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"heading", "facts", "cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False, id="welcome.up"),
        Binding("down,j", "move(1)", "down", show=False, id="welcome.down"),
        Binding("pageup", "move(-8)", "page up", show=False, id="welcome.page_up"),
        Binding("pagedown", "move(8)", "page down", show=False, id="welcome.page_down"),
        Binding("home", "move(-999)", "first", show=False, id="welcome.first"),
        Binding("end", "move(999)", "last", show=False, id="welcome.last"),
        Binding("enter", "open", "open", id="welcome.open", tooltip="open what is under the cursor"),
    ]

    class Highlighted(Message):
        """The cursor is on another row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Chosen(Message):
        """A row is to be opened."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows: list[Row] = list(rows)
        self.cursor = next(lines_of(self.rows), 0)

    def on_mount(self) -> None:
        """As many lines as rows."""
        self.show(self.rows)

    @property
    def row(self) -> Row | None:
        """What is under the cursor."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return None if row is None or row.is_heading else row

    def show(self, rows: Sequence[Row]) -> None:
        """Other rows; the cursor stays on what it was on."""
        before = self.row
        self.rows = list(rows)
        same = [n for n in lines_of(self.rows) if before and _same(self.rows[n], before)]
        self.cursor = same[0] if same else next(lines_of(self.rows), 0)
        self.virtual_size = Size(0, len(self.rows))
        self.refresh()
        if before != self.row and self.row is not None:
            self.post_message(self.Highlighted(self.row))

    def action_move(self, by: int) -> None:
        """So many rows on, headings not counted."""
        there = list(lines_of(self.rows))
        if there:
            now = there.index(self.cursor) if self.cursor in there else 0
            self._go(there[min(max(now + by, 0), len(there) - 1)])

    def action_open(self) -> None:
        """Open what is under the cursor."""
        if self.row is not None:
            self.post_message(self.Chosen(self.row))

    def _go(self, number: int) -> None:
        self.cursor = number
        top = number - 1 if number and self.rows[number - 1].is_heading else number
        self.scroll_to_region(Region(0, top, 1, number - top + 1), animate=False)
        self.refresh()
        if self.row is not None:
            self.post_message(self.Highlighted(self.row))

    def on_click(self, event: events.Click) -> None:
        """A click goes there; a second one opens it."""
        number = event.y + self.scroll_offset.y
        if number < len(self.rows) and not self.rows[number].is_heading:
            if number == self.cursor and event.chain > 1:
                self.action_open()
            self._go(number)

    # -- drawing -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One row."""
        number = y + self.scroll_offset.y
        width = self.size.width
        if number >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        row = self.rows[number]
        if row.is_heading:
            return self._strip([(row.title, "heading")], width)
        at = number == self.cursor
        mark = "▸" if at else MARKS.get(row.kind, " ")
        title = f" {mark} {row.title}"
        room = max(len(title) + 2, self._column)
        return self._strip([(f"{title:{room}}", ""), (row.facts, "" if at else "facts")], width, at)

    @property
    def _column(self) -> int:
        """Where facts begin."""
        return min(6 + max((len(row.title) for row in self.rows if row.facts), default=0), self.size.width // 2)

    def _strip(self, pieces: Sequence[tuple[str, str]], width: int, at: bool = False) -> Strip:
        base = self.rich_style
        if at:
            base += cursor_of(self, "cursor")
        segments = [Segment(text, base + self._style(name)) for text, name in pieces]
        strip = Strip(segments)
        if strip.cell_length > width:
            strip = Strip([*strip.crop(0, width - 1), Segment("…", base)])
        return strip.adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return look_of(self, name) if name else Style()

    def on_focus(self, event: Any) -> None:
        """The cursor's line looks different."""
        self.refresh()

    def on_blur(self, event: Any) -> None:
        """The cursor's line looks different."""
        self.refresh()


def _same(one: Row, other: Row) -> bool:
    return (one.kind, one.title) == (other.kind, other.title) and (one.kind != "run" or one.what == other.what)
