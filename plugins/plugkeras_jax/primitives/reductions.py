"""Ops over axes."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp

from plugkeras_jax.values import floating, given


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def _over(function: Callable[..., Any], prepare: Callable[[Any], Any] = given) -> Any:
    def reduced(x: Any, axis: Any = None, keepdims: bool = False, **options: Any) -> Any:
        return function(prepare(x), axis=_axes(axis), keepdims=keepdims, **options)

    return reduced


def _along(function: Callable[..., Any]) -> Any:
    return lambda x, axis=None: function(given(x), axis=axis)


TABLE: dict[str, Any] = {
    **{name: _over(getattr(jnp, name)) for name in ("all", "any", "argmax", "argmin", "max", "min", "prod", "sum")},
    "mean": _over(jnp.mean, floating),
    "cumsum": _along(jnp.cumsum),
    "cumprod": _along(jnp.cumprod),
}
