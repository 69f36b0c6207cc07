"""A page of curves: which characters stand where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plugkeras.runs.raster import Scale, braille, dots
from plugkeras.runs.ticks import label, ticks

COLORS = (34, 33, 32, 35, 36, 31)
SYMBOLS = "*o+x#@"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve by columns of dots: the least and the greatest value in each, and the last value."""

    name: str
    least: np.ndarray
    greatest: np.ndarray
    last: float


@dataclass(frozen=True)
class Page:
    """A page of ``width`` by ``height`` characters for so many curves.

    On the left are the numbers, below the axis with its own, below that the names; each curve ends in its letter if
    there are several. What is on the left is as wide whatever the numbers are, so that a growing curve stands still.
    """

    width: int
    height: int
    count: int
    ascii: bool = False
    color: bool = False

    @property
    def _many(self) -> bool:
        return self.count > 1

    @property
    def _gutter(self) -> int:
        return 7 if self.width >= 40 else 5

    @property
    def columns(self) -> int:
        """Characters for the curves, across."""
        return self.width - self._gutter - 2 - self._many

    @property
    def rows(self) -> int:
        """Characters for the curves, down."""
        return self.height - (3 if self.height > 5 else 1 + self._many)

    @property
    def dots(self) -> tuple[int, int]:
        """Dots for the curves, down and across."""
        return (self.rows, self.columns) if self.ascii else (4 * self.rows, 2 * self.columns)

    def empty(self) -> list[str]:
        """The page without a curve."""
        lines = [" " * self.width] * self.height
        lines[self.height // 2] = "nothing to draw yet".center(self.width)
        return lines

    def lines(self, curves: Sequence[Curve], wide: Scale, high: Scale, marks: Sequence[float]) -> list[str]:
        """The page, line by line."""
        cells, owner = self._cells(curves, high)
        self._mark(cells, wide, marks)
        values = ticks(high.low, high.high, max(self.rows // 3, 2), high.log)
        said = {self._row(high, value): label(value, self._gutter) for value in values}
        ends = {self._row(high, c.last): self._letter(n) for n, c in enumerate(curves) if np.isfinite(c.last)}
        side = "|+" if self.ascii else "│┤"
        lines = [
            f"{said.get(row, ''):>{self._gutter}} {side[row in said]}{self._painted(cells[row], owner[row])}"
            + ends.get(row, " ") * self._many
            for row in range(self.rows)
        ]
        return lines + self._below(wide) + self._legend(curves)

    def _row(self, high: Scale, value: float) -> int:
        place = float(np.clip(np.nan_to_num(high(value)), 0, 1))
        return self.rows - 1 - min(int(place * self.rows), self.rows - 1)

    def _letter(self, n: int) -> str:
        letters = SYMBOLS if self.ascii else LETTERS
        return letters[n % len(letters)]

    def _cells(self, curves: Sequence[Curve], high: Scale) -> tuple[np.ndarray, np.ndarray]:
        """The characters, and which curve's they are (-1: nobody's)."""
        codes, owner = np.zeros((self.rows, self.columns), np.uint32), np.full((self.rows, self.columns), -1)
        for n, curve in enumerate(curves):
            filled = dots(curve.least, curve.greatest, high, self.dots[0])
            drawn = filled * np.uint32(ord(self._letter(n))) if self.ascii else braille(filled)
            codes = np.where(drawn, drawn, codes) if self.ascii else codes | drawn
            owner[drawn > 0] = n
        return np.where(codes, codes, ord(" ")).astype(np.uint32).view("U1").reshape(codes.shape), owner

    def _mark(self, cells: np.ndarray, wide: Scale, marks: Sequence[float]) -> None:
        at = wide(np.asarray(list(marks), np.float64))
        for place in at[(at >= 0) & (at <= 1)]:
            column = cells[:, min(int(place * self.columns), self.columns - 1)]
            column[column == " "] = ":" if self.ascii else "┊"

    def _painted(self, cells: np.ndarray, owner: np.ndarray) -> str:
        if not self.color:
            return "".join(cells)
        pieces = np.split(np.arange(len(cells)), np.flatnonzero(np.diff(owner)) + 1)
        return "".join(self._colored("".join(cells[piece]), int(owner[piece[0]])) for piece in pieces)

    def _colored(self, text: str, n: int) -> str:
        return f"\x1b[{COLORS[n % len(COLORS)]}m{text}\x1b[0m" if self.color and n >= 0 else text

    def _below(self, wide: Scale) -> list[str]:
        """The axis, if there is room, and its numbers."""
        line, text = ["-" if self.ascii else "─"] * self.columns, [" "] * self.columns
        free = 0
        for value in ticks(wide.low, wide.high, max(self.columns // 10, 2)):
            at = min(int(np.nan_to_num(wide(value)) * self.columns), self.columns - 1)
            said = label(value)
            begin = min(max(at - len(said) // 2, 0), self.columns - len(said))
            if begin >= free:
                text[begin : begin + len(said)] = said
                line[at] = "+" if self.ascii else "┬"
                free = begin + len(said) + 1
        start, end = " " * self._gutter, " " * self._many
        axis = [start + (" +" if self.ascii else " └") + "".join(line) + end] if self.height > 5 else []
        return [*axis, start + "  " + "".join(text) + end]

    def _legend(self, curves: Sequence[Curve]) -> list[str]:
        if self.height <= 5 and not self._many:
            return []
        names = [f"{self._letter(n)} {curve.name}" if self._many else curve.name for n, curve in enumerate(curves)]
        if self.ascii:
            names = [name.encode("ascii", "replace").decode() for name in names]
        length = len("  ".join(names))
        if length > self.width:
            return ["  ".join(names)[: self.width - 1] + ("~" if self.ascii else "…")]
        return ["  ".join(self._colored(name, n) for n, name in enumerate(names)) + " " * (self.width - length)]
