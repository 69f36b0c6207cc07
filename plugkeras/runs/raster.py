"""A curve as dots: each column of dots from the least to the greatest value there, joined to its neighbours."""

from dataclasses import dataclass
from typing import Any

import numpy as np

BRAILLE = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of each of a braille character's dots, four rows of two."""


@dataclass(frozen=True)
class Scale:
    """From numbers to 0…1 along an axis."""

    low: float
    high: float
    log: bool = False

    def __call__(self, values: Any) -> np.ndarray:
        """Where ``values`` lie; NaN where they have no place."""
        begin, end = self._even(self.low), self._even(self.high)
        return np.asarray((self._even(values) - begin) / (end - begin))

    def _even(self, values: Any) -> np.ndarray:
        values = np.asarray(values, np.float64)
        # Halves, so that the greatest numbers have a difference.
        return np.log10(np.where(values > 0, values, np.nan)) if self.log else values / 2


def spans(x: np.ndarray, low: np.ndarray, high: np.ndarray, wide: Scale, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """The least and greatest value in each of so many columns; NaN where nothing is to be drawn.

    ``x`` ascends. Columns between points are on a line from one to the next, unless what lies between is NaN.
    """
    least, greatest = np.full(columns, np.nan), np.full(columns, np.nan)
    edges = wide.low + (wide.high - wide.low) * np.arange(columns + 1) / columns
    at = np.searchsorted(x, edges)
    at[-1] = np.searchsorted(x, wide.high, side="right")
    filled = np.flatnonzero(at[1:] > at[:-1])
    if len(filled):
        starts, end = at[filled], at[-1]
        least[filled] = np.fmin.reduceat(low[:end], starts)
        greatest[filled] = np.fmax.reduceat(high[:end], starts)
        if len(filled) < columns:
            ends = at[filled + 1] - 1
            _join(least, greatest, filled, low[starts] / 2 + high[starts] / 2, low[ends] / 2 + high[ends] / 2)
    return least, greatest


def _join(least: np.ndarray, greatest: np.ndarray, filled: np.ndarray, first: np.ndarray, last: np.ndarray) -> None:
    """Draw lines over the columns without points: from the last point before to the first behind."""
    empty = np.flatnonzero(np.isin(np.arange(filled[0], filled[-1]), filled, invert=True)) + filled[0]
    after = np.searchsorted(filled, empty)
    left, right, begin, end = filled[after - 1], filled[after], last[after - 1], first[after]
    least[empty] = greatest[empty] = begin + (end - begin) * ((empty - left) / (right - left))


def dots(least: np.ndarray, greatest: np.ndarray, high: Scale, rows: int) -> np.ndarray:
    """Which dots are set, (rows, columns), the top row first, of spans from ``spans``."""
    bottom, top = high(least) * rows, high(greatest) * rows
    drawn = np.isfinite(bottom) & np.isfinite(top) & (top >= 0) & (bottom <= rows)
    bottom = np.clip(np.where(drawn, bottom, 0), 0, rows - 1).astype(int)
    top = np.clip(np.where(drawn, top, 0), 0, rows - 1).astype(int)
    both = drawn[1:] & drawn[:-1]
    # A step up or down between two columns is closed on the side of the second.
    up, down = both & (bottom[1:] > top[:-1] + 1), both & (top[1:] < bottom[:-1] - 1)
    lower, upper = bottom.copy(), top.copy()
    lower[1:] = np.where(up, top[:-1] + 1, lower[1:])
    upper[1:] = np.where(down, bottom[:-1] - 1, upper[1:])
    height = np.arange(rows - 1, -1, -1)[:, None]
    filled: np.ndarray = (height >= lower) & (height <= upper) & drawn
    return filled


def braille(set: np.ndarray) -> np.ndarray:
    """Cells of two by four dots as the codes of braille characters; 0 for an empty one."""
    rows, columns = set.shape
    cells = set.reshape(rows // 4, 4, columns // 2, 2)
    bits = np.einsum("rycx,yx->rc", cells, BRAILLE)
    return np.where(bits > 0, bits + 0x2800, 0)
