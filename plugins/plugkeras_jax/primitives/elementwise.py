"""Elementwise ops, in the dtypes that ``plugkeras.ops`` promises."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from plugkeras_jax.values import dtype_of, floating, given, plain, together


def _of_floats(function: Callable[..., Any]) -> Any:
    return lambda x: function(floating(x))


def _of_any(function: Callable[..., Any]) -> Any:
    return lambda x: function(given(x))


def _of_two(function: Callable[..., Any]) -> Any:
    return lambda x1, x2: function(*together(x1, x2))


def _of_two_floats(function: Callable[..., Any]) -> Any:
    return lambda x1, x2: function(*map(floating, together(x1, x2)))


def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """x within bounds; the gradient passes where it is, the bounds included."""
    x, low, high = together(x, x_min, x_max)
    return jnp.where(x < low, low, jnp.where(x > high, high, x))


def where(condition: Any, x1: Any, x2: Any) -> Any:
    """x1 where the condition holds, else x2."""
    return jnp.where(given(condition).astype(bool), *together(x1, x2))


def relu(x: Any) -> Any:
    """Its gradient at 0 is 0."""
    return jax.nn.relu(given(x))


TABLE: dict[str, Any] = {
    **{n: _of_any(getattr(jnp, n)) for n in ("abs", "isfinite", "isinf", "isnan", "logical_not", "negative", "sign")},
    **{
        n: _of_floats(getattr(jnp, n))
        for n in (
            *("arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "ceil", "cos", "cosh", "exp", "expm1"),
            *("floor", "log", "log10", "log1p", "log2", "rint", "sin", "sinh", "sqrt", "tan", "tanh"),
        )
    },
    **{
        n: _of_two(getattr(jnp, n))
        for n in (
            *("add", "equal", "floor_divide", "greater", "greater_equal", "less", "less_equal", "logical_and"),
            *("logical_or", "logical_xor", "maximum", "minimum", "mod", "multiply", "not_equal", "power", "subtract"),
        )
    },
    "divide": _of_two_floats(jnp.divide),
    "arctan2": _of_two_floats(jnp.arctan2),
    "square": lambda x: jnp.square(given(x)),
    "erf": _of_floats(jax.scipy.special.erf),
    "sigmoid": _of_floats(jax.nn.sigmoid),
    "softplus": _of_floats(jax.nn.softplus),
    "stop_gradient": lambda x: lax.stop_gradient(plain(x)),
    "cast": lambda x, dtype: given(x).astype(dtype_of(dtype)),
    "clip": clip,
    "where": where,
    "relu": relu,
}
