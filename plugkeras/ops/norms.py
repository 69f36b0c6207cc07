"""Norms of vectors and matrices."""

from math import inf
from typing import Any

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.elementwise import abs, cast, not_equal, power, sqrt, square, where
from plugkeras.ops.linear import singular_values
from plugkeras.ops.reductions import Axis, max, min, sum, wide
from plugkeras.ops.shapes import expand_dims, moveaxis


def norm(x: Array, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Array:
    """The norm of vectors along one axis, or of matrices over two; without ``axis``, of x itself.

    ``ord`` None is the Euclidean norm, over all elements if there is no ``axis``. Of vectors, it is any
    number, inf or -inf: ``sum(|x| ** ord) ** (1 / ord)``, and for 0 how many are not zero. Of matrices,
    1 and -1 (columns), inf and -inf (rows), 2, -2 and "nuc" (singular values), and "fro".

    Raises:
        ArgumentError: ``ord`` has no meaning for as many axes.
    """
    x, dtype = wide(x)
    n = len(x.shape)
    if axis is None and ord is None:
        return cast(_root(sum(square(x), None, keepdims)), dtype)
    axes = tuple(range(n)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    if len(axes) == 1:
        return cast(_of_vectors(x, ord, axes, keepdims), dtype)
    if ord is None and axis is not None and len(axes) > 2:
        return cast(_root(sum(square(x), axes, keepdims)), dtype)  # more than Keras knows; constraints use it
    if len(axes) != 2:
        raise ArgumentError(
            f"norm: order {ord!r} is for vectors and matrices; `axis` has to name one axis or two of {n}."
        )
    result = _of_matrices(moveaxis(x, axes, (-2, -1)), ord)
    return cast(expand_dims(result, sorted(a % n for a in axes)) if keepdims else result, dtype)


def _of_vectors(x: Array, ord: Any, axis: tuple[int, ...], keepdims: bool) -> Array:
    if ord is None or ord == 2:
        return _root(sum(square(x), axis, keepdims))
    if isinstance(ord, bool | str) or not isinstance(ord, int | float) or ord != ord:
        raise ArgumentError(f"norm: order {ord!r} means nothing for vectors; give a number, inf or -inf.")
    if ord in (inf, -inf):
        return (max if ord > 0 else min)(abs(x), axis, keepdims)
    if ord == 0:
        return sum(cast(not_equal(x, 0), x.dtype), axis, keepdims)
    if ord == 1:
        return sum(abs(x), axis, keepdims)
    if ord < 0:
        return power(sum(power(abs(x), ord), axis, keepdims), 1.0 / ord)
    powers = power(where(x == 0, 1.0, abs(x)), ord) * cast(not_equal(x, 0), x.dtype)
    return _root(sum(powers, axis, keepdims), ord)


def _root(total: Array, p: float = 2) -> Array:
    """``total ** (1 / p)``; where the total is zero, so is the gradient, which would be without bounds."""
    safe = where(total == 0, 1.0, total)
    return (sqrt(safe) if p == 2 else power(safe, 1.0 / p)) * cast(not_equal(total, 0), total.dtype)


def _of_matrices(x: Array, ord: Any) -> Array:
    """The norms over the last two axes."""
    if ord in (None, "fro"):
        return _root(sum(square(x), (-2, -1)))
    if ord == "nuc":
        return sum(singular_values(x), -1)
    if isinstance(ord, str) or ord not in (1, -1, 2, -2, inf, -inf):
        raise ArgumentError(
            f"norm: order {ord!r} means nothing for matrices; give 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'."
        )
    lengths = singular_values(x) if ord in (2, -2) else sum(abs(x), -2 if ord in (1, -1) else -1)
    return (max if ord > 0 else min)(lengths, -1)
