"""The values behind the curves: a row an epoch, the last ones, and the marks."""

from collections.abc import Sequence

import numpy as np

from plugkeras.runs.sentences import number
from plugkeras.runs.watched import Watched
from plugkeras_tui.train.curves.lines import Panel
from plugkeras_tui.train.curves.look import Look
from plugkeras_tui.train.curves.marks import Mark
from plugkeras_tui.train.curves.sheet import Piece, fitted, span_of

COLUMN = 12


def table(
    watched: Watched, marks: Sequence[Mark], panels: Sequence[Panel], width: int, height: int, look: Look
) -> list[list[Piece]]:
    """``height`` lines; the epoch at the cursor, or else the last, is the one with ``>``."""
    names = sorted(watched.by_epoch, key=lambda name: ("loss" not in name, name.removeprefix("val_"), name))
    names = names[: max((width - 20) // COLUMN, 1)]
    steps = watched.by_epoch[names[0]].rows[:, :2] if names else np.empty((0, 2))
    span = span_of(panels, look)
    at = float("inf") if look.cursor is None or span is None else span.step_at(look.cursor)
    chosen = min(int(np.searchsorted(steps[:, 0], at)), len(steps) - 1)
    said = marks[-max(height // 4, 1) :]
    room = height - 1 - len(said)
    first = min(max(chosen - room // 2, 0), max(len(steps) - room, 0))
    head = f"  {'epoch':>6} {'step':>9} " + "".join(f"{name[: COLUMN - 1]:>{COLUMN}}" for name in names)
    lines: list[list[Piece]] = [[(head, "title")]]
    for n in range(first, min(first + room, len(steps))):
        values = "".join(f"{_value(watched, name, steps[n, 0]):>{COLUMN}}" for name in names)
        sign = ">" if n == chosen else " "
        lines.append(
            [(f"{sign} {steps[n, 1]:>6.0f} {steps[n, 0]:>9.0f} {values}", "cursor" if n == chosen else "plain")]
        )
    if len(steps) == 0:
        lines.append([("  no epoch is over yet", "dim")])
    lines += [[("", "plain")]] * (height - len(said) - len(lines))
    lines += [[(f"  {mark.letter} step {mark.step}: {mark.text}", "mark")] for mark in said]
    return [fitted(pieces, width) for pieces in lines]


def _value(watched: Watched, name: str, step: float) -> str:
    rows = watched.by_epoch[name].rows
    at = int(np.searchsorted(rows[:, 0], step))
    return number(float(rows[at, 2])) if at < len(rows) and rows[at, 0] == step else "-"
