"""A line of progress as text: numbers and times as Keras writes them, and no more of it than fits."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

WIDTH = 20
BOLD, GREEN, WHITE, OFF = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"


class Piece(NamedTuple):
    """Some text and how it is coloured."""

    text: str
    colour: str = ""

    def shown(self, colours: bool) -> str:
        """The text, in colour if there are to be colours."""
        return f"{self.colour}{self.text}{OFF}" if colours and self.colour and self.text else self.text


class Progress(NamedTuple):
    """How far a pass through the data has come: steps done, of how many if that is known, and seconds."""

    done: int
    steps: int | None
    elapsed: float
    per_step: float

    def counter(self) -> str:
        """``  3/100``, or ``      3/Unknown``."""
        if self.steps is None:
            return f"{self.done:7d}/Unknown"
        return f"{self.done:{len(str(self.steps))}d}/{self.steps}"

    def remaining(self) -> str:
        """The time that is left; the time it has taken where that is not known."""
        if self.steps is None:
            return f"{self.elapsed:.0f}s"
        return clock_time(self.per_step * (self.steps - self.done))

    def bar(self, width: int, glyphs: tuple[str, str]) -> list[Piece]:
        """What is done and what is not; nothing where that is not known."""
        if self.steps is None:
            return []
        full = width * self.done // self.steps if self.steps else width
        return [Piece(" "), Piece(glyphs[0] * full, GREEN), Piece(glyphs[1] * (width - full), WHITE)]


def clock_time(seconds: float) -> str:
    """``5s``, ``1:05`` or ``1:00:05``."""
    minutes, rest = divmod(int(seconds), 60)
    if seconds > 3600:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if seconds > 60 else f"{int(seconds)}s"


def step_time(seconds: float) -> str:
    """``2s/step``, ``15ms/step`` or ``80us/step``."""
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def metrics(logs: Mapping[str, Any]) -> list[str]:
    """`` - loss: 0.1234`` for each of the logs."""
    return [f" - {name}: {_number(value)}" for name, value in logs.items()]


def _number(value: Any) -> str:
    if isinstance(value, str):
        return value
    mean = float(np.mean(value))
    return f"{mean:.4e}" if abs(mean) <= 1e-3 else f"{mean:.4f}"


def plain(progress: Progress, logs: Mapping[str, Any]) -> str:
    """``3/3 - 0s - 87ms/step - loss: 1.3207``."""
    start = f"{progress.counter()} - {progress.elapsed:.0f}s - {step_time(progress.per_step)}"
    return start + "".join(metrics(logs))


def with_bar(progress: Progress, time: str, glyphs: tuple[str, str], columns: int) -> list[Piece]:
    """Counter, bar and times; in a narrow terminal the bar gives way, and then the rest is cut."""
    counter, pace = progress.counter(), f" {step_time(progress.per_step)}"
    width = max(0, min(WIDTH, columns - len(f"{counter}  {time}{pace}")))
    bar = progress.bar(width, glyphs)
    return cut([Piece(counter, BOLD if bar else ""), *bar, Piece(" "), Piece(time, BOLD), Piece(pace)], columns)


def cut(pieces: Iterable[Piece], columns: int) -> list[Piece]:
    """The pieces as far as they fit."""
    found = []
    for piece in pieces:
        found.append(piece._replace(text=piece.text[:columns]))
        columns -= len(found[-1].text)
    return found


def broken(items: Iterable[str], room: int, columns: int) -> list[str]:
    """The items as lines, broken between items: the first no longer than ``room``, the others than ``columns``."""
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) > room:
            lines.append("")
            room = columns
        lines[-1] += item[:room]
    return lines
