"""Windows of images (n, c, h, w) as columns, and images of columns."""

from typing import Any

import numpy

from plugkeras.engine import Array
from plugkeras.engine.windows import per_axis
from plugkeras.errors import ShapeError
from plugkeras.ops.scattering import scatter
from plugkeras.ops.shapes import convert_to_tensor, pad, reshape, take, transpose

__all__ = ["fold", "unfold"]


def _places(op: str, n: int, size: int, dilation: int, padding: int, stride: int) -> Any:
    """Where the cells of every window lie on the padded axis: (size, windows)."""
    count = (n + 2 * padding - dilation * (size - 1) - 1) // stride + 1
    if count < 1:
        raise ShapeError(f"{op}: no window of {size} (dilation {dilation}) fits {n} cells with padding {padding}.")
    return dilation * numpy.arange(size)[:, None] + stride * numpy.arange(count)


def _both(op: str, space: Any, *arguments: Any) -> list[Any]:
    return [_places(op, *axis) for axis in zip(space, *(per_axis(a, 2) for a in arguments), strict=True)]


def unfold(x: Array, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    """The windows of images (n, c, h, w), zeros around them: (n, c * rows * columns, windows)."""
    x = convert_to_tensor(x)
    if len(x.shape) != 4:
        raise ShapeError(f"unfold takes images of shape (n, c, h, w), not {tuple(x.shape)}.")
    rows, columns = _both("unfold", x.shape[2:], kernel_size, dilation, padding, stride)
    x = pad(x, [(0, 0), (0, 0), *((p, p) for p in per_axis(padding, 2))])
    y = transpose(take(take(x, columns, 3), rows, 2), (0, 1, 2, 4, 3, 5))
    (n, c), cells = y.shape[:2], len(rows) * len(columns)
    return reshape(y, (n, c * cells, rows.shape[1] * columns.shape[1]))


def fold(x: Array, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    """Images (n, c, *output_size) of windows (n, c * rows * columns, windows); what lies on one pixel is added up."""
    x, space = convert_to_tensor(x), per_axis(output_size, 2)
    if len(x.shape) != 3:
        raise ShapeError(f"fold takes windows of shape (n, c * cells, windows), not {tuple(x.shape)}.")
    rows, columns = _both("fold", space, kernel_size, dilation, padding, stride)
    cells, count = len(rows) * len(columns), rows.shape[1] * columns.shape[1]
    if x.shape[1] % cells or x.shape[2] != count:
        raise ShapeError(
            f"fold: {count} windows of {cells} cells have shape (n, c * {cells}, {count}), not {tuple(x.shape)}."
        )
    (down, right), n, c = per_axis(padding, 2), x.shape[0], x.shape[1] // cells
    h, w = space[0] + 2 * down, space[1] + 2 * right
    places = rows[:, None, :, None] * w + columns[None, :, None, :]
    updates = reshape(transpose(reshape(x, (n, c, cells, count)), (2, 3, 0, 1)), (cells * count, n * c))
    y = reshape(scatter(places.reshape(-1, 1).astype("int32"), updates, (h * w, n * c)), (h, w, n, c))
    return transpose(y[down : h - down, right : w - right], (2, 3, 0, 1))
