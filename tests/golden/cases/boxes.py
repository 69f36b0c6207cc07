"""Functions of ``utils.bounding_boxes``."""

from typing import Any, NamedTuple

from ..parts import Data, Given, real
from .augmentations import CORNERS, SIDES, SINGLE


class Boxes(NamedTuple):
    """``call(utils.bounding_boxes, *arrays)``; most compute in float32 whatever they are given."""

    call: Any
    arrays: tuple[Data | Given, ...]
    dtypes: tuple[str, ...] = SINGLE


def _boxes(name: str, arrays: Any, *args: Any, **kwargs: Any) -> Boxes:
    return Boxes(lambda boxes, *arrays: getattr(boxes, name)(*arrays, *args, **kwargs), arrays)


FORMATS = ("xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw", "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh")
ONE_EACH = [real((2,), -40, 40), *[real((2,), -0.3, 0.3)] * 2, real((2,), 0.6, 1.5), *[real((2,), -20, 20)] * 2]
FLAT = Given([[1.0, 0.5, 4, 3.5], [2, 1, 6.5, 5], [-1, -1, -1, -1]])
OTHERS = Given([[0.5, 0.5, 3, 4], [2, 1, 6.5, 5]])
BESIDE = Given([[[0.5, 0.5, 3, 4], [2, 1, 6, 5]], [[0, 0, 2, 2], [3, 2, 5, 7]]])
TOLD = {"variance": [0.1, 0.1, 0.2, 0.2], "image_shape": (6, 7, 3)}
CASES = {
    **{
        f"{a}-{b}": _boxes("convert_format", (SIDES,), a, b, 6, 7)
        for a in FORMATS
        for b in ("xyxy", "center_yxhw", "rel_xywh")
    },
    **{f"xyxy-{b}": _boxes("convert_format", (CORNERS,), "xyxy", b, 6, 7) for b in FORMATS},
    "affine": _boxes("affine_transform", (CORNERS, *ONE_EACH), 6, 7),
    "affine-center": _boxes("affine_transform", (CORNERS, *ONE_EACH), 6, 7, 0.25, 0.75),
    "crop": _boxes("crop", (CORNERS,), 1, 2, 3, 4)._replace(dtypes=("float32", "float64")),
    "pad": _boxes("pad", (CORNERS,), 1, 2)._replace(dtypes=("float32", "float64")),
    "encode": _boxes("encode_box_to_deltas", (CORNERS, CORNERS), "xyxy", "xywh"),
    "encode-told": _boxes("encode_box_to_deltas", (SIDES, CORNERS), "rel_xyxy", "xyxy", "center_xywh", **TOLD),
    "decode": _boxes("decode_deltas_to_boxes", (CORNERS, real((2, 2, 4))), "xyxy", "xywh"),
    "decode-told": _boxes(
        "decode_deltas_to_boxes", (CORNERS, real((2, 2, 4))), "xyxy", "rel_xyxy", "center_xywh", **TOLD
    ),
    "iou": _boxes("compute_iou", (FLAT, OTHERS), "xyxy"),
    "iou-batch": _boxes("compute_iou", (SIDES, SIDES), "rel_xywh", image_shape=(6, 7, 3)),
    "iou-masked": _boxes("compute_iou", (FLAT, OTHERS), "yxyx", use_masking=True, mask_val=-2),
    "ciou": _boxes("compute_ciou", (CORNERS, BESIDE), "xyxy"),
}
