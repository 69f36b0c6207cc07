"""Calls of each primitive, by which an engine is compared with the usual one."""

from typing import Any, NamedTuple

import numpy as np


class Call(NamedTuple):
    """The arguments of one call. Gradients flow through its arrays of floats, but for the ``constants``."""

    args: tuple[Any, ...]
    options: dict[str, Any]
    constants: tuple[int, ...] = ()


_rng = np.random.default_rng(29)


def _normal(*shape: int) -> Any:
    return _rng.normal(size=shape).astype("float32")


def _between(low: float, high: float, *shape: int) -> Any:
    return _rng.uniform(low, high, shape).astype("float32")


def _whole(high: int, *shape: int) -> Any:
    return _rng.integers(0, high, shape).astype("int32")


def _call(*args: Any, constants: tuple[int, ...] = (), **options: Any) -> Call:
    return Call(args, options, constants)


_X, _Y, _ROW = _normal(3, 4), _normal(3, 4), _normal(4)
_POSITIVE, _UNIT, _ABOVE = _between(0.5, 2, 3, 4), _between(-0.9, 0.9, 3, 4), _between(1.2, 3, 3, 4)
_WHOLE, _TRUTH = _whole(3, 3, 4), _whole(2, 3, 4).astype(bool)
_IMAGE, _STEPS = _normal(2, 6, 5, 4), _normal(2, 7, 4)
_ODD = np.array([0.0, np.inf, -np.inf, np.nan], "float32")
_CHANCES = _between(0.1, 0.9, 3, 4) / np.float32(2)
_LAST, _FIRST = "channels_last", "channels_first"
_MASK = np.array([[True, False, True], [True, True, False]])

_OF_ONE: tuple[str, ...] = (
    "abs",
    "arcsinh",
    "arctan",
    "cos",
    "cosh",
    "erf",
    "exp",
    "expm1",
    "negative",
    "relu",
    "sigmoid",
    "sign",
    "sin",
)
_OF_ONE += ("sinh", "softplus", "square", "tan", "tanh", "ceil", "floor", "rint", "stop_gradient")
_OF_TWO = ("add", "subtract", "multiply", "maximum", "minimum")
_TELLING = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
_REDUCED = ("sum", "mean", "max", "min", "prod")

CALLS: dict[str, list[Call]] = {
    **{name: [_call(_X)] for name in _OF_ONE},
    **{name: [_call(_POSITIVE)] for name in ("sqrt", "log", "log1p", "log2", "log10")},
    **{name: [_call(_UNIT)] for name in ("arcsin", "arccos", "arctanh")},
    "arccosh": [_call(_ABOVE)],
    **{name: [_call(_ODD)] for name in ("isnan", "isinf", "isfinite")},
    **{name: [_call(_X, _Y), _call(_X, _ROW), _call(2.0, _X), _call(_WHOLE, 2)] for name in _OF_TWO},
    **{name: [_call(_WHOLE, _WHOLE[:1]), _call(_X, 0.0)] for name in _TELLING},
    **{name: [_call(_TRUTH, _TRUTH[:1])] for name in ("logical_and", "logical_or", "logical_xor")},
    "logical_not": [_call(_TRUTH)],
    "divide": [_call(_X, _POSITIVE), _call(1.0, _POSITIVE), _call(_WHOLE, 2)],
    "floor_divide": [_call(_X, 0.5), _call(_WHOLE, 2)],
    "mod": [_call(_X, 0.75), _call(_WHOLE, 2)],
    "power": [_call(_POSITIVE, _Y), _call(_X, 2), _call(_POSITIVE, 0.5)],
    "arctan2": [_call(_X, _POSITIVE)],
    "clip": [_call(_X, -0.5, 0.5)],
    "where": [_call(_TRUTH, _X, _Y), _call(_TRUTH, _X, 0.0)],
    "cast": [_call(_X, "int32"), _call(_X, "float16"), _call(_TRUTH, "float32")],
    **{name: [_call(_X), _call(_X, axis=0), _call(_X, axis=(0, 1), keepdims=True)] for name in _REDUCED},
    **{name: [_call(_TRUTH), _call(_TRUTH, axis=1, keepdims=True)] for name in ("all", "any")},
    **{name: [_call(_X), _call(_X, axis=0)] for name in ("argmax", "argmin")},
    **{name: [_call(_X, axis=1)] for name in ("cumsum", "cumprod", "sort", "argsort")},
    "zeros": [_call((2, 3)), _call((2,), dtype="int32")],
    "ones": [_call((2, 3)), _call((), dtype="bool")],
    "full": [_call((2, 3), 0.5)],
    "eye": [_call(3), _call(2, 3, 1)],
    "arange": [_call(5), _call(1, 7, 2), _call(0.0, 1.0, 0.25)],
    "linspace": [_call(0.0, 1.0, 5), _call(-1.0, 2.0, 4, endpoint=False)],
    "reshape": [_call(_X, (2, -1))],
    "transpose": [_call(_X), _call(_IMAGE, (0, 3, 1, 2))],
    "broadcast_to": [_call(_ROW, (3, 4))],
    "pad": [_call(_X, ((1, 0), (0, 2))), _call(_X, 1, "edge"), _call(_X, 1, "reflect")],
    "flip": [_call(_X, axis=1)],
    "roll": [_call(_X, 1, axis=0)],
    "repeat": [_call(_X, 2, axis=1)],
    "tile": [_call(_X, (2, 1))],
    "concatenate": [_call([_X, _Y], axis=1)],
    "stack": [_call([_X, _Y], axis=1)],
    "get_item": [_call(_X, 1), _call(_X, (slice(None), slice(None, None, -2))), _call(_X, (None, ..., 0))],
    "take": [_call(_X, _whole(3, 2, 5), axis=0), _call(_X, [0, -1])],
    "take_along_axis": [_call(_X, _whole(4, 3, 2).astype("int64"), axis=1)],
    "one_hot": [_call(_WHOLE, 3)],
    "matmul": [_call(_X, _normal(4, 2)), _call(_normal(2, 3, 4), _normal(2, 4, 2))],
    "einsum": [_call("bij,jk->bik", _normal(2, 3, 4), _normal(4, 2))],
    "singular_values": [_call(_normal(4, 3))],
    "dense": [_call(_X, _normal(4, 2), _normal(2)), _call(_normal(2, 3, 4), _normal(4, 2))],
    "conv": [
        _call(_STEPS, _normal(3, 4, 2), 1, "causal", _LAST, 2, bias=_normal(2)),
        _call(_IMAGE, _normal(3, 2, 4, 3), 1, "same", _LAST),
        _call(_IMAGE, _normal(2, 2, 2, 6), (2, 1), "valid", _LAST),
        _call(_normal(2, 4, 6, 5), _normal(3, 2, 4, 3), 1, "valid", _FIRST),
    ],
    **{
        name: [_call(_IMAGE, 2, None, "valid", _LAST), _call(_IMAGE, (3, 2), 1, "same", _LAST), _call(_STEPS, 3, 2)]
        for name in ("max_pool", "average_pool")
    },
    "batch_norm": [_call(_IMAGE, _POSITIVE[0], _ROW, -1, 1e-3), _call(_X, None, None, 1, 1e-3)],
    "layer_norm": [_call(_X, _POSITIVE[0], _ROW, (-1,), 1e-3)],
    "lstm": [
        _call(_normal(2, 3, 4), *_normal(2, 2, 3), _normal(4, 12), _normal(3, 12), _normal(12), mask, slope)
        for mask, slope in ((None, None), (_MASK, None), (_MASK, 0.2))
    ],
    "gru": [
        _call(_normal(2, 3, 4), _normal(2, 3), _normal(4, 9), _normal(3, 9), bias, mask, slope, after)
        for bias, mask, slope, after in (
            (_normal(2, 9), None, None, True),
            (_normal(9), _MASK, None, False),
            (_normal(2, 9), _MASK, 0.2, True),
            (None, None, 0.2, False),
        )
    ],
    "simple_rnn": [
        _call(_normal(2, 3, 4), _normal(2, 3), _normal(4, 3), _normal(3, 3), _normal(3), mask, activation)
        for mask, activation in ((None, "tanh"), (_MASK, "tanh"), (_MASK, "relu"))
    ],
    "softmax": [_call(_X), _call(_X, axis=0)],
    "categorical_crossentropy": [
        _call(np.eye(4, dtype="float32")[[0, 2, 1]], _CHANCES, constants=(0,)),
        _call(np.eye(4, dtype="float32")[[0, 2, 1]], _X, from_logits=True, constants=(0,)),
    ],
    "sparse_categorical_crossentropy": [
        _call(np.array([0, 2, 1], "int32"), _CHANCES),
        _call(np.array([0, 2, 1], "int32"), _X, from_logits=True),
    ],
    "binary_crossentropy": [
        _call(_TRUTH.astype("float32"), _CHANCES, constants=(0,)),
        _call(_TRUTH.astype("float32"), _X, from_logits=True, constants=(0,)),
    ],
}
"""By name; ``dropout`` is not here, for it is drawn."""

WITHOUT_GRADIENT = {"argmax", "argmin", "argsort", "cast", "ceil", "floor", "floor_divide", "rint", "sign"}
WITHOUT_GRADIENT |= {"mod", "stop_gradient", *_TELLING, "isnan", "isinf", "isfinite"}
"""Those whose gradient is zero, or nothing that differences would say."""
