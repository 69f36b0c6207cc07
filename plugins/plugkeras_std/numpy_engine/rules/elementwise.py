"""Elementwise ops: one line each, the function and the gradient of each argument."""

from functools import partial
from typing import Any

import numpy as np

from plugkeras.config import standardize_dtype
from plugkeras.engine import refusals
from plugkeras_std.numpy_engine.choosing import chosen, kept, left_out
from plugkeras_std.numpy_engine.dtypes import agreed, floating, given, together
from plugkeras_std.numpy_engine.rules.families import binary, constant, differentiable, pooled, unary, unbroadcast
from plugkeras_std.numpy_engine.special import erf
from plugkeras_std.numpy_engine.tape import Known, again, give, node_of, plain, record, recording


def _sigmoid(x: Any) -> Any:
    return 0.5 * np.tanh(0.5 * x) + 0.5  # no overflow, and one transcendental call


def _doubled(fresh: Any) -> Any:
    return np.multiply(fresh, 2, out=fresh) if isinstance(fresh, np.ndarray) else 2 * fresh


_times = partial(pooled, np.multiply)


def _softplus(x: Any) -> Any:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))  # as np.logaddexp, which takes thirty times as long


def _shared(g: Any, wins: Any, ties: Any) -> Any:
    return g * (wins + 0.5 * ties).astype(g.dtype)


def cast(x: Any, dtype: Any) -> Any:
    """x in another dtype."""
    xv = np.asarray(plain(x))
    y = xv.astype(standardize_dtype(dtype), copy=False)
    if recording.tape is None:
        return y
    if y is not xv:
        again(_fill_cast, y, xv)
    return record(_pull_cast, y, (node_of(x),), xv.dtype) if y.dtype.kind == "f" else y


def _fill_cast(y: Any, x: Any) -> None:
    np.copyto(y, x, casting="unsafe")


def _pull_cast(g: Any, nodes: Any, dtype: Any) -> None:
    give(nodes[0], g.astype(dtype, copy=False))


def stop_gradient(variable: Any) -> Any:
    """A constant, which a remembered step finds anew."""
    y = plain(variable)
    return y if recording.trace is None or y is variable else Known(y)


def _power_exponent(g: Any, y: Any, a: Any, b: Any) -> Any:
    a = np.asarray(a)
    safe = chosen(a > 0, a, np.ones((), a.dtype))
    return g * y * np.log(safe)


def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """One or the other; or where the condition holds."""
    if x1 is None or x2 is None:
        refusals.indices_only(x1, x2)
        return np.nonzero(given(plain(condition)))
    return _where(condition, x1, x2)


def _choose(c: Any, a: Any, b: Any) -> Any:
    return chosen(c, a, b) if agreed(a, b) else chosen(c, *together(a, b))


def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """x kept between the two."""
    return _clip(x, x_min, x_max)


def _limited(x: Any, lo: Any, hi: Any) -> Any:
    if not (agreed(x, lo) and agreed(x, hi)):
        x, lo, hi = together(x, lo, hi)
    return np.clip(x, lo, hi)


_UNARY = {
    "negative": (np.negative, lambda g, y, x: -g),
    "abs": (np.abs, lambda g, y, x: g * np.sign(x)),
    "square": (np.square, lambda g, y, x: _doubled(_times(x, g))),
    "sqrt": (np.sqrt, lambda g, y, x: 0.5 * g / y),
    "exp": (np.exp, lambda g, y, x: _times(g, y)),
    "expm1": (np.expm1, lambda g, y, x: g * (y + 1)),
    "log": (np.log, lambda g, y, x: g / x),
    "log1p": (np.log1p, lambda g, y, x: g / (1 + x)),
    "log2": (np.log2, lambda g, y, x: g / (x * 0.6931471805599453)),
    "log10": (np.log10, lambda g, y, x: g / (x * 2.302585092994046)),
    "sin": (np.sin, lambda g, y, x: g * np.cos(x)),
    "cos": (np.cos, lambda g, y, x: -g * np.sin(x)),
    "tan": (np.tan, lambda g, y, x: g * (1 + y * y)),
    "arcsin": (np.arcsin, lambda g, y, x: g / np.sqrt(1 - x * x)),
    "arccos": (np.arccos, lambda g, y, x: -g / np.sqrt(1 - x * x)),
    "arctan": (np.arctan, lambda g, y, x: g / (1 + x * x)),
    "sinh": (np.sinh, lambda g, y, x: g * np.cosh(x)),
    "cosh": (np.cosh, lambda g, y, x: g * np.sinh(x)),
    "tanh": (np.tanh, lambda g, y, x: g * (1 - y * y)),
    "arcsinh": (np.arcsinh, lambda g, y, x: g / np.sqrt(x * x + 1)),
    "arccosh": (np.arccosh, lambda g, y, x: g / np.sqrt(x * x - 1)),
    "arctanh": (np.arctanh, lambda g, y, x: g / (1 - x * x)),
    "erf": (erf, lambda g, y, x: g * 1.1283791670955126 * np.exp(-x * x)),
    "relu": (lambda x: np.maximum(x, 0), lambda g, y, x: g * (y > 0)),
    "sigmoid": (_sigmoid, lambda g, y, x: g * y * (1 - y)),
    "softplus": (_softplus, lambda g, y, x: g * -np.expm1(-y)),
}

_BINARY = {
    "add": (np.add, lambda g, y, a, b: g, lambda g, y, a, b: g),
    "subtract": (np.subtract, lambda g, y, a, b: g, lambda g, y, a, b: -unbroadcast(g, np.shape(b))),
    "multiply": (np.multiply, lambda g, y, a, b: _times(g, b), lambda g, y, a, b: _times(g, a)),
    "divide": (np.true_divide, lambda g, y, a, b: pooled(np.divide, g, b), lambda g, y, a, b: -g * y / b),
    "mod": (np.mod, lambda g, y, a, b: g, lambda g, y, a, b: -g * np.floor(a / b)),
    "power": (np.power, lambda g, y, a, b: g * b * np.power(a, b - 1), _power_exponent),
    "maximum": (
        np.maximum,
        lambda g, y, a, b: _shared(g, np.greater(a, b), np.equal(a, b)),
        lambda g, y, a, b: _shared(g, np.less(a, b), np.equal(a, b)),
    ),
    "minimum": (
        np.minimum,
        lambda g, y, a, b: _shared(g, np.less(a, b), np.equal(a, b)),
        lambda g, y, a, b: _shared(g, np.greater(a, b), np.equal(a, b)),
    ),
    "arctan2": (
        np.arctan2,
        lambda g, y, a, b: g * b / (a * a + b * b),
        lambda g, y, a, b: -g * a / (a * a + b * b),
    ),
}

_OTHERS = {
    "clip": (_limited, lambda g, y, x, lo, hi: g * ((x >= lo) & (x <= hi))),
    "where": (
        _choose,
        lambda g, y, c, a, b: np.zeros_like(g),
        lambda g, y, c, a, b: kept(c, g),
        lambda g, y, c, a, b: left_out(c, g),
    ),
}

_CONSTANT = {
    name: getattr(np, name)
    for name in (
        *("isnan", "isinf", "isfinite"),
        *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
        *("logical_and", "logical_or", "logical_xor", "logical_not"),
    )
} | {
    "sign": lambda x: np.sign(given(x)),
    "floor": lambda x: np.floor(floating(x)),
    "ceil": lambda x: np.ceil(floating(x)),
    "rint": lambda x: given(x) if given(x).dtype.kind in "iub" else np.rint(given(x)),
    "floor_divide": lambda x1, x2: np.floor_divide(*together(x1, x2)),
}

_KEPT = {"negative", "abs", "square", "relu"}
_OF_FLOATS = {"divide", "arctan2"}
_clip, _where = (differentiable(*_OTHERS[name]) for name in ("clip", "where"))

TABLE: dict[str, Any] = {
    **{name: unary(*row, floats=name not in _KEPT) for name, row in _UNARY.items()},
    **{name: binary(*row, floats=name in _OF_FLOATS) for name, row in _BINARY.items()},
    "clip": clip,
    "where": where,
    **{name: constant(function) for name, function in _CONSTANT.items()},
    "cast": cast,
    "stop_gradient": stop_gradient,
}
