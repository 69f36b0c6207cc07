"""The curves of several runs in one picture."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from plugkeras.runs.curves import SMALLEST, Series, draw
from plugkeras.runs.page import COLORS
from plugkeras_tui.pictures.palettes import lines_of
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
            self._strips = [self._coloured(text) for text in self._drawn()]
        line = self._strips[y] if y < len(self._strips) else Strip.blank(0)
        return line.crop(0, self.size.width).extend_cell_length(self.size.width).apply_style(self.rich_style)

    def notify_style_update(self) -> None:
        """Another theme, other colours."""
        super().notify_style_update()
        self._strips = None

    def _coloured(self, text: str) -> Strip:
        """A line whose colours are those of a terminal, in those of the theme."""
        colours = dict(zip(COLORS, lines_of(self.app.current_theme.dark), strict=True))
        found = []
        for piece, style, _ in Text.from_ansi(text).render(self.app.console, ""):
            number = style.color.number if style and style.color else None
            found.append(Segment(piece, None if number is None else Style(color=colours[30 + number])))
        return Strip(found).simplify()

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
