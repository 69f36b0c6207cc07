"""The confusion matrix: a row a true class, a column a predicted one, in shares of the row; with a cursor."""

from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from plugkeras_tui.inside.views.seen import Seen, sentence
from plugkeras_tui.pictures import HEAT, Canvas, Ink
from plugkeras_tui.pictures.palettes import over

CELL = 4
NAMES = 10
"""Characters for what a class is called."""


class Matrix(Canvas, can_focus=True):
    """Arrow keys go from cell to cell; Enter asks for the mistakes of the one under the cursor."""

    DEFAULT_CSS = "Matrix { width: 1fr; min-width: 34; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1,0)", "up", show=False),
        Binding("down", "go(1,0)", "down", show=False),
        Binding("left", "go(0,-1)", "left", show=False),
        Binding("right", "go(0,1)", "right", show=False),
        Binding("enter", "choose", "mistakes", id="inspect.mistakes"),
    ]

    class Chosen(Message):
        """The mistakes of a cell are wanted: rows of class ``true`` taken for ``predicted``."""

        def __init__(self, true: int, predicted: int) -> None:
            super().__init__()
            self.true, self.predicted = true, predicted

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seen = Seen()
        self.at = (0, 0)
        self._is_moved = False

    def take(self, seen: Seen) -> None:
        """Show another matrix; at first the cursor is on the most frequent mistake."""
        self.seen = seen
        counts = self.counts
        if counts is not None and not self._is_moved:
            wrong = counts - np.diag(np.diag(counts))
            self.at = tuple(map(int, np.unravel_index(int(np.argmax(wrong)), wrong.shape)))  # type: ignore[assignment]
        self.styles.width = min(NAMES + CELL * (len(counts) if counts is not None else 9), self.app.size.width - 28)
        self.show(self._drawn)

    @property
    def counts(self) -> np.ndarray | None:
        """The matrix, if there is one."""
        found = self.seen.found.get("confusion")
        return None if found is None else found["matrix"]

    def called(self, n: int) -> str:
        """What a class is called."""
        sample = self.seen.sample
        names = self.seen.found.get("confusion", {}).get("class_names", sample.class_names if sample else ())
        return str(names[n]) if n < len(names) else str(n)

    def action_go(self, rows: int, columns: int) -> None:
        """To another cell."""
        if self.counts is not None:
            most = len(self.counts) - 1
            self.at = (max(0, min(self.at[0] + rows, most)), max(0, min(self.at[1] + columns, most)))
            self._is_moved = True
            self.redraw()

    def action_choose(self) -> None:
        """Ask for the mistakes."""
        if self.counts is not None:
            self.post_message(self.Chosen(*self.at))

    def on_click(self, event: events.Click) -> None:
        """To the cell under the pointer; again, its mistakes."""
        counts = self.counts
        if counts is None or event.y < 2 or event.x < NAMES:
            return
        first = self._first(len(counts), self.size.width, self.size.height)
        cell = (first[0] + event.y - 2, first[1] + (event.x - NAMES) // CELL)
        if max(cell) < len(counts):
            chosen, self.at, self._is_moved = cell == self.at, cell, True
            self.redraw()
            if chosen:
                self.action_choose()

    def _first(self, classes: int, width: int, height: int) -> tuple[int, int]:
        """The first row and column that are seen, so that the cursor is."""
        down, across = max(1, height - 4), max(1, (width - NAMES) // CELL)
        return max(0, min(self.at[0] - down // 2, classes - down)), max(
            0, min(self.at[1] - across // 2, classes - across)
        )

    def _drawn(self, ink: Ink, width: int, height: int) -> list[Strip]:
        counts = self.counts
        if counts is None:
            return sentence(ink, self.seen.trouble.get("confusion", ""), width, height)
        shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
        top, left = self._first(len(counts), width, height)
        columns = range(left, min(left + max(1, (width - NAMES) // CELL), len(counts)))
        rows = range(top, min(top + max(1, height - 4), len(counts)))
        heads = "".join(f"{self.called(n)[: CELL - 1]:>{CELL}}" for n in columns)
        lines = [ink.text(f"{'true':<{NAMES}}predicted, % of the row", "muted"), ink.text(" " * NAMES + heads, "muted")]
        lines += [self._row(ink, n, shares[n], counts[n], columns) for n in rows]
        right = float(np.trace(counts)) / max(int(counts.sum()), 1)
        true, taken = self.at
        here = (
            f"{counts[true, taken]} of {counts[true].sum()} rows of {self.called(true)} taken for {self.called(taken)}"
        )
        return [*lines, ink.text(here, "strong"), ink.text(f"{right:.1%} of {counts.sum()} rows right", "muted")]

    def _row(self, ink: Ink, n: int, shares: np.ndarray, counts: np.ndarray, columns: range) -> Strip:
        palette = HEAT
        levels = palette.levels(shares, 0.0, 1.0)
        cells = [ink.text(f"{self.called(n)[: NAMES - 1]:>{NAMES - 1}} ", "strong" if n == self.at[0] else "")]
        for column in columns:
            text = f"{shares[column] * 100:.0f}" if counts[column] else "·" if not ink.ascii else "."
            ground = palette.colours[int(levels[column])]
            style = Style(color=over(ground), bgcolor=ground)
            if (n, column) == self.at:
                cells.append(ink.text(f"[{text:>{CELL - 2}}]"[:CELL] if len(text) < 3 else f"[{text}", "cursor"))
            else:
                cells.append(Strip([Segment(f"{text:>{CELL}}", style)], CELL))
        return Strip.join(cells)
