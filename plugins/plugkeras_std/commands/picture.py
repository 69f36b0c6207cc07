"""A run as a picture of text: a line that says how far it is, its curves, and what was last said."""

from collections import deque
from collections.abc import Mapping
from math import isfinite
from typing import Any

from plugkeras.runs import Run, Watched
from plugkeras.runs.bundles import apart
from plugkeras.runs.curves import SMALLEST, Series, draw
from plugkeras.runs.sentences import number, told
from plugkeras_std.commands.bar_line import state_line

LEAST = 8
"""The lines that a second curve needs beside the first."""

LATEST = 3
"""How many of the last things said are shown."""


class Picture:
    """Takes the events of a run, and shows it as lines of text of any size."""

    def __init__(self, run: Run, name: str) -> None:
        self.name, self.watched = name, Watched(run)
        self.said: deque[str] = deque(maxlen=LATEST)

    def look(self) -> None:
        """Take in what is new in the run's events."""
        for event in self.watched.reader.read():
            self.take(event)

    def take(self, event: Mapping[str, Any]) -> None:
        """Go on by one event."""
        for one in apart(event):
            self.watched.take(one)
        text = event.get("text") if event.get("t") == "ack" else told(event, self.watched.epochs)
        if text and event.get("t") != "epoch_end":
            self.said.append(" ".join(str(text).split()))

    def lines(self, width: int, height: int, keys: str = "", ascii: bool = False, color: bool = False) -> list[str]:
        """The picture: at most ``height`` lines of at most ``width`` columns; what was said gives way to the curves."""
        below = [*self.said, *([keys] if keys else [])]
        below = below[max(0, len(below) - max(1, height - 1 - SMALLEST[1])) :]
        room = height - 1 - len(below)
        drawn = self._curves(width, room, ascii, color) if width >= SMALLEST[0] and room >= SMALLEST[1] else []
        return [self.title(width), *drawn, *(line[:width] for line in below)][:height]

    def title(self, width: int) -> str:
        """The first line: which run, what it does, how far it is, its learning rate."""
        run = self.watched
        begin = self.name + ("  running  " if run.state == "running" else "  ")
        rate = f"  lr {number(run.rate)}" if isfinite(run.rate) else ""
        return f"{begin}{state_line(run, width - len(begin) - len(rate))}{rate}"[:width]

    def _curves(self, width: int, room: int, ascii: bool, color: bool) -> list[str]:
        groups = self._groups()[: max(1, room // LEAST)] or [[]]
        heights = [room // len(groups) + (n < room % len(groups)) for n in range(len(groups))]
        marks = [number_of(event) for event in self.watched.interventions]
        lines = []
        for names, height in zip(groups, heights, strict=True):
            lines += draw([*map(self._series, names)], width, height, marks=marks, ascii=ascii, color=color)
        return lines

    def _groups(self) -> list[list[str]]:
        """The names of the curves that are drawn together, each with its like of validation; the loss comes first."""
        run = self.watched
        names = dict.fromkeys([*run.running, *run.by_epoch])
        plain = dict.fromkeys(name.removeprefix("val_") for name in sorted(names, key=lambda n: "loss" not in n))
        return [[name for name in (one, f"val_{one}") if name in names] for one in plain]

    def _series(self, name: str) -> Series:
        run = self.watched
        if name == "loss" and len(run.batches):
            return Series(name, *(run.batches[column] for column in ("step", "mean", "min", "max")))
        curve = run.running.get(name) or run.by_epoch[name]
        return Series(name, curve["step"], curve["value"])


def number_of(event: Mapping[str, Any]) -> float:
    """The step of an event."""
    step = event.get("step")
    return float(step) if isinstance(step, int | float) else 0.0
