"""Pixels from other places: each of the new image says where in the old one it comes from."""

from collections.abc import Callable, Sequence
from itertools import product
from math import prod
from typing import Any

from plugkeras import random
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.constants import in_dtype
from plugkeras.ops.elementwise import abs as absolute
from plugkeras.ops.elementwise import cast, clip, floor, floor_divide, logical_and, mod, sign, where
from plugkeras.ops.image.batches import as_batch, as_computed, to_dtype_of
from plugkeras.ops.image.filters import gaussian_blur
from plugkeras.ops.matrices import solve
from plugkeras.ops.shapes import arange, broadcast_to, concatenate, convert_to_tensor, expand_dims, reshape, take

__all__ = ["affine_transform", "elastic_transform", "map_coordinates", "perspective_transform"]

ORDERS = {"nearest": 0, "bilinear": 1}


def _mirrored(i: Array, n: int) -> Array:
    """``c b | a b c | b a``."""
    return absolute(mod(i + (n - 1), 2 * (n - 1)) - (n - 1)) if n > 1 else 0 * i


_INSIDE: dict[str, Callable[[Array, int], Array]] = {
    "constant": lambda i, n: clip(i, 0, n - 1),
    "nearest": lambda i, n: clip(i, 0, n - 1),
    "wrap": mod,
    "mirror": _mirrored,
    "reflect": lambda i, n: floor_divide(_mirrored(2 * i + 1, 2 * n + 1) - 1, 2),
}
FILL_MODES = tuple(_INSIDE)
_LEAST = 1e-10


_FAR = 2.0**30
"""Further away than this, one place is as good as another."""


def _nodes(place: Array, n: int, order: int, fill_mode: str) -> list[tuple[Array, Array, Array]]:
    """Which cells of an axis of length n count at a place, whether they are there, and how much they count."""
    low = sign(place) * floor(absolute(place) + 0.5) if order == 0 else floor(place)
    first = cast(clip(low, -_FAR, _FAR), "int32")
    cells = [(first, None)] if order == 0 else [(first, 1.0 - (place - low)), (first + 1, place - low)]
    there = [logical_and(i >= 0, i < n) if fill_mode == "constant" else None for i, _ in cells]
    return [(_INSIDE[fill_mode](i, n), ok, weight) for (i, weight), ok in zip(cells, there, strict=True)]


def sampled(
    x: Array, sizes: Sequence[int], places: Sequence[Array], order: int, fill_mode: str, fill_value: Any, base: Any = 0
) -> Array:
    """What is at ``places``, one array for each axis: x (cells, c) has an axis for ``sizes``; (*places, c).

    ``base`` is the cell from which they are counted.
    """
    total: Any = None
    for corner in product(*(_nodes(p, n, order, fill_mode) for p, n in zip(places, sizes, strict=True))):
        cell, there, weight = base, None, None
        for k, (i, ok, w) in enumerate(corner):
            cell = cell + i * prod(sizes[k + 1 :])
            there = ok if there is None else logical_and(there, ok)
            weight = w if weight is None else weight * w
        part = take(x, cell, 0)
        if there is not None:
            part = where(expand_dims(there, -1), part, fill_value)
        part = part if weight is None else part * expand_dims(cast(weight, part.dtype), -1)
        total = part if total is None else total + part
    return total


def map_coordinates(
    inputs: Array, coordinates: Array, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> Array:
    """What an array of n axes has at ``coordinates`` (n, *places), of which gradients know, too.

    ``order`` 0 takes the nearest element, 1 what lies between. Beyond the edges is ``fill_value`` ("constant"), the
    edge ("nearest"), the array again ("wrap"), or its mirror image with ("reflect") and without ("mirror") the edge.

    Raises:
        ArgumentError: there is no such order or mode.
        ShapeError: there is not one coordinate for each axis.
    """
    x, coordinates = convert_to_tensor(inputs), convert_to_tensor(coordinates)
    if len(coordinates.shape) < 2 or coordinates.shape[0] != len(x.shape):
        raise ShapeError(
            f"map_coordinates: an array of shape {tuple(x.shape)} needs coordinates of shape ({len(x.shape)}, …), "
            f"not {tuple(coordinates.shape)}."
        )
    _check("map_coordinates", fill_mode)
    if order not in (0, 1):
        raise ArgumentError(f"map_coordinates: `order` must be 0 or 1, not {order!r}.")
    places = [as_computed(coordinates[k]) for k in range(len(x.shape))]
    found = sampled(reshape(as_computed(x), (-1, 1)), x.shape, places, order, fill_mode, fill_value)
    return to_dtype_of(x, found[..., 0], halves_up=True)


def _check(op: str, fill_mode: str, interpolation: str = "nearest") -> None:
    if fill_mode not in FILL_MODES:
        raise ArgumentError(f"{op}: `fill_mode` must be one of {FILL_MODES}, not {fill_mode!r}.")
    if interpolation not in ORDERS:
        raise ArgumentError(f"{op}: `interpolation` must be one of {tuple(ORDERS)}, not {interpolation!r}.")


def _moved(x: Array, y_in: Array, x_in: Array, interpolation: str, fill_mode: str, fill_value: Any) -> Array:
    """Images (n, h, w, c) with the pixels from the places (n, h, w)."""
    n, h, w, c = x.shape
    base = reshape(arange(n, dtype="int32") * (h * w), (n, 1, 1))
    flat = reshape(as_computed(x), (-1, c))
    found = sampled(flat, (h, w), (y_in, x_in), ORDERS[interpolation], fill_mode, fill_value, base)
    return to_dtype_of(x, found, halves_up=True)


def _grid(h: int, w: int, dtype: str) -> tuple[Array, Array]:
    """The y (1, h, 1) and x (1, 1, w) of every pixel."""
    return reshape(arange(h, dtype=dtype), (1, h, 1)), reshape(arange(w, dtype=dtype), (1, 1, w))


def _projected(x: Array, a: Array, interpolation: str, fill_mode: str, fill_value: Any) -> Array:
    """Each pixel (x, y) from ``(a0 x + a1 y + a2, a3 x + a4 y + a5) / (a6 x + a7 y + 1)``; a is (n, 8), or (1, 8)."""
    n, h, w, _ = x.shape
    a = broadcast_to(a, (n, 8))
    ys, xs = _grid(h, w, str(a.dtype))
    rows = [reshape(a[:, i], (n, 1, 1)) for i in range(8)]
    bottom = rows[6] * xs + rows[7] * ys + 1.0
    bottom = where(absolute(bottom) < _LEAST, _LEAST, bottom)  # the horizon
    x_in = (rows[0] * xs + rows[1] * ys + rows[2]) / bottom
    y_in = (rows[3] * xs + rows[4] * ys + rows[5]) / bottom
    return _moved(x, y_in, x_in, interpolation, fill_mode, fill_value)


def affine_transform(
    images: Array,
    transform: Array,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Array:
    """Images whose pixel (x, y) is what was at ``((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)``.

    ``k = c0 x + c1 y + 1``, and ``transform`` is [a0, a1, a2, b0, b1, b2, c0, c1], one or one an image.
    ``interpolation`` is "nearest" or "bilinear"; ``fill_mode`` as in ``map_coordinates``.

    Raises:
        ArgumentError: there is no such interpolation or mode.
        ShapeError: there are not 8 numbers, or not one or as many transforms as images.
    """
    _check("affine_transform", fill_mode, interpolation)
    x, back = as_batch("affine_transform", images, data_format)
    a = as_computed(convert_to_tensor(transform))
    if len(a.shape) not in (1, 2) or a.shape[-1] != 8 or (len(a.shape) == 2 and a.shape[0] not in (1, x.shape[0])):
        raise ShapeError(
            f"affine_transform: a transform of {x.shape[0]} images is (8,) or (n, 8), not {tuple(a.shape)}."
        )
    return back(_projected(x, reshape(a, (-1, 8)), interpolation, fill_mode, fill_value))


def homography(start_points: Array, end_points: Array) -> Array:
    """The eight numbers (n, 8) of the projections that take ``end_points`` (n, 4, 2) to ``start_points``."""
    sx, sy, ex, ey = (p[..., i : i + 1] for p in (start_points, end_points) for i in (0, 1))
    one, none = 0.0 * ex + 1.0, 0.0 * ex
    rows = [
        concatenate([ex, ey, one, none, none, none, -sx * ex, -sx * ey], -1),
        concatenate([none, none, none, ex, ey, one, -sy * ex, -sy * ey], -1),
    ]
    return solve(concatenate(rows, 1), concatenate([sx, sy], 1))[..., 0]


def perspective_transform(
    images: Array,
    start_points: Array,
    end_points: Array,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Array:
    """Images in which what was at the four ``start_points`` (x, y) is at ``end_points``; straight lines stay straight.

    The points are (4, 2), or (n, 4, 2): four an image. Beyond the edges is ``fill_value``.

    Raises:
        ArgumentError: there is no such interpolation.
        ShapeError: the points have another shape.
    """
    _check("perspective_transform", "constant", interpolation)
    x, back = as_batch("perspective_transform", images, data_format)
    start, end = (as_computed(convert_to_tensor(p)) for p in (start_points, end_points))
    if start.shape != end.shape or len(start.shape) not in (2, 3) or tuple(start.shape[-2:]) != (4, 2):
        raise ShapeError(
            f"perspective_transform: both sets of points are (4, 2) or (n, 4, 2), not {tuple(start.shape)} and "
            f"{tuple(end.shape)}."
        )
    a = homography(reshape(start, (-1, 4, 2)), in_dtype(reshape(end, (-1, 4, 2)), str(start.dtype)))
    return back(_projected(x, a, interpolation, "constant", fill_value))


def elastic_transform(
    images: Array,
    alpha: Any = 20.0,
    sigma: Any = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> Array:
    """Images as on a stretched cloth: drawn displacements, blurred by ``sigma``, times ``alpha``. Simard et al., 2003.

    Raises:
        ArgumentError: there is no such interpolation or mode.
    """
    _check("elastic_transform", fill_mode, interpolation)
    x, _ = as_batch("elastic_transform", images, data_format)
    dtype, size = str(as_computed(x).dtype), int(6 * float(sigma)) | 1
    seed = seed if isinstance(seed, random.SeedGenerator) else random.SeedGenerator(seed)
    drawn = random.normal((*x.shape[:3], 2), 0.0, float(sigma), dtype, seed)
    off = alpha * gaussian_blur(drawn, (size, size), (sigma, sigma), "channels_last")
    return moved_by(images, off, interpolation, fill_mode, fill_value, data_format)


def moved_by(
    images: Array, off: Array, interpolation: str, fill_mode: str, fill_value: Any, data_format: str | None
) -> Array:
    """Images whose pixels come from places that are ``off`` (n, h, w, 2): so many to the right, and down."""
    x, back = as_batch("moved_by", images, data_format)
    ys, xs = _grid(x.shape[1], x.shape[2], str(off.dtype))
    return back(_moved(x, ys + off[..., 1], xs + off[..., 0], interpolation, fill_mode, fill_value))
