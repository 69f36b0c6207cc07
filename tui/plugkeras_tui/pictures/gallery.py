"""Many small pictures side by side, with a line of text under each."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from plugkeras_tui.pictures.drawing import fitted, strips
from plugkeras_tui.pictures.palettes import GREY, Palette

GAP = 1


def gallery(
    pictures: Sequence[np.ndarray],
    width: int,
    height: int,
    palette: Palette = GREY,
    captions: Sequence[str] = (),
    *,
    low: float | None = None,
    high: float | None = None,
    least: int = 1,
    most: int = 28,
    ascii: bool = False,
    style: Style | None = None,
) -> list[Strip]:
    """As many of the pictures as there is room for, in rows, each as large as that allows.

    Args:
        least, most: characters that a picture is wide at least, and at most.
        low, high: as in ``strips``, for all of them together; by default each has its own.
        style: of the captions.
    """
    if not pictures or width < 1 or height < 1:
        return []
    wide, high_ = _size([picture.shape for picture in pictures], width, height, least, most, bool(captions))
    across = max(1, (width + GAP) // (wide + GAP))
    found: list[Strip] = []
    for begin in range(0, len(pictures), across):
        some = pictures[begin : begin + across]
        drawn = [strips(one, wide, high_, palette, low=low, high=high, ascii=ascii) for one in some]
        if captions:
            texts = captions[begin : begin + across]
            for one, text in zip(drawn, texts, strict=False):
                one.append(Strip([Segment(set_cell_size(text, wide), style)], wide))
        if found and not captions:
            found.append(Strip.blank(0))
        if len(found) + max(map(len, drawn)) > height and found:
            break
        found += [_beside(row, wide) for row in zip_longest(*drawn)]
    return found[:height]


def _size(
    shapes: Sequence[tuple[int, ...]], width: int, height: int, least: int, most: int, text: bool
) -> tuple[int, int]:
    """The characters that each picture has, (width, height): the widest at which all of them can be seen."""
    tallest = max(shapes, key=lambda shape: shape[0] / max(shape[1], 1))
    gap = 1  # a line of text, or an empty one
    for wide in range(min(most, width), least, -1):
        rows, columns = fitted(tallest, wide, 10**6)
        across = (width + GAP) // ((wide if text else columns) + GAP)
        if across and -(-len(shapes) // across) * ((rows + 1) // 2 + gap) - gap * (not text) <= height:
            return wide if text else columns, (rows + 1) // 2
    return least, max(1, round(least * tallest[0] / max(tallest[1], 1) / 2))


def _beside(row: Sequence[Strip | None], wide: int) -> Strip:
    cells = [(one or Strip.blank(0)).adjust_cell_length(wide + GAP) for one in row]
    return Strip.join(cells)


class Gallery(Widget):
    """The gallery as a widget; drawn anew only when the pictures or the size change."""

    DEFAULT_CSS = "Gallery { width: 1fr; height: 1fr; }"

    def __init__(self, **options: Any) -> None:
        """``options``: those of ``gallery``; ``name``, ``id``, ``classes`` of a widget."""
        of_widget = {name: options.pop(name) for name in ("name", "id", "classes") if name in options}
        super().__init__(**of_widget)
        self._pictures: Sequence[np.ndarray] = ()
        self._captions: Sequence[str] = ()
        self._palette: Palette = options.pop("palette", GREY)
        self._options = options
        self._strips: list[Strip] | None = None
        self._room = Size()  # for which they were drawn

    def show(
        self,
        pictures: Sequence[np.ndarray],
        captions: Sequence[str] = (),
        palette: Palette | None = None,
        **options: Any,
    ) -> None:
        """Other pictures; the palette and options stay unless they are given."""
        self._pictures, self._captions = pictures, captions
        self._palette = palette or self._palette
        self._options |= options
        self._strips = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        if self._strips is None or self._room != self.size:
            self._room = self.size
            self._strips = self._drawn()
        line = self._strips[y] if y < len(self._strips) else Strip.blank(0)
        return line.extend_cell_length(self.size.width, self.rich_style).apply_style(self.rich_style)

    def _drawn(self) -> list[Strip]:
        ascii = bool(self.app.no_color or getattr(self.app, "ascii", False))
        width, height = self.size
        return gallery(self._pictures, width, height, self._palette, self._captions, ascii=ascii, **self._options)
