"""The curves as lines of pieces: a text each, and what it is, which the widget knows the style of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from plugkeras.runs.raster import Scale
from plugkeras.runs.smoothing import smoothed
from plugkeras.runs.ticks import label, ticks
from plugkeras_tui.train.curves.cells import BAND, NOBODY, Drawn, cells, glyph
from plugkeras_tui.train.curves.lines import Line, Panel
from plugkeras_tui.train.curves.look import Look
from plugkeras_tui.train.curves.marks import Mark

Piece = tuple[str, str]
"""A text and its role: "plain", "dim", "title", "mark", "cursor", "line 0" …, "band 0" …"""

GUTTER = 7

LEAST = 7
"""The lines that a panel needs."""

MARK, CURSOR = -2, -3
"""Whose a cell is that is nobody's of ``cells``."""


@dataclass(frozen=True)
class Span:
    """What is seen of the x axis: steps."""

    low: float
    high: float
    log: bool

    @property
    def scale(self) -> Scale:
        """Along which the curves are drawn, whose x is told by ``place``."""
        ends = self.place(np.array([self.low, self.high]))
        return Scale(float(ends[0]), float(ends[1]))

    def place(self, steps: np.ndarray) -> np.ndarray:
        """Steps as they lie on the axis."""
        return np.log10(np.maximum(steps, 1.0)) if self.log else np.asarray(steps, np.float64)

    def step_at(self, share: float) -> float:
        """The step at 0 to 1 along it."""
        scale = self.scale
        at = scale.low + share * (scale.high - scale.low)
        return float(10.0**at) if self.log else at

    def share_of(self, step: float) -> float:
        """And back."""
        return float(self.scale(self.place(np.array([step])))[0])


def span_of(panels: Sequence[Panel], look: Look) -> Span | None:
    """From the first step to the last, or the last so many batches; None if there are none."""
    ends = [(c[0], c[-1]) for p in panels for line in p.lines if len(c := line.points.curve["step"])]
    if not ends:
        return None
    low, high = min(float(end[0]) for end in ends), max(float(end[1]) for end in ends)
    if look.last:
        low = max(low, high - look.last)
    if look.log_x:
        low = max(low, 1.0)
    return Span(low, high if high > low else low + 1.0, look.log_x)


@dataclass(frozen=True)
class Sheet:
    """A sheet of ``width`` by ``height`` characters."""

    width: int
    height: int
    look: Look
    ascii: bool = False

    @property
    def columns(self) -> int:
        """Characters for the curves, across."""
        return self.width - GUTTER - 3

    def lines(self, panels: Sequence[Panel], marks: Sequence[Mark]) -> list[list[Piece]]:
        """The sheet, line by line; each exactly ``width`` characters."""
        span = span_of(panels, self.look)
        if span is None or self.columns < 8 or self.height < LEAST:
            return self._empty()
        shown = self._shown(panels)
        listed = [self._listed(marks, span)] if marks else []
        room = self.height - 2 - len(listed)
        each = room // (len(shown) + 1 if len(shown) > 1 else 1)
        found: list[list[Piece]] = []
        for n, panel in enumerate(shown):
            tall = room - each * (len(shown) - 1) if n == 0 else each
            found += self._panel(panel, span, tall, marks, len(panels) - len(shown) if n == 0 else 0)
        return [[*pieces] for pieces in [*found, *self._below(span), *listed]]

    def _shown(self, panels: Sequence[Panel]) -> list[Panel]:
        """The loss, and as many others as there is room for; where there is room for one alone, each in its turn."""
        most = max((self.height - 3) // LEAST - 1, 1)
        if most == 1:
            return [panels[self.look.first % len(panels)]]
        others = list(panels[1:])
        first = self.look.first % len(others) if others else 0
        return [panels[0], *(others[first:] + others[:first])[: most - 1]]

    def _empty(self) -> list[list[Piece]]:
        blank: list[list[Piece]] = [[(" " * self.width, "plain")] for _ in range(self.height)]
        if self.height:
            blank[self.height // 2] = [("no batch yet".center(self.width)[: self.width], "dim")]
        return blank

    # -- a panel ---------------------------------------------------------------------------------

    @np.errstate(all="ignore")
    def _panel(self, panel: Panel, span: Span, tall: int, marks: Sequence[Mark], more: int) -> list[list[Piece]]:
        rows = tall - 1
        drawn = [self._drawn(line, span) for line in panel.lines]
        high = _reach(drawn, self.look.log_y)
        title = self._title(panel, span, more)
        if high is None or rows < 2:
            return [title, *([(" " * self.width, "plain")] for _ in range(rows))]
        letters = [line.letter for line in panel.lines]
        characters, owner = cells(drawn, span.scale, high, rows, self.columns, letters, self.ascii)
        roles = _Roles(characters, owner)
        self._mark(roles, span, marks)
        said = {_row(high, rows, v): label(v, GUTTER) for v in ticks(high.low, high.high, max(rows // 3, 2), high.log)}
        ends = _ends([_last(one.y) for one in drawn], high, rows)
        side = "|+" if self.ascii else "│┤"
        found = [title]
        for row, curves in enumerate(roles.lines()):
            end: Piece = (letters[ends[row]], f"line {ends[row]}") if row in ends else (" ", "plain")
            axis = f"{said.get(row, ''):>{GUTTER}} {side[row in said]}"
            found.append([(axis, "dim"), *curves, end])
        return found

    def _drawn(self, line: Line, span: Span) -> Drawn:
        steps = line.points.curve["step"]
        first, last = np.searchsorted(steps, [span.low, span.high * (1 + 1e-12)], side="left")
        last = max(int(np.searchsorted(steps, span.high, side="right")), int(last))
        found = line.points.points(max(int(first) - 1, 0), last, span.log)
        x, low, top, y = found.T
        if self.look.smoothing and len(y):
            y = smoothed(np.ascontiguousarray(y), self.look.weight)
        has_band = line.has_band and self.look.band
        return Drawn(span.place(x), y, low if has_band else None, top if has_band else None)

    def _title(self, panel: Panel, span: Span, more: int) -> list[Piece]:
        at = None if self.look.cursor is None else span.step_at(self.look.cursor)
        pieces: list[Piece] = [(f"{panel.name} ", "title")]
        for n, line in enumerate(panel.lines):
            value = value_at(line, at)
            pieces.append((f" {line.letter}{glyph(n, self.ascii)} {line.name} {label(value)} ", f"line {n}"))
        pieces.append((f" {self.look.words}", "dim"))
        if at is not None:
            pieces.append((f"  at step {at:,.0f}", "cursor"))
        if more:
            pieces.append((f"  {'+' if self.ascii else '⋮'}{more} more: up, down", "dim"))
        return fitted(pieces, self.width)

    def _mark(self, roles: "_Roles", span: Span, marks: Sequence[Mark]) -> None:
        for mark in marks:
            share = span.share_of(mark.step)
            if 0 <= share <= 1:
                roles.down(self._column(share), ":" if self.ascii else "┊", mark.letter, "mark")
        if self.look.cursor is not None:
            roles.down(self._column(self.look.cursor), "!" if self.ascii else "│", None, "cursor")

    def _column(self, share: float) -> int:
        return min(int(share * self.columns), self.columns - 1)

    # -- what is below ---------------------------------------------------------------------------

    def _below(self, span: Span) -> list[list[Piece]]:
        """The axis and its numbers."""
        line, text, free = ["-" if self.ascii else "─"] * self.columns, [" "] * self.columns, 0
        for value in ticks(span.low, span.high, max(self.columns // 10, 2), span.log):
            at, said = self._column(min(max(span.share_of(value), 0), 1)), label(value)
            begin = min(max(at - len(said) // 2, 0), self.columns - len(said))
            if begin >= free:
                text[begin : begin + len(said)] = said
                line[at], free = "+" if self.ascii else "┬", begin + len(said) + 1
        corner = " +" if self.ascii else " └"
        axis = " " * GUTTER + corner + "".join(line) + " "
        numbers = f"{'step':>{GUTTER}}  " + "".join(text) + " "
        return [[(axis, "dim")], [(numbers, "dim")]]

    def _listed(self, marks: Sequence[Mark], span: Span) -> list[Piece]:
        """The last marks in words, as many as there is room for; the one at the cursor first."""
        near = sorted(marks, key=lambda mark: abs(mark.step - span.step_at(self.look.cursor or 0)))[:1]
        order = (
            [*reversed(marks)] if self.look.cursor is None else [*near, *(m for m in reversed(marks) if m not in near)]
        )
        text = "  ".join(f"{mark.letter} {mark.text} @{mark.step}" for mark in order)
        return fitted([(text, "mark")], self.width)


class _Roles:
    """The cells of a panel, and what each is."""

    def __init__(self, characters: np.ndarray, owner: np.ndarray) -> None:
        self.characters, self.owner = characters, owner
        self.names = {NOBODY: "plain", MARK: "mark", CURSOR: "cursor"}

    def down(self, column: int, character: str, letter: str | None, role: str) -> None:
        """A line from top to bottom, behind the curves, with a letter on top."""
        code = MARK if role == "mark" else CURSOR
        free = self.characters[:, column] == " "
        self.characters[free, column], self.owner[free, column] = character, code
        if letter is not None:
            self.characters[0, column], self.owner[0, column] = letter, code

    def lines(self) -> list[list[Piece]]:
        """All of them; what is blank goes with what is before it, so that there are few pieces."""
        at = np.where(self.characters == " ", 0, np.arange(self.owner.shape[1]))
        owner = np.take_along_axis(self.owner, np.maximum.accumulate(at, axis=1), axis=1)
        owner[owner == CURSOR] = np.where(self.characters == " ", NOBODY, owner)[owner == CURSOR]  # it is reversed
        return [self._pieces("".join(text), whose) for text, whose in zip(self.characters.tolist(), owner, strict=True)]

    def _pieces(self, text: str, owner: np.ndarray) -> list[Piece]:
        cuts = [0, *(np.flatnonzero(np.diff(owner)) + 1).tolist(), len(owner)]
        return [(text[a:b], self._name(int(owner[a]))) for a, b in pairwise(cuts)]

    def _name(self, owner: int) -> str:
        return self.names.get(owner) or (f"band {BAND - owner}" if owner <= BAND else f"line {owner}")


def value_at(line: Line, step: float | None) -> float:
    """The last value of a line, or that at a step; NaN if there is none."""
    curve, column = line.points.curve, "mean" if "mean" in line.points.curve.columns else "value"
    steps = curve["step"]
    at = len(steps) - 1 if step is None else int(np.searchsorted(steps, step + 0.5, side="left")) - 1
    return float(curve[column][max(at, 0)]) if len(steps) else float("nan")


def fitted(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """The same, cut or filled to exactly so many characters."""
    found, left = [], width
    for text, role in pieces:
        text = text[:left]
        left -= len(text)
        if text:
            found.append((text, role))
    return [*found, (" " * left, "plain")] if left else found


def _last(values: np.ndarray) -> float:
    fine = values[-100:][np.isfinite(values[-100:])]
    return float(fine[-1]) if len(fine) else float("nan")


def _ends(values: Sequence[float], high: Scale, rows: int) -> dict[int, int]:
    """The row in which each line's letter stands, by row; a letter whose place is taken moves up or down."""
    found: dict[int, int] = {}
    for n, value in enumerate(values):
        if np.isfinite(value):
            at = _row(high, rows, value)
            free = [row for row in sorted(range(rows), key=lambda row: (abs(row - at), row)) if row not in found]
            found[free[0] if free else at] = n
    return found


def _row(high: Scale, rows: int, value: float) -> int:
    place = float(np.clip(np.nan_to_num(high(value)), 0, 1))
    return rows - 1 - min(int(place * rows), rows - 1)


def _reach(drawn: Sequence[Drawn], log: bool) -> Scale | None:
    """An axis over the curves and nearly all of their ranges; None if there is nothing to draw."""
    values = [one.y for one in drawn]
    bands = [band for one in drawn for band in (one.low, one.high) if band is not None and np.isfinite(band).any()]
    values += [np.nanpercentile(band, [2, 98]) for band in bands]
    every = np.concatenate(values) if values else np.empty(0)
    every = every[np.isfinite(every) & (every > 0)] if log else every[np.isfinite(every)]
    if not len(every):
        return None
    low, high = float(every.min()), float(every.max())
    if high / 2 - low / 2 > 1e-12 * max(abs(low), abs(high)):
        return Scale(low, high, log)
    room = abs(low) / 10 or 1.0
    return Scale(low * 0.5, high * 2, log) if log else Scale(low - room, high + room)
