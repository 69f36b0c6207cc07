"""Lines drawn one by one: one widget however many there are, and nothing is drawn that did not change."""

from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from plugkeras_tui.form.items import SIGNS, Item, Line, with_sign
from plugkeras_tui.pictures.canvas import look_of

NOT_DIM = Style(dim=False)
"""On the colour of a cursor, dim text cannot be read; what is dim has a sign, too."""


class DrawnLines(ScrollView):
    """The items of a list as they look: the one that the cursor is on, those that are marked, the others."""

    KINDS: ClassVar[set[str]] = {"dim", "error", "warning", "good", "accent", "strong", "shade"}
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{kind}" for kind in (*KINDS, "cursor", "cursor-away", "marked")}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    DrawnLines {
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
        & > .lines--marked { background: $primary-muted; color: $foreground; }
    }
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._items: list[Item] = []
        self._where: list[tuple[int, Line, bool]] = []
        """For each row on the screen the number of its item, its spans, and whether it is the item's first."""
        self._first: list[int] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}
        self.cursor = 0
        self.marked: frozenset[Any] = frozenset()

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
