"""The curves of several runs in one picture."""

from collections.abc import Sequence

from rich.text import Text
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from plugkeras.runs.curves import SMALLEST, Series, draw
from plugkeras_tui.runs.rows import Row

MOST = 12
"""Curves that are drawn; more cannot be told apart."""


class Overlay(Widget):
    """A metric by epoch, a curve a run; drawn anew only when what it shows or its size changes."""

    DEFAULT_CSS = "Overlay { height: 1fr; width: 1fr; }"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._what: tuple[tuple[Row, ...], str, float, bool] = ((), "loss", 0.0, False)
        self._strips: list[Strip] | None = None
        self._room = Size()  # for which they were drawn

    def show(self, rows: Sequence[Row], metric: str, weight: float, log: bool) -> None:
        """Other curves, or drawn otherwise."""
        what = (tuple(rows[:MOST]), metric, weight, log)
        if what != self._what:
            self._what, self._strips = what, None
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        if self._strips is None or self._room != self.size:
            self._room = self.size
            self._strips = [
                Strip(Text.from_ansi(text).render(self.app.console), None).simplify() for text in self._drawn()
            ]
        line = self._strips[y] if y < len(self._strips) else Strip.blank(0)
        return line.crop(0, self.size.width).extend_cell_length(self.size.width).apply_style(self.rich_style)

    def _drawn(self) -> list[str]:
        rows, metric, weight, log = self._what
        width, height = self.size
        if width < SMALLEST[0] or height < SMALLEST[1] + 1:
            return []
        how = f"{metric} by epoch{f', smoothed {weight:g}' if weight else ''}{', log' if log else ''}"
        series = [Series(row.name, *row.told.curves[metric]) for row in rows if metric in row.told.curves]
        if not series:
            return [how, *[""] * (height // 2 - 1), "no run here has told of it yet".center(width)]
        drawn = draw(
            series, width, height - 1, log=log, smooth=weight, ascii=bool(getattr(self.app, "ascii", False)), color=True
        )
        return [how, *drawn]
