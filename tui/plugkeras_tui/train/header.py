"""The lines over the curves: where the training is, how fast, and what can be said of it."""

from math import isfinite, nan
from typing import Any

from textual.widgets import Static

from plugkeras.runs.sentences import duration, measures
from plugkeras.runs.watched import Watched
from plugkeras_tui.standing import SYMBOLS, Standing
from plugkeras_tui.train.diagnosis import Finding

SIGNS = {"bad": "✖", "warn": "⚠", "hint": "·", "fine": "✓"}

SHORT = 40
"""In fewer characters not all is said."""

BARS = "▁▂▃▄▅▆▇█"


def progress(watched: Watched, stands: Standing, name: str, width: int = 200) -> str:
    """``spirals ● running  epoch 41/200  batch 12/32  3 120 steps/s  ETA 0:09  lr 0.003  84 MB``.

    What there is no room for is left out: memory first, then batches.
    """
    left, rate = watched.remaining, watched.rate
    steps = watched.pace.steps_per_second if stands.is_under_way else nan
    parts = {
        "state": f"{name} {SYMBOLS.get(stands.state, '?')} {stands.state}",
        "epoch": f"epoch {watched.epoch}/{watched.epochs or '?'}" if watched.epoch else "",
        "batch": f"batch {watched.batch}/{watched.steps or '?'}" if watched.epoch else "",
        "pace": f"{_grouped(steps)} steps/s" if isfinite(steps) else "",
        "left": f"ETA {duration(left)}" if isfinite(left) and stands.is_under_way else "",
        "rate": f"lr {rate:.3g}" if isfinite(rate) else "",
        "memory": f"{stands.memory / 2**20:.0f} MB" if isfinite(stands.memory) else "",
    }
    for first in ("", "memory", "batch", "pace", "rate"):
        parts.pop(first, None)
        text = "  ".join(part for part in parts.values() if part)
        if len(text) <= width:
            break
    return text


def bar(watched: Watched, width: int) -> str:
    """How much of the training is done."""
    total = (watched.epochs or 0) * (watched.steps or 0)
    share = min(watched.step / total, 1.0) if total else 0.0
    done = round(share * width)
    return "━" * done + "·" * (width - done)


def told(findings: list[Finding]) -> str:
    """The findings in one line, each with its sign."""
    return "  ".join(f"{SIGNS[finding.severity]} {finding.text}" for finding in findings)


def sparkline(values: Any, width: int) -> str:
    """The last numbers as bars; what is no number is a ``?``."""
    shown = [float(value) for value in values][-width:]
    fine = [value for value in shown if isfinite(value)]
    if not fine:
        return "?" * len(shown)
    low, high = min(fine), max(fine)
    scale = (len(BARS) - 1) / ((high - low) or 1.0)
    return "".join(BARS[int((value - low) * scale)] if isfinite(value) else "?" for value in shown)


def one_line(watched: Watched, stands: Standing, width: int) -> str:
    """All that fits into a terminal too small for more: the state, the epoch, the loss and its bars."""
    names = ("loss", "val_loss") if width >= SHORT else ("loss",)
    logs = {name: watched.logs[name] for name in names if name in watched.logs}
    state = f"{stands.state} " if width >= SHORT else ""
    where = f"{SYMBOLS.get(stands.state, '?')} {state}{watched.epoch}/{watched.epochs or '?'} {measures(logs)}"
    room = width - len(where) - 1
    curve = watched.by_epoch.get("loss")
    values = curve["value"] if curve is not None and len(curve) > 3 else watched.batches["mean"]
    return f"{where} {sparkline(values[-room:], room)}"[:width] if room > 3 else where[:width]


def _grouped(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ") if number >= 10 else f"{number:.2g}"


class Line(Static):
    """A line of text, set anew only if it is another."""

    DEFAULT_CSS = "Line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, **options: Any) -> None:
        super().__init__("", markup=False, **options)
        self.text = ""

    def say(self, text: str) -> None:
        """Show ``text``."""
        if text != self.text:
            self.text = text
            self.update(text, layout=False)
