"""Pieces of images."""

from math import prod
from typing import Any

from plugkeras.engine import Array
from plugkeras.engine.windows import per_axis
from plugkeras.errors import ArgumentError
from plugkeras.ops.image.batches import as_batch, as_computed, to_dtype_of
from plugkeras.ops.nn import conv
from plugkeras.ops.shapes import eye, reshape

__all__ = ["extract_patches", "extract_patches_3d"]


def extract_patches(
    images: Array,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Array:
    """Windows of ``size`` as channels: (n, *windows, height * width * channels), rows before columns before channels.

    They lie side by side unless ``strides`` says otherwise. With three lengths of ``size``, images are volumes.
    """
    space = 2 if isinstance(size, int) else len(size)
    if space not in (2, 3):
        raise ArgumentError(f"extract_patches: `size` must be an integer, two or three of them, not {size!r}.")
    return _extracted("extract_patches", images, space, size, strides, dilation_rate, padding, data_format)


def extract_patches_3d(
    volumes: Array,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Array:
    """Windows of volumes (n, depth, height, width, channels), as ``extract_patches`` has those of images."""
    if not isinstance(size, int) and len(size) != 3:
        raise ArgumentError(f"extract_patches_3d: `size` must be an integer or three of them, not {size!r}.")
    return _extracted("extract_patches_3d", volumes, 3, size, strides, dilation_rate, padding, data_format)


def _extracted(
    op: str, images: Any, space: int, size: Any, strides: Any, dilation: Any, padding: str, form: Any
) -> Array:
    """By a convolution whose filters see one cell of one channel each."""
    x, back = as_batch(op, images, form, space)
    size = per_axis(size, space)
    strides = size if strides is None else per_axis(strides, space)
    channels, y = x.shape[-1], as_computed(x)
    cells = prod(size) * channels
    kernel = reshape(eye(cells, dtype=str(y.dtype)), (*size, channels, cells))
    y = conv(y, kernel, strides, padding, "channels_last", per_axis(dilation, space))
    return back(to_dtype_of(x, y))
