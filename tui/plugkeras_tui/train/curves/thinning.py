"""A curve however long, in blocks of 8, 64, 512 … points, so that a picture of it takes a few thousand."""

from typing import Any

import numpy as np

from plugkeras.runs.growing import Growing

FACTOR = 8

MOST = 4096
"""About how many points a picture is made of."""


class Thinned:
    """Follows a `Growing`: each block has the first ``x``, the least, the greatest and the mean of its points.

    ``columns`` are the names of x, low, high and y in the curve. NaN counts for nothing unless all of a block is.
    """

    def __init__(self, curve: Growing, *columns: str) -> None:
        self.curve = curve
        self._columns = [curve.columns.index(name) for name in columns]
        self._levels: list[_Blocks] = []
        self._seen: tuple[int, Any] = (0, None)  # how many rows, and the last of them

    def __len__(self) -> int:
        return len(self.curve)

    def catch_up(self) -> None:
        """Take in what is new; if the curve was cut meanwhile, begin anew."""
        rows = self.curve.rows
        count, last = self._seen
        if count > len(rows) or (count and not np.array_equal(rows[count - 1], last, equal_nan=True)):
            self._levels.clear()
        below, level = rows, 0
        while len(below) >= FACTOR:
            if level == len(self._levels):
                self._levels.append(_Blocks())
            self._levels[level].add(below, self._columns if level == 0 else [0, 1, 2, 3])
            below, level = self._levels[level].rows, level + 1
        self._seen = (len(rows), rows[-1].copy() if len(rows) else None)

    def points(self, first: int, last: int, log: bool = False) -> np.ndarray:
        """Rows ``first`` to ``last`` of the curve as (n, 4): x, low, high, y; no more than some thousands.

        ``log``: along a logarithmic axis, so finer at the beginning.
        """
        if not log or last - first <= MOST:
            level = 0
            while (last - first) // FACTOR**level > MOST:
                level += 1
            return np.concatenate(self._pieces(first, last, level)) if last > first else np.empty((0, 4))
        found, level, begin, end = [], 0, first, first + MOST
        while begin < last:
            found += self._pieces(begin, min(end, last), level)
            begin, end, level = end, first + (end - first) * FACTOR, level + 1
        return np.concatenate(found)

    def _pieces(self, first: int, last: int, level: int) -> list[np.ndarray]:
        """Whole blocks of a level, and smaller ones at both ends."""
        if level == 0 or level > len(self._levels):
            return [self.curve.rows[first:last, self._columns]] if level == 0 else self._pieces(first, last, level - 1)
        size, blocks = FACTOR**level, self._levels[level - 1].rows
        begin, end = -(-first // size), min(last // size, len(blocks))
        if begin >= end:
            return self._pieces(first, last, level - 1)
        inner = self._pieces(first, begin * size, level - 1), self._pieces(end * size, last, level - 1)
        return [*inner[0], blocks[begin:end], *inner[1]]


class _Blocks:
    """Blocks of eight rows of the level below, in an array that doubles."""

    def __init__(self) -> None:
        self._rows, self._count = np.empty((64, 4)), 0

    @property
    def rows(self) -> np.ndarray:
        return self._rows[: self._count]

    def add(self, below: np.ndarray, columns: list[int]) -> None:
        count = len(below) // FACTOR
        if count <= self._count:
            return
        if count > len(self._rows):
            larger = np.empty((max(2 * len(self._rows), count), 4))
            larger[: self._count] = self.rows
            self._rows = larger
        new = below[self._count * FACTOR : count * FACTOR].reshape(-1, FACTOR, below.shape[1])
        x, low, high, y = (new[:, :, column] for column in columns)
        fine = np.isfinite(y)
        with np.errstate(all="ignore"):
            mean = np.where(fine, y, 0.0).sum(1) / fine.sum(1)
            values = x[:, 0], np.fmin.reduce(low, 1), np.fmax.reduce(high, 1), mean
        self._rows[self._count : count] = np.stack(values, 1)
        self._count = count
