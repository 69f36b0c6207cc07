"""Where a model of two inputs draws the line, and the rows on both sides of it."""

from functools import lru_cache

import numpy as np
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from plugkeras.runs.ticks import label
from plugkeras_tui.inside.views.seen import Arrays, Seen, sentence
from plugkeras_tui.pictures import TWO_COLOUR, Ink, Palette, strips
from plugkeras_tui.pictures.palettes import over

SIGNS = "ox+*#@%&"
DOTS = "○●△▲□■◇◆"

_HUES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8a8a", "#f0e442")
CLASSES = Palette("classes", tuple(hue for hue in _HUES for _ in range(3)), "0123456789"[: len(_HUES)])
"""A colour a class, and its number where there are no colours."""


def boundary(seen: Seen, ink: Ink, width: int, height: int) -> list[Strip]:
    """The outputs over the plane, with the rows that were looked at as signs of their classes."""
    arrays = seen.found.get("boundary")
    if arrays is None:
        return sentence(ink, seen.trouble.get("boundary", ""), width, height)
    values, palette, low, high = _values(arrays["y"])
    room = width - 9
    drawn = strips(values[::-1], room, height - 2, palette, low=low, high=high, stretch=True, ascii=ink.letters)
    marked = _with_rows(seen, arrays, drawn, room, ink)
    x0, x1 = arrays["x0"], arrays["x1"]
    said = {0: label(float(x1[-1])), len(marked) - 1: label(float(x1[0]))}
    lines = [Strip.join([ink.text(f"{said.get(n, ''):>8} ", "muted"), line]) for n, line in enumerate(marked)]
    first, last = label(float(x0[0])), label(float(x0[-1]))
    legend = "   ".join(f"{_sign(ink, n)} class {name}" for n, name in enumerate(_classes(seen)))
    return [
        *lines,
        ink.text(" " * 9 + first.ljust(room - len(last)) + last, "muted"),
        ink.text(" " * 9 + legend, "muted"),
    ]


def _values(y: np.ndarray) -> tuple[np.ndarray, Palette, float, float]:
    """The plane as numbers with their palette: how much more the second of two classes has, or which class it is."""
    if y.ndim == 2 or y.shape[2] == 1:
        flat = y.reshape(y.shape[0], y.shape[1])
        inside = bool(np.nanmin(flat, initial=0) >= 0 and np.nanmax(flat, initial=0) <= 1)
        return (flat - 0.5, TWO_COLOUR, -0.5, 0.5) if inside else (flat, TWO_COLOUR, *_even(flat))
    if y.shape[2] == 2:
        return y[:, :, 1] - y[:, :, 0], TWO_COLOUR, *_even(y[:, :, 1] - y[:, :, 0])
    return np.argmax(y, 2).astype(float) % len(_HUES), CLASSES, 0.0, float(len(_HUES))


def _even(values: np.ndarray) -> tuple[float, float]:
    most = float(np.nanmax(np.abs(values), initial=0)) or 1.0
    return -most, most


def _sign(ink: Ink, n: int) -> str:
    signs = SIGNS if ink.ascii else DOTS
    return signs[n % len(signs)]


def _classes(seen: Seen) -> list[str]:
    labels = _labels(seen)
    if labels is None or seen.sample is None:
        return []
    names = seen.sample.class_names
    return [names[n] if n < len(names) else str(n) for n in range(int(labels.max(initial=0)) + 1)][: len(DOTS)]


def _labels(seen: Seen) -> np.ndarray | None:
    return None if seen.sample is None else seen.sample.labels(max(2, _outputs(seen)))


def _outputs(seen: Seen) -> int:
    y = seen.found["boundary"]["y"]
    return int(y.shape[2]) if y.ndim == 3 else 1


def _with_rows(seen: Seen, arrays: Arrays, drawn: list[Strip], width: int, ink: Ink) -> list[Strip]:
    """The lines with a sign for each row that lies in one of their characters."""
    labels = _labels(seen)
    if labels is None or seen.sample is None or not drawn:
        return drawn
    points, height = seen.sample.x[: len(labels), :2], len(drawn)
    x0, x1 = arrays["x0"], arrays["x1"]
    columns = ((points[:, 0] - x0[0]) / (x0[-1] - x0[0]) * width).astype(int)
    rows = ((x1[-1] - points[:, 1]) / (x1[-1] - x1[0]) * height).astype(int)
    there: dict[int, dict[int, int]] = {}
    for row, column, one in zip(rows.tolist(), columns.tolist(), labels.tolist(), strict=True):
        if 0 <= row < height and 0 <= column < width:
            there.setdefault(row, {})[column] = one
    return [_marked(line, there.get(n, {}), ink) for n, line in enumerate(drawn)]


def _marked(line: Strip, signs: dict[int, int], ink: Ink) -> Strip:
    """The line, cut once at all of its signs: there may be a hundred of them."""
    if not signs:
        return line
    cuts = sorted({at for column in signs for at in (column, column + 1) if at} | {line.cell_length})
    found: list[Segment] = []
    for begin, under in zip([0, *cuts], Segment.divide(line, cuts), strict=False):
        sign = signs.get(begin)
        found += under if sign is None else [Segment(_sign(ink, sign), _mark(under, ink))]
    return Strip(found, line.cell_length)


def _mark(under: list[Segment], ink: Ink) -> Style | None:
    """How a sign looks on what is there."""
    style = under[0].style if under else None
    return None if ink.ascii or style is None or style.bgcolor is None else _bold(style.bgcolor)


@lru_cache(maxsize=1024)
def _bold(ground: Color) -> Style:
    return Style(color=over(ground.name), bgcolor=ground, bold=True)
