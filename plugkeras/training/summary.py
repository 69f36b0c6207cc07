"""``model.summary()``: the layers as a table."""

import shutil
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from plugkeras.parts.layer import Layer
from plugkeras.parts.shapes import Shape

HEAD = ("Layer (type)", "Output Shape", "Param #")
PLAIN = str.maketrans("┏┳┓┡╇┩├┼┤└┴┘━─┃│", "++++++++++++--||")
CORNERS = {"top": "┏━┳┓", "head": "┡━╇┩", "row": "├─┼┤", "end": "└─┴┘"}


def summarize(
    model: Any,
    line_length: int | None = None,
    positions: Any = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> str:
    """The whole text."""
    head = (*HEAD, "Trainable") if show_trainable else HEAD
    width = line_length or min(88 + 12 * show_trainable, shutil.get_terminal_size().columns - 4)
    widths = _widths(width, positions or ([0.45, 0.75, 0.88, 1.0] if show_trainable else [0.45, 0.80, 1.0]))
    rows = [
        _row(layer, depth, shape, show_trainable) for layer, depth, shape in _listed(model, expand_nested, layer_range)
    ]
    lines = [_rule("top", widths), _line(head, widths, "┃"), _rule("head", widths)]
    for i, row in enumerate(rows):
        lines += _wrapped(row, widths) + ([_rule("row", widths)] if i + 1 < len(rows) else [])
    return "\n".join([f'Model: "{model.name}"', *lines, _rule("end", widths), *_totals(model)])


def printable(text: str) -> str:
    """``text``, with its lines drawn in ASCII where the output has no others."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return text.translate(PLAIN)
    return text


def _listed(model: Any, expand: bool, layer_range: Any) -> Iterator[tuple[Layer, int, Shape | None]]:
    layers = model.layers
    if layer_range is not None:
        names = [layer.name for layer in layers]
        layers = layers[names.index(layer_range[0]) : names.index(layer_range[1]) + 1]
    for layer in layers:
        yield from _nested(layer, 0, expand)


def _nested(layer: Layer, depth: int, expand: bool) -> Iterator[tuple[Layer, int, Shape | None]]:
    shape = (
        layer.compute_output_shape(layer.build_shape)
        if layer.built and isinstance(layer.build_shape, list | tuple)
        else None
    )
    yield layer, depth, shape
    if expand:
        for inner in getattr(layer, "layers", ()):
            yield from _nested(inner, depth + 1, expand)


def _row(layer: Layer, depth: int, shape: Shape | None, show_trainable: bool) -> tuple[str, ...]:
    name = f"{'   ' * depth + '└ ' if depth else ''}{layer.name} ({type(layer).__name__})"
    count = f"{layer.count_params():,}" if layer.built else "0 (unbuilt)"
    row = (name, "?" if shape is None else str(tuple(shape)), count)
    return (*row, ("Y" if layer.trainable else "N") if layer.weights else "-") if show_trainable else row


def _widths(width: int, positions: list[float]) -> list[int]:
    """Column widths, borders left out, from where the columns end as shares of the line."""
    ends = [int((width - 1) * p) for p in positions]
    return [max(b - a - 1, 4) for a, b in zip([0, *ends], ends, strict=False)]


def _rule(kind: str, widths: list[int]) -> str:
    left, line, middle, right = list(CORNERS[kind])
    return left + middle.join(line * w for w in widths) + right


def _line(cells: Any, widths: list[int], bar: str = "│") -> str:
    """One line; numbers, in the columns after the second, to the right."""
    shown = [
        f" {c:<{w - 1}}" if i < 2 else f"{c:>{w - 1}} " for i, (c, w) in enumerate(zip(cells, widths, strict=True))
    ]
    return bar + bar.join(cell[:w] for cell, w in zip(shown, widths, strict=True)) + bar


def _wrapped(cells: tuple[str, ...], widths: list[int]) -> list[str]:
    """As many lines as the longest cell needs."""
    columns = [_pieces(c, w - 2) for c, w in zip(cells, widths, strict=True)]
    height = max(len(c) for c in columns)
    return [_line([c[i] if i < len(c) else "" for c in columns], widths) for i in range(height)]


def _pieces(text: str, width: int) -> list[str]:
    """``text`` in pieces of at most ``width``, broken at a blank where there is one."""
    pieces = []
    while len(text) > width > 0:
        at = text.rfind(" ", 1, width + 1)
        at = width if at <= 0 else at
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*pieces, text]


def _totals(model: Any) -> list[str]:
    """Parameters, and the memory that they take."""
    trained = model.trainable_weights
    others = model.non_trainable_weights
    slots = model.optimizer.variables if model.optimizer is not None and model.optimizer.built else []
    rows = [("Total", trained + others + slots), ("Trainable", trained), ("Non-trainable", others)]
    rows += [("Optimizer", slots)] if slots else []
    return [f" {name} params: {sum(v.size for v in vs):,} ({_memory(vs)})" for name, vs in rows]


def _memory(variables: list[Any]) -> str:
    size = float(sum(v.size * np.dtype(v.dtype).itemsize for v in variables))
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"
