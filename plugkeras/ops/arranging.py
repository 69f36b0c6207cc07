"""Ops that cut, join and turn arrays: formulas of those in ``shapes``."""

from collections.abc import Sequence
from typing import Any

import numpy

from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.ops.constants import together
from plugkeras.ops.elementwise import not_equal, where
from plugkeras.ops.reductions import sum
from plugkeras.ops.shapes import (
    concatenate,
    convert_to_tensor,
    expand_dims,
    eye,
    flip,
    moveaxis,
    pad,
    reshape,
    split,
    transpose,
    zeros,
)

__all__ = [
    *("append", "array_split", "diag", "diagflat", "diagonal", "diff", "dsplit", "dstack", "fliplr", "flipud"),
    *("hsplit", "hstack", "kron", "rot90", "select", "size", "trace", "trapezoid", "vsplit", "vstack"),
]


def size(x: Array) -> int:
    """How many elements x has."""
    return int(numpy.prod(convert_to_tensor(x).shape, dtype=int))


# -- joining and cutting --------------------------------------------------------------------------


def append(x1: Array, x2: Array, axis: int | None = None) -> Array:
    """x2 behind x1 along ``axis``; both flattened, if it is None."""
    both = together(x1, x2)
    return concatenate([reshape(x, (-1,)) for x in both] if axis is None else both, 0 if axis is None else axis)


def _of_axes(xs: Sequence[Array], n: int) -> list[Array]:
    """The arrays with at least n axes: new ones in front, but a third one behind."""
    arrays = list(map(convert_to_tensor, xs))
    while (short := min(len(x.shape) for x in arrays)) < n:
        arrays = [expand_dims(x, -1 if short == 2 else 0) if len(x.shape) == short else x for x in arrays]
    return arrays


def vstack(xs: Sequence[Array]) -> Array:
    """The arrays below each other: along the first axis, rows of one axis being matrices of one row."""
    return concatenate(_of_axes(xs, 2), 0)


def hstack(xs: Sequence[Array]) -> Array:
    """The arrays side by side: along the second axis, or the only one."""
    arrays = _of_axes(xs, 1)
    return concatenate(arrays, 0 if len(arrays[0].shape) == 1 else 1)


def dstack(xs: Sequence[Array]) -> Array:
    """The arrays along the third axis, matrices being one deep."""
    return concatenate(_of_axes(xs, 3), 2)


def array_split(x: Array, indices_or_sections: Any, axis: int = 0) -> list[Array]:
    """``split`` that need not come out even: the first parts are one longer."""
    if not isinstance(indices_or_sections, int):
        return split(x, indices_or_sections, axis)
    n, parts = convert_to_tensor(x).shape[axis], indices_or_sections
    lengths = [n // parts + (i < n % parts) for i in range(parts)]
    return split(x, list(numpy.cumsum(lengths)[:-1].tolist()), axis)


def vsplit(x: Array, indices_or_sections: Any) -> list[Array]:
    """``split`` along the first axis."""
    return _cut(x, indices_or_sections, "vsplit", 2, 0)


def hsplit(x: Array, indices_or_sections: Any) -> list[Array]:
    """``split`` along the second axis, or the only one."""
    x = convert_to_tensor(x)
    return _cut(x, indices_or_sections, "hsplit", 1, min(1, len(x.shape) - 1))


def dsplit(x: Array, indices_or_sections: Any) -> list[Array]:
    """``split`` along the third axis."""
    return _cut(x, indices_or_sections, "dsplit", 3, 2)


def _cut(x: Array, sections: Any, name: str, least: int, axis: int) -> list[Array]:
    x = convert_to_tensor(x)
    if len(x.shape) < least:
        raise ShapeError(f"{name}: it needs at least {least} axes, and shape {tuple(x.shape)} has fewer.")
    return split(x, sections, axis)


def select(condlist: Sequence[Array], choicelist: Sequence[Array], default: Any = 0) -> Array:
    """The first choice whose condition holds, or ``default``."""
    *choices, result = together(*choicelist, default)
    for condition, choice in reversed(list(zip(condlist, choices, strict=True))):
        result = where(condition, choice, result)
    return result


# -- turning --------------------------------------------------------------------------------------


def fliplr(x: Array) -> Array:
    """The columns in reverse order."""
    return flip(x, 1)


def flipud(x: Array) -> Array:
    """The rows in reverse order."""
    return flip(x, 0)


def rot90(array: Array, k: int = 1, axes: Sequence[int] = (0, 1)) -> Array:
    """Turned k times by 90 degrees, from the first of two ``axes`` to the second.

    Raises:
        ShapeError: the axes are not two different ones of x.
    """
    x = convert_to_tensor(array)
    n = len(x.shape)
    if n < 2 or len(axes) != 2 or axes[0] % n == axes[1] % n:
        raise ShapeError(f"rot90: {tuple(axes)} are not two different axes of {n}.")
    first, second = axes
    if k % 4 in (2, 3):
        x = flip(flip(x, first), second)
    if k % 2 == 0:
        return x
    order = list(range(n))
    order[first], order[second] = order[second], order[first]
    return transpose(flip(x, second), order)


# -- diagonals ------------------------------------------------------------------------------------


def diagonal(x: Array, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Array:
    """The elements on a diagonal of two axes, ``offset`` to the right of the main one, as the last axis."""
    x = moveaxis(convert_to_tensor(x), (axis1, axis2), (-2, -1))
    rows, columns = x.shape[-2:]
    length = max(0, min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns))
    places = numpy.arange(length)
    return x[..., places + max(0, -offset), places + max(0, offset)]


def diag(x: Array, k: int = 0) -> Array:
    """The k-th diagonal of a matrix; or the matrix that has a row of numbers there, and zeros elsewhere.

    Raises:
        ShapeError: x has neither one axis nor two.
    """
    x = convert_to_tensor(x)
    if len(x.shape) == 2:
        return diagonal(x, k)
    if len(x.shape) != 1:
        raise ShapeError(f"diag: x must have one axis or two, not shape {tuple(x.shape)}.")
    n = x.shape[0] + abs(k)
    line = expand_dims(pad(x, (0, k)), 1) if k >= 0 else expand_dims(pad(x, (0, -k)), 0)
    return where(not_equal(eye(n, k=k), 0), line, zeros((), str(x.dtype)))


def diagflat(x: Array, k: int = 0) -> Array:
    """The matrix with the elements of x on its k-th diagonal."""
    return diag(reshape(x, (-1,)), k)


def trace(x: Array, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Array:
    """The sum of a ``diagonal``."""
    return sum(diagonal(x, offset, axis1, axis2), -1)


# -- neighbours and products ----------------------------------------------------------------------


def diff(a: Array, n: int = 1, axis: int = -1) -> Array:
    """The differences of neighbours along ``axis``, n times."""
    x = moveaxis(convert_to_tensor(a), axis, -1)
    for _ in range(n):
        x = not_equal(x[..., 1:], x[..., :-1]) if str(x.dtype) == "bool" else x[..., 1:] - x[..., :-1]
    return moveaxis(x, -1, axis)


def trapezoid(y: Array, x: Array = None, dx: Any = 1.0, axis: int = -1) -> Array:
    """The area below y along ``axis``, at places x or ``dx`` apart, by the trapezoidal rule."""
    (y,) = together(y, floats=True)
    y = moveaxis(y, axis, -1)
    if x is not None:
        (x,) = together(x)
        dx = diff(x) if len(x.shape) == 1 else diff(moveaxis(x, axis, -1))
    return sum((y[..., 1:] + y[..., :-1]) * dx, -1) / 2


def kron(x1: Array, x2: Array) -> Array:
    """Kronecker's product: each element of x1 times all of x2."""
    x1, x2 = together(x1, x2)
    n = max(len(x1.shape), len(x2.shape))
    a, b = ((1,) * (n - len(x.shape)) + tuple(x.shape) for x in (x1, x2))
    product = reshape(x1, [m for i in a for m in (i, 1)]) * reshape(x2, [m for i in b for m in (1, i)])
    return reshape(product, tuple(i * j for i, j in zip(a, b, strict=True)))
