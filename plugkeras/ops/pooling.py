"""Pooling into so many windows, however long the axes are."""

from typing import Any

import numpy

from plugkeras.config import image_data_format
from plugkeras.engine import Array
from plugkeras.engine.windows import per_axis
from plugkeras.errors import ShapeError
from plugkeras.ops.axes import along
from plugkeras.ops.constants import in_dtype
from plugkeras.ops.nn import max_pool
from plugkeras.ops.reductions import max
from plugkeras.ops.shapes import as_floats, convert_to_tensor, stack

__all__ = ["adaptive_average_pool", "adaptive_max_pool"]


def adaptive_average_pool(inputs: Array, output_size: Any, data_format: str | None = None) -> Array:
    """The means of ``output_size`` windows along each of 1 to 3 axes; of n cells the i-th sees those from
    ``i * n // size`` up to, not including, ``(i + 1) * n / size``, rounded up.
    """
    x = as_floats(inputs)
    for axis, size in _axes("adaptive_average_pool", x, output_size, data_format):
        first, end = _ends(x.shape[axis], size)
        cells = numpy.arange(x.shape[axis])[:, None]
        x = along(x, axis, in_dtype(((cells >= first) & (cells < end)) / (end - first), str(x.dtype)))
    return x


def adaptive_max_pool(inputs: Array, output_size: Any, data_format: str | None = None) -> Array:
    """The largest elements of the windows of ``adaptive_average_pool``."""
    x = convert_to_tensor(inputs)
    axes = _axes("adaptive_max_pool", x, output_size, data_format)
    if all(x.shape[axis] % size == 0 for axis, size in axes):  # windows side by side
        return max_pool(x, tuple(x.shape[axis] // size for axis, size in axes), None, "valid", data_format)
    for axis, size in axes:
        before = (slice(None),) * axis
        windows = [x[(*before, slice(int(a), int(b)))] for a, b in zip(*_ends(x.shape[axis], size), strict=True)]
        x = stack([max(window, axis) for window in windows], axis)
    return x


def _axes(op: str, x: Array, output_size: Any, data_format: str | None) -> list[tuple[int, int]]:
    rank = len(x.shape) - 2
    if not 1 <= rank <= 3:
        raise ShapeError(f"{op} has 1 to 3 axes between batch and channels, and got shape {tuple(x.shape)}.")
    sizes = per_axis(output_size, rank)
    if len(sizes) != rank:
        raise ShapeError(f"{op}: `output_size` must be one integer or {rank} of them, not {output_size}.")
    first = 2 if (data_format or image_data_format()) == "channels_first" else 1
    return list(zip(range(first, first + rank), sizes, strict=True))


def _ends(n: int, size: int) -> tuple[Any, Any]:
    """Where each window begins, and the cell behind it."""
    i = numpy.arange(size)
    return i * n // size, -(-(i + 1) * n // size)
