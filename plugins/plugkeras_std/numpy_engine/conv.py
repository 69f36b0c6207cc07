"""Convolution over any number of spatial axes, and its gradients."""

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

import numpy as np

from plugkeras.engine.windows import Windows, windows
from plugkeras_std.numpy_engine import buffers, threads
from plugkeras_std.numpy_engine.depthwise import Depthwise
from plugkeras_std.numpy_engine.fused import TABLE
from plugkeras_std.numpy_engine.patches import Correlation, Patches, matrix, scatter
from plugkeras_std.numpy_engine.windows import (
    as_before,
    channels_last,
    computing,
    contiguous,
    deliver,
    delivered,
    split,
    total,
)

BYTES = 1 << 20  # of gradients that are worked on at a time
LEAST = 1e7  # floating-point operations that make a piece of work worth a thread


class Saved(NamedTuple):
    """What the gradients need; arrays are channels last."""

    x: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray | None
    y: np.ndarray | None  # only if there is an activation
    where: Windows
    groups: int
    activation: str | None
    data_format: str


def conv(
    x: np.ndarray,
    kernel: np.ndarray,
    bias: np.ndarray | None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
    groups: int = 1,
    data_format: str = "channels_last",
    activation: str | None = None,
) -> tuple[np.ndarray, Saved]:
    """Keras's convolution: the result, and what `conv_vjp` needs.

    `x` is (images, *spatial, channels), or channels first; `kernel` is (*size, channels / groups, filters); `bias` is
    (filters,) or None. `activation` is None or a name in `fused.TABLE`. The result has the layout of `x`; with channels
    first it is a view of an array that is channels last. Raises ShapeError if the kernel does not fit into `x`.
    """
    x = channels_last(x, data_format)
    where = windows(x.shape[1:-1], kernel.shape[:-2], strides, dilation_rate, padding, "A convolution")
    dtype, result = computing(x, kernel), np.result_type(x, kernel)
    act = TABLE[activation][0] if activation else None
    correlate = _way(where, groups, x, kernel, bias is not None, dtype).correlation(kernel, bias, act)
    y = buffers.empty((len(x), *where.out, kernel.shape[-1]), dtype)

    def piece(images: slice) -> None:
        correlate(x[images], y[images])

    _over_images(piece, x, where, kernel)
    y = deliver(y, result, None)
    saved = Saved(x, kernel, bias, y if activation else None, where, groups, activation, data_format)
    return as_before(y, data_format), saved


def conv_vjp(
    g: np.ndarray, saved: Saved, wants: tuple[bool, ...], into: tuple[np.ndarray | None, ...] = (None,) * 3
) -> tuple[np.ndarray | None, ...]:
    """The gradients of (x, kernel, bias), given that of the result; those that are not wanted are None."""
    x, kernel, where = saved.x, saved.kernel, saved.where
    wants_x, wants_kernel = wants[0], any(wants[1:])
    g = channels_last(g, saved.data_format)
    dtype = computing(x, kernel)
    gx = buffers.empty(x.shape, dtype) if wants_x else None
    to_x = _input_gradient(saved, dtype) if wants_x else None

    way = _way(where, saved.groups, x, kernel, saved.bias is not None, dtype)

    def piece(images: slice) -> np.ndarray | None:
        gradient = way.no_gradient(kernel) if wants_kernel else None
        for n in range(images.start, images.stop, step):
            some = slice(n, min(n + step, images.stop))
            gz = _through_activation(g[some], saved, some, dtype)
            if gradient is not None:
                way.add_gradient(x[some], gz, gradient)
            if to_x is not None:
                to_x(gz, gx[some])
        return gradient

    step = max(1, BYTES // (prod(g.shape[1:]) * dtype.itemsize))
    parts = _over_images(piece, x, where, kernel)
    gkernel, gbias = way.gradients(total(parts), kernel) if wants_kernel else (None, None)
    found = (None if gx is None else as_before(gx, saved.data_format), gkernel, gbias)
    return delivered(found, (x, kernel, saved.bias), wants, into)


def _way(
    where: Windows, groups: int, x: np.ndarray, kernel: np.ndarray, bias: bool, dtype: np.dtype
) -> Patches | Depthwise:
    """How it is done: products of matrices, unless they would be of single numbers."""
    if groups > 1 and groups == x.shape[-1]:
        return Depthwise(where, kernel.shape[-1] // groups, bias, dtype)
    return Patches(where, groups, bias, dtype)


def _over_images(work: Callable[[slice], Any], x: np.ndarray, where: Windows, kernel: np.ndarray) -> list[Any]:
    operations = 2.0 * len(x) * prod(where.out) * kernel.size
    with threads.quiet(operations if operations < LEAST else 0):
        return threads.run(work, split(len(x), operations, LEAST))


def _through_activation(g: np.ndarray, saved: Saved, images: slice, dtype: np.dtype) -> np.ndarray:
    """The gradient of what the activation was given, for some images."""
    if saved.activation is None:
        return contiguous(g, dtype)
    gz = buffers.empty(g.shape, dtype)
    return TABLE[saved.activation][1](g, saved.y[images], gz)


def _input_gradient(saved: Saved, dtype: np.dtype) -> Correlation:
    """The function (gradient of some results, out) that writes the gradient of some images."""
    where, groups, kernel = saved.where, saved.groups, saved.kernel
    way = _way(where, groups, saved.x, kernel, False, dtype)
    if isinstance(way, Depthwise):
        return way.input_gradient(kernel, saved.x.shape[1:-1])
    if any(s > 1 for s in where.strides):
        kernels = matrix(kernel, None, groups, dtype)
        return lambda gz, out: scatter(gz, kernels, where, out)
    # With stride 1 it is a convolution too: of the padded gradient, with the kernel turned round.
    n = len(where.size)
    turned = np.flip(kernel, tuple(range(n))).reshape(*where.size, kernel.shape[-2], groups, -1)
    turned = turned.swapaxes(n, n + 2).reshape(*where.size, -1, groups * kernel.shape[-2])
    back = where.backward(saved.x.shape[1:-1])
    return Patches(back, groups, False, dtype).correlation(turned, None, None)
