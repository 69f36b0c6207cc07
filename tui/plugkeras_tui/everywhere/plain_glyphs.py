"""``--ascii``: every glyph that a terminal may not have is drawn with one that it has, of the same width."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from plugkeras_tui.everywhere.signs import in_ascii


class Ascii(LineFilter):
    """Draws everything in ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in other signs."""
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
