"""Where the windows of a convolution or a pooling lie: output size, padding, and the view that shows them side by side.

Arrays here are channels last: (images, *spatial axes, channels), with any number of spatial axes.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from plugkeras.errors import ArgumentError, ShapeError
from plugkeras_std.numpy_engine import buffers

Shape = tuple[int, ...]
Arrays = tuple[np.ndarray | None, ...]


class Windows(NamedTuple):
    """Windows of `size` cells, `dilation` apart, taken every `strides` cells; one number per spatial axis."""

    size: Shape
    strides: Shape
    dilation: Shape
    before: Shape  # cells of padding in front of the axis
    after: Shape  # and behind it
    out: Shape  # the number of windows

    @property
    def padded(self) -> bool:
        """Whether there is any padding."""
        return any(self.before) or any(self.after)

    def frame(self, spatial: Shape) -> Shape:
        """The spatial shape once padding is added."""
        return tuple(b + n + a for b, n, a in zip(self.before, spatial, self.after, strict=True))

    def inside(self, spatial: Shape) -> tuple[slice, ...]:
        """Where the real cells lie in a padded array, for indexing (images, *spatial, channels)."""
        return slice(None), *(slice(b, b + n) for b, n in zip(self.before, spatial, strict=True))

    def cells(self, offset: Shape) -> tuple[slice, ...]:
        """Where the cells lie that are at `offset` in their windows, likewise."""
        steps = zip(offset, self.dilation, self.strides, self.out, strict=True)
        return slice(None), *(slice(o * d, o * d + s * (n - 1) + 1, s) for o, d, s, n in steps)

    def backward(self, spatial: Shape) -> "Windows":
        """The windows of the input gradient of a convolution with stride 1 over an input of shape `spatial`."""
        reach = [d * (k - 1) for d, k in zip(self.dilation, self.size, strict=True)]
        before = tuple(r - b for r, b in zip(reach, self.before, strict=True))
        after = tuple(r - a for r, a in zip(reach, self.after, strict=True))
        return Windows(self.size, self.strides, self.dilation, before, after, spatial)


@lru_cache(maxsize=1024)
def windows(
    spatial: Shape, size: Shape, strides: int | Shape, dilation: int | Shape, padding: str, what: str
) -> Windows:
    """Keras's windows for 'valid', 'same' (surplus padding behind, as in TensorFlow) or 'causal' over `spatial` cells.

    `what` names the caller in errors. Raises ArgumentError for an unknown padding, ShapeError if no window fits.
    """
    strides, dilation = _each(strides, len(spatial)), _each(dilation, len(spatial))
    axes = zip(spatial, size, strides, dilation, strict=True)
    before, after, out = zip(*(_axis(*axis, padding, what) for axis in axes), strict=True)
    if min(out) < 1:
        raise ShapeError(
            f"{what} of size {size} (dilation {dilation}, padding '{padding}') does not fit into an input of {spatial} "
            "cells. Use a smaller one, padding='same', or a larger input."
        )
    return Windows(size, strides, dilation, before, after, out)


def _axis(n: int, k: int, s: int, d: int, padding: str, what: str) -> tuple[int, int, int]:
    reach = d * (k - 1)
    if padding == "valid":
        return 0, 0, (n - reach - 1) // s + 1
    if padding == "same":
        out = -(-n // s)
        total = max((out - 1) * s + reach + 1 - n, 0)
        return total // 2, total - total // 2, out
    if padding == "causal":
        return reach, 0, (n - 1) // s + 1
    raise ArgumentError(f"{what}: padding '{padding}' is unknown. Use 'valid' or 'same' ('causal' in one dimension).")


def _each(value: int | Shape, n: int) -> Shape:
    return (value,) * n if isinstance(value, int) else tuple(value)


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
