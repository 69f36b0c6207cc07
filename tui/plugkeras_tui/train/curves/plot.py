"""The widget that shows the curves: lines that are drawn once for what is there, and then only shown."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from plugkeras.runs.watched import Watched
from plugkeras_tui.pictures.palettes import lines_of
from plugkeras_tui.train.curves.lines import Lines
from plugkeras_tui.train.curves.look import Look
from plugkeras_tui.train.curves.marks import Mark, marks
from plugkeras_tui.train.curves.sheet import Piece, Sheet, span_of
from plugkeras_tui.train.curves.table import table

AT_ONCE = 15
"""Lines that are shown at a time while it trains: all of a large terminal take 15 ms, in which no key is answered."""


class CurvePlot(Widget, can_focus=True):
    """Loss and metrics of a run; it is drawn anew only if the run, the look, the theme or the size is another."""

    DEFAULT_CSS = "CurvePlot { height: 1fr; min-height: 5; }"

    look = reactive(Look(), layout=False, repaint=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.lines: Lines | None = None
        self.marks: list[Mark] = []
        self._strips: list[Strip] = []
        self._pieces: list[list[Piece]] = []  # what these were made of
        self._drawn: Any = None  # what the strips show
        self._room = Size()  # for which they were drawn, with borders
        self._styles: dict[str, Style] = {}
        self._late: set[int] = set()  # lines that have changed and are not shown yet

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
        """There may be something new. Only lines that are others now are shown anew: of a long run they are few."""
        if self._drawn is None or self._room != self.outer_size:
            self.refresh()
            return
        if self._drawn != self._wanted():
            is_first = not self._late
            self._late |= set(self._draw())
            if is_first:
                self._show_some()

    def _show_some(self) -> None:
        """Show some of what has changed, and the others when a key had its chance."""
        some = sorted(self._late)[:AT_ONCE]
        self._show(some)
        if self._late:
            self.call_after_refresh(self._show_some)

    def _show(self, lines: Sequence[int]) -> None:
        self._late -= set(lines)
        if lines:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    @property
    def step_at_cursor(self) -> float | None:
        """The step under the cursor; None if there is no cursor."""
        if self.lines is None or self.look.cursor is None:
            return None
        span = span_of(self.lines.panels(self.look.points), self.look)
        return None if span is None else span.step_at(self.look.cursor)

    def watch_look(self) -> None:
        """Another way to look at them: shown at once."""
        self.tell()
        self._show([*self._late])

    def notify_style_update(self) -> None:
        """Another theme: nothing that was drawn is of use."""
        super().notify_style_update()
        self._drawn = None

    def _wanted(self) -> Any:
        lines = self.lines
        versions = None if lines is None else (id(lines.watched), lines.watched.version, id(lines.baseline))
        return versions, self.size, self.look

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        if self._drawn is None or self._room != self.outer_size:
            self._draw()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> list[int]:
        """Make the lines that are others now; which they are."""
        if self._drawn is None or self._room != self.outer_size:
            self._strips, self._pieces = [], []
            base = self.rich_style
            self._styles = {role: base + style for role, style in styles(self.app.current_theme.dark).items()}
        self._drawn, self._room = self._wanted(), self.outer_size
        width, height = self.size
        ascii = getattr(self.app, "ascii", False)
        panels = self.lines.panels(self.look.points) if self.lines is not None else []
        self.marks = marks(self.lines.watched) if self.lines is not None else []
        sheet = Sheet(width, height, self.look, ascii)
        if self.look.table and self.lines is not None:
            found = table(self.lines.watched, self.marks, panels, width, height, self.look)
        else:
            found = sheet.lines(panels, self.marks)
        before, self._pieces = self._pieces, found[:height]
        changed = [y for y, pieces in enumerate(self._pieces) if y >= len(before) or pieces != before[y]]
        changed += range(len(self._pieces), len(before))
        kept = self._strips[: len(self._pieces)]
        self._strips = [*kept, *([Strip.blank(width)] * (len(self._pieces) - len(kept)))]
        for y in changed:
            if y < len(self._pieces):
                self._strips[y] = self._strip(self._pieces[y], width)
        return changed

    def _strip(self, pieces: list[Piece], width: int) -> Strip:
        ascii = getattr(self.app, "ascii", False)
        fine = [(text.encode("ascii", "replace").decode() if ascii else text, role) for text, role in pieces]
        return Strip([Segment(text, self._styles[role]) for text, role in fine]).adjust_cell_length(
            width, self._styles["plain"]
        )


def styles(is_dark: bool) -> dict[str, Style]:
    """How each role of a piece looks."""
    colors = lines_of(is_dark)
    found = {"plain": Style(), "dim": Style(dim=True), "title": Style(bold=True)}
    found |= {"mark": Style(color=colors[3]), "cursor": Style(bold=True, reverse=True)}
    for n in range(26):
        found[f"line {n}"] = Style(color=colors[n % len(colors)])
        found[f"band {n}"] = Style(color=colors[n % len(colors)], dim=True)
    return found
