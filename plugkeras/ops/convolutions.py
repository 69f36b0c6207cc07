"""Convolutions made of others: transposed, depthwise, separable."""

from collections.abc import Sequence
from math import prod
from typing import Any

from plugkeras.config import image_data_format
from plugkeras.engine import Array
from plugkeras.engine.windows import per_axis
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.nn import Size, conv
from plugkeras.ops.shapes import convert_to_tensor, flip, moveaxis, pad, reshape, transpose

__all__ = ["conv_transpose", "depthwise_conv", "separable_conv"]


def conv_transpose(
    inputs: Array,
    kernel: Array,
    strides: Size = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Size = 1,
) -> Array:
    """What a convolution with this kernel does to gradients: (n, *space, c) becomes (n, *longer space, filters).

    ``kernel`` (*space, filters, c). The lengths are as `transposed_length` says.

    Raises:
        ShapeError: the kernel is for another number of channels.
    """
    x, kernel, is_first = convert_to_tensor(inputs), convert_to_tensor(kernel), _is_first(data_format)
    x, rank = moveaxis(x, 1, -1) if is_first else x, len(x.shape) - 2
    if len(kernel.shape) != rank + 2 or kernel.shape[-1] != x.shape[-1]:
        raise ShapeError(f"conv_transpose: a kernel of shape {kernel.shape} does not fit inputs of shape {x.shape}.")
    strides, dilation, more = per_axis(strides, rank), per_axis(dilation_rate, rank), output_padding
    more = per_axis(more, rank) if more is not None else (None,) * rank
    kernel = _spread(kernel, dilation)
    ends = zip(x.shape[1:-1], kernel.shape[:rank], strides, more, strict=True)
    cuts = [_cut(n, size, stride, padding, extra) for n, size, stride, extra in ends]
    y = _cropped(_phases(x, kernel, strides), cuts)
    return moveaxis(y, -1, 1) if is_first else y


def _is_first(data_format: str | None) -> bool:
    return (data_format or image_data_format()) == "channels_first"


def transposed_length(n: int, size: int, stride: int, padding: str, extra: int | None, dilation: int = 1) -> int:
    """How long an axis of length n becomes, as Keras has it: ``extra`` is the output padding, None to leave it to this.

    Raises:
        ArgumentError: the padding is neither "valid" nor "same".
    """
    return _cut(n, (size - 1) * dilation + 1, stride, padding, extra)[1]


def _cut(n: int, reach: int, stride: int, padding: str, extra: int | None) -> tuple[int, int]:
    """How much of the whole is cut off in front, and how long the rest is to be."""
    if padding == "valid":
        return 0, (n - 1) * stride + reach + (max(stride - reach, 0) if extra is None else extra)
    if padding != "same":
        raise ArgumentError(f"A transposed convolution has padding 'valid' or 'same', not {padding!r}.")
    around = stride + reach - 2 if extra is None else reach + reach % 2 - 2 + extra
    before = min(around // 2 + around % 2, reach - 1)
    return reach - 1 - before, (n - 1) * stride + around + 2 - reach


def _spread(kernel: Array, dilation: Sequence[int]) -> Array:
    """The kernel with zeros between its cells."""
    for axis, d in enumerate(dilation):
        if d > 1:
            n, shape = kernel.shape[axis], list(kernel.shape)
            apart = reshape(kernel, (*shape[: axis + 1], 1, *shape[axis + 1 :]))
            width = [(0, 0)] * len(apart.shape)
            width[axis + 1] = (0, d - 1)
            kernel = reshape(pad(apart, width), (*shape[:axis], n * d, *shape[axis + 1 :]))
            kernel = kernel[(*[slice(None)] * axis, slice(0, (n - 1) * d + 1))]
    return kernel


def _phases(x: Array, kernel: Array, strides: Sequence[int]) -> Array:
    """The whole transposed convolution, by one with stride 1.

    Of a stride s, each s-th element of the result sees each s-th cell of the kernel. So the cells are sorted by that,
    as channels of an ordinary convolution, whose channels then stand side by side in space.
    """
    rank, (filters, channels) = len(strides), kernel.shape[-2:]
    taps = [-(-k // s) for k, s in zip(kernel.shape, strides, strict=False)]
    short = [(0, t * s - k) for k, s, t in zip(kernel.shape, strides, taps, strict=False)]
    kernel = reshape(pad(kernel, [*short, (0, 0), (0, 0)]), (*_pairs(taps, strides), filters, channels))
    order = (*range(0, 2 * rank, 2), 2 * rank + 1, *range(1, 2 * rank, 2), 2 * rank)
    kernel = flip(transpose(kernel, order), tuple(range(rank)))
    kernel = reshape(kernel, (*taps, channels, prod(strides) * filters))
    y = conv(pad(x, [(0, 0), *((t - 1, t - 1) for t in taps), (0, 0)]), kernel, 1, "valid", "channels_last")
    space = y.shape[1:-1]
    y = reshape(y, (y.shape[0], *space, *strides, filters))
    y = transpose(y, (0, *_pairs(range(1, rank + 1), range(rank + 1, 2 * rank + 1)), 2 * rank + 1))
    return reshape(y, (y.shape[0], *(n * s for n, s in zip(space, strides, strict=True)), filters))


def _pairs(first: Sequence[int], second: Sequence[int]) -> list[int]:
    return [n for pair in zip(first, second, strict=True) for n in pair]


def _cropped(y: Array, cuts: Sequence[tuple[int, int]]) -> Array:
    """Each spatial axis from where it is cut, as long as it is to be; with zeros behind, where there is too little."""
    missing = [max(before + length - n, 0) for n, (before, length) in zip(y.shape[1:-1], cuts, strict=True)]
    if any(missing):
        y = pad(y, [(0, 0), *((0, n) for n in missing), (0, 0)])
    return y[(slice(None), *(slice(before, before + length) for before, length in cuts))]


def depthwise_conv(
    inputs: Array,
    kernel: Array,
    strides: Size = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Size = 1,
) -> Array:
    """Each channel convolved by itself with m kernels of its own: (n, *space, c) becomes (n, *windows, c * m).

    ``kernel`` (*space, c, m).
    """
    kernel = convert_to_tensor(kernel)
    one_by_one = reshape(kernel, (*kernel.shape[:-2], 1, kernel.shape[-2] * kernel.shape[-1]))
    return conv(inputs, one_by_one, strides, padding, data_format, dilation_rate)


def separable_conv(
    inputs: Array,
    depthwise_kernel: Array,
    pointwise_kernel: Array,
    strides: Size = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Size = 1,
) -> Array:
    """A depthwise convolution, and then one of single cells (1, …, c * m, filters) that mixes the channels."""
    y = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(y, pointwise_kernel, 1, "valid", data_format)
