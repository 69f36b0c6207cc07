"""Elementwise arithmetic beyond the primitives: formulas of these, or NumPy's values with their slopes."""

from math import pi
from typing import Any

from plugkeras import config
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops import elementwise as el
from plugkeras.ops.constants import in_dtype, kind_of, sloped, together, values
from plugkeras.ops.elementwise import cos, exp, maximum, minimum, where
from plugkeras.ops.shapes import as_floats, convert_to_tensor

__all__ = [
    *("absolute", "cbrt", "deg2rad", "divide_no_nan", "exp2", "fabs", "fmax", "fmin", "fmod", "heaviside", "hypot"),
    *("ldexp", "logaddexp", "logaddexp2", "nan_to_num", "nextafter", "rad2deg", "sinc", "true_divide", "trunc"),
]

LN2 = 0.6931471805599453


def absolute(x: Array) -> Array:
    """``|x|``."""
    return el.abs(x)


def fabs(x: Array) -> Array:
    """``|x|``, as floats."""
    return el.abs(as_floats(x))


def true_divide(x1: Array, x2: Array) -> Array:
    """``x1 / x2``, broadcast."""
    return el.divide(x1, x2)


def divide_no_nan(x1: Array, x2: Array) -> Array:
    """``x1 / x2``, and 0 where x2 is 0."""
    x1, x2 = together(x1, x2, floats=True)
    zero = el.equal(x2, 0)
    return where(zero, 0.0, x1 / where(zero, 1.0, x2))


def fmax(x1: Array, x2: Array) -> Array:
    """The larger of the two; a NaN only where both are."""
    x1, x2 = together(x1, x2)
    return where(el.isnan(x1), x2, where(el.isnan(x2), x1, maximum(x1, x2)))


def fmin(x1: Array, x2: Array) -> Array:
    """The smaller of the two; a NaN only where both are."""
    x1, x2 = together(x1, x2)
    return where(el.isnan(x1), x2, where(el.isnan(x2), x1, minimum(x1, x2)))


def trunc(x: Array) -> Array:
    """The next integer towards 0; its gradient is zero, and integers stay themselves."""
    x = convert_to_tensor(x)
    return x if kind_of(x) in "iub" else values(lambda np, x: np.trunc(x), x)


_fmod = sloped(
    lambda np, a, b: np.fmod(a, b),
    lambda y, a, b: 1.0,
    lambda y, a, b: -trunc(a / b),
)


def fmod(x1: Array, x2: Array) -> Array:
    """What remains of ``x1 / x2``, with the sign of x1."""
    return _fmod(*together(x1, x2))


_hypot = sloped(
    lambda np, a, b: np.hypot(a, b),
    lambda y, a, b: divide_no_nan(a, y),
    lambda y, a, b: divide_no_nan(b, y),
)


def hypot(x1: Array, x2: Array) -> Array:
    """``sqrt(x1² + x2²)`` without overflow; at the origin its gradient is zero."""
    return _hypot(*together(x1, x2, floats=True))


_cbrt = sloped(lambda np, x: np.cbrt(x), lambda y, x: 1 / (3 * y * y))


def cbrt(x: Array) -> Array:
    """The cube root, of the sign of x."""
    return _cbrt(as_floats(x))


_exp2 = sloped(lambda np, x: np.exp2(x), lambda y, x: y * LN2)


def exp2(x: Array) -> Array:
    """``2 ** x``."""
    return _exp2(as_floats(x))


_sinc = sloped(
    lambda np, x: np.sinc(x),
    lambda y, x: where(x == 0, 0.0, divide_no_nan(cos(pi * x) - y, x)),
)


def sinc(x: Array) -> Array:
    """``sin(pi x) / (pi x)``, and 1 at 0."""
    return _sinc(as_floats(x))


def _share(base: Any) -> Any:
    """Of a sum of powers, which part this one is; where the sum is infinite it is so by one of them."""
    return lambda y, a: where(el.isfinite(y), base(a - where(el.isfinite(y), y, 0.0)), in_dtype(a == y, str(y.dtype)))


_logaddexp = sloped(
    lambda np, a, b: np.logaddexp(a, b),
    lambda y, a, b: _share(exp)(y, a),
    lambda y, a, b: _share(exp)(y, b),
)
_logaddexp2 = sloped(
    lambda np, a, b: np.logaddexp2(a, b),
    lambda y, a, b: _share(exp2)(y, a),
    lambda y, a, b: _share(exp2)(y, b),
)


def logaddexp(x1: Array, x2: Array) -> Array:
    """``log(exp(x1) + exp(x2))`` without overflow."""
    return _logaddexp(*together(x1, x2, floats=True))


def logaddexp2(x1: Array, x2: Array) -> Array:
    """``log2(2 ** x1 + 2 ** x2)`` without overflow."""
    return _logaddexp2(*together(x1, x2, floats=True))


def deg2rad(x: Array) -> Array:
    """Degrees as radians."""
    return as_floats(x) * (pi / 180)


def rad2deg(x: Array) -> Array:
    """Radians as degrees."""
    return as_floats(x) * (180 / pi)


def heaviside(x1: Array, x2: Array) -> Array:
    """0 where x1 is negative, 1 where it is positive, and x2 where it is 0; no gradient flows to x1."""
    x1, x2 = together(x1, x2, floats=True)
    steps = values(lambda np, x: np.heaviside(x, np.zeros_like(x)), x1)
    return where(x1 == 0, x2, steps)


def nan_to_num(x: Array, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Array:
    """x with numbers for NaN and the infinities: the largest and smallest of the dtype, unless it is said."""
    x = convert_to_tensor(x)
    if not config.is_float(x.dtype):
        return x
    largest = values(lambda np, x: np.asarray(np.finfo(x.dtype).max, x.dtype), x)
    x = where(el.isnan(x), nan, x)
    x = where(x == float("inf"), largest if posinf is None else posinf, x)
    return where(x == -float("inf"), -largest if neginf is None else neginf, x)


_ldexp = sloped(
    lambda np, x, n: np.ldexp(x, n),
    lambda y, x, n: values(lambda np, x, n: np.ldexp(np.ones_like(x), n), x, n),
    None,
)


def ldexp(x1: Array, x2: Array) -> Array:
    """``x1 * 2 ** x2``, x2 of integers.

    Raises:
        ArgumentError: it is not.
    """
    x2 = convert_to_tensor(x2)
    if kind_of(x2) not in "iu":
        raise ArgumentError(f"ldexp: `x2` must be of integers, not {x2.dtype}.")
    return _ldexp(as_floats(x1), in_dtype(x2, "int32"))


def nextafter(x1: Array, x2: Array) -> Array:
    """The next number that the dtype has after x1, towards x2; no gradient flows through it."""
    return values(lambda np, a, b: np.nextafter(a, b), *together(x1, x2, floats=True))
