"""Convolution as a matrix product: the cells under each window become a row, and each row meets the kernel.

Rows are made for a few windows at a time, so that they are still in the cache when the product reads them. All arrays
are channels last. The matrix is the kernel as (groups, cells of a window · channels of a group, filters of a group).
"""

from collections.abc import Callable, Iterator
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from plugkeras.engine.windows import Windows
from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.fused import Kernel
from plugkeras_std.numpy_engine.windows import contiguous, pad

BYTES = 512 << 10  # of rows at a time
NARROW = 24  # values that lie side by side under a window; if fewer, whole columns are copied instead

Chunk = tuple[slice, slice]
Correlation = Callable[[np.ndarray, np.ndarray], None]


class Patches(NamedTuple):
    """The plain way to convolve: any windows, groups and dtype."""

    where: Windows
    groups: int
    bias: bool
    dtype: np.dtype

    def correlation(self, kernel: np.ndarray, bias: np.ndarray | None, act: Kernel | None) -> Correlation:
        """The function (images, out) that writes their convolution, through the activation."""
        kernels = matrix(kernel, bias, self.groups, self.dtype)

        def correlate(x: np.ndarray, out: np.ndarray) -> None:
            for rows, chunk in patches(x, *self):
                np.matmul(rows, kernels, out=grouped(out[chunk], self.groups))
                if act is not None:
                    act(out[chunk], out[chunk])

        return correlate

    def no_gradient(self, kernel: np.ndarray) -> np.ndarray:
        """Zeros, to which `add_gradient` adds."""
        row = kernel.size // kernel.shape[-1] + self.bias
        zeros = buffers.empty((self.groups, row, kernel.shape[-1] // self.groups), self.dtype)
        zeros.fill(0)
        return zeros

    def add_gradient(self, x: np.ndarray, g: np.ndarray, gradient: np.ndarray) -> None:
        """Add the gradient of kernel and bias, given that of the result for some images."""
        part = buffers.empty_like(gradient)
        for rows, chunk in patches(x, *self):
            np.matmul(rows.swapaxes(1, 2), grouped(g[chunk], self.groups), out=part)
            np.add(gradient, part, out=gradient)

    def gradients(self, gradient: np.ndarray, kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Those of the kernel and of the bias, from what was added up."""
        row = kernel.size // kernel.shape[-1]
        gkernel = gradient[:, :row].transpose(1, 0, 2).reshape(kernel.shape)
        return gkernel, gradient[:, -1].reshape(-1) if self.bias else None


def matrix(kernel: np.ndarray, bias: np.ndarray | None, groups: int, dtype: np.dtype) -> np.ndarray:
    """The kernel as (groups, row, filters of a group), with the bias as a last row."""
    filters = kernel.shape[-1]
    rows = kernel.reshape(-1, groups, filters // groups).transpose(1, 0, 2)
    if bias is None:
        return contiguous(rows, dtype)
    full = buffers.empty((groups, rows.shape[1] + 1, filters // groups), dtype)
    full[:, :-1] = rows
    full[:, -1] = bias.reshape(groups, -1)
    return full


def scatter(g: np.ndarray, kernels: np.ndarray, where: Windows, out: np.ndarray) -> None:
    """Write the gradient of the images to `out`: rows of g times the kernel, added to the cells under their windows."""
    groups, width, _ = kernels.shape
    spatial, channels = out.shape[1:-1], out.shape[-1]
    rows = buffers.empty((groups, prod(where.out), width), out.dtype)
    cells = rows.reshape(groups, *where.out, *where.size, -1).transpose(_windows_last(len(spatial)))
    frame = buffers.empty((1, *where.frame(spatial), groups, channels // groups), out.dtype)
    for image, some in zip(out, g, strict=True):
        np.matmul(grouped(some, groups), kernels.swapaxes(1, 2), out=rows)
        frame.fill(0)
        for offset in product(*map(range, where.size)):
            target = frame[where.cells(offset)]
            np.add(target, cells[offset], out=target)
        np.copyto(image, frame[where.inside(spatial)].reshape(image.shape))


def _windows_last(n: int) -> tuple[int, ...]:
    """The order of axes that turns (groups, *windows, *cells, channels) into (*cells, *windows, groups, channels)."""
    return *range(n + 1, 2 * n + 1), *range(1, n + 1), 0, 2 * n + 1


def grouped(y: np.ndarray, groups: int) -> np.ndarray:
    """(…, filters) seen as (groups, windows, filters of a group)."""
    return y.reshape(-1, groups, y.shape[-1] // groups).transpose(1, 0, 2)


def patches(
    x: np.ndarray, where: Windows, groups: int, ones: bool, dtype: np.dtype
) -> Iterator[tuple[np.ndarray, Chunk]]:
    """The rows under the windows, a chunk at a time: (groups, windows, row), and which [images, windows along axis 1].

    With `ones` a row ends with a one, to which the bias belongs. The next chunk overwrites the rows of the last.
    """
    row = prod(where.size) * x.shape[-1]
    line = prod(where.out[1:]) * row * dtype.itemsize
    lines = max(1, min(where.out[0], BYTES // line))
    images = max(1, BYTES // (line * where.out[0]))
    narrow = where.size[-1] * x.shape[-1] // groups < NARROW
    frame = np.empty(0, dtype)
    rooms: dict[int, np.ndarray] = {}
    for first in range(0, len(x), images):
        some = x[first : first + images]
        frame = _framed(some, where, dtype, frame)
        for top in range(0, where.out[0], lines):
            seen = _seen(frame, where, top, min(lines, where.out[0] - top))
            spots = seen.shape[: 1 + len(where.out)]
            count = prod(spots)
            if count not in rooms:
                rooms[count] = _room(count, row, groups, ones, narrow, dtype)
            rows = _fill(rooms[count], seen, spots, groups, row // groups, narrow)
            yield rows, (slice(first, first + len(some)), slice(top, top + spots[1]))


def _framed(x: np.ndarray, where: Windows, dtype: np.dtype, room: np.ndarray) -> np.ndarray:
    """`x` with its padding, C-contiguous and of that dtype: itself, or a copy in `room` if that has the shape."""
    if not where.padded and x.dtype == dtype and x.flags.c_contiguous:
        return x
    shape = (len(x), *where.frame(x.shape[1:-1]), x.shape[-1])
    return pad(x, where, 0, room if room.shape == shape else buffers.empty(shape, dtype))


def _seen(frame: np.ndarray, where: Windows, top: int, lines: int) -> np.ndarray:
    """The view (images, lines, *other windows, *window, channels), from window `top` of axis 1."""
    image, *axes, channel = frame.strides
    steps = [a * s for a, s in zip(axes, where.strides, strict=True)]
    inner = [a * d for a, d in zip(axes, where.dilation, strict=True)]
    shape = (len(frame), lines, *where.out[1:], *where.size, frame.shape[-1])
    return np.ndarray(shape, frame.dtype, frame, top * steps[0], (image, *steps, *inner, channel))


def _room(spots: int, row: int, groups: int, ones: bool, narrow: bool, dtype: np.dtype) -> np.ndarray:
    """Room for the rows; when narrow, it is laid out (groups, row, windows). The ones stay in it."""
    width = row // groups + ones
    room = buffers.empty((groups, width, spots) if narrow else (groups, spots, width), dtype)
    if ones:
        (room.swapaxes(1, 2) if narrow else room)[:, :, -1] = 1
    return room


def _fill(
    room: np.ndarray, seen: np.ndarray, spots: tuple[int, ...], groups: int, row: int, narrow: bool
) -> np.ndarray:
    """Copy what is seen under the windows to the room, and give it back as (groups, windows, row)."""
    cells = seen.shape[len(spots) : -1]
    seen = seen.reshape(*spots, *cells, groups, -1) if groups > 1 else seen[..., None, :]
    n, m = len(spots), len(cells)
    if narrow:
        target = room[:, :row].reshape(groups, *cells, -1, *spots)
        np.copyto(target, seen.transpose(n + m, *range(n, n + m), n + m + 1, *range(n)))
        return room.swapaxes(1, 2)
    target = room[:, :, :row].reshape(groups, *spots, *cells, -1)
    np.copyto(target, seen.transpose(n + m, *range(n + m), n + m + 1))
    return room
