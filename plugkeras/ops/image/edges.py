"""Pixels added around images, and cut off."""

from typing import Any

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.image.batches import as_batch, is_first
from plugkeras.ops.shapes import convert_to_tensor, pad

__all__ = ["crop_images", "pad_images"]


def pad_images(
    images: Array,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Array:
    """Images with zeros around; of top, bottom and height two are given, and of left, right and width.

    Raises:
        ArgumentError: more or fewer are given, or one is negative, or would be.
    """
    x, axes = _looked_at("pad_images", images, data_format)
    h, w = (x.shape[axis] for axis in axes)
    around = [(0, 0)] * len(x.shape)
    around[axes[0]] = _ends(
        "pad_images", "top_padding bottom_padding target_height", h, top_padding, bottom_padding, target_height, 1
    )
    around[axes[1]] = _ends(
        "pad_images", "left_padding right_padding target_width", w, left_padding, right_padding, target_width, 1
    )
    return pad(x, around)


def crop_images(
    images: Array,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Array:
    """What is left of images; of top, bottom and height two are given, and of left, right and width.

    Raises:
        ArgumentError: more or fewer are given, or one is negative, or would be.
    """
    x, axes = _looked_at("crop_images", images, data_format)
    h, w = (x.shape[axis] for axis in axes)
    top, bottom = _ends(
        "crop_images", "top_cropping bottom_cropping target_height", h, top_cropping, bottom_cropping, target_height, -1
    )
    left, right = _ends(
        "crop_images", "left_cropping right_cropping target_width", w, left_cropping, right_cropping, target_width, -1
    )
    key = [slice(None)] * len(x.shape)
    key[axes[0]], key[axes[1]] = slice(top, h - bottom), slice(left, w - right)
    return x[tuple(key)]


def _looked_at(op: str, images: Any, data_format: str | None) -> tuple[Array, tuple[int, int]]:
    as_batch(op, images, data_format)  # which looks at the shape
    return convert_to_tensor(images), (-2, -1) if is_first(data_format) else (-3, -2)


def _ends(op: str, names: str, n: int, before: Any, after: Any, target: Any, sign: int) -> tuple[int, int]:
    """How much is added (or with sign -1 cut off) before and after an axis of length n, of which two are known."""
    told = dict(zip(names.split(), (before, after, target), strict=True))
    if [*told.values()].count(None) != 1:
        raise ArgumentError(f"{op}: exactly two of {', '.join(told)} must be given, not {told}.")
    if before is None:
        before = sign * (target - n) - after
    elif after is None:
        after = sign * (target - n) - before
    if min(before, after, n + sign * (before + after)) < 0:
        raise ArgumentError(f"{op}: {told} makes no sense of an axis of length {n}: a number would be negative.")
    return int(before), int(after)
