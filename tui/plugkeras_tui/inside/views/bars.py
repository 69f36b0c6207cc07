"""Histograms as bars, and how they came about as a picture whose columns are moments."""

from collections.abc import Sequence

import numpy as np
from textual.strip import Strip

from plugkeras.runs.ticks import label
from plugkeras_tui.inside.views.seen import Arrays
from plugkeras_tui.pictures import HEAT, Ink, strips

EIGHTHS = " ▁▂▃▄▅▆▇█"
LETTERS = " .:-=+*##"

GUTTER = 8


def bars(ink: Ink, counts: np.ndarray, edges: np.ndarray, width: int, height: int) -> list[Strip]:
    """A histogram with its axis: ``height`` lines, the last of them numbers."""
    rows, each = max(height - 1, 1), max(1, width // max(len(counts), 1))
    shares = counts / max(counts.max(initial=0), 1)
    if len(counts) * each > width:
        shares = shares[:width]
    eighths = np.ceil(shares * rows * 8).astype(int)
    signs = LETTERS if ink.ascii else EIGHTHS
    lines = []
    for row in range(rows - 1, -1, -1):
        here = np.clip(eighths - row * 8, 0, 8)
        lines.append(ink.text("".join(signs[n] * each for n in here), "good"))
    return [*lines, _axis(ink, float(edges[0]), float(edges[-1]), each * len(shares))]


def _axis(ink: Ink, low: float, high: float, width: int) -> Strip:
    """The ends of the axis, and where zero is."""
    cells = [" "] * width
    if low < 0 < high:
        cells[min(int(-low / (high - low) * width), width - 1)] = "0"
    first, last = label(low), label(high)
    text = "".join(cells)
    return ink.text(first + text[len(first) : max(width - len(last), len(first))] + last, "muted")


def over_time(
    ink: Ink, history: Sequence[tuple[str, Arrays]], name: str, now: str, width: int, height: int
) -> list[Strip]:
    """How the histogram of ``name`` came about: a column a moment, light where there are many."""
    rows = [(when, _row(arrays, name)) for when, arrays in history]
    there = [(when, row) for when, row in rows if row is not None]
    if len(there) < 2 or width < GUTTER + 4 or height < 3:
        return []
    low = min(float(edges[0]) for _, (_, edges) in there)
    high = max(float(edges[-1]) for _, (_, edges) in there)
    places = np.linspace(low, high, 2 * (height - 1) + 1)
    columns = np.stack([_density(counts, edges, places) for _, (counts, edges) in there], 1)
    picture = np.sqrt(columns[::-1] / np.maximum(columns.max(0), 1e-300))  # else only peaks were seen
    drawn = strips(picture, width - GUTTER - 1, height - 1, HEAT, stretch=True, ascii=ink.letters)
    said = {0: label(high), len(drawn) - 1: label(low)}
    lines = [Strip.join([ink.text(f"{said.get(n, ''):>{GUTTER}} ", "muted"), strip]) for n, strip in enumerate(drawn)]
    return [*lines, _moments(ink, [when for when, _ in there], now, width)]


def _moments(ink: Ink, labels: Sequence[str], now: str, width: int) -> Strip:
    """The first and the last moment under the picture, and where we are."""
    room = width - GUTTER - 1
    fits = len(labels[0]) + len(labels[-1]) < room
    text = labels[0].ljust(room - len(labels[-1])) + labels[-1] if fits else f"{len(labels)} moments".ljust(room)
    if now in labels[1:-1]:
        at = min(int((labels.index(now) + 0.5) * room / len(labels)), room - 1)
        mark = "^" if ink.ascii else "▲"
        text = text[:at] + mark + text[at + 1 :] if text[at : at + 1] == " " else text
    return ink.text(" " * (GUTTER + 1) + text[:room], "muted")


def _row(arrays: Arrays, name: str) -> tuple[np.ndarray, np.ndarray] | None:
    names = [str(one) for one in arrays.get("names", ())]
    if name not in names or "counts" not in arrays or "edges" not in arrays:
        return None
    at = names.index(name)
    return arrays["counts"][at], arrays["edges"][at]


def _density(counts: np.ndarray, edges: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The share of the values between each two of ``places``."""
    below = np.concatenate([[0.0], np.cumsum(counts)])
    return np.asarray(np.diff(np.interp(places, edges, below)) / max(below[-1], 1))
