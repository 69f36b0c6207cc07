"""Elementwise ops, in the dtypes that ``plugkeras.ops`` promises."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from plugkeras.engine import refusals
from plugkeras_jax.looking import followed
from plugkeras_jax.values import as_dtype, floating, given, is_known, plain, together


def _of_floats(function: Callable[..., Any]) -> Any:
    return lambda x: function(floating(x))


def _of_any(function: Callable[..., Any]) -> Any:
    return lambda x: function(given(x))


def _of_two(function: Callable[..., Any]) -> Any:
    return lambda x1, x2: function(*together(x1, x2))


def _of_two_floats(function: Callable[..., Any]) -> Any:
    return lambda x1, x2: function(*map(floating, together(x1, x2)))


def _compared(function: Callable[..., Any]) -> Any:
    return lambda x1, x2: function(*together(*_with_room(x1, x2)))


def _with_room(x1: Any, x2: Any) -> tuple[Any, Any]:
    """A Python integer that the array's dtype does not have is compared with it nevertheless."""
    pair = [plain(x1), plain(x2)]
    for mine, other in ((0, 1), (1, 0)):
        if type(pair[mine]) is int and not isinstance(pair[other], bool | int | float):
            x = pair[other] = given(pair[other])
            if x.dtype.kind in "iu" and not _has(x.dtype, pair[mine]):
                pair = [as_dtype(p, "int32" if x.dtype.itemsize < 4 else "float64") for p in pair]
    return pair[0], pair[1]


def _has(dtype: Any, number: int) -> bool:
    return bool(np.iinfo(dtype).min <= number <= np.iinfo(dtype).max)


def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """x within bounds; the gradient passes where it is, the bounds included."""
    x, low, high = together(x, x_min, x_max)
    low, high = lax.stop_gradient(low), lax.stop_gradient(high)
    y = jnp.where(x < low, low, x)
    return jnp.where(y > high, high, y)


def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """x1 where the condition holds, else x2; or where it holds."""
    if x1 is None or x2 is None:
        refusals.indices_only(x1, x2)
        return jnp.nonzero(given(condition))
    return jnp.where(given(condition).astype(bool), *together(x1, x2))


def rint(x: Any) -> Any:
    """The nearest integer; integers stay what they are."""
    x = given(x)
    return x if x.dtype.kind in "iub" else jnp.rint(x)


@jax.custom_jvp
def _power(a: Any, b: Any) -> Any:
    return jnp.power(a, b)


_power.defjvps(
    lambda g, y, a, b: g * b * jnp.power(a, b - 1),
    lambda g, y, a, b: g * y * jnp.log(jnp.where(a > 0, a, 1)),  # a base below 0 has no say in it
)


@jax.custom_jvp
def _abs(x: Any) -> Any:
    return jnp.abs(x)


_abs.defjvps(lambda g, y, x: g * jnp.sign(x))  # 0 at 0


def power(x1: Any, x2: Any) -> Any:
    """x1 ** x2."""
    a, b = together(x1, x2)
    if a.dtype.kind == "f":
        return jnp.power(a, x2) if type(x2) is int else _power(a, b)
    if a.dtype.kind == "i" and is_known(b) and (np.asarray(b) < 0).any():
        raise ValueError("Integers to negative integer powers are not allowed.")  # as NumPy says it
    return jnp.power(a, b)


TABLE: dict[str, Any] = {
    **{n: _of_any(getattr(jnp, n)) for n in ("isfinite", "isinf", "isnan", "logical_not", "negative", "sign")},
    **{
        n: _of_floats(getattr(jnp, n))
        for n in (
            *("arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "ceil", "cos", "cosh", "exp", "expm1"),
            *("floor", "log", "log10", "log1p", "log2", "sin", "sinh", "sqrt", "tan", "tanh"),
        )
    },
    **{
        n: _of_two(getattr(jnp, n))
        for n in (
            *("add", "floor_divide", "logical_and", "logical_or", "logical_xor", "maximum", "minimum", "mod"),
            *("multiply", "subtract"),
        )
    },
    **{n: _compared(getattr(jnp, n)) for n in ("equal", "greater", "greater_equal", "less", "less_equal", "not_equal")},
    "divide": _of_two_floats(jnp.divide),
    "arctan2": _of_two_floats(jnp.arctan2),
    "abs": _of_any(_abs),
    "square": _of_any(jnp.square),
    "erf": _of_floats(jax.scipy.special.erf),
    "sigmoid": _of_floats(jax.nn.sigmoid),
    "softplus": _of_floats(jax.nn.softplus),
    "relu": _of_any(jax.nn.relu),
    "stop_gradient": lambda variable: lax.stop_gradient(plain(variable)),
    "cast": lambda x, dtype: followed(as_dtype(x, dtype), x),
    "clip": clip,
    "where": where,
    "rint": rint,
    "power": power,
}
