"""Boxes around things in images, as Keras has them in ``keras.utils.bounding_boxes``: arrays (…, 4).

A format says what the four numbers are: two corners (``xyxy``, ``yxyx``), a corner and a size (``xywh``), the middle
and a size (``center_xywh``, ``center_yxhw``); with ``rel_`` before it, as parts of the image's width and height.
"""

from collections.abc import Mapping
from math import pi
from typing import Any

from plugkeras import config, ops
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError, did_you_mean

__all__ = [
    *("affine_transform", "clip_to_image_size", "compute_ciou", "compute_iou", "convert_format", "crop"),
    *("decode_deltas_to_boxes", "encode_box_to_deltas", "pad"),
]

FORMATS = (
    *("xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw"),
    *("rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh"),
)


def _numbers(boxes: Array) -> list[Array]:
    """The four numbers of each box, with an axis of length 1."""
    return [boxes[..., i : i + 1] for i in range(4)]


def _corners(boxes: Array, form: str) -> list[Array]:
    """x1, y1, x2, y2 of boxes of a format, which is not relative."""
    a, b, c, d = _numbers(boxes)
    if form.endswith(("yxyx", "yxhw")):
        a, b, c, d = b, a, d, c
    if form.startswith("center"):
        return [a - c / 2, b - d / 2, a + c / 2, b + d / 2]
    return [a, b, a + c, b + d] if form == "xywh" else [a, b, c, d]


def _in_format(corners: list[Array], form: str) -> Array:
    x1, y1, x2, y2 = a, b, c, d = corners
    if form.startswith("center"):
        a, b, c, d = x1 + (x2 - x1) / 2, y1 + (y2 - y1) / 2, x2 - x1, y2 - y1
    elif form == "xywh":
        c, d = x2 - x1, y2 - y1
    return ops.concatenate([b, a, d, c] if form.endswith(("yxyx", "yxhw")) else [a, b, c, d], -1)


def _known(form: str) -> str:
    if form.lower() not in FORMATS:
        raise ArgumentError(f"There is no format of boxes '{form}'{did_you_mean(form, FORMATS) or '.'}")
    return form.lower()


def convert_format(
    boxes: Any, source: str, target: str, height: Any = None, width: Any = None, dtype: str = "float32"
) -> Any:
    """Boxes of one format in another one; of a dictionary, its "boxes", in a new one.

    Raises:
        ArgumentError: there is no such format, or one of them is relative and ``height`` or ``width`` is missing.
        ShapeError: the last axis does not have length 4.
    """
    if isinstance(boxes, Mapping):
        return {**boxes, "boxes": convert_format(boxes["boxes"], source, target, height, width, dtype)}
    source, target = _known(source), _known(target)
    boxes = ops.cast(ops.convert_to_tensor(boxes), dtype)
    if boxes.shape[-1] != 4:
        raise ShapeError(f"convert_format: boxes have four numbers along the last axis, and got shape {boxes.shape}.")
    was, becomes = source.startswith("rel_"), target.startswith("rel_")
    if (was or becomes) and (height is None or width is None):
        raise ArgumentError(f"convert_format: from {source!r} to {target!r}, `height` and `width` must be given.")
    if source == target:
        return boxes
    corners = _corners(boxes, source.removeprefix("rel_"))
    if was != becomes:
        sizes = [ops.cast(size, dtype) for size in (width, height, width, height)]
        corners = [c * size if was else c / size for c, size in zip(corners, sizes, strict=True)]
    return _in_format(corners, target.removeprefix("rel_"))


def clip_to_image_size(
    bounding_boxes: Mapping[str, Any], height: Any = None, width: Any = None, bounding_box_format: str = "xyxy"
) -> dict[str, Any]:
    """A dictionary whose "boxes" end where the image does; the "labels" of those of which nothing is left are -1.

    Raises:
        ArgumentError: the format is neither "xyxy" nor "rel_xyxy", or a size is missing.
    """
    _only(bounding_box_format, "clip_to_image_size", ("xyxy", "rel_xyxy"))
    absolute = bounding_box_format == "xyxy"
    if absolute and (height is None or width is None):
        raise ArgumentError("clip_to_image_size: `height` and `width` must be given for boxes that are not relative.")
    boxes = ops.convert_to_tensor(bounding_boxes["boxes"])
    limits = [ops.cast(n, boxes.dtype) for n in (width, height)] if absolute else [1.0, 1.0]
    corners = [ops.minimum(ops.maximum(c, 0), n) for c, n in zip(_numbers(boxes), (*limits, *limits), strict=True)]
    x1, y1, x2, y2 = corners
    clipped = {**bounding_boxes, "boxes": ops.concatenate(corners, -1)}
    if bounding_boxes.get("labels") is not None:
        clipped["labels"] = ops.where(((x2 - x1) * (y2 - y1))[..., 0] > 0, bounding_boxes["labels"], -1)
    return clipped


def _only(form: str, what: str, formats: tuple[str, ...] = ("xyxy",)) -> None:
    if form not in formats:
        raise ArgumentError(f"{what}: `bounding_box_format` must be {' or '.join(map(repr, formats))}, not {form!r}.")


def around(boxes: Array, matrix: Array) -> Array:
    """Boxes (n, k, 4) around the four corners of each, where matrices (n, 3, 3) take these."""
    x1, y1, x2, y2 = _numbers(boxes)
    xs, ys = ops.concatenate([x1, x2, x2, x1], -1), ops.concatenate([y1, y1, y2, y2], -1)
    rows = [[matrix[:, i, j, None, None] for j in range(3)] for i in range(3)]
    top_x, top_y, below = (a * xs + b * ys + c for a, b, c in rows)
    ends = [way(top / below, -1, keepdims=True) for way in (ops.min, ops.max) for top in (top_x, top_y)]
    return ops.concatenate(ends, -1)


def affine_transform(
    boxes: Array,
    angle: Array,
    translate_x: Array,
    translate_y: Array,
    scale: Array,
    shear_x: Array,
    shear_y: Array,
    height: Any,
    width: Any,
    center_x: Any = None,
    center_y: Any = None,
    bounding_box_format: str = "xyxy",
) -> Array:
    """Boxes (n, k, 4) around those that are turned, sheared (degrees), scaled and moved (parts of the size).

    Of each of the n images, there is one number each. The centre is by default the middle.

    Raises:
        ArgumentError: another format than "xyxy".
    """
    _only(bounding_box_format, "affine_transform")
    turn, slant, lean = (-ops.convert_to_tensor(a) * (pi / 180.0) for a in (angle, shear_x, shear_y))
    cx = (0.5 if center_x is None else center_x) * (width - 1)
    cy = (0.5 if center_y is None else center_y) * (height - 1)
    a = ops.cos(turn - lean) / ops.cos(lean)
    b = a * ops.tan(slant) + ops.sin(turn)
    c = -ops.sin(turn - lean) / ops.cos(lean)
    d = ops.cos(turn) - c * ops.tan(slant)
    from_x, from_y = cx - translate_x * (width - 1), cy - translate_y * (height - 1)
    a0, a1, b0, b1 = d * scale, -b * scale, -c * scale, a * scale
    one, none = 0 * a0 + 1.0, 0 * a0
    rows = [a0, a1, cx - a0 * from_x - a1 * from_y, b0, b1, cy - b0 * from_x - b1 * from_y, none, none, one]
    matrix = ops.reshape(ops.stack(rows, -1), (-1, 3, 3))
    return around(ops.cast(boxes, matrix.dtype), matrix)


def crop(boxes: Array, top: Any, left: Any, height: Any, width: Any, bounding_box_format: str = "xyxy") -> Array:
    """Boxes in an image of which so much is cut off, and that has this size then."""
    _only(bounding_box_format, "crop")
    moved = pad(boxes, -top, -left)
    ends = (width, height, width, height)
    return ops.concatenate([ops.clip(c, 0, n) for c, n in zip(_numbers(moved), ends, strict=True)], -1)


def pad(
    boxes: Array, top: Any, left: Any, height: Any = None, width: Any = None, bounding_box_format: str = "xyxy"
) -> Array:
    """Boxes in an image to which so much is added. (The size, which Keras takes, does not matter.)"""
    _only(bounding_box_format, "pad")
    x1, y1, x2, y2 = _numbers(ops.convert_to_tensor(boxes))
    return ops.concatenate([x1 + left, y1 + top, x2 + left, y2 + top], -1)


# -- as differences from anchors ------------------------------------------------------------------


def _size(image_shape: Any) -> tuple[Any, Any]:
    return (None, None) if image_shape is None else (image_shape[0], image_shape[1])


def _scale_of(op: str, form: str, variance: Any) -> Array:
    if form not in ("center_xywh", "center_yxhw"):
        raise ArgumentError(f"{op}: boxes are encoded as 'center_xywh' or 'center_yxhw', not {form!r}.")
    scale = ops.convert_to_tensor([1.0] * 4 if variance is None else variance, "float32")
    if scale.shape[-1] != 4:
        raise ArgumentError(f"{op}: `variance` must be four numbers, not {variance}.")
    return scale


def encode_box_to_deltas(
    anchors: Array,
    boxes: Array,
    anchor_format: str,
    box_format: str,
    encoding_format: str = "center_yxhw",
    variance: Any = None,
    image_shape: Any = None,
) -> Array:
    """How far boxes are from anchors in units of their size, and the logarithms of the ratios of the sizes.

    Both are divided by ``variance``, four numbers. ``image_shape`` (h, w, c) is for relative formats. Ren et al., 2015.
    """
    scale = _scale_of("encode_box_to_deltas", encoding_format, variance)
    height, width = _size(image_shape)
    anchors = convert_format(anchors, anchor_format, encoding_format, height, width)
    boxes = convert_format(boxes, box_format, encoding_format, height, width)
    size, wanted = (ops.maximum(b[..., 2:], config.epsilon()) for b in (anchors, boxes))
    return ops.concatenate([(boxes[..., :2] - anchors[..., :2]) / size, ops.log(wanted / size)], -1) / scale


def decode_deltas_to_boxes(
    anchors: Any,
    boxes_delta: Any,
    anchor_format: str,
    box_format: str,
    encoded_format: str = "center_yxhw",
    variance: Any = None,
    image_shape: Any = None,
) -> Any:
    """The boxes that ``encode_box_to_deltas`` was given; of dictionaries, one of each level."""
    if isinstance(anchors, Mapping) and isinstance(boxes_delta, Mapping):
        rest = (anchor_format, box_format, encoded_format, variance, image_shape)
        return {key: decode_deltas_to_boxes(anchors[key], boxes_delta[key], *rest) for key in anchors}
    delta = ops.convert_to_tensor(boxes_delta) * _scale_of("decode_deltas_to_boxes", encoded_format, variance)
    height, width = _size(image_shape)
    anchors = convert_format(anchors, anchor_format, encoded_format, height, width)
    size = anchors[..., 2:]
    boxes = ops.concatenate([delta[..., :2] * size + anchors[..., :2], ops.exp(delta[..., 2:]) * size], -1)
    return convert_format(boxes, encoded_format, box_format, height, width)


# -- overlap --------------------------------------------------------------------------------------


def _in_pixels(boxes: Array, form: str, image_shape: Any, op: str) -> Array:
    if form.startswith("rel") and image_shape is None:
        raise ArgumentError(f"{op}: for boxes as {form!r}, `image_shape` must be given.")
    return convert_format(boxes, form, "xyxy", *_size(image_shape))


def compute_iou(
    boxes1: Array,
    boxes2: Array,
    bounding_box_format: str,
    use_masking: bool = False,
    mask_val: float = -1,
    image_shape: Any = None,
) -> Array:
    """The area that each of boxes1 (…, m, 4) has in common with each of boxes2 (…, k, 4), by that of both: (…, m, k).

    With ``use_masking``, it is ``mask_val`` for boxes all of whose numbers are negative.

    Raises:
        ShapeError: boxes have another number of axes than 2 or 3.
    """
    a, b = (_in_pixels(boxes, bounding_box_format, image_shape, "compute_iou") for boxes in (boxes1, boxes2))
    if {len(a.shape), len(b.shape)} - {2, 3}:
        raise ShapeError(f"compute_iou: boxes have 2 axes, or 3 with that of a batch, not {a.shape} and {b.shape}.")
    ax1, ay1, ax2, ay2 = _numbers(a)
    bx1, by1, bx2, by2 = (ops.swapaxes(c, -1, -2) for c in _numbers(b))
    common = _overlap(ax1, ax2, bx1, bx2) * _overlap(ay1, ay2, by1, by2)
    both = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - common
    iou = common / (both + config.epsilon())
    if not use_masking:
        return iou
    no_a, no_b = (ops.max(boxes, -1, keepdims=True) < 0 for boxes in (a, b))
    return ops.where(ops.logical_or(no_a, ops.swapaxes(no_b, -1, -2)), ops.cast(mask_val, iou.dtype), iou)


def _overlap(a1: Array, a2: Array, b1: Array, b2: Array) -> Array:
    return ops.maximum(ops.minimum(a2, b2) - ops.maximum(a1, b1), 0)


def compute_ciou(boxes1: Array, boxes2: Array, bounding_box_format: str, image_shape: Any = None) -> Array:
    """For each pair, its IoU less what its middles and its ratios of sides differ by. Zheng et al., 2020."""
    a, b = (_in_pixels(boxes, bounding_box_format, image_shape, "compute_ciou") for boxes in (boxes1, boxes2))
    least = config.epsilon()
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = ([c[..., 0] for c in _numbers(boxes)] for boxes in (a, b))
    wa, ha, wb, hb = ax2 - ax1, ay2 - ay1 + least, bx2 - bx1, by2 - by1 + least
    common = _overlap(ax1, ax2, bx1, bx2) * _overlap(ay1, ay2, by1, by2)
    iou = common / (wa * ha + wb * hb - common + 2 * least)
    wide = ops.square(ops.maximum(ax2, bx2) - ops.minimum(ax1, bx1))
    high = ops.square(ops.maximum(ay2, by2) - ops.minimum(ay1, by1))
    apart = ops.square((ax1 + ax2 - bx1 - bx2) / 2) + ops.square((ay1 + ay2 - by1 - by2) / 2)
    ratio = 4 / pi**2 * ops.square(ops.arctan(wb / hb) - ops.arctan(wa / ha))
    return iou - (apart / (wide + high + least) + ratio * ratio / (ratio - iou + (1 + least)))
