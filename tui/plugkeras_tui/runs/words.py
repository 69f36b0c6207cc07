"""A run in a few characters: its state, numbers, times."""

import time
from math import isfinite

from plugkeras.runs.sentences import number

SYMBOLS = {
    "draft": "○",
    "queued": "○",
    "running": "●",
    "paused": "‖",
    "done": "✓",
    "stopped": "■",
    "failed": "✖",
    "crashed": "✖",
    "lost": "?",
    "broken": "✖",
}

ASCII = {"draft": "o", "queued": "o", "running": "*", "paused": "=", "done": "+", "stopped": "#", "lost": "?"}

LOOKS = {"running": "good", "paused": "warning", "failed": "bad", "crashed": "bad", "lost": "warning", "broken": "bad"}


def state(name: str, ascii: bool = False) -> str:
    """``● running``: a symbol and the word."""
    return f"{ASCII.get(name, 'x') if ascii else SYMBOLS.get(name, '·')} {name}"


def value(number_: float) -> str:
    """A metric; nothing for none."""
    return number(number_) if isfinite(number_) else "-"


def count(number_: int | None) -> str:
    """``153``, ``38.7k``, ``1.2M``."""
    if number_ is None:
        return "-"
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number_ >= size:
            return f"{number_ / (1e3 if letter == 'k' else size):.1f}{letter}"
    return str(number_)


def lasted(seconds: float) -> str:
    """``4.2s``, ``3:05``, ``1:03:05``."""
    if not isfinite(seconds):
        return "-"
    if seconds < 60:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def day(seconds: float) -> str:
    """``11-26 03:07``."""
    return time.strftime("%m-%d %H:%M", time.localtime(seconds)) if seconds else "-"
