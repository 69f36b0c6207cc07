"""Max and average pooling over any number of spatial axes, and their gradients.

A window is pooled axis by axis, which takes the sum of its sides instead of their product; and the first maximum of a
window, in the order of its cells, is the first along the last axis in the first line that has it. So the gradient goes
axis by axis too. All is done a few images at a time, so that they stay in the cache.
"""

from collections.abc import Callable
from math import prod
from typing import NamedTuple

import numpy as np

from plugkeras.engine.windows import Shape, Windows, windows
from plugkeras_std.numpy_engine import buffers, threads
from plugkeras_std.numpy_engine.windows import (
    as_before,
    channels_last,
    computing,
    contiguous,
    deliver,
    pad,
    split,
)

BYTES = 512 << 10  # of input that is worked on at a time
LEAST = 5e5  # cells that make a piece of work worth a thread

Fold = Callable[..., np.ndarray]


class Saved(NamedTuple):
    """What the gradients need; arrays are channels last."""

    x: np.ndarray
    y: np.ndarray
    where: Windows
    data_format: str


def max_pool(
    x: np.ndarray,
    *,
    pool_size: tuple[int, ...],
    strides: int | tuple[int, ...] | None = None,
    padding: str = "valid",
    data_format: str = "channels_last",
) -> tuple[np.ndarray, Saved]:
    """The largest value of each window, and what `max_pool_vjp` needs.

    `x` is (images, *spatial, channels), or channels first; `strides` None means `pool_size`. Padding never wins.
    Raises ShapeError if the window does not fit into `x`.
    """
    x = channels_last(x, data_format)
    where = windows(x.shape[1:-1], pool_size, pool_size if strides is None else strides, 1, padding, "Pooling")
    y = _pooled(x, where, np.maximum, -np.inf, None)
    return as_before(y, data_format), Saved(x, y, where, data_format)


def max_pool_vjp(
    g: np.ndarray, saved: Saved, wants: tuple[bool, ...] = (True,), into: tuple[np.ndarray | None, ...] = (None,)
) -> tuple[np.ndarray | None]:
    """The gradient of x, given that of the result: it goes to the first maximum of each window."""
    if not wants[0]:
        return (None,)
    x, y, where, data_format = saved
    axes = _axes(where)

    def some(images: slice, g: np.ndarray, gx: np.ndarray) -> None:
        values = [_framed(x[images], where, -np.inf, g.dtype)]
        for axis in axes[:0:-1]:
            values.append(_fold(np.maximum, values[-1], where, axis, None))
        values.append(y[images])
        for axis in axes:
            result, source = values.pop(), values[-1]
            g = _to_first_maximum(g, source, result, where, axis, gx if axis == axes[-1] else None)

    return (_gradient(g, x, where, some, data_format, into[0]),)


def average_pool(
    x: np.ndarray,
    *,
    pool_size: tuple[int, ...],
    strides: int | tuple[int, ...] | None = None,
    padding: str = "valid",
    data_format: str = "channels_last",
) -> tuple[np.ndarray, Saved]:
    """The mean of each window without its padding, and what `average_pool_vjp` needs; arguments as for `max_pool`."""
    x = channels_last(x, data_format)
    where = windows(x.shape[1:-1], pool_size, pool_size if strides is None else strides, 1, padding, "Pooling")
    y = _pooled(x, where, np.add, 0, _shares(where, x.shape[1:-1], computing(x)))
    return as_before(y, data_format), Saved(x, y, where, data_format)


def average_pool_vjp(
    g: np.ndarray, saved: Saved, wants: tuple[bool, ...] = (True,), into: tuple[np.ndarray | None, ...] = (None,)
) -> tuple[np.ndarray | None]:
    """The gradient of x, given that of the result: each cell of a window gets its share."""
    if not wants[0]:
        return (None,)
    x, _, where, data_format = saved
    axes = _axes(where)
    share = _shares(where, x.shape[1:-1], computing(x))

    def some(images: slice, g: np.ndarray, gx: np.ndarray) -> None:
        g = np.multiply(g, share, out=buffers.empty_like(g))
        for axis in axes:
            g = _to_all(g, where, axis, gx if axis == axes[-1] else None, gx.shape[axis])

    return (_gradient(g, x, where, some, data_format, into[0]),)


def _pooled(x: np.ndarray, where: Windows, fold: Fold, blank: float, share: np.ndarray | None) -> np.ndarray:
    """`fold` over each window, times `share`; `blank` is what the padding holds."""
    y = buffers.empty((len(x), *where.out, x.shape[-1]), x.dtype)
    dtype = computing(x)
    axes = _axes(where)

    def piece(images: slice) -> None:
        for some in _few(images, x):
            value = _framed(x[some], where, blank, dtype)
            for axis in axes:
                value = _fold(fold, value, where, axis, y[some] if axis == axes[-1] and share is None else None)
            if share is not None:
                np.multiply(value, share, out=y[some], casting="same_kind")

    threads.run(piece, split(len(x), x.size, LEAST))
    return y


def _gradient(
    g: np.ndarray, x: np.ndarray, where: Windows, some: Callable, data_format: str, into: np.ndarray | None
) -> np.ndarray:
    """The gradient of x, some images at a time: `some(images, g, out)` writes it to `out`, padding included."""
    g = channels_last(g, data_format)
    dtype = computing(x)
    gx = buffers.empty(x.shape, dtype)

    def piece(images: slice) -> None:
        for few in _few(images, x):
            frame = gx[few]
            if where.padded:
                frame = buffers.empty((len(frame), *where.frame(x.shape[1:-1]), x.shape[-1]), dtype)
            some(few, contiguous(g[few], dtype), frame)
            if where.padded:
                np.copyto(gx[few], frame[where.inside(x.shape[1:-1])])

    threads.run(piece, split(len(x), x.size, LEAST))
    return deliver(as_before(gx, data_format), x.dtype, into)


def _few(images: slice, x: np.ndarray) -> list[slice]:
    step = max(1, BYTES // (prod(x.shape[1:]) * x.itemsize))
    return [slice(n, min(n + step, images.stop)) for n in range(images.start, images.stop, step)]


def _axes(where: Windows) -> list[int]:
    """The axes along which there is something to pool; at least one."""
    moves = zip(where.size, where.strides, strict=True)
    return [axis for axis, (k, s) in enumerate(moves, 1) if k > 1 or s > 1] or [1]


def _framed(x: np.ndarray, where: Windows, blank: float, dtype: np.dtype) -> np.ndarray:
    if not where.padded:
        return contiguous(x, dtype)
    return pad(x, where, blank, buffers.empty((len(x), *where.frame(x.shape[1:-1]), x.shape[-1]), dtype))


def _cells(where: Windows, axis: int) -> list[tuple[slice, ...]]:
    """For each place in a window, the cells along the axis that are there."""
    k, s, n = where.size[axis - 1], where.strides[axis - 1], where.out[axis - 1]
    return [(*(slice(None),) * axis, slice(t, t + s * (n - 1) + 1, s)) for t in range(k)]


def _fold(fold: Fold, x: np.ndarray, where: Windows, axis: int, out: np.ndarray | None) -> np.ndarray:
    if out is None:
        out = buffers.empty((*x.shape[:axis], where.out[axis - 1], *x.shape[axis + 1 :]), x.dtype)
    first, *rest = (x[cells] for cells in _cells(where, axis))
    if not rest:
        np.copyto(out, first, casting="same_kind")
    for cells in rest:
        first = fold(first, cells, out=out)
    return out


def _to_first_maximum(
    g: np.ndarray, x: np.ndarray, y: np.ndarray, where: Windows, axis: int, out: np.ndarray | None
) -> np.ndarray:
    """The gradient of x, if y is the largest along the axis."""
    out = _cleared(out, x.shape, g.dtype, where, axis)
    hit, left = buffers.empty_like(g), buffers.empty_like(g)
    *places, last = _cells(where, axis)
    for cells in places:
        np.equal(x[cells], y, out=hit)
        np.multiply(g, hit, out=hit)
        _give(out, cells, hit, where, axis)
        g = np.subtract(g, hit, out=left)
    _give(out, last, g, where, axis)
    return out


def _to_all(g: np.ndarray, where: Windows, axis: int, out: np.ndarray | None, length: int) -> np.ndarray:
    """The gradient of x, if y is the sum along the axis, where x has that length."""
    out = _cleared(out, (*g.shape[:axis], length, *g.shape[axis + 1 :]), g.dtype, where, axis)
    for cells in _cells(where, axis):
        _give(out, cells, g, where, axis)
    return out


def _cleared(out: np.ndarray | None, shape: Shape, dtype: np.dtype, where: Windows, axis: int) -> np.ndarray:
    """Room for a gradient; zeros, unless each cell is written exactly once."""
    if out is None:
        out = buffers.empty(shape, dtype)
    k, s, n = where.size[axis - 1], where.strides[axis - 1], where.out[axis - 1]
    if k != s or n * s != shape[axis]:
        out.fill(0)
    return out


def _give(out: np.ndarray, cells: tuple[slice, ...], g: np.ndarray, where: Windows, axis: int) -> None:
    target = out[cells]
    if where.size[axis - 1] > where.strides[axis - 1]:
        np.add(target, g, out=target)
    else:
        np.copyto(target, g)


def _shares(where: Windows, spatial: Shape, dtype: np.dtype) -> np.ndarray:
    """One over the number of real cells in each window: (*where.out, 1), or a scalar if it is the same for all."""
    if not where.padded:
        return np.asarray(1 / prod(where.size), dtype)
    share = np.ones((1,) * len(spatial), dtype)
    for axis, (n, k, s, before) in enumerate(zip(spatial, where.size, where.strides, where.before, strict=True)):
        first = np.arange(where.out[axis]) * s - before
        cells = np.minimum(first + k, n) - np.maximum(first, 0)
        share = share / cells.astype(dtype).reshape([-1 if i == axis else 1 for i in range(len(spatial))])
    return share[..., None]
