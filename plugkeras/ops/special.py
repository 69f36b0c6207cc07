"""Functions of probability and physics."""

from math import pi
from typing import Any

from plugkeras.engine import Array
from plugkeras.ops.constants import in_dtype, sloped, values
from plugkeras.ops.elementwise import exp
from plugkeras.ops.reductions import wide

__all__ = ["erfc", "erfinv", "i0"]


def _widely(op: Any, x: Array) -> Array:
    """``op(x)``, halves being computed as singles: the coefficients are too large for them."""
    x, dtype = wide(x)
    return in_dtype(op(x), dtype)


# erfc(x) = exp(-x²) t P(t), t = 1 / (1 + x / 2): Chebyshev coefficients of Numerical Recipes, 3rd ed., §6.2.2.
_ERFC = (
    *(-1.3026537197817094, 6.4196979235649026e-1, 1.9476473204185836e-2, -9.561514786808631e-3),
    *(-9.46595344482036e-4, 3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5),
    *(-1.624290004647e-6, 1.303655835580e-6, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9),
    *(5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12, -6.886027e-12),
    *(8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15, -1.523e-15, -9.4e-17, 1.21e-16, -2.8e-17),
)


def _erfc_values(np: Any, x: Any) -> Any:
    z = np.abs(x)
    t = 2.0 / (2.0 + z)
    d, dd = np.zeros_like(z), np.zeros_like(z)
    for c in _ERFC[:0:-1]:
        d, dd = (4.0 * t - 2.0) * d - dd + c, d
    tail = t * np.exp(-z * z + 0.5 * (_ERFC[0] + (4.0 * t - 2.0) * d) - dd)
    return np.where(x >= 0, tail, 2.0 - tail).astype(x.dtype)


_erfc = sloped(_erfc_values, lambda y, x: -2 / pi**0.5 * exp(-x * x))


def erfc(x: Array) -> Array:
    """``1 - erf(x)``, exact where that is small."""
    return _widely(_erfc, x)


# The quantile of the normal distribution: Wichura's AS241, Applied Statistics 37 (3), 1988, good to 1e-16.
_MIDDLE = (
    *(2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987),
    *(13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665),
)
_MIDDLE_UNDER = (
    *(5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597),
    *(5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0),
)
_OUTSIDE = (
    *(0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684),
    *(3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835),
)
_OUTSIDE_UNDER = (
    *(1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008),
    *(0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0),
)
_FAR = (
    *(2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124),
    *(0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103),
)
_FAR_UNDER = (
    *(2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133),
    *(0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0),
)


def _ratio(over: Any, under: Any, r: Any) -> Any:
    """One polynomial over another, the highest powers first."""
    above, below = over[0], under[0]
    for a, b in zip(over[1:], under[1:], strict=True):
        above, below = above * r + a, below * r + b
    return above / below


def _erfinv_values(np: Any, x: Any) -> Any:
    q = 0.5 * x
    r = np.sqrt(-np.log(np.clip(0.5 * (1 - np.abs(x)), np.finfo(x.dtype).tiny, 0.5)))
    outside = np.sign(x) * np.where(r <= 5, _ratio(_OUTSIDE, _OUTSIDE_UNDER, r - 1.6), _ratio(_FAR, _FAR_UNDER, r - 5))
    y = np.where(np.abs(q) <= 0.425, q * _ratio(_MIDDLE, _MIDDLE_UNDER, 0.180625 - q * q), outside) / 2**0.5
    y = np.where(np.abs(x) == 1, np.copysign(np.full_like(x, np.inf), x), y)
    return np.where(np.abs(x) > 1, np.nan, y).astype(x.dtype)


_erfinv = sloped(_erfinv_values, lambda y, x: 0.5 * pi**0.5 * exp(y * y))


def erfinv(x: Array) -> Array:
    """The number of which x is the error function; between -1 and 1, elsewhere NaN."""
    return _widely(_erfinv, x)


def _i1_values(np: Any, x: Any) -> Any:
    """The mean of ``cos(t) exp(x cos(t))`` over a circle, of as many points as floats have a use for."""
    c = np.cos(np.arange(256, dtype=x.dtype) * np.asarray(2 * pi / 256, x.dtype))
    return np.mean(c * np.exp(x[..., None] * c), -1)


_i0 = sloped(lambda np, x: np.i0(x).astype(x.dtype), lambda y, x: values(_i1_values, x))


def i0(x: Array) -> Array:
    """The modified Bessel function of the first kind, of order 0."""
    return _widely(_i0, x)
