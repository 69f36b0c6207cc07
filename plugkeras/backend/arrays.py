"""Backend functions on arrays that are not quite ops: other defaults, other names of arguments."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.reductions import Axis


def sqrt(x: Array) -> Array:
    """The square root of x, of 0 where x is negative."""
    return ops.where(x > 0, ops.sqrt(ops.where(x > 0, x, 1.0)), 0.0)


def clip(x: Array, min_value: Any = None, max_value: Any = None) -> Array:
    """x kept between the two, of which None is no limit; ``max_value`` counts as at least ``min_value``."""
    low = -np.inf if min_value is None else min_value
    high = np.inf if max_value is None else max_value
    return ops.clip(x, low, high if np.ndim(high) or np.ndim(low) else max(low, high))


def argmax(x: Array, axis: int = -1) -> Array:
    """The index of the (first) largest element along ``axis``."""
    return ops.argmax(x, axis)


def concatenate(tensors: Sequence[Array], axis: int = -1) -> Array:
    """The arrays one after another along ``axis``."""
    return ops.concatenate(tensors, axis)


def argmin(x: Array, axis: int = -1) -> Array:
    """The index of the (first) smallest element along ``axis``."""
    return ops.argmin(x, axis)


def cumsum(x: Array, axis: int = 0) -> Array:
    """Running sums along ``axis``."""
    return ops.cumsum(x, axis)


def cumprod(x: Array, axis: int = 0) -> Array:
    """Running products along ``axis``."""
    return ops.cumprod(x, axis)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: str = "int32") -> Array:
    """Numbers from ``start`` up to, not including, ``stop``; from 0 up to ``start`` if it stands alone."""
    return ops.arange(start, stop, step, dtype=dtype)


def identity(x: Array, name: str | None = None) -> Array:
    """x. (``name`` names nothing: there is no graph.)"""
    return x


def dtype(x: Array) -> str:
    """The name of x's dtype."""
    return str(x.dtype)


def cast_to_floatx(x: Any) -> Array:
    """x in the default float dtype."""
    return ops.cast(x if hasattr(x, "dtype") else np.asarray(x), ops.zeros(()).dtype)


def expand_dims(x: Array, axis: int = -1) -> Array:
    """x with a new axis of length 1 at ``axis``."""
    return ops.expand_dims(x, axis)


def permute_dimensions(x: Array, pattern: Sequence[int]) -> Array:
    """The axes of x in the order ``pattern``."""
    return ops.transpose(x, tuple(pattern))


def batch_flatten(x: Array) -> Array:
    """x with all axes but the first made one."""
    return ops.reshape(x, (x.shape[0], -1))


def repeat_elements(x: Array, rep: int, axis: int) -> Array:
    """Each slice along ``axis`` ``rep`` times in a row."""
    return ops.repeat(x, rep, axis)


def repeat(x: Array, n: int) -> Array:
    """x (rows, features) ``n`` times along a new axis in the middle."""
    return ops.repeat(ops.expand_dims(x, 1), n, 1)


def reverse(x: Array, axes: Axis) -> Array:
    """x with the order along ``axes`` reversed."""
    return ops.flip(x, axes)


def slice(x: Array, start: Sequence[int], size: Sequence[int]) -> Array:
    """The block of shape ``size`` that begins at ``start``; -1 stands for all that remains."""
    sizes = [n - s if length == -1 else length for s, length, n in zip(start, size, x.shape, strict=True)]
    return ops.slice(x, start, sizes)


def gather(reference: Array, indices: Array) -> Array:
    """The rows of ``reference`` at ``indices``."""
    return ops.take(reference, ops.cast(indices, "int64"), axis=0)


def batch_dot(x: Array, y: Array, axes: Any = None) -> Array:
    """The product of x and y sample by sample, summed over one axis of each.

    ``axes``: an axis, or a pair of them; by default x's last with y's last but one (y's last, if it has two). The
    result has x's other axes, then y's; it is (batch, 1) if nothing else remains.

    Raises:
        ArgumentError: ``axes`` names the batch axis, or axes of different lengths.
    """
    if axes is None:
        axes = (-1, -1 if len(y.shape) == 2 else -2)
    a, b = (axes, axes) if isinstance(axes, int) else axes
    a, b = a % len(x.shape), b % len(y.shape)
    if not a or not b or x.shape[a] != y.shape[b]:
        raise ArgumentError(
            f"K.batch_dot sums over one axis of equal length, not the batch axis: axes {a} and {b} of shapes "
            f"{tuple(x.shape)} and {tuple(y.shape)} are none."
        )
    x, y = ops.moveaxis(x, a, -1), ops.moveaxis(y, b, 1)
    shape = (*x.shape[:-1], *y.shape[2:])
    left = ops.reshape(x, (x.shape[0], -1, x.shape[-1]))
    right = ops.reshape(y, (y.shape[0], y.shape[1], -1))
    return ops.reshape(left @ right, shape if len(shape) > 1 else (*shape, 1))


def map_fn(fn: Callable[[Any], Array], elems: Array, name: str | None = None, dtype: Any = None) -> Array:
    """``fn`` of each slice along the first axis, one after another."""
    mapped = ops.stack([fn(x) for x in ops.unstack(elems)])
    return ops.cast(mapped, dtype) if dtype else mapped


def foldl(fn: Callable[[Any, Any], Array], elems: Array, initializer: Array = None, name: str | None = None) -> Array:
    """``fn(so_far, x)`` over the slices from first to last; the first one is where it starts, unless one is given."""
    return _fold(fn, ops.unstack(elems), initializer)


def foldr(fn: Callable[[Any, Any], Array], elems: Array, initializer: Array = None, name: str | None = None) -> Array:
    """``fn(so_far, x)`` over the slices from last to first."""
    return _fold(fn, ops.unstack(elems)[::-1], initializer)


def _fold(fn: Callable[[Any, Any], Array], slices: list[Array], value: Array) -> Array:
    if value is None:
        value, slices = slices[0], slices[1:]
    for x in slices:
        value = fn(value, x)
    return value
