"""Ops that reduce axes. ``axis`` is None (all), an int or a tuple; ``keepdims`` leaves axes of length 1."""

from typing import Any

from plugkeras.engine import Array
from plugkeras.ops.dispatch import primitive
from plugkeras.ops.elementwise import cast, exp, isfinite, log, not_equal, sqrt, square, stop_gradient, where
from plugkeras.ops.shapes import as_floats, squeeze

Axis = int | tuple[int, ...] | list[int] | None


@primitive
def sum(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum."""


@primitive
def mean(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The mean; of integers and bools, in the default float dtype."""


@primitive
def max(x: Array, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Array:
    """The largest element, ``initial`` being one of them; equal ones share the gradient."""


@primitive
def min(x: Array, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Array:
    """The smallest element, ``initial`` being one of them; equal ones share the gradient."""


@primitive
def prod(x: Array, axis: Axis = None, keepdims: bool = False, dtype: Any = None) -> Array:
    """The product; where an element is zero its gradient is the product of the others."""


@primitive
def any(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """Whether some element is true."""


@primitive
def all(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """Whether every element is true."""


@primitive
def argmax(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    """The index of the (first) largest element."""


@primitive
def argmin(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    """The index of the (first) smallest element."""


@primitive
def cumsum(x: Array, axis: int | None = None, dtype: Any = None) -> Array:
    """Running sums along ``axis``; of the flattened array when axis is None."""


@primitive
def cumprod(x: Array, axis: int | None = None, dtype: Any = None) -> Array:
    """Running products along ``axis`` of elements that are not zero."""


def count_nonzero(x: Array, axis: Axis = None) -> Array:
    """The number of elements that are not zero."""
    return sum(cast(not_equal(x, 0), "int32"), axis)


def var(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The variance, divided by n."""
    x, dtype = wide(x)
    return cast(mean(square(x - mean(x, axis, keepdims=True)), axis, keepdims), dtype)


def std(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The standard deviation, divided by n."""
    x, dtype = wide(x)
    return cast(sqrt(var(x, axis, keepdims)), dtype)


def moments(x: Array, axes: Axis, keepdims: bool = False, synchronized: bool = False) -> tuple[Array, Array]:
    """Mean and variance over ``axes``. (There are no other devices with which to be ``synchronized``.)"""
    return mean(x, axes, keepdims), var(x, axes, keepdims)


def logsumexp(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """``log(sum(exp(x)))`` without overflow."""
    x = as_floats(x)
    top = stop_gradient(max(x, axis, keepdims=True))
    top = where(isfinite(top), top, 0.0)
    result = log(sum(exp(x - top), axis, keepdims=True)) + top
    if keepdims:
        return result
    return squeeze(result, tuple(range(len(x.shape))) if axis is None else axis)


def wide(x: Array) -> tuple[Array, str]:
    """x as floats whose squares do not overflow, and the dtype that the result is to have."""
    x = as_floats(x)
    dtype = str(x.dtype)
    return (cast(x, "float32") if dtype == "float16" else x), dtype
