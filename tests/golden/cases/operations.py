"""Ops of ``keras.ops``: of one array, of two, and calls with arguments that change the maths."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ..parts import Data, Given, integer, real


class Op(NamedTuple):
    """``call(ops, *arrays)``; with ``gradients``, also the gradients of the first result by the arrays of floats."""

    call: Callable[..., Any]
    arrays: tuple[Data | Given, ...]
    gradients: bool = True


def op(call: Callable[..., Any], *arrays: Data | Given) -> Op:
    """A case with gradients."""
    return Op(call, arrays)


def told(call: Callable[..., Any], *arrays: Data | Given) -> Op:
    """A case without."""
    return Op(call, arrays, gradients=False)


def _named(name: str, *args: Any, **kwargs: Any) -> Callable[..., Any]:
    """``ops.name(*arrays, *args, **kwargs)``."""
    return lambda ops, *arrays: getattr(ops, name)(*arrays, *args, **kwargs)


NAN, INF = float("nan"), float("inf")
X, Y = real((3, 4), -2, 2), real((3, 4), -2, 2)
ROW, POSITIVE, UNIT = real((4,), -2, 2), real((3, 4), 0.25, 3), real((3, 4), -0.95, 0.95)
WHOLE, FEW = integer((3, 4), 12), integer((3, 4), 4)
HOLES = Given([[1.0, NAN, 3, -2], [NAN, NAN, 0.5, 0.25], [2, 4, -1, 7]])
ODD = Given([0.0, -0.0, 1.5, INF, -INF, NAN])
TIES = Given([[3.0, 1, 2, 2], [0, 0, 5, -1], [2, -2, 2, 4]])

_SMOOTH = (
    *("absolute", "fabs", "exp2", "erfc", "sinc", "deg2rad", "rad2deg", "cbrt", "i0", "celu", "selu", "swish", "glu"),
    *("hard_tanh", "softsign", "tanh_shrink", "sparse_sigmoid", "sparse_plus", "squareplus", "hard_silu"),
    *("hard_sigmoid", "hard_swish", "soft_shrink", "hard_shrink", "nansum", "nanprod", "nanmean", "nanmax"),
    *("nanmin", "nanstd", "nanvar", "nancumsum", "median", "nanmedian", "ptp", "amax", "amin", "average", "copy"),
    *("array", "tril", "triu", "diag", "diagonal", "trace", "diff", "fliplr", "flipud", "rot90", "trapezoid"),
    *("layer_normalization", "rms_normalization", "real", "conj", "conjugate"),
)
_OF_TWO = ("logaddexp", "logaddexp2", "hypot", "fmax", "fmin", "true_divide", "divide_no_nan", "kron", "append")
_TELLING = ("isclose", "isin", "heaviside", "nextafter")
_OF_INTEGERS = ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "gcd", "lcm")
_WINDOWS = ("bartlett", "blackman", "hamming", "hanning")

elementwise = {
    **{name: op(_named(name), X) for name in _SMOOTH},
    **{f"{name}-of-holes": op(_named(name), HOLES) for name in _SMOOTH if name.startswith("nan")},
    **{f"{name}-axis": op(_named(name, axis=1), HOLES) for name in _SMOOTH if name[:3] == "nan" and "cum" not in name},
    **{name: op(_named(name), X, Y) for name in _OF_TWO},
    **{f"{name}-row": op(_named(name), X, ROW) for name in _OF_TWO if name != "append"},
    **{name: told(_named(name), TIES, Given([[3.0, 0, 2, 1]])) for name in _TELLING},
    **{name: told(_named(name), WHOLE, FEW) for name in _OF_INTEGERS},
    **{f"bitwise_{name}": told(_named(f"bitwise_{name}"), WHOLE, FEW) for name in ("left_shift", "right_shift")},
    **{name: told(_named(name), WHOLE) for name in ("bitwise_invert", "bitwise_not", "unique", "nonzero")},
    **{name: told(lambda ops, name=name: getattr(ops, name)(7)) for name in _WINDOWS},
    **{name: told(_named(name), ODD) for name in ("isneginf", "isposinf", "isreal", "signbit", "angle", "imag")},
    "kaiser": told(lambda ops: ops.kaiser(6, 3.5)),
    "erfinv": op(_named("erfinv"), UNIT),
    "erfinv-edges": told(_named("erfinv"), Given([-1.0, -0.9999, 0, 0.9999999, 1])),
    "erfc-tails": told(_named("erfc"), Given([-6.0, -1, 0, 2, 5, 8])),
    "i0-wide": op(_named("i0"), real((6,), -20, 20)),
    "fmod": op(_named("fmod"), X, POSITIVE),
    "logaddexp-edges": told(_named("logaddexp"), Given([-INF, 0.0, INF, 1000]), Given([-INF, -INF, 0.0, 1000])),
    "fmax-holes": told(_named("fmax"), HOLES, ROW),
    "fmin-holes": told(_named("fmin"), HOLES, ROW),
    "divide_no_nan-zeros": op(_named("divide_no_nan"), X, Given([0.0, 2, 0, -1])),
    "sinc-zero": op(_named("sinc"), Given([0.0, 1, 0.5, -2.5])),
    "trunc": told(_named("trunc"), TIES),
    "ldexp": op(lambda ops, x, n: ops.ldexp(x, ops.cast(n, "int32")), X, FEW),
    "nan_to_num": op(_named("nan_to_num", nan=-1.0, posinf=5.0, neginf=-7.0), ODD),
    "celu-alpha": op(_named("celu", alpha=0.5), X),
    "squareplus-b": op(_named("squareplus", b=2), X),
    "threshold": op(_named("threshold", 0.5, -2.0), X),
    "hard_shrink-wide": op(_named("hard_shrink", threshold=1.0), X),
    "soft_shrink-wide": op(_named("soft_shrink", threshold=1.0), X),
    "glu-axis": op(_named("glu", axis=0), real((4, 3))),
    "allclose": told(lambda ops, x: ops.allclose(x, x * (1 + 1e-6)), X),
    "isclose-nan": told(_named("isclose", rtol=0.5, equal_nan=True), HOLES, Given([[1.2, NAN, 9, -2]])),
    "isin-invert": told(_named("isin", invert=True), FEW, Given([1, 3], integer=True)),
    "saturate_cast": told(_named("saturate_cast", "uint8"), real((6,), -300, 600)),
    "view": told(lambda ops, x: ops.view(ops.cast(x, "float32"), "int32"), X),
}
"""Elementwise ops, and reductions with their defaults."""

_METHODS = ("linear", "lower", "higher", "midpoint", "nearest")
ordered = {
    **{f"quantile-{m}": op(_named("quantile", 0.3, axis=1, method=m), X) for m in _METHODS},
    **{f"nanquantile-{m}": op(_named("nanquantile", 0.6, axis=1, method=m), HOLES) for m in _METHODS},
    "quantile-several": op(_named("quantile", [0.1, 0.5, 1.0], axis=0), X),
    "quantile-all": op(_named("quantile", [0.25, 0.75]), X),
    "quantile-keepdims": op(_named("quantile", [0.25, 0.75], axis=1, keepdims=True), X),
    "quantile-holes": told(_named("quantile", 0.5, axis=1), HOLES),
    "percentile": op(_named("percentile", [10.0, 80.0], axis=1), X),
    "nanpercentile": op(_named("nanpercentile", 40.0, axis=1), HOLES),
    "median-axes": op(_named("median", axis=(0, 2), keepdims=True), real((2, 3, 4))),
    "nanmedian-axis": op(_named("nanmedian", axis=0), HOLES),
    "ptp-axis": op(_named("ptp", axis=1, keepdims=True), X),
    "nanargmax": told(_named("nanargmax", axis=1), HOLES),
    "nanargmin": told(_named("nanargmin", axis=0, keepdims=True), HOLES),
    "nancumprod": op(_named("nancumprod", axis=1), HOLES),
    "nancumsum-axis": op(_named("nancumsum", axis=0), HOLES),
    "nanvar-keepdims": op(_named("nanvar", axis=0, keepdims=True), HOLES),
    "searchsorted": told(_named("searchsorted"), Given([-1.0, 0, 0, 2, 5]), TIES),
    "searchsorted-right": told(_named("searchsorted", side="right"), Given([-1.0, 0, 0, 2, 5]), TIES),
    "digitize": told(lambda ops, x: ops.digitize(x, ops.array([-1.0, 0.0, 2.0])), TIES),
    "bincount": told(lambda ops, x: ops.bincount(ops.cast(x, "int32"), minlength=6), integer((9,), 5)),
    "bincount-weights": told(
        lambda ops, x, w: ops.bincount(ops.cast(x, "int32"), weights=w), integer((9,), 5), real((9,))
    ),
    "bincount-rows": told(lambda ops, x: ops.bincount(ops.cast(x, "int32"), minlength=5), integer((2, 6), 5)),
    "histogram": told(_named("histogram", 5), real((12,), -2, 2)),
    "histogram-range": told(_named("histogram", bins=4, range=(-1, 1)), real((12,), -2, 2)),
    "unique-counts": told(_named("unique", return_inverse=True, return_counts=True), FEW),
    "unique-size": told(_named("unique", size=6, fill_value=-1), Given([3, 1, 3, 2], integer=True)),
    "unique-axis": told(_named("unique", axis=0), Given([[1, 2], [0, 5], [1, 2]], integer=True)),
    "unravel_index": told(lambda ops, i: ops.unravel_index(i, (3, 4)), Given([0, 5, 11], integer=True)),
    "argpartition": told(lambda ops, x: ops.take(x, ops.argpartition(x, 2)[2]), Given([5.0, 1, 4, 2, 3])),
}
"""Order statistics, counting and looking for."""

arranged = {
    **{f"{name}-k": op(_named(name, k=1), X) for name in ("tril", "triu", "diag")},
    **{f"{name}-below": op(_named(name, k=-1), real((2, 4, 3))) for name in ("tril", "triu")},
    "diag-vector": op(_named("diag", k=-2), ROW),
    "diagflat": op(_named("diagflat", k=1), real((2, 2))),
    "diagonal-axes": op(_named("diagonal", offset=1, axis1=2, axis2=0), real((3, 2, 4))),
    "trace-offset": op(_named("trace", offset=-1, axis1=1, axis2=2), real((2, 3, 3))),
    "diff-twice": op(_named("diff", n=2, axis=0), real((5, 3))),
    "rot90-thrice": op(_named("rot90", k=3, axes=(1, 2)), real((2, 3, 4))),
    "rot90-twice": op(_named("rot90", k=2), X),
    "append-axis": op(_named("append", axis=1), X, Y),
    "kron-deep": op(_named("kron"), real((2, 3)), real((2, 1, 2))),
    "trapezoid-x": op(_named("trapezoid", axis=0), X, Given([0.0, 0.5, 2.0])),
    "trapezoid-dx": op(_named("trapezoid", dx=0.3), X),
    "average-weights": op(lambda ops, x, w: ops.average(x, weights=w), X, POSITIVE),
    "average-axis": op(lambda ops, x, w: ops.average(x, axis=1, weights=w), X, Given([1.0, 2, 0.5, 3])),
    "array_split": op(lambda ops, x: ops.array_split(x, 3, axis=1)[0], X),
    "hsplit": op(lambda ops, x: ops.hsplit(x, 2)[1], X),
    "vsplit": op(lambda ops, x: ops.vsplit(x, [1])[1], X),
    "dsplit": op(lambda ops, x: ops.dsplit(x, 2)[1], real((2, 3, 4))),
    **{name: op(lambda ops, a, b, n=name: getattr(ops, n)([a, b]), X, Y) for name in ("hstack", "vstack", "dstack")},
    "select": op(lambda ops, x, y: ops.select([x > 1, x < -1], [x * 2, y], 0.5), X, Y),
    "meshgrid": op(lambda ops, x, y: ops.meshgrid(x, y)[1], real((3,)), real((4,))),
    "meshgrid-ij": op(lambda ops, x, y: ops.meshgrid(x, y, indexing="ij")[0], real((3,)), real((4,))),
    "vander": op(_named("vander", N=3), real((4,))),
    "vander-increasing": op(_named("vander", increasing=True), real((4,))),
    "tri": told(lambda ops: ops.tri(3, 4, k=1)),
    "geomspace": told(lambda ops: ops.geomspace(1.0, 1000.0, num=4)),
    "logspace": told(lambda ops: ops.logspace(0.0, 2.0, num=5, endpoint=False, base=2)),
    "empty_like": told(lambda ops, x: ops.empty_like(x) * 0, X),
    "empty": told(lambda ops: ops.empty((2, 3)) * 0),
    "corrcoef": op(_named("corrcoef"), real((3, 6))),
    "correlate": op(_named("correlate"), real((7,)), real((3,))),
    "correlate-same": op(_named("correlate", mode="same"), real((7,)), real((4,))),
    "correlate-full": op(_named("correlate", mode="full"), real((5,)), real((3,))),
    "cross": op(_named("cross"), real((4, 3)), real((4, 3))),
    "cross-axes": op(_named("cross", axis=0), real((3, 4)), real((3, 4))),
    "vdot": op(_named("vdot"), real((5,)), real((5,))),
    "cdist": op(_named("cdist"), real((2, 3, 4)), real((2, 5, 4))),
    "rearrange": op(_named("rearrange", "b (h p) c -> (b p) c h", p=2), real((2, 6, 3))),
    "depth_to_space": op(_named("depth_to_space", 2), real((2, 3, 2, 8))),
    "depth_to_space-first": op(_named("depth_to_space", 2, "channels_first"), real((2, 8, 3, 2))),
    "space_to_depth": op(_named("space_to_depth", 2), real((2, 4, 6, 3))),
    "space_to_depth-first": op(_named("space_to_depth", 2, "channels_first"), real((2, 3, 4, 6))),
    "extract_sequences": op(_named("extract_sequences", 4, 2), real((2, 11))),
    "view_as_real": told(lambda ops, x: ops.cast(ops.view_as_real(ops.view_as_complex(x)), "float32"), real((3, 2))),
    "polar": told(lambda ops, r, t: ops.real(ops.polar(r, t)), POSITIVE, X),
}
"""Making, joining, cutting and turning; products of vectors."""
