"""A list of lines with a cursor: keys and clicks move it, and it stays on what it is on when other lines come."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message

from plugkeras_tui.form.drawn_lines import DrawnLines
from plugkeras_tui.form.items import Item as Item
from plugkeras_tui.form.items import Line as Line


class LineList(DrawnLines, can_focus=True):
    """A subclass says its ``items`` for a width; ``rebuild`` asks for them again.

    The cursor stays on the item of the same key. `Moved` is told when it comes to another one, `Chosen` for Enter or a
    click on the item that it is on.
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
        wanted, tall = self.key if key is None else key, self._tall
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
        if found is None or key is not None or self._tall > tall:  # what is wrong with it has come below it, say
            self.show_cursor()
        if self.key != wanted and self.is_mounted:
            self.post_message(self.Moved(self, self.key))

    @property
    def _tall(self) -> int:
        """The lines of the item that the cursor is on."""
        return len(self._items[self.cursor].lines) if self.cursor < len(self._items) else 0

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

    # -- the focus ---------------------------------------------------------------------------------

    def on_focus(self) -> None:
        """The cursor is brighter in the list that has the focus."""
        self.redraw()

    def on_blur(self) -> None:
        """And paler in the others."""
        self.redraw()

    def on_resize(self) -> None:
        """Another width, other lines; and those that stay are cut elsewhere."""
        self.redraw()
        self.rebuild()
        self.call_after_refresh(self.show_cursor)
