"""What convolution, pooling and the other kernels share: padding, layouts, pieces of work, and where results go.

Arrays here are channels last: (images, *spatial axes, channels), with any number of spatial axes.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from plugkeras.engine.windows import Windows
from plugkeras_std.numpy_engine import buffers

Arrays = tuple[np.ndarray | None, ...]


def pad(x: np.ndarray, where: Windows, value: float, out: np.ndarray) -> np.ndarray:
    """`x` with padding of `value`, written to `out`: (images, *where.frame(spatial), channels)."""
    spatial = x.shape[1:-1]
    for axis, (before, n) in enumerate(zip(where.before, spatial, strict=True), 1):
        edges = np.moveaxis(out, axis, 0)
        edges[:before] = value
        edges[before + n :] = value
    out[where.inside(spatial)] = x
    return out


def split(n: int, work: float, least: float, most: int = 16) -> list[slice]:
    """`n` images in pieces for threads: no more than `most`, and none with less than `least` of the work.

    The number of threads has no part in it, so sums over the pieces do not depend on that.
    """
    count = max(1, min(n, most, int(work / least)))
    edges = [n * i // count for i in range(count + 1)]
    return [slice(a, b) for a, b in pairwise(edges)]


def total(parts: Iterable[np.ndarray]) -> np.ndarray:
    """The sum of arrays of one shape, in their order; the first one is overwritten."""
    first, *rest = parts
    for part in rest:
        first += part
    return first


def channels_last(x: np.ndarray, data_format: str) -> np.ndarray:
    """`x` seen as (images, *spatial, channels)."""
    return x if data_format == "channels_last" else np.moveaxis(x, 1, -1)


def as_before(x: np.ndarray, data_format: str) -> np.ndarray:
    """The view that undoes `channels_last`: what follows turns it round again, and nothing was copied."""
    return x if data_format == "channels_last" else np.moveaxis(x, -1, 1)


def contiguous(x: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """`x` itself if it is C-contiguous and of that dtype, else a copy that is."""
    if x.dtype == dtype and x.flags.c_contiguous:
        return x
    copy = buffers.empty(x.shape, dtype)
    np.copyto(copy, x, casting="same_kind")
    return copy


def deliver(x: np.ndarray, dtype: np.dtype, into: np.ndarray | None) -> np.ndarray:
    """`x` as the caller wants it: written to `into` if there is one, else of that dtype."""
    if into is None:
        return x if x.dtype == dtype else contiguous(x, dtype)
    if into is not x:
        np.copyto(into, x, casting="same_kind")
    return into


def delivered(found: Arrays, arrays: Arrays, wants: Iterable[bool], into: Arrays) -> Arrays:
    """The gradients of `arrays` that are wanted, each where it is wanted, and None for the others."""
    return tuple(
        deliver(gradient, array.dtype, place) if want and gradient is not None and array is not None else None
        for gradient, array, want, place in zip(found, arrays, wants, into, strict=False)
    )


def computing(*arrays: np.ndarray) -> np.dtype:
    """The dtype to compute in: that of the arrays together, and float32 for float16."""
    return np.result_type(np.float32, *arrays)
