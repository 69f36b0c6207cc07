"""What is seen of a pixel and its neighbours."""

from collections.abc import Sequence
from typing import Any

import numpy

from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.ops.axes import along
from plugkeras.ops.convolutions import depthwise_conv
from plugkeras.ops.elementwise import cast, exp, square, where
from plugkeras.ops.image.batches import as_batch, as_computed, is_first, to_dtype_of
from plugkeras.ops.reductions import mean, sum
from plugkeras.ops.shapes import arange, broadcast_to, convert_to_tensor, reshape, stack, take

__all__ = ["gaussian_blur", "sobel_edges", "ssim"]


def bell(size: int, sigma: Any, dtype: str) -> Array:
    """The weights of ``size`` cells around the middle, of standard deviation ``sigma``: they add up to 1."""
    cells = exp(-0.5 * square((arange(size, dtype=dtype) - (size - 1) / 2) / sigma))
    return cells / sum(cells)


WIDE = 16
"""From so many cells on, a convolution by its matrix is faster."""


def _across(x: Array, axis: int, cells: Array, padding: str = "same") -> Array:
    """Every channel of (n, h, w, c) convolved along an axis."""
    if padding == "same" and cells.shape[0] >= WIDE:
        return along(x, axis, _matrix(cells, x.shape[axis]))
    shape = (-1, 1, 1, 1) if axis == 1 else (1, -1, 1, 1)
    kernel = reshape(cells, shape)
    kernel = broadcast_to(kernel, (*kernel.shape[:2], x.shape[-1], 1))
    return depthwise_conv(x, kernel, 1, padding, "channels_last")


def _matrix(cells: Array, n: int) -> Array:
    """What each of n pixels counts in each of n new ones, (n, n)."""
    size = cells.shape[0]
    place = numpy.arange(n)[:, None] - numpy.arange(n) + (size - 1) // 2
    inside = (place >= 0) & (place < size)
    return where(inside, take(cells, place.clip(0, size - 1)), 0.0)


def gaussian_blur(
    images: Array, kernel_size: Sequence[int] = (3, 3), sigma: Any = (1.0, 1.0), data_format: str | None = None
) -> Array:
    """Each pixel as the mean of those around it, weighted by a Gaussian; beyond the edges there are zeros.

    ``kernel_size`` and ``sigma``, of which gradients know, are (along the width, along the height).
    """
    x, back = as_batch("gaussian_blur", images, data_format)
    y = as_computed(x)
    dtype = str(y.dtype)
    sigma = convert_to_tensor(sigma, dtype)
    for axis, n, i in ((2, kernel_size[0], 0), (1, kernel_size[1], 1)):
        y = _across(y, axis, bell(int(n), sigma[i], dtype))
    return back(to_dtype_of(x, y))


def sobel_edges(images: Array, data_format: str | None = None) -> Array:
    """How much brighter it becomes downwards and to the right: (n, h, w, c, 2), or channels first. Sobel, 1968."""
    x, _ = as_batch("sobel_edges", images, data_format)
    if len(convert_to_tensor(images).shape) != 4:
        raise ShapeError("sobel_edges: images have 4 axes, with that of a batch.")
    y = as_computed(x)
    slope, smooth = (convert_to_tensor(cells, str(y.dtype)) for cells in ([-1.0, 0.0, 1.0], [1.0, 2.0, 1.0]))
    found = stack([_across(_across(y, 1, slope), 2, smooth), _across(_across(y, 2, slope), 1, smooth)], -1)
    if is_first(data_format):
        return to_dtype_of(x, stack([found[:, :, :, c] for c in range(x.shape[-1])], 1))
    return to_dtype_of(x, found)


def ssim(
    image1: Array,
    image2: Array,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Array:
    """How alike two images are in structure, 1 for the same: one number for each of a batch. Wang et al., 2004.

    Raises:
        ShapeError: they have other shapes, or are smaller than the filter.
    """
    image1, image2 = convert_to_tensor(image1), convert_to_tensor(image2)
    if image1.shape != image2.shape:
        raise ShapeError(f"ssim compares images of one shape, not {image1.shape} and {image2.shape}.")
    a, b = (as_computed(as_batch("ssim", image, data_format)[0]) for image in (image1, image2))
    if min(a.shape[1:3]) < filter_size:
        raise ShapeError(f"ssim: a filter of {filter_size} does not fit into images of {a.shape[1:3]}.")
    cells = bell(filter_size, filter_sigma, str(a.dtype))

    def blurred(x: Array) -> Array:
        return _across(_across(x, 1, cells, "valid"), 2, cells, "valid")

    mean1, mean2 = blurred(a), blurred(b)
    spread = blurred(square(a)) + blurred(square(b)) - square(mean1) - square(mean2)
    both = blurred(a * b) - mean1 * mean2
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    seen = (2.0 * mean1 * mean2 + c1) * (2.0 * both + c2)
    found = mean(seen / ((square(mean1) + square(mean2) + c1) * (spread + c2)), (1, 2, 3))
    return cast(found if len(image1.shape) == 4 else found[0], image1.dtype)
