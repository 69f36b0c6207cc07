"""A text with colours and marks: one widget that draws its own lines."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from plugkeras_tui.pictures.canvas import look_of

GUTTER = 7
"""Characters before a line: its mark, and its number."""

_CONSOLE = Console(width=1000, color_system="truecolor")


class Listing(ScrollView, can_focus=True):
    """Lines with their numbers; what is marked says so with a character."""

    DEFAULT_CSS = """
    Listing { height: 1fr; width: 1fr; }
    Listing > .number { color: $text-muted; }
    Listing > .mark { color: $success; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"number", "mark"}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._lines: list[Text] = []
        self._marks: Mapping[int, str] = {}

    def show(self, lines: Sequence[Text], marks: Mapping[int, str]) -> None:
        """Other lines."""
        self._lines, self._marks = list(lines), marks
        width = max((line.cell_len for line in self._lines), default=0)
        self.virtual_size = Size(width + GUTTER, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line."""
        number, base = y + self.scroll_offset.y, self.rich_style
        if number >= len(self._lines):
            return Strip.blank(self.size.width, base)
        mark = self._marks.get(number, " ")
        segments = [
            Segment(f"{mark} ", base + look_of(self, "mark")),
            Segment(f"{number + 1:>3}  ", base + look_of(self, "number")),
            *self._lines[number].render(_CONSOLE),
        ]
        strip = Strip(Segment.apply_style(segments, base))
        left = self.scroll_offset.x
        return strip.crop(left, left + self.size.width).adjust_cell_length(self.size.width, base)
