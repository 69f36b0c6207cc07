"""Means with weights, correlations, and products and distances of vectors."""

from typing import Any

import numpy

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.arranging import diagonal
from plugkeras.ops.constants import in_dtype, together
from plugkeras.ops.elementwise import clip, sqrt
from plugkeras.ops.norms import norm
from plugkeras.ops.reductions import Axis, mean, sum
from plugkeras.ops.shapes import (
    broadcast_to,
    convert_to_tensor,
    expand_dims,
    flip,
    moveaxis,
    pad,
    reshape,
    stack,
    swapaxes,
    take,
)

__all__ = ["average", "cdist", "corrcoef", "correlate", "cross", "vdot"]


def average(x: Array, axis: Axis = None, weights: Array = None) -> Array:
    """The mean, each element counting by its weight; ``weights`` has x's shape, or a number for each along ``axis``."""
    if weights is None:
        return mean(in_dtype(x, str(together(x, floats=True)[0].dtype)), axis)
    x, weights = together(x, weights, floats=True)
    if len(weights.shape) != len(x.shape):
        if not isinstance(axis, int) or len(weights.shape) != 1:
            raise ArgumentError("average: `weights` of another shape than x are one number for each along one `axis`.")
        weights = reshape(weights, tuple(-1 if i == axis % len(x.shape) else 1 for i in range(len(x.shape))))
    return sum(x * weights, axis) / sum(broadcast_to(weights, x.shape), axis)


def corrcoef(x: Array) -> Array:
    """Pearson's correlation of each row with each other."""
    (x,) = together(x, floats=True)
    rows = x if len(x.shape) > 1 else expand_dims(x, 0)
    rows = rows - mean(rows, 1, keepdims=True)
    products = rows @ swapaxes(rows, 0, 1)
    lengths = sqrt(diagonal(products))
    found = clip(products / expand_dims(lengths, 0) / expand_dims(lengths, 1), -1.0, 1.0)
    return found if len(x.shape) > 1 else reshape(found, ())


def correlate(x1: Array, x2: Array, mode: str = "valid") -> Array:
    """The products of x2 with the pieces of x1, summed up: the whole ones ("valid"), as many as x1 ("same"), or "full".

    Raises:
        ArgumentError: ``mode`` is none of these.
        ShapeError: one of them does not have one axis.
    """
    if mode not in ("valid", "same", "full"):
        raise ArgumentError(f"correlate: `mode` must be 'valid', 'same' or 'full', not {mode!r}.")
    x1, x2 = together(x1, x2, floats=True)
    if len(x1.shape) != 1 or len(x2.shape) != 1:
        raise ShapeError(f"correlate: both must have one axis, not shapes {tuple(x1.shape)} and {tuple(x2.shape)}.")
    n, m = x1.shape[0], x2.shape[0]
    if n < m:
        return flip(correlate(x2, x1, mode))
    before = {"valid": 0, "same": m // 2, "full": m - 1}[mode]
    after = {"valid": 0, "same": m - m // 2 - 1, "full": m - 1}[mode]
    pieces = numpy.arange(n + before + after - m + 1)[:, None] + numpy.arange(m)
    return take(pad(x1, (before, after)), pieces) @ x2


def cross(x1: Array, x2: Array, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Array:
    """The vector that is perpendicular to two of 2 or 3 numbers; of two of 2, its third number alone.

    The vectors lie along ``axisa`` and ``axisb``, the result along ``axisc``; ``axis`` stands for all three.

    Raises:
        ShapeError: vectors of another length.
    """
    x1, x2 = together(x1, x2)
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis, axis, axis)
    x1, x2 = moveaxis(x1, axisa, -1), moveaxis(x2, axisb, -1)
    lengths = x1.shape[-1], x2.shape[-1]
    if not {*lengths} <= {2, 3}:
        raise ShapeError(f"cross: vectors have 2 or 3 numbers, not {lengths[0]} and {lengths[1]}.")
    a, b = _parts(x1), _parts(x2)
    third = a[0] * b[1] - a[1] * b[0]
    if lengths == (2, 2):
        return third
    return moveaxis(stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], third], -1), -1, axisc)


def _parts(x: Array) -> list[Any]:
    parts = [x[..., i] for i in range(x.shape[-1])]
    return parts if len(parts) == 3 else [*parts, parts[0] * 0]


def vdot(x1: Array, x2: Array) -> Array:
    """The sum of all products of an element of x1 with that of x2 at the same place, whatever their shapes."""
    x1, x2 = together(x1, x2)
    return reshape(x1, (-1,)) @ reshape(x2, (-1,))


def cdist(x: Array, y: Array) -> Array:
    """The Euclidean distance of each vector of x (…, n, d) from each of y (…, m, d): (…, n, m).

    Raises:
        ShapeError: the shapes are other ones.
    """
    x, y = together(convert_to_tensor(x), convert_to_tensor(y), floats=True)
    if len(x.shape) < 2 or len(y.shape) < 2 or x.shape[-1] != y.shape[-1]:
        raise ShapeError(f"cdist: rows of the same length are compared, not {tuple(x.shape)} and {tuple(y.shape)}.")
    return norm(expand_dims(x, -2) - expand_dims(y, -3), axis=-1)
