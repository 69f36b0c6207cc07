"""The widget that shows the curves: lines that are drawn once for what is there, and then only shown."""

from dataclasses import replace
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from plugkeras.runs.watched import Watched
from plugkeras_tui.train.curves.lines import Lines
from plugkeras_tui.train.curves.look import Look
from plugkeras_tui.train.curves.marks import Mark, marks
from plugkeras_tui.train.curves.sheet import Piece, Sheet
from plugkeras_tui.train.curves.table import table

DARK = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00")
LIGHT = ("#0072B2", "#B35900", "#00724F", "#A6417C", "#6B6300", "#000000")
"""Colours that the colour-blind can tell apart (Okabe and Ito), on dark and on light."""


class CurvePlot(Widget, can_focus=True):
    """Loss and metrics of a run; it is drawn anew only if the run, the look or the size is another."""

    DEFAULT_CSS = "CurvePlot { height: 1fr; min-height: 5; }"

    look = reactive(Look(), layout=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.lines: Lines | None = None
        self.marks: list[Mark] = []
        self._strips: list[Strip] = []
        self._drawn: Any = None  # what the strips show
        self._styles: dict[str, Style] = {}

    def watch_run(self, watched: Watched | None) -> None:
        """Show another run."""
        self.lines = None if watched is None else Lines(watched)
        self.look = replace(self.look, cursor=None, first=0)
        self.tell()

    def compare(self, baseline: Watched | None, name: str = "") -> None:
        """Lay the curves of another run over these."""
        if self.lines is not None:
            self.lines = Lines(self.lines.watched, baseline, name)
            self.tell()

    def tell(self) -> None:
        """There may be something new."""
        if self._drawn != self._wanted():
            self.refresh()

    def _wanted(self) -> Any:
        lines = self.lines
        versions = None if lines is None else (id(lines.watched), lines.watched.version, id(lines.baseline))
        return versions, self.size, self.look, self.app.theme, getattr(self.app, "ascii", False)

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        wanted = self._wanted()
        if wanted != self._drawn:
            self._draw()
            self._drawn = wanted
        line = self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)
        return line.apply_style(self.rich_style)

    def _draw(self) -> None:
        width, height = self.size
        ascii = getattr(self.app, "ascii", False)
        self._styles = styles(self.app.current_theme.dark)
        panels = self.lines.panels(self.look.points) if self.lines is not None else []
        self.marks = marks(self.lines.watched) if self.lines is not None else []
        sheet = Sheet(width, height, self.look, ascii)
        if self.look.table and self.lines is not None:
            found = table(self.lines.watched, self.marks, panels, width, height, self.look)
        else:
            found = sheet.lines(panels, self.marks)
        self._strips = [self._strip(pieces, width) for pieces in found[:height]]

    def _strip(self, pieces: list[Piece], width: int) -> Strip:
        ascii = getattr(self.app, "ascii", False)
        fine = [(text.encode("ascii", "replace").decode() if ascii else text, role) for text, role in pieces]
        return Strip([Segment(text, self._styles[role]) for text, role in fine]).adjust_cell_length(width)


def styles(is_dark: bool) -> dict[str, Style]:
    """How each role of a piece looks."""
    colors = DARK if is_dark else LIGHT
    found = {"plain": Style(), "dim": Style(dim=True), "title": Style(bold=True)}
    found |= {"mark": Style(color=colors[3]), "cursor": Style(bold=True, reverse=True)}
    for n in range(26):
        found[f"line {n}"] = Style(color=colors[n % len(colors)])
        found[f"band {n}"] = Style(color=colors[n % len(colors)], dim=True)
    return found
