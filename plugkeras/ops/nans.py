"""Reductions that leave NaN out. ``axis`` and ``keepdims`` are as in those that do not."""

from math import inf
from typing import Any

from plugkeras import config
from plugkeras.engine import Array
from plugkeras.ops.elementwise import cast, isnan, logical_not, sqrt, square, where
from plugkeras.ops.reductions import Axis, all, argmax, argmin, cumprod, cumsum, max, min, prod, sum, wide
from plugkeras.ops.shapes import as_floats, convert_to_tensor

__all__ = [
    *("nanargmax", "nanargmin", "nancumprod", "nancumsum", "nanmax", "nanmean", "nanmin", "nanprod", "nanstd"),
    *("nansum", "nanvar"),
]


def _filled(x: Array, value: float) -> Array:
    """x with a number for NaN; of integers, x itself."""
    x = convert_to_tensor(x)
    return where(isnan(x), value, x) if config.is_float(x.dtype) else x


def nansum(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum."""
    return sum(_filled(x, 0.0), axis, keepdims)


def nanprod(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The product."""
    return prod(_filled(x, 1.0), axis, keepdims)


def nancumsum(x: Array, axis: int | None = None, dtype: Any = None) -> Array:
    """Running sums; NaN counts as 0."""
    return cumsum(_filled(x, 0.0), axis, dtype)


def nancumprod(x: Array, axis: int | None = None, dtype: Any = None) -> Array:
    """Running products; NaN counts as 1."""
    return cumprod(_filled(x, 1.0), axis, dtype)


def _left(x: Array, axis: Axis, keepdims: bool) -> Array:
    """How many are not NaN, in x's dtype."""
    return sum(cast(logical_not(isnan(x)), str(x.dtype)), axis, keepdims)


def nanmean(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The mean; NaN, if there is nothing else."""
    x, dtype = wide(x)
    return cast(nansum(x, axis, keepdims) / _left(x, axis, keepdims), dtype)


def nanvar(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The variance, divided by n; NaN, if there is nothing else."""
    x, dtype = wide(x)
    away = where(isnan(x), 0.0, _filled(x, 0.0) - nanmean(x, axis, keepdims=True))
    return cast(sum(square(away), axis, keepdims) / _left(x, axis, keepdims), dtype)


def nanstd(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The standard deviation, divided by n; NaN, if there is nothing else."""
    x, dtype = wide(x)
    return cast(sqrt(nanvar(x, axis, keepdims)), dtype)


def _extreme(reduce: Any, worst: float, x: Array, axis: Axis, keepdims: bool) -> Array:
    x = convert_to_tensor(x)
    if not config.is_float(x.dtype):
        return reduce(x, axis, keepdims)
    return where(all(isnan(x), axis, keepdims), float("nan"), reduce(_filled(x, worst), axis, keepdims))


def nanmax(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The largest element; NaN, if there is nothing else."""
    return _extreme(max, -inf, x, axis, keepdims)


def nanmin(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The smallest element; NaN, if there is nothing else."""
    return _extreme(min, inf, x, axis, keepdims)


def _place(find: Any, worst: float, x: Array, axis: int | None, keepdims: bool) -> Array:
    x = as_floats(x)
    return where(all(isnan(x), axis, keepdims), -1, find(_filled(x, worst), axis, keepdims))


def nanargmax(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    """The index of the (first) largest element; -1, if all are NaN."""
    return _place(argmax, -inf, x, axis, keepdims)


def nanargmin(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    """The index of the (first) smallest element; -1, if all are NaN."""
    return _place(argmin, inf, x, axis, keepdims)
