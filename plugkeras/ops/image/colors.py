"""Colours as numbers of another kind."""

from typing import Any

import numpy

from plugkeras.config import is_float
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.elementwise import abs as absolute
from plugkeras.ops.elementwise import cast, clip, equal, maximum, minimum, mod, where
from plugkeras.ops.image.batches import as_batch, as_computed, is_first
from plugkeras.ops.shapes import concatenate, convert_to_tensor

__all__ = ["hsv_to_rgb", "rgb_to_grayscale", "rgb_to_hsv"]


def rgb_to_grayscale(images: Array, data_format: str | None = None) -> Array:
    """The brightness of colours, in one channel: 0.2989 of red, 0.587 of green, 0.114 of blue; gray ones stay.

    Raises:
        ShapeError: there are neither 3 channels nor 1.
    """
    x, channels = _planes("rgb_to_grayscale", images, data_format, (1, 3))
    if len(channels) == 1:
        return x
    r, g, b = (as_computed(c) for c in channels)
    return cast(0.2989 * r + 0.5870 * g + 0.1140 * b, x.dtype)


def rgb_to_hsv(images: Array, data_format: str | None = None) -> Array:
    """Hue, saturation and value, each from 0 to 1, of colours from 0 to 1. Smith, 1978.

    Raises:
        ArgumentError: the colours are no floats.
    """
    x, channels = _planes("rgb_to_hsv", _floats("rgb_to_hsv", images), data_format)
    least = float(numpy.finfo(str(x.dtype)).eps)
    r, g, b = (where(absolute(c) < least, 0.0 * c, c) for c in channels)
    value = maximum(maximum(r, g), b)
    spread = value - minimum(minimum(r, g), b)
    saturation = where(value > 0, spread / where(value > 0, value, 1.0), 0.0)
    unit = 1.0 / (6.0 * where(spread > 0, spread, 1.0))
    hue = where(equal(value, g), unit * (b - r) + 2.0 / 6.0, unit * (r - g) + 4.0 / 6.0)
    hue = where(equal(value, r), unit * (g - b), hue)
    hue = where(spread > 0, hue, 0.0) + cast(hue < 0, x.dtype)
    return _joined([hue, saturation, value], data_format)


def hsv_to_rgb(images: Array, data_format: str | None = None) -> Array:
    """Red, green and blue, each from 0 to 1, of hue, saturation and value.

    Raises:
        ArgumentError: they are no floats.
    """
    _, (hue, saturation, value) = _planes("hsv_to_rgb", _floats("hsv_to_rgb", images), data_format)
    sixth = mod(hue, 1.0) * 6.0
    red = clip(absolute(sixth - 3.0) - 1.0, 0.0, 1.0)
    green = clip(2.0 - absolute(sixth - 2.0), 0.0, 1.0)
    blue = clip(2.0 - absolute(sixth - 4.0), 0.0, 1.0)
    return _joined([value * (1.0 - saturation + saturation * c) for c in (red, green, blue)], data_format)


def _floats(op: str, images: Any) -> Array:
    x = convert_to_tensor(images)
    if not is_float(x.dtype):
        raise ArgumentError(f"{op}: images must be floats from 0 to 1, not {x.dtype}.")
    return x


def _planes(op: str, images: Any, data_format: str | None, counts: Any = (3,)) -> tuple[Array, list[Array]]:
    """The images, and their channels one by one, with an axis of length 1 each."""
    as_batch(op, images, data_format)  # which looks at the shape
    x, axis = convert_to_tensor(images), -3 if is_first(data_format) else -1
    if x.shape[axis] not in counts:
        raise ShapeError(f"{op}: images have {' or '.join(map(str, counts))} channels, not {x.shape[axis]}: {x.shape}.")
    rest = (slice(None),) * (-1 - axis)
    return x, [x[(..., slice(i, i + 1), *rest)] for i in range(x.shape[axis])]


def _joined(channels: list[Array], data_format: str | None) -> Array:
    return concatenate(channels, -3 if is_first(data_format) else -1)
