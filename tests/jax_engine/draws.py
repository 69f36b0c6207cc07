"""Each primitive with drawn arguments: dtypes, shapes, axes and flags, ties and zeros among the values."""

from collections.abc import Callable
from typing import Any

import numpy as np

FLOATS = ("float16", "float32", "float64")
WHOLE = ("bool", "int8", "uint8", "int32", "int64")
SHAPES = ((), (1,), (5,), (3, 4), (0, 3), (2, 1, 3))


class Draw:
    """What the arguments of one call are drawn with."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.dtype = self.one_of(*FLOATS[1:], *FLOATS)
        self.shape = self.one_of(*SHAPES)

    def one_of(self, *things: Any) -> Any:
        return things[self.rng.integers(len(things))]

    def array(self, shape: Any = None, low: float = -2, high: float = 2, dtype: str | None = None) -> Any:
        """Halves and quarters, so that there are ties, zeros and kinks, and sums without rounding."""
        shape = self.shape if shape is None else shape
        return np.asarray(self.rng.integers(4 * low, 4 * high, shape, endpoint=True) / 4, dtype or self.dtype)

    def smooth(self, low: float, high: float, shape: Any = None) -> Any:
        return np.asarray(self.rng.uniform(low, high, self.shape if shape is None else shape), self.dtype)

    def whole(self, shape: Any = None, low: int = 0, high: int = 5) -> Any:
        dtype = self.one_of(*WHOLE)
        return np.asarray(self.rng.integers(low, high, self.shape if shape is None else shape), dtype)

    def any(self, shape: Any = None) -> Any:
        return self.one_of(self.array, self.whole)(shape)

    def partner(self) -> Any:
        """Something to go with an array of ``shape``: another one, broadcast or not, a number."""
        shapes = [self.shape, self.shape[1:], (1,) * len(self.shape), (2, *self.shape)]
        return self.one_of(lambda: self.any(self.one_of(*shapes)), lambda: self.one_of(0, 1, 2, 0.5, -1.5, True))()

    def axis(self, several: bool = True) -> Any:
        n = len(self.shape)
        if not n:
            return None
        one = int(self.rng.integers(-n, n))
        return self.one_of(None, one, one, (one,), list(range(n))) if several else one

    def full(self) -> "Draw":
        """Of at least one axis, and no empty one."""
        self.shape = self.one_of((1,), (5,), (3, 4), (2, 1, 3), (2, 3, 2))
        return self


Row = Callable[[Draw], tuple[tuple[Any, ...], dict[str, Any]]]


def row(*makes: Any, **options: Any) -> Row:
    """A call whose arguments are what these functions of a Draw make."""

    def call(d: Draw) -> Any:
        return tuple(make(d) for make in makes), {key: make(d) for key, make in options.items()}

    return call


def made(make: Callable[..., Any], *args: Any) -> Any:
    return lambda d: make(d, *args)


ANY, PARTNER, ARRAY = made(Draw.any), made(Draw.partner), made(Draw.array)
KEEP, ONE = made(Draw.one_of, False, True), made(Draw.axis, False)
FULL = lambda d: d.full().array()  # noqa: E731
FULL_ANY = lambda d: d.full().any()  # noqa: E731
POSITIVE = made(Draw.smooth, 0.25, 4)
REDUCED = row(ANY, axis=made(Draw.axis), keepdims=KEEP)


def _bases(d: Draw) -> Any:
    return (d.smooth(0.25, 4), d.one_of(2, 3, 0.5, d.array())), {}


def _divided(d: Draw) -> Any:
    x = d.any()
    return (x, d.one_of(d.one_of(1, 2, 0.75), np.where((y := d.array()) == 0, y.dtype.type(1.25), y))), {}


def _clipped(d: Draw) -> Any:
    return (d.any(), d.one_of(-1, 0, -0.5, d.array(())), d.one_of(1, 2, 1.5, d.array(()))), {}


def _shaped(d: Draw) -> Any:
    x = d.any()
    return (x, d.one_of(x.shape, (*x.shape, 1), (1, *x.shape), [-1] if x.size else (0,))), {}


def _transposed(d: Draw) -> Any:
    x = d.any()
    return (x, d.one_of(None, d.rng.permutation(x.ndim).tolist())), {}


def _padded(d: Draw) -> Any:
    x = d.full().any()
    mode = d.one_of("constant", "constant", "edge", "reflect", "symmetric", "wrap")
    width = d.one_of(1, (2, 1), [(int(a), int(b)) for a, b in d.rng.integers(0, 3, (x.ndim, 2))])
    return (x, width, mode), {"constant_values": d.one_of(1, 2)} if mode == "constant" and d.one_of(0, 1) else {}


def _joined(d: Draw) -> Any:
    d.full()
    return ([d.any() for _ in range(d.one_of(1, 2, 3))],), {"axis": d.axis(False)}


KEYS = (0, -1, None, ..., slice(None, None, -1), slice(1, None), [0, 0, -1], np.array([0, 0]), (..., 0))


def _picked(d: Draw) -> Any:
    return (d.full().any(), d.one_of(*KEYS, (None, slice(0, 1)), np.zeros((), "int32"))), {}


def _taken(d: Draw) -> Any:
    x, axis = d.full().any(), d.one_of(None, d.axis(False))
    n = x.size if axis is None else x.shape[axis]
    return (x, d.rng.integers(-n, n, d.one_of((), (3,), (2, 2))).astype(d.one_of("int32", "int64", "float32"))), {
        "axis": axis
    }


def _taken_along(d: Draw) -> Any:
    x, axis = d.full().any(), d.axis(False)
    shape = list(x.shape)
    shape[axis] = 3
    return (x, d.rng.integers(0, x.shape[axis], shape)), {"axis": axis}


def _multiplied(d: Draw) -> Any:
    a, b = d.one_of(
        ((3, 4), (4, 2)), ((4,), (4, 2)), ((3, 4), (4,)), ((4,), (4,)), ((2, 3, 4), (4, 2)), ((0, 4), (4, 2))
    )
    return (d.array(a), d.one_of(d.array, d.whole)(b)), {}


def _summed(d: Draw) -> Any:
    return ("bij,jk->bk", d.array((2, 3, 4)), d.one_of(d.array, d.whole)((4, 2))), {}


def _dense(d: Draw) -> Any:
    lead = d.one_of((3,), (2, 3), (0,), ())
    return (d.any((*lead, 4)), d.array((4, 2)), d.one_of(None, d.array((2,)))), {}


def _convolved(d: Draw) -> Any:
    n, groups, last = d.one_of(1, 2, 2, 3), d.one_of(1, 1, 2), d.one_of(True, False)
    strides, dilation = d.one_of((1, 1), (2, 1), (1, 2))
    batch, space = d.one_of(2, 2, 0), (6, 5, 5)[:n]
    padding = d.one_of("valid", "same", *(["causal"] if n == 1 else []))
    x = d.array((batch, *space, 4) if last else (batch, 4, *space))
    kernel = d.array((*(3, 2, 2)[:n], 4 // groups, 6), -1, 1)
    return (x, kernel, strides, padding, "channels_last" if last else "channels_first", dilation), {
        "bias": d.one_of(None, d.array((6,)))
    }


def _pooled(d: Draw) -> Any:
    n, last = d.one_of(1, 2, 2, 3), d.one_of(True, False)
    space = (5, 6, 4)[:n]
    x = d.array((d.one_of(2, 2, 0), *space, 3) if last else (2, 3, *space), -1, 1)
    return (x, d.one_of(2, (2, 3, 1)[:n], 3), d.one_of(None, None, 1, 2), d.one_of("valid", "same")), {
        "data_format": "channels_last" if last else "channels_first"
    }


def _normalized(axes: Any) -> Row:
    def call(d: Draw) -> Any:
        axis = d.one_of(*axes)
        shape = (3, 4, 5)[axis] if isinstance(axis, int) else [(3, 4, 5)[a] for a in axis]
        return (d.array((3, 4, 5)), d.one_of(None, d.array(shape)), d.one_of(None, d.array(shape)), axis, 1e-3), {}

    return call


def _over_time(d: Draw, states: int, gates: int, bias: Any) -> Any:
    mask = d.one_of(None, d.rng.integers(0, 2, (2, 3)).astype(bool))
    first = [d.array((2, 4), -1, 1) for _ in range(states)]
    weights = d.smooth(-1, 1, (3, 4 * gates)), d.smooth(-1, 1, (4, 4 * gates)), d.one_of(None, bias)
    return d.array((2, 3, 3)), *first, *weights, mask


def _lstm(d: Draw) -> Any:
    return _over_time(d, 2, 4, d.array((16,), -1, 1)), d.one_of({}, {"slope": 0.01})


def _gru(d: Draw) -> Any:
    after = d.one_of(True, False)
    options = {"reset_after": after, **d.one_of({}, {"slope": 0.01})}
    return _over_time(d, 1, 3, d.array((2, 12) if after else (12,), -1, 1)), options


def _simple_rnn(d: Draw) -> Any:
    return _over_time(d, 1, 1, d.array((4,), -1, 1)), {}


def _classes(d: Draw) -> Any:
    if d.one_of(False, True):
        return d.array((4, 3)), {"from_logits": True}
    p = d.smooth(0.0, 1.0, (4, 3))
    if d.one_of(False, True):
        p[0] = [0, 0, 1]
    return p, {}


def _hot(d: Draw) -> Any:
    p, options = _classes(d)
    return (np.eye(3, dtype=p.dtype)[[0, 2, 1, 1]] * p.dtype.type(0.75), p), options


def _sparse(d: Draw) -> Any:
    p, options = _classes(d)
    return (d.one_of([0, 2, 1, 1], np.array([[0], [2], [1], [1]]), np.array([0.0, 2, 1, 1])), p), options


def _binary(d: Draw) -> Any:
    p, options = _classes(d)
    if not options and p.dtype == "float16":
        p = p.clip(0.05, 0.95).astype(p.dtype)  # 1 - epsilon is 1 in halves
    return (d.rng.integers(0, 2, p.shape).astype(p.dtype), p), options


OF_FLOATS = (
    *("arcsinh", "arctan", "ceil", "cos", "cosh", "erf", "exp", "expm1", "floor", "rint", "sigmoid", "sin", "sinh"),
    *("softplus", "tan", "tanh"),
)
OF_TWO = (
    *("add", "equal", "greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or", "logical_xor"),
    *("maximum", "minimum", "multiply", "not_equal", "subtract"),
)

CALLS: dict[str, Row] = {
    **{name: row(ANY) for name in [*OF_FLOATS, "abs", "isnan", "isinf", "isfinite", "logical_not", "cumsum"]},
    **{name: row(ARRAY) for name in ("negative", "sign", "square", "relu", "stop_gradient")},
    **{name: row(POSITIVE) for name in ("sqrt", "log", "log1p", "log2", "log10")},
    **{name: row(made(Draw.smooth, -0.9, 0.9)) for name in ("arcsin", "arccos", "arctanh")},
    "arccosh": row(made(Draw.smooth, 1.25, 4)),
    **{name: row(ANY, PARTNER) for name in OF_TWO},
    **dict.fromkeys(("divide", "mod", "floor_divide", "arctan2"), _divided),
    "power": _bases,
    "clip": _clipped,
    "where": row(ANY, ANY, PARTNER),
    "cast": row(ANY, made(Draw.one_of, *FLOATS, "int32", "int64", "bool")),
    **dict.fromkeys(("sum", "any", "all"), REDUCED),
    **{name: row(FULL_ANY, axis=made(Draw.axis), keepdims=KEEP) for name in ("mean", "prod")},
    **{
        name: row(FULL, axis=made(Draw.axis), keepdims=KEEP, initial=made(Draw.one_of, None, None, -9.0, 9.0))
        for name in ("max", "min")
    },
    **{name: row(FULL_ANY, axis=ONE, keepdims=KEEP) for name in ("argmax", "argmin")},
    "cumprod": row(lambda d: d.full().smooth(0.5, 2), axis=ONE),
    **{name: row(FULL_ANY, axis=ONE) for name in ("sort", "argsort")},
    "flip": row(FULL_ANY, axis=made(Draw.axis)),
    "roll": row(FULL_ANY, made(Draw.one_of, 1, -2, 7), axis=ONE),
    "repeat": row(FULL_ANY, made(Draw.one_of, 1, 3), axis=made(Draw.one_of, None, 0, -1)),
    "tile": row(FULL_ANY, made(Draw.one_of, 2, (2, 1), [1, 3])),
    "broadcast_to": lambda d: ((x := d.any(), (2, *x.shape)), {}),
    "reshape": _shaped,
    "transpose": _transposed,
    "pad": _padded,
    "concatenate": _joined,
    "stack": _joined,
    "get_item": _picked,
    "take": _taken,
    "take_along_axis": _taken_along,
    "one_hot": row(made(Draw.whole), made(Draw.one_of, 3, 6), axis=made(Draw.one_of, -1, 0)),
    "zeros": row(made(Draw.one_of, (2, 3), (), 4), dtype=made(Draw.one_of, None, "int32", "float16")),
    "ones": row(made(Draw.one_of, (2, 3), (), [4]), dtype=made(Draw.one_of, None, "bool", "float64")),
    "full": row(made(Draw.one_of, (2, 3), ()), made(Draw.one_of, 1, 2.5, True), dtype=made(Draw.one_of, None, "int32")),
    "eye": row(made(Draw.one_of, 3), made(Draw.one_of, None, 4), made(Draw.one_of, 0, -1, 2)),
    "arange": row(made(Draw.one_of, 3, 0.5, 0), made(Draw.one_of, 7, 6.25), made(Draw.one_of, None, 2, 0.3)),
    "linspace": row(made(Draw.one_of, 0, -1.5), made(Draw.one_of, 1, 2.5), made(Draw.one_of, 1, 4), endpoint=KEEP),
    "matmul": _multiplied,
    "einsum": _summed,
    "singular_values": row(lambda d: d.smooth(-1, 1, (2, 3, 4)).astype(d.one_of(*FLOATS[1:]))),
    "dense": _dense,
    "softmax": row(FULL_ANY, axis=ONE),
    "conv": _convolved,
    "max_pool": _pooled,
    "average_pool": _pooled,
    "batch_norm": _normalized((-1, 1, 0)),
    "layer_norm": _normalized(((-1,), (1, 2), (2,), -1)),
    "lstm": _lstm,
    "gru": _gru,
    "simple_rnn": _simple_rnn,
    "categorical_crossentropy": _hot,
    "sparse_categorical_crossentropy": _sparse,
    "binary_crossentropy": _binary,
}
