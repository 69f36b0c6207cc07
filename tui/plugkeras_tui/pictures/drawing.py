"""An array as lines of a terminal: the upper half of a character is one pixel, the lower half another."""

from functools import lru_cache
from itertools import groupby

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from plugkeras_tui.pictures.palettes import GREY, Palette

CUBE = 6
"""Levels of each of red, green and blue in pictures that have colours of their own."""


def fitted(shape: tuple[int, ...], width: int, height: int) -> tuple[int, int]:
    """The rows and columns of pixels of a picture of ``shape`` in so many characters: its form is kept.

    A picture that is enlarged is so by a whole number, so that its pixels stay squares.
    """
    rows, columns = max(shape[0], 1), max(shape[1], 1)
    scale = min(width / columns, 2 * height / rows)
    scale = int(scale) if scale >= 1 else scale
    return max(1, int(rows * scale + 1e-9)), max(1, int(columns * scale + 1e-9))


def resized(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """(rows, columns, …) of it: means of what falls together, or values again and again."""
    return _along(_along(np.asarray(values, np.float64), rows, 0), columns, 1)


def _along(values: np.ndarray, wanted: int, axis: int) -> np.ndarray:
    there = values.shape[axis]
    if wanted == there or not there:
        return values
    if wanted > there:
        return np.asarray(np.take(values, np.arange(wanted) * there // wanted, axis))
    edges = np.arange(wanted) * there // wanted
    fine = np.isfinite(values)
    sums = np.add.reduceat(np.where(fine, values, 0), edges, axis)
    counts = np.add.reduceat(fine.astype(np.float64), edges, axis)
    with np.errstate(all="ignore"):
        return np.asarray(sums / counts)


def strips(
    values: np.ndarray,
    width: int,
    height: int,
    palette: Palette = GREY,
    *,
    low: float | None = None,
    high: float | None = None,
    stretch: bool = False,
    ascii: bool = False,
) -> list[Strip]:
    """A picture in at most ``width`` by ``height`` characters.

    Args:
        values: (rows, columns) of numbers, what is not finite is left out; or (rows, columns, 3) of red, green and
            blue from ``low`` to ``high``.
        low, high: what has the first and the last colour; by default the least and the greatest value.
        stretch: fill all of the room, whatever becomes of the form.
        ascii: letters, one for two pixels above each other.
    """
    array = np.asarray(values)
    if width < 1 or height < 1 or array.ndim < 2 or not array.size:
        return []
    if array.ndim == 3 and array.shape[2] in (1, 4):
        array = array[:, :, 0] if array.shape[2] == 1 else array[:, :, :3]
    begin, end = palette.reach(array, low, high)
    rows, columns = (2 * height, width) if stretch else fitted(array.shape, width, height)
    if ascii:
        return _letters(array, (rows + 1) // 2, columns, palette, begin, end)
    pixels = resized(array, rows, columns)
    if pixels.ndim == 3:
        return _in_colours(pixels, begin, end)
    return _drawn(palette.levels(pixels, begin, end), palette.colours)


def lines(values: np.ndarray, width: int, height: int, palette: Palette = GREY, *, stretch: bool = False) -> list[str]:
    """The same as texts of ASCII letters."""
    return [strip.text for strip in strips(values, width, height, palette, stretch=stretch, ascii=True)]


def _letters(values: np.ndarray, rows: int, columns: int, palette: Palette, low: float, high: float) -> list[Strip]:
    grey = values.mean(2) if values.ndim == 3 else values
    levels = palette.levels(resized(grey, rows, columns), low, high).astype(int)
    letters = np.array([*palette.letters, " "])
    numbers = np.where(levels < 0, len(palette.letters), levels * len(palette.letters) // len(palette.colours))
    return [Strip([Segment("".join(line))], columns) for line in letters[numbers]]


def _in_colours(pixels: np.ndarray, low: float, high: float) -> list[Strip]:
    """Pixels with red, green and blue, in few steps each."""
    place = np.clip(np.nan_to_num((pixels - low) / (high - low)), 0, 1)
    steps = (place * (CUBE - 1) + 0.5).astype(np.int16)
    return _drawn((steps[:, :, 0] * CUBE + steps[:, :, 1]) * CUBE + steps[:, :, 2], _cube())


@lru_cache
def _cube() -> tuple[str, ...]:
    scale = [255 * n // (CUBE - 1) for n in range(CUBE)]
    return tuple(f"#{r:02x}{g:02x}{b:02x}" for r in scale for g in scale for b in scale)


def _drawn(levels: np.ndarray, colours: tuple[str, ...]) -> list[Strip]:
    """Numbers of colours, (rows, columns), as half blocks; below 0 nothing is drawn."""
    if len(levels) % 2:
        levels = np.concatenate([levels, np.full((1, levels.shape[1]), -1, levels.dtype)])
    return [
        _line(above.tolist(), below.tolist(), colours) for above, below in zip(levels[::2], levels[1::2], strict=True)
    ]


def _line(above: list[int], below: list[int], colours: tuple[str, ...]) -> Strip:
    found = []
    for (upper, lower), run in groupby(zip(above, below, strict=True)):
        found.append(_segment(upper, lower, sum(1 for _ in run), colours))
    return Strip(found, len(above))


@lru_cache(maxsize=65536)
def _segment(upper: int, lower: int, count: int, colours: tuple[str, ...]) -> Segment:
    if upper < 0 and lower < 0:
        return Segment(" " * count)
    if upper < 0:
        return Segment("▄" * count, _style(colours[lower], None))
    if lower < 0:
        return Segment("▀" * count, _style(colours[upper], None))
    return Segment("▀" * count, _style(colours[upper], colours[lower]))


@lru_cache(maxsize=65536)
def _style(color: str, background: str | None) -> Style:
    return Style(color=color, bgcolor=background)
