"""Rows of numbers that grow at their end and are cut at a step: a curve that somebody watches."""

import numpy as np

MANY = 4096
"""New rows that are kept as they came."""


class Growing:
    """Rows of float64 under named columns, one of which, ``by``, never falls."""

    def __init__(self, *columns: str, by: str = "step") -> None:
        self.columns = columns
        self._by = columns.index(by)
        self._rows = np.empty((0, len(columns)))
        self._count = 0
        self._new: list[tuple[float, ...]] = []

    def __len__(self) -> int:
        return self._count + len(self._new)

    def append(self, *row: float) -> None:
        """Add a row; as cheap as a list's append."""
        self._new.append(row)
        if len(self._new) >= MANY:  # as rows of an array they take a tenth of the memory
            self._settle()

    def __getitem__(self, column: str) -> np.ndarray:
        """A column, (rows,): a view, to be asked for again when there may be more."""
        return self.rows[:, self.columns.index(column)]

    @property
    def rows(self) -> np.ndarray:
        """All rows, (rows, columns): a view."""
        if self._new:
            self._settle()
        return self._rows[: self._count]

    def _settle(self) -> None:
        count = self._count + len(self._new)
        if count > len(self._rows):
            larger = np.empty((max(2 * len(self._rows), count, 64), len(self.columns)))
            larger[: self._count] = self._rows[: self._count]
            self._rows = larger
        self._rows[self._count : count] = self._new
        self._count = count
        self._new.clear()

    @property
    def last(self) -> float:
        """The last row's ``by``; below everything if there is none."""
        if self._new:
            return self._new[-1][self._by]
        return float(self._rows[self._count - 1, self._by]) if self._count else float("-inf")

    def cut(self, after: float) -> None:
        """Forget the rows behind ``after``."""
        rows = self.rows
        self._count = int(np.searchsorted(rows[:, self._by], after, side="right"))
