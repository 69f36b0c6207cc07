"""Layers that change images, with what is drawn given: the draws of real Keras are its own."""

from typing import Any, NamedTuple

import numpy as np

from ..parts import Data, Given, Part, integer, part, real
from .layers import FIRST


class Augmentation(NamedTuple):
    """A layer, what it has drawn, and images with masks, boxes and labels; those that are None are not compared."""

    layer: Part
    drawn: Any
    images: Data
    masks: Data | None = None
    boxes: Data | Given | None = None
    labels: Data | None = None
    dtypes: tuple[str, ...] = ("float32", "float64")


BRIGHT, UNIT, ONE = real((2, 6, 7, 3), 0, 255), real((2, 6, 7, 3), 0, 1), real((1, 6, 7, 3), 0, 255)
FIRST_BRIGHT, SQUARE = real((2, 3, 6, 7), 0, 255), real((2, 6, 6, 3), 0, 255)
MASKS, CLASSES = integer((2, 6, 7, 1), 5), real((2, 4), 0, 1)
CORNERS = Given([[[1.0, 0.5, 4, 3.5], [2, 1, 6.5, 5]], [[0, 0, 3, 2.25], [3.5, 2, 5, 6]]])
SIDES = Given([[[0.25, 0.5, 0.5, 0.25], [0.125, 0.1, 0.3, 0.8]], [[0, 0, 0.4, 0.4], [0.5, 0.5, 0.5, 0.5]]])
SINGLE = ("float32",)  # where Keras computes in float32, whatever the dtype

SHAPE = {"input_shape": (2, 6, 7, 3)}
YES_NO = np.array([True, False])


def _a(*values: Any) -> Any:
    return np.array(values)


def _turned(*degrees: float) -> dict[str, Any]:
    """What RandomRotation draws for two images of 6 by 7."""
    a, cx, cy = np.deg2rad(degrees), 3.0, 2.5
    cos, sin, none = np.cos(a), np.sin(a), np.zeros(len(a))
    rows = [cos, -sin, cx - cx * cos + cy * sin, sin, cos, cy - cx * sin - cy * cos, none, none]
    where = {"image_height": 6, "image_width": 7, "batch_size": 2}
    return {"angle": _a(*degrees), "rotation_matrix": np.stack(rows, 1), **where}


TURNED = _turned(37.0, -110.0)
SHIFTED = {"translations": _a([1.3, -0.6], [-2.2, 4.1]), **SHAPE}
ZOOMED = {"height_zoom": _a([1.31], [0.72]), "width_zoom": _a([0.83], [0.72]), **SHAPE}
SLANTED = {"shear_factor": _a([0.31, -0.12], [-0.43, 0.23]), **SHAPE}
_CORNERS = np.array([[0.0, 0], [6, 0], [0, 5], [6, 5]])
SEEN = {
    "start_points": np.stack([_CORNERS] * 2),
    "end_points": np.stack([_CORNERS * 1.2 + 0.3, _CORNERS * [[1, 1], [0.7, 1], [1, 0.9], [1.2, 1.1]]]),
    "input_shape": (2, 6, 7, 3),
}
MODES = ("reflect", "wrap", "constant", "nearest")


def _box(form: str) -> dict[str, str]:
    return {"bounding_box_format": form}


warps = {
    **{
        f"{name}-{mode}": Augmentation(
            part(f"layers.{name}", **arguments, fill_mode=mode, fill_value=7.0, **_box(form)),
            drawn, BRIGHT, MASKS, boxes, CLASSES, SINGLE,
        )
        for name, arguments, drawn, form, boxes in (
            ("RandomRotation", {"factor": 0.3}, TURNED, "xyxy", CORNERS),
            ("RandomTranslation", {"height_factor": 0.3, "width_factor": 0.2}, SHIFTED, "rel_xywh", SIDES),
            ("RandomZoom", {"height_factor": 0.3, "width_factor": 0.2}, ZOOMED, "center_xywh", CORNERS),
            ("RandomShear", {"x_factor": 0.3, "y_factor": 0.2}, SLANTED, "xyxy", None),
        )
        for mode in MODES
    },
    **{
        f"{name}-nearest-first": Augmentation(
            part(f"layers.{name}", **arguments, interpolation="nearest", **FIRST),
            {**drawn, "input_shape": (2, 3, 6, 7)}, FIRST_BRIGHT, dtypes=SINGLE,
        )
        for name, arguments, drawn in (
            ("RandomRotation", {"factor": 0.3}, TURNED),
            ("RandomTranslation", {"height_factor": 0.3, "width_factor": 0.2}, SHIFTED),
            ("RandomZoom", {"height_factor": 0.3, "width_factor": 0.2}, ZOOMED),
            ("RandomShear", {"x_factor": 0.3, "y_factor": 0.2}, SLANTED),
        )
    },
    "RandomShear-boxes": Augmentation(
        part("layers.RandomShear", x_factor=0.3, **_box("xyxy")),
        {"shear_factor": _a([0.31, 0.0], [-0.43, 0.0]), "input_shape": (2, 6, 6, 3)},
        SQUARE, None, Given([[[1.0, 0.5, 4, 3.5], [2, 1, 5.5, 5]], [[0, 0, 3, 2.25], [3.5, 2, 5, 6]]]), dtypes=SINGLE,
    ),
    **{
        f"RandomPerspective-{way}": Augmentation(
            part("layers.RandomPerspective", interpolation=way, fill_value=9.0, **_box("xyxy")),
            {**SEEN, "apply_perspective": np.array(flags)}, BRIGHT, MASKS, CORNERS, CLASSES, SINGLE,
        )
        for way, flags in (("bilinear", [True, True]), ("nearest", [False, True]))
    },
}  # fmt: skip

crops = {
    **{
        f"CenterCrop-{key}": Augmentation(
            part("layers.CenterCrop", height=h, width=w, **_box("rel_xyxy")),
            SHAPE, BRIGHT, masks, SIDES, CLASSES, SINGLE,
        )
        for key, h, w, masks in (("smaller", 3, 4, MASKS), ("larger", 8, 9, None), ("one", 4, 9, None))
    },
    "CenterCrop-first": Augmentation(
        part("layers.CenterCrop", height=3, width=4, **FIRST), {"input_shape": (2, 3, 6, 7)}, FIRST_BRIGHT
    ),
    "RandomCrop": Augmentation(part("layers.RandomCrop", height=3, width=4), (2, 1), BRIGHT),
    "RandomCrop-first": Augmentation(part("layers.RandomCrop", height=3, width=4, **FIRST), (3, 0), FIRST_BRIGHT),
    **{
        f"Resizing-{key}": Augmentation(
            part("layers.Resizing", height=h, width=w, **how, **_box("xywh")),
            (6, 7), BRIGHT, MASKS, CORNERS, CLASSES, SINGLE,
        )
        for key, h, w, how in (
            ("larger", 9, 8, {}),
            ("smaller", 3, 5, {"interpolation": "nearest"}),
            ("cropped", 8, 5, {"crop_to_aspect_ratio": True}),
            ("padded", 8, 5, {"pad_to_aspect_ratio": True, "fill_value": 3.0}),
            ("padded-wide", 4, 9, {"pad_to_aspect_ratio": True}),
        )
    },
    **{
        f"RandomFlip-{mode}": Augmentation(
            part("layers.RandomFlip", mode=mode, **_box("xyxy")),
            {"flips": YES_NO.reshape(2, 1, 1, 1), **SHAPE}, BRIGHT, MASKS, CORNERS, CLASSES, SINGLE,
        )  # boxes within: Keras does not clip them on the right and below
        for mode in ("horizontal", "vertical", "horizontal_and_vertical")
    },
    "RandomFlip-first": Augmentation(
        part("layers.RandomFlip", mode="horizontal", **FIRST),
        {"flips": YES_NO.reshape(2, 1, 1, 1), "input_shape": (2, 3, 6, 7)}, FIRST_BRIGHT,
    ),
}  # fmt: skip


def _image(*numbers: float) -> Any:
    return np.reshape(numbers, (-1, 1, 1, 1))


def _color(name: str, drawn: Any, images: Data = BRIGHT, dtypes: Any = ("float32", "float64"), **arguments: Any) -> Any:
    return Augmentation(part(f"layers.{name}", **arguments), drawn, images, MASKS, None, CLASSES, dtypes)


LOW = {"value_range": (0, 1)}
colors = {
    "RandomBrightness": _color("RandomBrightness", {"rgb_delta": _image(70.0, -90)}, factor=0.5),
    "RandomBrightness-unit": _color("RandomBrightness", {"rgb_delta": _image(0.3, -0.2)}, UNIT, factor=0.5, **LOW),
    "RandomContrast": _color("RandomContrast", {"contrast_factor": _image(1.6, 0.3)}, factor=0.5),
    "RandomHue": _color("RandomHue", {"factor": _a(0.21, -0.37)}, BRIGHT, SINGLE, factor=0.9),
    "RandomHue-first": _color(
        "RandomHue", {"factor": _a(0.21, -0.37)}, real((2, 3, 6, 7)), SINGLE, factor=0.9, value_range=(-1, 1), **FIRST
    ),
    "RandomSaturation": _color("RandomSaturation", {"factor": _a(0.6, 2.5)}, UNIT, factor=0.9, **LOW),
    "RandomSaturation-weaker": _color("RandomSaturation", {"factor": _a(0.6, 0.0)}, factor=0.5),
    "RandomSaturation-first": _color("RandomSaturation", {"factor": _a(0.3, 0.9)}, FIRST_BRIGHT, factor=0.5, **FIRST),
    "RandomColorDegeneration": _color("RandomColorDegeneration", {"factor": _image(0.6, 1.0)}, factor=1.0),
    "RandomGrayscale": _color("RandomGrayscale", YES_NO.reshape(2, 1, 1, 1), factor=0.5),
    "RandomInvert": _color("RandomInvert", {"apply_inversion": YES_NO}, UNIT, value_range=(0, 1)),
    "RandomPosterization": _color("RandomPosterization", {"shift_factor": np.array([5, 7], "uint8")}, factor=4),
    "RandomSharpness": _color("RandomSharpness", {"factor": _a(0.1, 0.9)}, factor=1.0),
    "RandomSharpness-first": _color("RandomSharpness", {"factor": _a(0.1, 0.9)}, FIRST_BRIGHT, factor=1.0, **FIRST),
    "RandomGaussianBlur": _color(
        "RandomGaussianBlur", {"should_apply_blur": YES_NO, "blur_factor": _a(0.7, 0.4)}, kernel_size=3
    ),
    "RandomErasing": _color("RandomErasing", {
        "apply_erasing": np.array([True, True]),
        "batch_masks": (np.indices((2, 6, 7, 3))[1] + np.indices((2, 6, 7, 3))[0]) % 3 == 0,
        "fill_value": np.full((2, 6, 7, 3), 17.0),
    }),
    "Solarization": _color(
        "Solarization", {"additions": _image(20.0, 60), "thresholds": _image(100.0, 180)}, BRIGHT, SINGLE
    ),
    "Solarization-unit": _color(
        "Solarization", {"additions": _image(20.0, 60), "thresholds": _image(100.0, 180)}, UNIT, SINGLE, **LOW
    ),
    "AutoContrast": _color("AutoContrast", None),
    "AutoContrast-range": _color("AutoContrast", None, real((2, 6, 7, 3)), value_range=(-1, 1)),
    "Equalization": _color("Equalization", None, ONE, SINGLE),
    "Equalization-bins": _color("Equalization", None, ONE, SINGLE, bins=7),
    "Equalization-first": _color("Equalization", None, real((1, 3, 6, 7), 0, 1), SINGLE, **LOW, **FIRST),
    **{
        f"Contrast-{key}": Augmentation(
            part("layers.ContrastLimitedAdaptiveHistogramEqualization", **how), None, x, dtypes=SINGLE
        )
        for key, x, how in (
            ("plain", real((2, 16, 18, 3), 0, 255), {}),
            ("tiles", real((2, 11, 13, 3), 0, 255), {"tile_grid_size": (2, 3), "clip_limit": 20.0}),
            ("unlimited", real((2, 11, 13, 2), 0, 1), {"tile_grid_size": (3, 2), "clip_limit": 0.0, **LOW}),
            ("first", real((2, 3, 12, 13), 0, 255), {"tile_grid_size": (2, 2), **FIRST}),
        )
    },
}  # fmt: skip

ORDER = np.array([1, 0])
mixing = {
    "MixUp": Augmentation(
        part("layers.MixUp"), {"mix_weight": _a(0.3, 0.9), "permutation_order": ORDER}, BRIGHT, labels=CLASSES
    ),
    "CutMix": Augmentation(
        part("layers.CutMix"), {
            "permutation_order": ORDER,
            "batch_masks": (np.indices((2, 6, 7, 3))[1] > 1) & (np.indices((2, 6, 7, 3))[2] < 4),
            "mix_weight": _image(0.45, 0.45),
        }, BRIGHT, labels=CLASSES,
    ),
}  # fmt: skip

COLORED = {
    "random_brightness": {"rgb_delta": _image(0.0, 0)},  # which Keras adds in place on PyTorch, chosen or not
    "random_color_degeneration": {"factor": _image(0.6, 1.0)},
    "random_contrast": {"contrast_factor": _image(1.6, 0.3)},
    "random_sharpness": {"factor": _a(0.1, 0.9)},
    "random_posterization": {"shift_factor": np.array([5, 6], "uint8")},
    "solarization": {"additions": _image(20.0, 60), "thresholds": _image(100.0, 180)},
}
ALL = {
    "random_shear": SLANTED,
    "random_translation": SHIFTED,
    "random_rotation": TURNED,
    **COLORED,
    "auto_contrast": None,
    "equalization": None,
}


def _links(*names: str) -> list[Any]:
    return [{"layer_name": name, "transformation": ALL[name]} for name in names]


chains = {
    **{
        f"RandAugment-{'-'.join(map(str, chosen))}": Augmentation(
            part("layers.RandAugment", num_ops=len(chosen)),
            {"layer_idxes": np.array(chosen), "transforms": ALL}, BRIGHT, MASKS, None, CLASSES, SINGLE,
        )
        for chosen in ((0, 3), (7, 1), (2, 4), (5, 6), (8, 9, 2))
    },
    **{
        f"AugMix-{key}": Augmentation(
            part("layers.AugMix", num_chains=2, **how), {
                "chain_mixing_weights": _a(0.3, 0.7), "weight_sample": np.array(0.4),
                "chain_transforms": [_links(*first), _links(*second)],
            }, BRIGHT, dtypes=SINGLE,
        )
        for key, how, first, second in (
            ("all", {}, ("random_shear", "random_contrast"), ("random_sharpness", "random_rotation", "solarization")),
            ("fewer", {"all_ops": False}, ("random_posterization",), ("auto_contrast", "random_translation")),
        )
    },
}  # fmt: skip

CASES = {**warps, **crops, **colors, **mixing, **chains}
