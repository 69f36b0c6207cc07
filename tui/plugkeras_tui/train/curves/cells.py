"""One panel as characters: curves of braille dots, or of letters, in styles that can be told apart without colour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plugkeras.runs.raster import Scale, braille, dots, spans

DASHES = ((1, 1), (6, 4), (4, 2), (3, 1))
"""By line: of so many columns of dots, so many are drawn."""

GLYPHS = "━┅⋯╌"
"""How these look in a legend."""

NOBODY, BAND = -1, -100
"""Whose a cell is: a line's number, ``BAND`` less that for its range, or nobody's."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a line is drawn from: x ascending, y, and its range or None."""

    x: np.ndarray
    y: np.ndarray
    low: np.ndarray | None
    high: np.ndarray | None


def glyph(number: int, ascii: bool = False) -> str:
    """The line's style as one character."""
    return "" if ascii else GLYPHS[number % len(GLYPHS)]


@np.errstate(all="ignore")
def cells(
    lines: Sequence[Drawn], wide: Scale, high: Scale, rows: int, columns: int, letters: Sequence[str], ascii: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The characters (rows, columns) as "U1", and whose they are."""
    across, down = (columns, rows) if ascii else (2 * columns, 4 * rows)
    codes, owner = np.zeros((rows, columns), np.uint32), np.full((rows, columns), NOBODY)
    pattern = np.arange(down)[:, None] % 2 + np.arange(across)[None, :] % 2 == 0
    layers = [(n, line, True) for n, line in enumerate(lines) if line.low is not None]
    layers += [(n, line, False) for n, line in reversed(list(enumerate(lines)))]
    for n, line, is_band in layers:
        least, greatest = _spans(line, wide, across, high.log, is_band)
        filled = dots(least, greatest, high, down)
        every, drawn = DASHES[n % len(DASHES)]
        filled &= pattern if is_band else (np.arange(across) % every < drawn)[None, :] | ascii
        new = filled * np.uint32(ord("." if is_band else letters[n])) if ascii else braille(filled)
        codes = np.where(new, new, codes) if ascii else codes | new
        owner[new > 0] = BAND - n if is_band else n
    return np.where(codes, codes, ord(" ")).astype(np.uint32).view("U1").reshape(codes.shape), owner


def _spans(line: Drawn, wide: Scale, columns: int, log: bool, is_band: bool) -> tuple[np.ndarray, np.ndarray]:
    low, high = (line.low, line.high) if is_band and line.low is not None and line.high is not None else (line.y,) * 2
    if log:
        low, high = np.where(low > 0, low, np.where(high > 0, high, np.nan)), np.where(high > 0, high, np.nan)
    return spans(line.x, low, high, wide, columns) if len(line.x) else (np.full(columns, np.nan),) * 2
