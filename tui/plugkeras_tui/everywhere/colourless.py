"""``NO_COLOR``: no colour is written at all, and what a background told is told by reversing.

Textual would write greys, which are colours, too: on a terminal's own light ground they are not what was meant.
"""

from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from plugkeras_tui.luminance import luminance

STANDS_OUT = 1.45
"""The contrast with the ground from which a background says something: cursors have more, panels and boxes less."""


class Colourless(LineFilter):
    """Draws everything in the two colours of the terminal: bold, underlined, dim, and reversed for backgrounds."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__()
        self._app = app

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments without colours."""
        ground = self._app.theme_variables["background"]
        return [Segment(text, _without(style, ground) if style else None, control) for text, style, control in segments]


@lru_cache(4096)
def _without(style: Style, ground: str) -> Style:
    own = style.bgcolor
    is_told = own is not None and not own.is_default and stands_out(Color.from_rich_color(own), Color.parse(ground))
    return style.without_color + Style(reverse=True) if is_told else style.without_color


def stands_out(background: Color, ground: Color) -> bool:
    """Whether a background is another one than that of the screen, and not a panel's."""
    above, below = sorted((luminance(background), luminance(ground)), reverse=True)
    return (above + 0.05) / (below + 0.05) >= STANDS_OUT
