"""Ops over axes."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from plugkeras.engine.promotion import summed
from plugkeras_jax.values import dtype_of, floating, given


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def _over(function: Callable[..., Any], prepare: Callable[[Any], Any] = given) -> Any:
    def reduced(x: Any, axis: Any = None, keepdims: bool = False, **options: Any) -> Any:
        return function(prepare(x), axis=_axes(axis), keepdims=keepdims, **options)

    return reduced


def _extreme(function: Callable[..., Any]) -> Any:
    def reduced(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
        return function(given(x), axis=_axes(axis), keepdims=keepdims, initial=initial)

    return reduced


def _counted(x: Any) -> Any:
    """The dtype to sum up in; of floats it is JAX's affair, which adds halves up as singles."""
    return None if x.dtype.kind == "f" else summed(x.dtype)


def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum."""
    x = given(x)
    return jnp.sum(x, _axes(axis), _counted(x), keepdims=keepdims)


def prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The product."""
    x = given(x)
    return jnp.prod(x, _axes(axis), dtype_of(dtype) if dtype else _counted(x), keepdims=keepdims)


def _running(function: Callable[..., Any]) -> Any:
    def run(x: Any, axis: Any = None, dtype: Any = None) -> Any:
        x = given(x)
        return function(x, axis, dtype_of(dtype) if dtype else np.int32 if x.dtype == bool else x.dtype)

    return run


def _place(function: Callable[..., Any]) -> Any:
    def place(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        x = given(x)
        axis = None if axis is None else normalize_axis_index(axis, x.ndim)
        return function(x, axis, keepdims=keepdims).astype("int32")

    return place


TABLE: dict[str, Any] = {
    "all": _over(jnp.all),
    "any": _over(jnp.any),
    "max": _extreme(jnp.max),
    "min": _extreme(jnp.min),
    "mean": _over(jnp.mean, floating),
    "sum": total,
    "prod": prod,
    "argmax": _place(jnp.argmax),
    "argmin": _place(jnp.argmin),
    "cumsum": _running(jnp.cumsum),
    "cumprod": _running(jnp.cumprod),
}
