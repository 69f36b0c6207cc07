"""Convolution of each channel by itself: for each cell of the window, what lies there times its weights, added up.

There is no product of matrices in it; so it is done a few images at a time, which stay in the cache. With strides of 1
the last axis and the channels are seen as one long row. Of several filters a channel, each sees a copy of it.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from plugkeras.engine.windows import Windows
from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.fused import Kernel
from plugkeras_std.numpy_engine.patches import Correlation
from plugkeras_std.numpy_engine.windows import contiguous, pad

BYTES = 128 << 10  # of images that are worked on at a time


class Depthwise(NamedTuple):
    """A way to convolve, as ``Patches``, of as many groups as channels; ``times`` filters for each."""

    where: Windows
    times: int
    bias: bool
    dtype: np.dtype

    def correlation(self, kernel: np.ndarray, bias: np.ndarray | None, act: Kernel | None) -> Correlation:
        """The function (images, out) that writes their convolution, through the activation."""
        weights = self._weights(kernel)

        def correlate(x: np.ndarray, out: np.ndarray) -> None:
            for some, target in self._images(x, out):
                self._add(some, weights, target)
                if bias is not None:
                    np.add(target, bias, out=target)
                if act is not None:
                    act(target, target)

        return correlate

    def input_gradient(self, kernel: np.ndarray, spatial: tuple[int, ...]) -> Correlation:
        """The function (gradient of some results, out) that writes the gradient of some images."""
        n = len(spatial)
        if max(self.where.strides) == 1:
            back = Depthwise(self.where.backward(spatial), 1, False, self.dtype)
            whole = back.correlation(np.flip(kernel, tuple(range(n))), None, None)
        else:
            whole = self._scattering(self._weights(kernel), spatial)
        return whole if self.times == 1 else lambda g, out: _summed(whole, g, out, self.times)

    def no_gradient(self, kernel: np.ndarray) -> np.ndarray:
        """Zeros, to which ``add_gradient`` adds: a row for each cell of the window, and one for the bias."""
        return np.zeros((prod(self.where.size) + self.bias, kernel.shape[-1]), self.dtype)

    def add_gradient(self, x: np.ndarray, g: np.ndarray, gradient: np.ndarray) -> None:
        """Add the gradient of kernel and bias, given that of the result for some images."""
        axes = "abcd"[: len(self.where.size) + (not self._in_rows)]
        for some, gsome in self._images(x, g):
            flat = self._flat(gsome)
            for row, cells in zip(gradient, self._cells(some), strict=False):
                row += np.einsum(f"{axes}z,{axes}z->z", cells, flat).reshape(-1, len(row)).sum(0)
            if self.bias:
                gradient[-1] += np.ones(gsome.size // gsome.shape[-1], self.dtype) @ gsome.reshape(-1, gsome.shape[-1])

    def gradients(self, gradient: np.ndarray, kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Those of the kernel and of the bias, from what was added up."""
        rows = gradient[:-1] if self.bias else gradient
        return rows.reshape(kernel.shape), gradient[-1] if self.bias else None

    def _add(self, frame: np.ndarray, weights: np.ndarray, out: np.ndarray) -> None:
        """One pass over what lies under the windows, seen as (images, *windows, *cells, a row)."""
        where, (image, *axes, one) = self.where, frame.strides
        lines = len(where.out) - self._in_rows
        steps = [a * s for a, s in zip(axes, where.strides, strict=True)][:lines]
        apart = [a * d for a, d in zip(axes, where.dilation, strict=True)]
        shape = (len(frame), *where.out[:lines], *where.size, weights.shape[-1])
        seen = np.ndarray(shape, frame.dtype, frame, 0, (image, *steps, *apart, one))
        windows, cells = "abcd"[: 1 + lines], "hij"[: len(where.size)]
        laid = weights.reshape(*where.size, -1)
        np.einsum(f"{windows}{cells}z,{cells}z->{windows}z", seen, laid, out=self._flat(out))

    def _scattering(self, weights: np.ndarray, spatial: tuple[int, ...]) -> Correlation:
        where = self.where

        def scatter(g: np.ndarray, out: np.ndarray) -> None:
            for images in self._some(out):
                some = self._flat(g[images])
                frame = buffers.empty((len(some), *where.frame(spatial), out.shape[-1]), self.dtype)
                room = buffers.empty(some.shape, self.dtype)
                frame.fill(0)
                for cells, weight in zip(self._cells(frame), weights, strict=True):
                    np.add(cells, np.multiply(some, weight, out=room), out=cells)
                np.copyto(out[images], frame[where.inside(spatial)])

        return scatter

    def _images(self, x: np.ndarray, out: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """A few images at a time with their padding, a channel for each filter; and their part of ``out``."""
        shape = *self.where.frame(x.shape[1:-1]), x.shape[-1]
        for images in self._some(x):
            some = x[images]
            if self.where.padded:
                some = pad(some, self.where, 0, buffers.empty((len(some), *shape), self.dtype))
            some = np.repeat(some, self.times, axis=-1) if self.times > 1 else some
            yield contiguous(some, self.dtype), out[images]

    def _some(self, x: np.ndarray) -> Iterator[slice]:
        step = max(1, BYTES // max(1, prod(x.shape[1:]) * self.dtype.itemsize * self.times))
        return (slice(n, min(n + step, len(x))) for n in range(0, len(x), step))

    def _weights(self, kernel: np.ndarray) -> np.ndarray:
        """A row for each cell of the window; repeated along a line of windows if those are done as one."""
        weights = kernel.reshape(-1, kernel.shape[-1]).astype(self.dtype, copy=False)
        return np.tile(weights, self.where.out[-1]) if self._in_rows else weights

    @property
    def _in_rows(self) -> bool:
        return self.where.strides[-1] == 1

    def _flat(self, results: np.ndarray) -> np.ndarray:
        return results.reshape(*results.shape[:-2], -1) if self._in_rows else results

    def _cells(self, frame: np.ndarray) -> Iterator[np.ndarray]:
        """What lies at each place of the windows, place by place: views."""
        flat = self._flat(frame)
        return (flat[place] for place in _places(self.where, frame.shape[-1] if self._in_rows else 1))


@lru_cache(maxsize=256)
def _places(where: Windows, channels: int) -> list[tuple[slice, ...]]:
    """Where the cells at each place of the windows lie, ``channels`` numbers each along the last axis."""
    found = (where.cells(offset) for offset in product(*map(range, where.size)))
    return [(*others, slice(s.start * channels, s.stop * channels, s.step)) for *others, s in found]


def _summed(whole: Correlation, g: np.ndarray, out: np.ndarray, times: int) -> None:
    """The gradients of the copies of a channel, added up."""
    for n in range(len(g)):
        copies = buffers.empty((1, *out.shape[1:-1], out.shape[-1] * times), out.dtype)
        whole(g[n : n + 1], copies)
        np.sum(copies.reshape(*copies.shape[:-1], -1, times), axis=-1, out=out[n : n + 1])
