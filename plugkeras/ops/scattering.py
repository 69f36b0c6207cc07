"""Writing to places of an array, and reductions over segments: each returns an array of its own."""

from collections.abc import Sequence
from typing import Any

import numpy

from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.constants import in_dtype, values
from plugkeras.ops.elementwise import cast, equal, logical_and, where
from plugkeras.ops.gradients import custom_gradient
from plugkeras.ops.reductions import max
from plugkeras.ops.shapes import broadcast_to, convert_to_tensor, zeros

__all__ = [
    *("scatter", "scatter_update", "segment_max", "segment_min", "segment_prod", "segment_sum", "slice_update"),
]

_HOW = (None, "add", "max", "min", "mul")


def _written(x: Array, places: tuple[Any, ...], updates: Array, how: str | None) -> Array:
    return current().written(x, places, updates, how)


def _at(x: Array, places: tuple[Any, ...]) -> Array:
    return values(lambda np, x, *i: x[tuple(i)], x, *places)


def _with(x: Array, places: tuple[Any, ...], updates: Array, how: str | None) -> Array:
    """x with updates at places, and what flows back to both."""

    @custom_gradient
    def run(x: Array, updates: Array) -> Any:
        y = _written(x, places, updates, how)

        def gradient(g: Array) -> tuple[Array, Array]:
            if how is None:
                return _written(g, places, 0 * updates, None), _at(g, places)
            if how == "add":
                return g, _at(g, places)
            if how == "mul":
                return _of_products(x, places, updates, g)
            return _of_extremes(x, places, updates, g, y)

        return y, gradient

    return run(x, updates)


def _of_extremes(x: Array, places: tuple[Any, ...], updates: Array, g: Array, y: Array) -> tuple[Array, Array]:
    """Those that are the largest (or smallest) of a place share its gradient."""
    dtype = str(g.dtype)
    mine, theirs = cast(equal(x, y), dtype), cast(equal(updates, _at(y, places)), dtype)
    share = g / _written(mine, places, theirs, "add")
    return mine * share, theirs * _at(share, places)


def _of_products(x: Array, places: tuple[Any, ...], updates: Array, g: Array) -> tuple[Array, Array]:
    """Of each factor, the gradient times the product of the others: right where factors are zero, too."""
    dtype = str(g.dtype)
    zeros_of = _written(cast(equal(x, 0), dtype), places, cast(equal(updates, 0), dtype), "add")
    rest = _written(where(x == 0, 1.0, x), places, where(updates == 0, 1.0, updates), "mul")

    def others(factor: Array, zeros_there: Array, product: Array) -> Array:
        alone = where(logical_and(factor == 0, zeros_there == 1), product, 0.0)
        return where(zeros_there == 0, product / where(factor == 0, 1.0, factor), alone)

    return g * others(x, zeros_of, rest), _at(g, places) * others(updates, _at(zeros_of, places), _at(rest, places))


def scatter_update(inputs: Array, indices: Array, updates: Array, reduction: str | None = None) -> Array:
    """``inputs`` with ``updates`` at ``indices`` (…, n), each the place of an element or, with fewer axes, of a block.

    ``reduction`` says what becomes of an update and of what is there: "add", "mul", "max", "min"; None replaces it.

    Raises:
        ArgumentError: ``reduction`` is another one.
    """
    if reduction not in _HOW:
        raise ArgumentError(f"scatter_update: `reduction` must be one of {_HOW}, not {reduction!r}.")
    x = convert_to_tensor(inputs)
    indices, updates = in_dtype(indices, "int32"), in_dtype(updates, str(x.dtype))
    places = tuple(values(lambda np, i, k=k: i[..., k], indices) for k in range(indices.shape[-1]))
    return _with(x, places, broadcast_to(updates, (*indices.shape[:-1], *x.shape[indices.shape[-1] :])), reduction)


def scatter(indices: Array, values: Array, shape: Sequence[int]) -> Array:
    """Zeros of ``shape`` with ``values`` at ``indices``, as in ``scatter_update``; those of one place are added up."""
    updates = convert_to_tensor(values)
    return scatter_update(zeros(tuple(int(n) for n in shape), str(updates.dtype)), indices, updates, "add")


def slice_update(inputs: Array, start_indices: Sequence[Any], updates: Array) -> Array:
    """``inputs`` with a block of ``updates`` that begins at ``start_indices``."""
    x = convert_to_tensor(inputs)
    updates = in_dtype(updates, str(x.dtype))
    starts = [start_indices[k] for k in range(len(x.shape))]
    n = len(starts)
    places = []
    for k, (start, length) in enumerate(zip(starts, updates.shape, strict=True)):
        steps = numpy.arange(length, dtype="int32").reshape([-1 if i == k else 1 for i in range(n)])
        places.append(steps + start if isinstance(start, int) else values(lambda np, s, t: s + t, start, steps))
    return _with(x, tuple(places), updates, None)


# -- segments -------------------------------------------------------------------------------------


def _segments(name: str, data: Array, segment_ids: Array, num_segments: int | None, how: str, begin: Any) -> Array:
    data, ids = convert_to_tensor(data), in_dtype(segment_ids, "int32")
    if len(ids.shape) != 1:
        raise ShapeError(f"{name}: `segment_ids` must have one axis, not shape {tuple(ids.shape)}.")
    if num_segments is None:
        known = current().known(max(ids))
        if known is None:
            raise ArgumentError(f"{name}: while a step is traced, `num_segments` has to be said.")
        num_segments = int(known) + 1
    n = int(num_segments)
    inside = values(lambda np, i: np.where((i >= 0) & (i < n), i, n), ids)  # the others go where they are cut off
    blank = values(lambda np, x: np.full((n + 1, *x.shape[1:]), begin(x.dtype), x.dtype), data)
    return _with(blank, (inside,), data, how)[:n]


def segment_sum(data: Array, segment_ids: Array, num_segments: int | None = None, sorted: bool = False) -> Array:
    """The sums of the rows of ``data`` that have the same number; those of a number below 0 or too large are left out.

    ``num_segments`` is by default one more than the largest number. (It does not matter here whether they are
    ``sorted``.)
    """
    return _segments("segment_sum", data, segment_ids, num_segments, "add", lambda dtype: 0)


def segment_prod(data: Array, segment_ids: Array, num_segments: int | None = None, sorted: bool = False) -> Array:
    """The products of rows, as ``segment_sum`` has sums; 1 for a number that does not occur."""
    return _segments("segment_prod", data, segment_ids, num_segments, "mul", lambda dtype: 1)


def segment_max(data: Array, segment_ids: Array, num_segments: int | None = None, sorted: bool = False) -> Array:
    """The largest elements of rows, as ``segment_sum`` has sums; -inf for a number that does not occur."""
    return _segments("segment_max", data, segment_ids, num_segments, "max", _least)


def segment_min(data: Array, segment_ids: Array, num_segments: int | None = None, sorted: bool = False) -> Array:
    """The smallest elements of rows, as ``segment_sum`` has sums; inf for a number that does not occur."""
    return _segments("segment_min", data, segment_ids, num_segments, "min", _most)


def _least(dtype: Any) -> Any:
    """What no number of a dtype is below."""
    return -numpy.inf if numpy.dtype(dtype).kind == "f" else int(numpy.iinfo(dtype).min)


def _most(dtype: Any) -> Any:
    """What no number of a dtype is above."""
    return numpy.inf if numpy.dtype(dtype).kind == "f" else int(numpy.iinfo(dtype).max)
