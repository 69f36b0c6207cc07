"""Images turned, shifted, sheared, zoomed, and made lighter, in NumPy: what ``ImageDataGenerator`` does to them."""

from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.utils.images import array_to_img, img_to_array

FILL_MODES = ("nearest", "constant", "reflect", "wrap")


def apply_affine_transform(
    x: Any,
    theta: float = 0,
    tx: float = 0,
    ty: float = 0,
    shear: float = 0,
    zx: float = 1,
    zy: float = 1,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    order: int = 1,
) -> Any:
    """One image turned by ``theta`` degrees, shifted by ``tx`` columns and ``ty`` rows, sheared and zoomed.

    It is turned about its middle. (Keras 2 does so only if it is as high as it is wide.)

    A pixel is the nearest one of where it comes from (``order`` 0), or a mean of the four around it (1). Beyond the
    edges there are, by ``fill_mode``, the last pixels, ``cval``, the image mirrored, or the image again.

    Raises:
        ArgumentError: an argument is none of its choices.
        ShapeError: it is no image with channels, or the axes are not its three.
    """
    if np.ndim(x) != 3 or {row_axis, col_axis, channel_axis} != {0, 1, 2} or channel_axis == 1:
        raise ShapeError("apply_affine_transform needs one image, with its channels first or last, and its axes.")
    if fill_mode not in FILL_MODES or order not in (0, 1):
        raise ArgumentError(f"apply_affine_transform: `fill_mode` is one of {', '.join(FILL_MODES)}, `order` 0 or 1.")
    if (theta, tx, ty, shear, zx, zy) == (0, 0, 0, 0, 1, 1):
        return x
    planes = np.moveaxis(x, (row_axis, col_axis), (0, 1))
    matrix = _centred(_matrix(theta, tx, ty, shear, zx, zy), planes.shape[1], planes.shape[0])
    rows, columns = np.indices(planes.shape[:2])
    places = [a * columns + b * rows + c for a, b, c in matrix[1::-1]]
    y = _sampled(planes, places, fill_mode, cval, order)
    return np.moveaxis(y.astype(planes.dtype), (0, 1), (row_axis, col_axis))


def _matrix(theta: float, tx: float, ty: float, shear: float, zx: float, zy: float) -> Any:
    """Where pixels come from, seen from the middle: turned, then shifted, sheared, zoomed."""
    turn, lean = np.deg2rad(theta), np.deg2rad(shear)
    return (
        np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
        @ np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
        @ np.array([[1, -np.sin(lean), 0], [0, np.cos(lean), 0], [0, 0, 1]])
        @ np.diag([zx, zy, 1.0])
    )


def _centred(matrix: Any, width: int, height: int) -> Any:
    middle = np.array([[1, 0, width / 2 - 0.5], [0, 1, height / 2 - 0.5], [0, 0, 1]])
    return middle @ matrix @ np.linalg.inv(middle)


def _sampled(planes: Any, places: list[Any], fill_mode: str, cval: float, order: int) -> Any:
    lengths = planes.shape[:2]
    places = [_inside(place, n, fill_mode) for place, n in zip(places, lengths, strict=True)]
    first = [np.floor(place + (0.5 if order == 0 else 0)).astype(int) for place in places]
    total: Any = 0.0
    for down in range(order + 1):
        for right in range(order + 1):
            taps, weight = [], 1.0
            for start, step, place, n in zip(first, (down, right), places, lengths, strict=True):
                taps.append(_mirrored(start + step, n) if fill_mode == "reflect" else np.clip(start + step, 0, n - 1))
                weight = weight * (1 - np.abs(place - start - step)) if order else weight
            total = total + planes[taps[0], taps[1]] * np.asarray(weight)[..., None]
    if fill_mode != "constant":
        return total
    outside = np.any([(p < 0) | (p > n - 1) for p, n in zip(places, lengths, strict=True)], axis=0)
    return np.where(outside[..., None], cval, total)


def _inside(place: Any, n: int, fill_mode: str) -> Any:
    if fill_mode == "nearest":
        return np.clip(place, 0, n - 1)
    if fill_mode == "wrap":  # as SciPy has it: the last pixel is the first one again
        period = max(n - 1, 1)
        below = place + period * (np.floor(-place / period) + 1)
        above = place - period * np.floor(place / period)
        return np.where(place < 0, below, np.where(place > n - 1, above, place)) * (n > 1)
    return place


def _mirrored(i: Any, n: int) -> Any:
    i = i % (2 * n)
    return np.where(i < n, i, 2 * n - 1 - i)


def apply_channel_shift(x: Any, intensity: float, channel_axis: int = 0) -> Any:
    """``x + intensity``, within the least and the greatest number of x."""
    return np.clip(x + intensity, np.min(x), np.max(x))


def apply_brightness_shift(x: Any, brightness: float, scale: bool = True, data_format: str | None = None) -> Any:
    """One image as many times as light, as Pillow makes it; with ``scale``, from 0 to 255 whatever it was."""
    from PIL import ImageEnhance

    least, greatest = np.min(x), np.max(x)
    beyond = least < 0 or greatest > 255
    image = array_to_img(x, data_format, scale=bool(beyond or scale))
    y = img_to_array(ImageEnhance.Brightness(image).enhance(brightness), data_format)
    return y / 255 * (greatest - least) + least if beyond and not scale else y
