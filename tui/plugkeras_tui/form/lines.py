"""A list with a cursor, drawn line by line: one widget however long it is, and nothing drawn that did not change."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from plugkeras_tui.form.items import SIGNS, with_sign
from plugkeras_tui.form.items import Item as Item
from plugkeras_tui.form.items import Line as Line
from plugkeras_tui.pictures.canvas import look_of

NOT_DIM = Style(dim=False)
"""On the colour of a cursor, dim text cannot be read; what is dim has a sign, too."""


class LineList(ScrollView, can_focus=True):
    """A subclass says its ``items`` for a width; ``rebuild`` asks for them again.

    The cursor stays on the item of the same key. `Moved` is told when it comes to another one, `Chosen` for Enter or a
    click on the item that it is on.
    """

    KINDS: ClassVar[set[str]] = {"dim", "error", "warning", "good", "accent", "strong", "shade"}
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{kind}" for kind in (*KINDS, "cursor", "cursor-away", "marked")}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineList {
        height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden;
        & > .lines--dim { color: $text-muted; text-style: dim; }
        & > .lines--shade { color: $text-muted; }
        & > .lines--error { color: $text-error; }
        & > .lines--warning { color: $text-warning; }
        & > .lines--good { color: $text-success; }
        & > .lines--accent { color: $text-accent; }
        & > .lines--strong { text-style: bold; }
        & > .lines--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .lines--cursor-away { background: $surface-lighten-1; }
        & > .lines--marked { background: $primary-background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "end(-1)", "first", show=False),
        Binding("end", "end(1)", "last", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another item."""

        def __init__(self, lines: "LineList", key: Any) -> None:
            super().__init__()
            self.lines, self.key = lines, key

        @property
        def control(self) -> "LineList":
            """The list."""
            return self.lines

    class Chosen(Moved):
        """Enter was pressed on an item, or it was clicked while the cursor was there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._items: list[Item] = []
        self._where: list[
            tuple[int, Line, bool]
        ] = []  # a row on the screen: number of its item, its spans, is it first
        self._first: list[int] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}
        self.cursor = 0
        self.marked: frozenset[Any] = frozenset()

    def items(self, width: int) -> Sequence[Item]:
        """What is listed, for a width in cells."""
        raise NotImplementedError

    # -- what is there -----------------------------------------------------------------------------

    @property
    def key(self) -> Any:
        """The key of the item that the cursor is on; None if there is none."""
        return self._items[self.cursor].key if self.cursor < len(self._items) else None

    @property
    def width(self) -> int:
        """The cells of a line."""
        return max(1, self.scrollable_content_region.width or self.size.width)

    @property
    def keys(self) -> list[Any]:
        """The keys of all that the cursor can be put on."""
        return [item.key for item in self._items if item.selectable]

    def rebuild(self, key: Any = None) -> None:
        """Ask for the items again; the cursor goes to the item of ``key``, or stays where it is."""
        wanted = self.key if key is None else key
        width = self.width
        self._items = list(self.items(width))
        lines = [(n, line, i == 0) for n, item in enumerate(self._items) for i, line in enumerate(item.lines)]
        self._first, at = [], 0
        for item in self._items:
            self._first.append(at)
            at += len(item.lines)
        found = next((n for n, item in enumerate(self._items) if item.key == wanted and item.selectable), None)
        before, self.cursor = self.cursor, self._near(self.cursor if found is None else found)
        self._take(lines, width)
        if self.cursor != before:
            self.redraw()
        if found is None or key is not None:
            self.show_cursor()
        if self.key != wanted and self.is_mounted:
            self.post_message(self.Moved(self, self.key))

    def _take(self, lines: list[tuple[int, Line, bool]], width: int) -> None:
        """Draw what is another line than before."""
        before, self._where = self._where, lines
        if len(before) != len(lines):
            self._strips.clear()
            self.virtual_size = Size(width, len(lines))
            self.refresh()
            return
        for y in [y for y, (old, new) in enumerate(zip(before, lines, strict=True)) if old != new]:
            self._strips.pop(y, None)
            self.refresh(Region(0, y - self.scroll_offset.y, self.size.width, 1))

    def put(self, key: Any) -> bool:
        """Put the cursor on the item of ``key``; whether there is one."""
        found = next((n for n, item in enumerate(self._items) if item.key == key and item.selectable), None)
        if found is not None:
            self._go(found)
        return found is not None

    def row_of(self, key: Any) -> int | None:
        """The row of an item's first line in the widget's window; None if it is not to be seen."""
        found = next((n for n, item in enumerate(self._items) if item.key == key), None)
        row = None if found is None else self._first[found] - self.scroll_offset.y
        return row if row is not None and 0 <= row < self.size.height else None

    def mark(self, keys: Sequence[Any]) -> None:
        """Show the items of these keys as marked."""
        if frozenset(keys) != self.marked:
            self.marked = frozenset(keys)
            self.redraw()

    # -- the cursor --------------------------------------------------------------------------------

    def _near(self, number: int) -> int:
        """The item to be on instead of one that cannot be selected, or that is gone."""
        number = max(0, min(number, len(self._items) - 1))
        order = [*range(number, len(self._items)), *range(number - 1, -1, -1)]
        return next((n for n in order if self._items[n].selectable), 0)

    def _go(self, number: int) -> None:
        if number == self.cursor:
            return
        for one in (self.cursor, number):
            self._refresh_item(one)
        self.cursor = number
        self.show_cursor()
        self.post_message(self.Moved(self, self.key))

    def _refresh_item(self, number: int) -> None:
        if not number < len(self._items):
            return
        first, height = self._first[number], len(self._items[number].lines)
        for y in range(first, first + height):
            self._strips.pop(y, None)
        self.refresh(Region(0, first - self.scroll_offset.y, self.size.width, height))

    def show_cursor(self) -> None:
        """Scroll to where the cursor is."""
        if self.cursor < len(self._items):
            first, height = self._first[self.cursor], len(self._items[self.cursor].lines)
            if not any(item.selectable for item in self._items[: self.cursor]):
                first, height = 0, first + height  # what stands above the first of all is seen with it
            region = Region(0, first, 1, min(height, max(1, self.size.height)))
            self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def action_move(self, by: int) -> None:
        """To the next item, or the one before."""
        order = range(self.cursor + by, len(self._items) if by > 0 else -1, 1 if by > 0 else -1)
        self._go(next((n for n in order if self._items[n].selectable), self.cursor))

    def action_page(self, by: int) -> None:
        """By as many items as are seen."""
        far = self.cursor + by * max(1, self.size.height - 1)
        if self._items:
            self._go(self._near(max(0, min(far, len(self._items) - 1))))

    def action_end(self, by: int) -> None:
        """To the first item, or the last."""
        if self._items:
            found = [n for n, item in enumerate(self._items) if item.selectable]
            self._go((found or [0])[0 if by < 0 else -1])

    def action_choose(self) -> None:
        """Tell that the item is chosen."""
        if self._items:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """To the item under the mouse; one that it is on already is chosen."""
        y = event.y + self.scroll_offset.y
        if not 0 <= y < len(self._where):
            return
        number = self._where[y][0]
        if number == self.cursor:
            self.action_choose()
        elif self._items[number].selectable:
            self._go(number)

    def jump_targets(self) -> list[tuple[Offset, Any]]:
        """Where jump mode puts its letters: on each item that is seen."""
        top = self.scroll_offset.y
        seen = ((at - top, item) for at, item in zip(self._first, self._items, strict=True) if item.selectable)
        return [(Offset(0, y), item.key) for y, item in seen if 0 <= y < self.size.height]

    def jumped(self, key: Any) -> None:
        """Put the cursor where was jumped to."""
        self.put(key)

    # -- drawing -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        y += self.scroll_offset.y
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y)
        return strip

    def _strip(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        if not y < len(self._where):
            return Strip.blank(width, base)
        number, line, first = self._where[y]
        what = self._over(number) if first else ""
        over = self._style(what) if what else None
        said = with_sign(line, SIGNS[what]) if what else line
        segments = [Segment(text, self._mixed(base, kind, over)) for text, kind in said]
        return Strip(segments).adjust_cell_length(width, base + over if over else base)

    def _over(self, number: int) -> str:
        if number == self.cursor and self._items[number].selectable:
            return "cursor" if self.has_focus else "cursor-away"
        return "marked" if self._items[number].key in self.marked else ""

    def _mixed(self, base: Style, kind: str, over: Style | None) -> Style:
        style = base + self._style(kind) if kind else base
        return style + over + NOT_DIM if over else style

    def _style(self, kind: str) -> Style:
        if kind not in self._styles:
            self._styles[kind] = look_of(self, f"lines--{kind}")
        return self._styles[kind]

    def redraw(self) -> None:
        """Draw it all again."""
        self._strips.clear()
        self._styles.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def on_focus(self) -> None:
        """The cursor is brighter in the list that has the focus."""
        self.redraw()

    def on_blur(self) -> None:
        """And paler in the others."""
        self.redraw()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self._strips.clear()
        self.rebuild()
        self.call_after_refresh(self.show_cursor)
