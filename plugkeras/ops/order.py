"""Order statistics, and ops that count and look for values."""

import builtins
from collections.abc import Callable
from math import prod
from typing import Any

import numpy

from plugkeras.config import floatx, is_float
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops import elementwise as el
from plugkeras.ops.constants import in_dtype, together, values
from plugkeras.ops.elementwise import cast, ceil, floor, isnan, rint, where
from plugkeras.ops.reductions import Axis, any, max, min, sum, wide
from plugkeras.ops.shapes import convert_to_tensor, expand_dims, moveaxis, reshape, sort, take_along_axis

__all__ = [
    *("amax", "amin", "argpartition", "bincount", "digitize", "histogram", "median", "nanmedian", "nanpercentile"),
    *("nanquantile", "nonzero", "percentile", "ptp", "quantile", "searchsorted", "unique", "unravel_index"),
]


def amax(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The largest element."""
    return max(x, axis, keepdims)


def amin(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The smallest element."""
    return min(x, axis, keepdims)


def ptp(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The largest element less the smallest."""
    x = convert_to_tensor(x)
    return max(x, axis, keepdims) - min(x, axis, keepdims)


# -- quantiles ------------------------------------------------------------------------------------

_BETWEEN: dict[str, Callable[[Array, Array, Array], Array]] = {
    "linear": lambda low, high, t: low + (high - low) * t,
    "lower": lambda low, high, t: low,
    "higher": lambda low, high, t: high,
    "midpoint": lambda low, high, t: where(t == 0, low, 0.5 * (low + high)),
    "nearest": lambda low, high, t: where(t == 0, low, high),
}


def quantile(x: Array, q: Array, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Array:
    """The element below which a part ``q`` of the others lies; q's axes come first in the result.

    Between two elements, ``method`` says what is taken: "linear", "lower", "higher", "midpoint" or "nearest".

    Raises:
        ArgumentError: ``method`` is another one.
    """
    return _quantile(x, q, axis, method, keepdims, without_nan=False)


def nanquantile(x: Array, q: Array, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Array:
    """``quantile`` of what is not NaN."""
    return _quantile(x, q, axis, method, keepdims, without_nan=True)


def percentile(x: Array, q: Array, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Array:
    """``quantile`` with q in percent."""
    return quantile(x, convert_to_tensor(q) / 100, axis, method, keepdims)


def nanpercentile(x: Array, q: Array, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Array:
    """``nanquantile`` with q in percent."""
    return nanquantile(x, convert_to_tensor(q) / 100, axis, method, keepdims)


def median(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The element in the middle, or the mean of the two."""
    return quantile(x, 0.5, axis, "linear", keepdims)


def nanmedian(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The ``median`` of what is not NaN."""
    return nanquantile(x, 0.5, axis, "linear", keepdims)


def _quantile(x: Array, q: Array, axis: Axis, method: str, keepdims: bool, without_nan: bool) -> Array:
    if method not in _BETWEEN:
        raise ArgumentError(f"quantile: `method` must be one of {', '.join(_BETWEEN)}, not {method!r}.")
    x, dtype = wide(x)
    rows, axes = _rows(x, axis)
    q = in_dtype(q, str(x.dtype))
    parts = reshape(q, (-1,))
    n = rows.shape[-1]
    last = sum(cast(el.logical_not(isnan(rows)), str(x.dtype)), -1, keepdims=True) - 1 if without_nan else n - 1.0
    place = parts * el.maximum(last, 0.0) + 0.0 * expand_dims(rows[..., 0] == 0, -1)
    place = rint(place) if method == "nearest" else place
    ordered = sort(rows, -1)
    low, high = (take_along_axis(ordered, cast(edge(place), "int32"), -1) for edge in (floor, ceil))
    found = _BETWEEN[method](low, high, place - floor(place))
    if not without_nan:
        found = where(expand_dims(any(isnan(rows), -1), -1), float("nan"), found)
    found = moveaxis(found, -1, 0)
    rest = [1 if i in axes else m for i, m in enumerate(x.shape) if keepdims or i not in axes]
    return cast(reshape(found, (*q.shape, *rest)), dtype)


def _rows(x: Array, axis: Axis) -> tuple[Array, tuple[int, ...]]:
    """x with the axes to be reduced as its last one, and which these are."""
    n = len(x.shape)
    axes = tuple(range(n)) if axis is None else tuple(a % n for a in ([axis] if isinstance(axis, int) else axis))
    rest = [i for i in range(n) if i not in axes]
    rows = moveaxis(x, axes, tuple(range(len(rest), n)))
    return reshape(rows, (*(x.shape[i] for i in rest), prod(x.shape[i] for i in axes))), axes


# -- counting and looking for, without gradients --------------------------------------------------


def argpartition(x: Array, kth: int, axis: int = -1) -> Array:
    """Indices that bring the element of rank ``kth`` to its place, smaller ones before it, larger ones behind."""
    return cast(values(lambda np, x: np.argpartition(x, kth, axis), convert_to_tensor(x)), "int32")


def searchsorted(sorted_sequence: Array, values: Array, side: str = "left") -> Array:
    """Where ``values`` would go in so that the sequence stays sorted; before equal ones, or at their "right".

    Raises:
        ShapeError: the sequence has more than one axis.
    """
    sequence, x = together(sorted_sequence, values)
    if len(sequence.shape) != 1:
        raise ShapeError(f"searchsorted: the sequence must have one axis, not shape {tuple(sequence.shape)}.")
    return cast(current().values(lambda np, a, v: np.searchsorted(a, v, side=side), sequence, x), "int32")


def digitize(x: Array, bins: Array) -> Array:
    """The number of the bin in which each element lies: that of the first edge above it."""
    x, bins = together(x, bins)
    return cast(values(lambda np, x, bins: np.digitize(x, bins), x, bins), "int32")


def bincount(x: Array, weights: Array = None, minlength: int = 0, sparse: bool = False) -> Array:
    """How often each integer from 0 occurs, or the sum of its weights; in each row, if x has two axes.

    While a step is traced, ``minlength`` says how long the result is.

    Raises:
        ArgumentError: ``sparse``, of which there is nothing here.
    """
    if sparse:
        raise ArgumentError("bincount: there are no sparse arrays here; leave `sparse` out.")
    x = in_dtype(x, "int32")
    known = current().known(x)
    length = int(minlength) if known is None else builtins.max(int(minlength), int(known.max(initial=-1)) + 1)
    rows = reshape(x, (-1, x.shape[-1]))
    added = in_dtype(1, "int32") if weights is None else convert_to_tensor(weights)
    added = values(lambda np, w, x: np.broadcast_to(w, x.shape), added, x)
    blank = values(lambda np, w: np.zeros((rows.shape[0], length), w.dtype), added)
    index = (numpy.arange(rows.shape[0], dtype="int32")[:, None], rows)
    found = current().written(blank, index, reshape(added, rows.shape), "add")
    return reshape(found, (*x.shape[:-1], length))


def histogram(x: Array, bins: int = 10, range: Any = None) -> tuple[Array, Array]:
    """How many elements lie in each of so many equal bins over ``range`` (all of x), and the bins' edges.

    Both are in x's dtype, if that is one of floats.
    """
    x = convert_to_tensor(x)
    counts, edges = values(lambda np, x: np.histogram(x, bins, range), x)
    real = is_float(x.dtype)
    return cast(counts, str(x.dtype) if real else "int32"), cast(edges, str(x.dtype) if real else floatx())


def nonzero(x: Array) -> tuple[Array, ...]:
    """The indices of elements that are not zero, an array an axis."""
    return tuple(cast(i, "int32") for i in values(lambda np, x: np.nonzero(x), convert_to_tensor(x)))


def unravel_index(indices: Array, shape: Any) -> tuple[Array, ...]:
    """Indices of a flattened array as one array for each axis of ``shape``."""
    rest, found = convert_to_tensor(indices), []
    for n in reversed(tuple(shape)):
        found.append(el.mod(rest, n))
        rest = el.floor_divide(rest, n)
    return tuple(reversed(found))


def unique(
    x: Array,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """The different elements (along ``axis``: slices) in rising order; where each first is, which each is, how often.

    ``size`` makes them as many: the last are left out, or ``fill_value`` (0) follows. NaN differs from NaN.
    """
    asked = (True, return_index, return_inverse, return_counts)
    found = values(_unique(*asked[1:], axis), convert_to_tensor(x))
    parts = list(found) if builtins.any(asked[1:]) else [found]
    names = [name for name, wanted in zip(("values", "index", "inverse", "counts"), asked, strict=True) if wanted]
    parts = [y if name == "values" else cast(y, "int32") for name, y in zip(names, parts, strict=True)]
    if size is not None:
        fills = {"values": 0 if fill_value is None else fill_value, "index": 1, "counts": 0}
        place = {"values": 0 if axis is None else axis % len(parts[0].shape)}
        parts = [
            y if name == "inverse" else _of_size(y, size, fills[name], place.get(name, 0))
            for name, y in zip(names, parts, strict=True)
        ]
    return parts[0] if len(parts) == 1 else tuple(parts)


def _unique(index: bool, inverse: bool, counts: bool, axis: int | None) -> Any:
    return lambda np, x: np.unique(x, index, inverse, counts, axis, equal_nan=False)


def _of_size(x: Array, size: int, fill: Any, axis: int) -> Array:
    def formula(np: Any, x: Any) -> Any:
        x = np.moveaxis(x, axis, 0)[:size]
        more = np.full((size - x.shape[0], *x.shape[1:]), fill, x.dtype)
        return np.moveaxis(np.concatenate([x, more]), 0, axis)

    return values(formula, x)
