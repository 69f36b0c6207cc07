"""Images of another size: along each axis, a matrix of the weights that pixels have in the new ones."""

from collections.abc import Callable, Sequence
from math import pi
from typing import Any

import numpy

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.axes import along
from plugkeras.ops.constants import together
from plugkeras.ops.elementwise import abs as absolute
from plugkeras.ops.elementwise import cast, logical_and, maximum, sin, where
from plugkeras.ops.image.batches import as_batch, as_computed, is_first, to_dtype_of
from plugkeras.ops.reductions import sum
from plugkeras.ops.shapes import arange, convert_to_tensor, expand_dims, pad, take

__all__ = ["resize", "scale_and_translate"]


def _triangle(x: Array) -> Array:
    return maximum(1 - x, 0)


def _cubic(x: Array) -> Array:
    """Keys, 1981, with a = -1/2."""
    near = ((1.5 * x - 2.5) * x) * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return where(x >= 2, 0.0 * x, where(x >= 1, far, near))


def _lanczos(radius: float) -> Callable[[Array], Array]:
    def kernel(x: Array) -> Array:
        away = where(x > 1e-3, x, 1.0 + 0.0 * x)
        y = radius * sin(pi * away) * sin(pi * away / radius) / (pi * away) ** 2
        return where(x > radius, 0.0 * x, where(x > 1e-3, y, 1.0 + 0.0 * x))

    return kernel


_KERNELS: dict[str, Callable[[Array], Array]] = {
    **dict.fromkeys(("linear", "bilinear", "trilinear", "triangle"), _triangle),
    **dict.fromkeys(("cubic", "bicubic", "tricubic"), _cubic),
    **{f"lanczos{n}": _lanczos(n) for n in (3, 5)},
}
_LEAST = 1000 * float(numpy.finfo("float32").eps)
INTERPOLATIONS = ("bilinear", "nearest", "lanczos3", "lanczos5", "bicubic")


def weights(m: int, n: int, scale: Array, translation: Array, kernel: str, antialias: bool) -> Array:
    """What each of m pixels counts in each of n new ones, (m, n): columns add up to 1, or are 0 outside."""
    dtype = str(scale.dtype)
    inverse = 1.0 / scale
    places = (arange(n, dtype=dtype) + 0.5) * inverse - translation * inverse - 0.5
    far = absolute(expand_dims(places, 0) - expand_dims(arange(m, dtype=dtype), 1))
    found = _KERNELS[kernel](far / maximum(inverse, 1.0) if antialias else far)
    total = sum(found, 0, keepdims=True)
    enough = absolute(total) > _LEAST
    found = where(enough, found / where(enough, total, 1.0 + 0.0 * total), 0.0 * found)
    return where(expand_dims(logical_and(places >= -0.5, places <= m - 0.5), 0), found, 0.0 * found)


def resize(
    images: Array,
    size: Sequence[int],
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Array:
    """Images of ``size`` (height, width): by "nearest", "bilinear", "bicubic", "lanczos3" or "lanczos5".

    ``antialias`` widens what a new pixel sees, where it stands for several. To keep the ratio of height and width,
    images are cropped or padded with ``fill_value`` in the middle before.

    Raises:
        ArgumentError: an argument is none of its choices, or both ways to keep the ratio are asked for.
    """
    size = _size(size)
    if interpolation not in INTERPOLATIONS:
        raise ArgumentError(f"resize: `interpolation` must be one of {INTERPOLATIONS}, not {interpolation!r}.")
    if fill_mode != "constant":
        raise ArgumentError(f"resize: `fill_mode` can only be 'constant', not {fill_mode!r}.")
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ArgumentError("resize: only one of `crop_to_aspect_ratio` and `pad_to_aspect_ratio` can be true.")
    as_batch("resize", images, data_format)  # which looks at the shape
    x = convert_to_tensor(images)
    axes = (-2, -1) if is_first(data_format) else (-3, -2)
    if crop_to_aspect_ratio:
        x = _cropped(x, axes, size)
    elif pad_to_aspect_ratio:
        x = _padded(x, axes, size, fill_value)
    for axis, n in zip(axes, size, strict=True):
        x = _nearest(x, axis, n) if interpolation == "nearest" else x
    return x if interpolation == "nearest" else _smooth(x, axes, size, interpolation, antialias)


def _size(size: Any) -> tuple[int, int]:
    try:
        height, width = (int(n) for n in size)
    except (TypeError, ValueError):
        raise ArgumentError(f"resize: `size` must be (height, width), not {size!r}.") from None
    if height < 1 or width < 1:
        raise ArgumentError(f"resize: `size` must be positive, not {size!r}.")
    return height, width


def _ratio(x: Array, axes: tuple[int, int], size: tuple[int, int]) -> list[tuple[int, int]]:
    """For each axis, its length and that which would have the new ratio to the other."""
    (h, w), (height, width) = (x.shape[axes[0]], x.shape[axes[1]]), size
    return [(h, int(float(w * height) / width)), (w, int(float(h * width) / height))]


def _cropped(x: Array, axes: tuple[int, int], size: tuple[int, int]) -> Array:
    key = [slice(None)] * len(x.shape)
    for axis, (n, wanted) in zip(axes, _ratio(x, axes, size), strict=True):
        kept = max(min(n, wanted), 1)
        key[axis] = slice((n - kept) // 2, (n - kept) // 2 + kept)
    return x[tuple(key)]


def _padded(x: Array, axes: tuple[int, int], size: tuple[int, int], fill_value: float) -> Array:
    around = [(0, 0)] * len(x.shape)
    for axis, (n, wanted) in zip(axes, _ratio(x, axes, size), strict=True):
        around[axis] = (max(wanted - n, 0) // 2,) * 2
    return pad(x, around, constant_values=fill_value)


def _nearest(x: Array, axis: int, n: int) -> Array:
    m = x.shape[axis]
    return x if m == n else take(x, (2 * numpy.arange(n, dtype="int64") + 1) * m // (2 * n), axis)


def _smooth(x: Array, axes: Sequence[int], size: Sequence[int], kernel: str, antialias: bool) -> Array:
    y = as_computed(x)
    wide = "float64" if str(y.dtype) == "float64" else "float32"
    for axis, n in zip(axes, size, strict=True):
        m = y.shape[axis]
        if m != n:
            scale, nothing = convert_to_tensor([n / m, 0.0], wide)
            y = along(y, axis, cast(weights(m, n, scale, nothing, kernel, antialias), y.dtype))
    return to_dtype_of(x, y)


def scale_and_translate(
    images: Array,
    output_shape: Sequence[int],
    scale: Array,
    translation: Array,
    spatial_dims: Sequence[int],
    method: str,
    antialias: bool = True,
) -> Array:
    """An array of ``output_shape``, in which what was at p along ``spatial_dims`` is at ``p * scale + translation``.

    ``method`` is "linear", "cubic" (each with "bi" or "tri" before it, too), "lanczos3" or "lanczos5". Beyond the edges
    there are zeros. Gradients flow to all three arrays.

    Raises:
        ArgumentError: there is no such method.
        ShapeError: the axes that are not scaled are of other lengths, or there is not one number for each that is.
    """
    x, (scale, translation) = convert_to_tensor(images), together(scale, translation, floats=True)
    axes = [axis % len(x.shape) for axis in spatial_dims]
    if method not in _KERNELS:
        raise ArgumentError(f"scale_and_translate: `method` must be one of {tuple(_KERNELS)}, not {method!r}.")
    if tuple(scale.shape) != (len(axes),) or tuple(translation.shape) != (len(axes),):
        raise ShapeError(f"scale_and_translate: each of the axes {axes} needs a number, not {scale.shape}.")
    if len(output_shape) != len(x.shape) or any(
        n != m for i, (n, m) in enumerate(zip(output_shape, x.shape, strict=True)) if i not in axes
    ):
        raise ShapeError(
            f"scale_and_translate: {tuple(x.shape)} differs from {tuple(output_shape)} in other axes, too."
        )
    y = as_computed(x)
    for i, axis in enumerate(axes):
        m, n = x.shape[axis], int(output_shape[axis])
        y = along(y, axis, cast(weights(m, n, scale[i], translation[i], method, antialias), y.dtype))
    return to_dtype_of(x, y)
