"""Batch and layer normalisation (Ioffe & Szegedy 2015; Ba et al. 2016), and their gradients.

Both see their input as a matrix whose columns are the features. Batch normalisation takes statistics down the rows,
layer normalisation along them. The rows are done a few at a time, so that all that is computed from them finds them in
the cache; sums over all rows are put together from theirs in float64, in their order.
"""

from collections.abc import Callable
from math import gcd, prod
from typing import NamedTuple

import numpy as np

from plugkeras_std.numpy_engine import buffers, threads
from plugkeras_std.numpy_engine.windows import Arrays, computing, contiguous, deliver, delivered, split

BYTES = 1 << 20  # of rows that are worked on at a time; with fewer, threads wait for each other between the passes
LEAST = 2.5e5  # elements that make some rows worth a thread
WIDE = 512  # numbers side by side at which NumPy's cost of a row no longer counts

Axes = int | tuple[int, ...]


class Saved(NamedTuple):
    """What the gradients need; statistics are those of the columns, or of the rows."""

    x: np.ndarray
    gamma: np.ndarray | None
    beta: np.ndarray | None
    mean: np.ndarray
    scale: np.ndarray  # one over the standard deviation
    axis: Axes


def batch_norm(
    x: np.ndarray, gamma: np.ndarray | None, beta: np.ndarray | None, *, axis: Axes = -1, epsilon: float
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], Saved]:
    """((y, mean, variance), saved): `x` normalised over all axes but `axis`, and the biased statistics of that axis.

    `gamma`, `beta` and the statistics have the shape of the axes kept.
    """
    rows, dtype, repeat = _matrix(x, axis), computing(x), _repeat(x, axis)
    count, mean, squares = 0, np.zeros(()), np.zeros(())
    for n, part_mean, part_squares in _by_rows(lambda some: _moments(some, repeat), (rows,), repeat, dtype):
        apart = part_mean - mean
        count += n
        mean = mean + apart * (n / count)
        squares = squares + part_squares + apart**2 * (n * (count - n) / count)
    variance = squares / max(count, 1)
    saved = Saved(x, gamma, beta, mean, 1 / np.sqrt(variance + epsilon), axis)
    factor = _wide(saved.scale if gamma is None else saved.scale * gamma.reshape(-1), repeat, dtype)
    centre, shift = _wide(mean, repeat, dtype), None if beta is None else _wide(beta.reshape(-1), repeat, dtype)
    y = buffers.empty(rows.shape, dtype)

    def normalise(some: np.ndarray, out: np.ndarray) -> None:
        np.subtract(some, centre, out=out)
        np.multiply(out, factor, out=out)
        if shift is not None:
            np.add(out, shift, out=out)

    _by_rows(normalise, (rows, y), repeat, dtype)
    shape, result = _kept(x, axis), np.result_type(*_arrays(x, gamma, beta))
    statistics = mean.reshape(shape).astype(result), variance.reshape(shape).astype(result)
    return (deliver(_undo(y, x, axis), result, None), *statistics), saved


def batch_norm_vjp(
    g: np.ndarray | None, saved: Saved, wants: tuple[bool, ...], into: tuple[np.ndarray | None, ...] = (None,) * 3
) -> Arrays:
    """The gradients of (x, gamma, beta), given that of y; the statistics count as constants that nothing came from."""
    if g is None:
        return None, None, None
    x, gamma, _, mean, scale, axis = saved
    rows, grows, dtype, repeat = _matrix(x, axis), _matrix(g, axis), computing(x), _repeat(x, axis)
    centre, wide_scale = _wide(mean, repeat, dtype), _wide(scale, repeat, dtype)

    def sums(some: np.ndarray, gsome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        unit = np.subtract(some, centre, out=buffers.empty_like(some))
        np.multiply(unit, wide_scale, out=unit)
        np.multiply(unit, gsome, out=unit)
        return _down(unit, repeat), _down(gsome, repeat)

    ggamma, gbeta = (sum(parts) for parts in zip(*_by_rows(sums, (rows, grows), repeat, dtype), strict=True))
    gx = None
    if wants[0]:
        slope = scale if gamma is None else scale * gamma.reshape(-1)
        own, other, constant = (
            _wide(v, repeat, dtype) for v in (slope, -slope * scale * ggamma / len(rows), -slope * gbeta / len(rows))
        )
        gx = buffers.empty(rows.shape, dtype)

        def gradient(some: np.ndarray, gsome: np.ndarray, out: np.ndarray) -> None:
            np.subtract(some, centre, out=out)
            np.multiply(out, other, out=out)
            np.add(out, constant, out=out)
            np.add(out, np.multiply(gsome, own, out=buffers.empty_like(gsome)), out=out)

        _by_rows(gradient, (rows, grows, gx), repeat, dtype)
    return delivered(_gradients(saved, gx, ggamma, gbeta), saved[:3], wants, into)


def layer_norm(
    x: np.ndarray, gamma: np.ndarray | None, beta: np.ndarray | None, *, axis: Axes = -1, epsilon: float
) -> tuple[np.ndarray, Saved]:
    """(y, saved): `x` normalised over `axis`, each place in the other axes by itself.

    `gamma` and `beta` have the shape of the axes that are normalised over.
    """
    rows, dtype = _matrix(x, axis), computing(x)
    mean, scale = (buffers.empty((len(rows), 1), dtype) for _ in range(2))
    factor, shift = (None if v is None else contiguous(v.reshape(-1), dtype) for v in (gamma, beta))
    y = buffers.empty(rows.shape, dtype)

    def normalise(some: np.ndarray, centre: np.ndarray, scale: np.ndarray, out: np.ndarray) -> None:
        centre[:, 0] = _along(some)
        np.subtract(some, centre, out=out)
        np.add(np.vecdot(out, out) / out.shape[1], epsilon, out=scale[:, 0])
        np.divide(1, np.sqrt(scale, out=scale), out=scale)
        np.multiply(out, scale, out=out)
        if factor is not None:
            np.multiply(out, factor, out=out)
        if shift is not None:
            np.add(out, shift, out=out)

    _by_rows(normalise, (rows, mean, scale, y), 1, dtype)
    y = deliver(_undo(y, x, axis), np.result_type(*_arrays(x, gamma, beta)), None)
    return y, Saved(x, gamma, beta, mean, scale, axis)


def layer_norm_vjp(
    g: np.ndarray, saved: Saved, wants: tuple[bool, ...], into: tuple[np.ndarray | None, ...] = (None,) * 3
) -> Arrays:
    """The gradients of (x, gamma, beta), given that of the result."""
    x, gamma, _, mean, scale, axis = saved
    rows, grows, dtype = _matrix(x, axis), _matrix(g, axis), computing(x)
    factor = None if gamma is None else contiguous(gamma.reshape(-1), dtype)
    mean_slope = np.full(rows.shape[1], 1, dtype) if factor is None else factor
    mean_slope = mean_slope / rows.shape[1]
    gx = buffers.empty(rows.shape, dtype)

    def gradient(
        some: np.ndarray, gsome: np.ndarray, centre: np.ndarray, scale: np.ndarray, out: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        unit = np.subtract(some, centre, out=buffers.empty_like(some))
        np.multiply(unit, scale, out=unit)
        ggamma = _down(np.multiply(gsome, unit, out=out), 1)
        common, part = np.matmul(gsome, mean_slope)[:, None], np.matmul(out, mean_slope)[:, None]
        slope = gsome if factor is None else np.multiply(gsome, factor, out=out)
        np.subtract(slope, common, out=out)
        np.subtract(out, np.multiply(unit, part, out=unit), out=out)
        np.multiply(out, scale, out=out)
        return ggamma, _down(gsome, 1)

    parts = _by_rows(gradient, (rows, grows, mean, scale, gx), 1, dtype)
    ggamma, gbeta = (sum(part) for part in zip(*parts, strict=True))
    return delivered(_gradients(saved, gx, ggamma, gbeta), saved[:3], wants, into)


def _order(x: np.ndarray, axis: Axes) -> tuple[int, ...]:
    """The axes of `x` with `axis` last."""
    kept = {a % x.ndim for a in ((axis,) if isinstance(axis, int) else axis)}
    return tuple(sorted(range(x.ndim), key=lambda a: (a in kept, a)))


def _kept(x: np.ndarray, axis: Axes) -> tuple[int, ...]:
    n = 1 if isinstance(axis, int) else len(axis)
    return tuple(x.shape[a] for a in _order(x, axis)[x.ndim - n :])


def _matrix(x: np.ndarray, axis: Axes) -> np.ndarray:
    """`x` as (all else, `axis`)."""
    return x.transpose(_order(x, axis)).reshape(-1, prod(_kept(x, axis)))


def _undo(rows: np.ndarray, x: np.ndarray, axis: Axes) -> np.ndarray:
    """The matrix with the axes of `x` again."""
    order = _order(x, axis)
    return rows.reshape([x.shape[a] for a in order]).transpose(np.argsort(order))


def _repeat(x: np.ndarray, axis: Axes) -> int:
    """How many rows may be seen as one, so that it is wide."""
    columns = prod(_kept(x, axis))
    return gcd(x.size // columns, 1 << max(0, (WIDE // columns).bit_length() - 1))


def _wide(features: np.ndarray, repeat: int, dtype: np.dtype) -> np.ndarray:
    return np.tile(features.astype(dtype), repeat)


def _down(rows: np.ndarray, repeat: int) -> np.ndarray:
    """The sums of the columns, as float64."""
    sums = np.matmul(np.ones(len(rows), rows.dtype), rows)
    return sums.reshape(repeat, -1).sum(axis=0, dtype=np.float64)


def _along(rows: np.ndarray) -> np.ndarray:
    """The means of the rows."""
    return np.matmul(rows, np.full(rows.shape[1], 1 / rows.shape[1], rows.dtype))


def _moments(rows: np.ndarray, repeat: int) -> tuple[int, np.ndarray, np.ndarray]:
    """How many rows, the means of the columns, and the sums of the squared distances from them."""
    n = len(rows) * repeat
    mean = (_down(rows, repeat) / n).astype(rows.dtype)
    apart = np.subtract(rows, np.tile(mean, repeat), out=buffers.empty_like(rows))
    rest = _down(apart, repeat) / n  # what rounding left in the mean
    squares = _down(np.multiply(apart, apart, out=apart), repeat) - n * rest**2
    return n, mean + rest, squares


def _by_rows(work: Callable, arrays: tuple[np.ndarray, ...], repeat: int, dtype: np.dtype) -> list:
    """The results of `work(*rows)` for a few rows of all arrays at a time, in their order.

    `repeat` rows are seen as one. They reach it in `dtype`, and what it writes to an array of another dtype is lost.
    """
    wide = [array.reshape(-1, repeat * array.shape[1]) for array in arrays]
    step = max(1, BYTES // (wide[0].shape[1] * dtype.itemsize))

    def piece(some: slice) -> list:
        starts = range(some.start, some.stop, step)
        chunks = [slice(n, min(n + step, some.stop)) for n in starts]
        return [work(*(contiguous(array[chunk], dtype) for array in wide)) for chunk in chunks]

    pieces = threads.run(piece, split(len(wide[0]), arrays[0].size, LEAST))
    return [result for results in pieces for result in results]


def _arrays(*arrays: np.ndarray | None) -> list[np.ndarray]:
    return [array for array in arrays if array is not None]


def _gradients(saved: Saved, gx: np.ndarray | None, ggamma: np.ndarray, gbeta: np.ndarray) -> Arrays:
    """Those of (x, gamma, beta), in their shapes."""
    return (
        None if gx is None else _undo(gx, saved.x, saved.axis),
        None if saved.gamma is None else ggamma.reshape(saved.gamma.shape),
        None if saved.beta is None else gbeta.reshape(saved.beta.shape),
    )
