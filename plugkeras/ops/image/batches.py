"""What ops of images share: a batch with channels last, floats to compute in, and the way back from both."""

from collections.abc import Callable
from typing import Any

import numpy

from plugkeras.config import image_data_format, is_float
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.elementwise import abs as absolute
from plugkeras.ops.elementwise import cast, floor, rint, sign
from plugkeras.ops.kinds import saturate_cast
from plugkeras.ops.shapes import convert_to_tensor, expand_dims, moveaxis

__all__: list[str] = []
Back = Callable[[Array], Array]


def is_first(data_format: str | None) -> bool:
    """Whether the channels come first.

    Raises:
        ArgumentError: there is no such format.
    """
    data_format = data_format or image_data_format()
    if data_format not in ("channels_first", "channels_last"):
        raise ArgumentError(f"`data_format` must be 'channels_last' or 'channels_first', not {data_format!r}.")
    return data_format == "channels_first"


def as_batch(op: str, images: Any, data_format: str | None, space: int = 2) -> tuple[Array, Back]:
    """Images (or one) as a batch with channels last, and what takes a result back to their form.

    Raises:
        ShapeError: they have another number of axes.
    """
    x, first = convert_to_tensor(images), is_first(data_format)
    ndim = len(x.shape)
    if ndim not in (space + 1, space + 2):
        raise ShapeError(
            f"{op}: images have {space + 1} axes, or {space + 2} with that of a batch, not {ndim}: {x.shape}."
        )
    alone = ndim == space + 1
    x = expand_dims(x, 0) if alone else x

    def back(y: Array) -> Array:
        y = moveaxis(y, -1, 1) if first else y
        return y[0] if alone else y

    return moveaxis(x, 1, -1) if first else x, back


def as_computed(x: Array) -> Array:
    """x as floats: float32, if it has none."""
    return x if is_float(x.dtype) else cast(x, "float32")


def to_dtype_of(x: Array, y: Array, halves_up: bool = False) -> Array:
    """Floats y in x's dtype: integers are the nearest; halves go to even ones, or else away from 0."""
    if is_float(x.dtype):
        return y if y.dtype == x.dtype else cast(y, x.dtype)
    y = sign(y) * floor(absolute(y) + 0.5) if halves_up else rint(y)
    return cast(y, x.dtype) if numpy.dtype(str(x.dtype)).kind == "b" else saturate_cast(y, x.dtype)
