"""Convolution, pooling, and what changes the size of images."""

from typing import Any

from plugkeras import config, ops
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError

Pair = tuple[int, int]


def conv1d(
    x: Array, kernel: Array, strides: Any = 1, padding: str = "valid", data_format: Any = None, dilation_rate: Any = 1
) -> Array:
    """Convolution over the one spatial axis of x with ``kernel`` (length, channels, filters)."""
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def conv2d(
    x: Array, kernel: Array, strides: Any = 1, padding: str = "valid", data_format: Any = None, dilation_rate: Any = 1
) -> Array:
    """Convolution over the two spatial axes of x with ``kernel`` (rows, columns, channels, filters)."""
    return conv1d(x, kernel, strides, padding, data_format, dilation_rate)


def conv3d(
    x: Array, kernel: Array, strides: Any = 1, padding: str = "valid", data_format: Any = None, dilation_rate: Any = 1
) -> Array:
    """Convolution over the three spatial axes of x with ``kernel`` (depth, rows, columns, channels, filters)."""
    return conv1d(x, kernel, strides, padding, data_format, dilation_rate)


def depthwise_conv2d(
    x: Array,
    depthwise_kernel: Array,
    strides: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Array:
    """Each channel convolved with its own filters: ``depthwise_kernel`` (*space, channels, filters a channel)."""
    *space, channels, filters = depthwise_kernel.shape
    kernel = ops.reshape(depthwise_kernel, (*space, 1, channels * filters))
    return conv1d(x, kernel, strides, padding, data_format, dilation_rate)


def separable_conv2d(
    x: Array,
    depthwise_kernel: Array,
    pointwise_kernel: Array,
    strides: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Array:
    """``depthwise_conv2d``, and then one over channels alone: ``pointwise_kernel`` (1, 1, channels, filters)."""
    deep = depthwise_conv2d(x, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv1d(deep, pointwise_kernel, data_format=data_format)


separable_conv1d = separable_conv2d


def pool2d(
    x: Array,
    pool_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
    pool_mode: str = "max",
) -> Array:
    """The largest element of each window, or with ``pool_mode="avg"`` the mean.

    Raises:
        ArgumentError: ``pool_mode`` is neither.
    """
    if pool_mode not in ("max", "avg"):
        raise ArgumentError(f"K.pool2d: `pool_mode` must be 'max' or 'avg', not {pool_mode!r}.")
    pool = ops.max_pool if pool_mode == "max" else ops.average_pool
    return pool(x, pool_size, strides, padding, data_format or config.image_data_format())


pool3d = pool2d


def resize_images(
    x: Array, height_factor: int, width_factor: int, data_format: str, interpolation: str = "nearest"
) -> Array:
    """Images (batch, rows, columns, channels), or channels first, with each pixel repeated.

    Raises:
        ArgumentError: ``interpolation`` is not "nearest".
    """
    if interpolation != "nearest":
        raise ArgumentError(
            f"K.resize_images only repeats pixels ('nearest'), not {interpolation!r}; UpSampling2D does more."
        )
    return _enlarged(x, (height_factor, width_factor), data_format)


def resize_volumes(x: Array, depth_factor: int, height_factor: int, width_factor: int, data_format: str) -> Array:
    """Volumes with each element repeated along three axes."""
    return _enlarged(x, (depth_factor, height_factor, width_factor), data_format)


def _enlarged(x: Array, factors: tuple[int, ...], data_format: str) -> Array:
    for axis, factor in enumerate(factors, 2 if data_format == "channels_first" else 1):
        x = ops.repeat(x, factor, axis)
    return x


def temporal_padding(x: Array, padding: Pair = (1, 1)) -> Array:
    """x (batch, time, features) with zeros before and after in time."""
    return ops.pad(x, ((0, 0), tuple(padding), (0, 0)))


def _padded(x: Array, padding: Any, data_format: str | None = None) -> Array:
    spatial = [tuple(p) for p in padding]
    first = (data_format or config.image_data_format()) == "channels_first"
    return ops.pad(x, ((0, 0), (0, 0), *spatial) if first else ((0, 0), *spatial, (0, 0)))


def spatial_2d_padding(x: Array, padding: Any = ((1, 1), (1, 1)), data_format: str | None = None) -> Array:
    """Images with zeros around them: ``((top, bottom), (left, right))``."""
    return _padded(x, padding, data_format)


def spatial_3d_padding(x: Array, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None) -> Array:
    """Volumes with zeros around them, a pair for each axis."""
    return _padded(x, padding, data_format)
