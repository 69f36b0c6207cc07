"""Ops of images, and layers that make them larger or pool them to a size."""

from typing import Any

from ..parts import Given, integer, real
from .layers import FIRST, IMAGES, IMAGES_FIRST, STEPS, rows
from .operations import Op, op, told

X, ONE, RGB = real((2, 5, 7, 3)), real((5, 7, 3)), real((2, 4, 5, 3), 0.05, 1)
BYTES = integer((2, 5, 7, 3), 256)
VOLUMES = real((2, 5, 4, 6, 2))


def _image(name: str, *args: Any, dtype: str | None = None, **kwargs: Any) -> Any:
    """``ops.image.name(*arrays, *args, **kwargs)``, of integers in ``dtype``."""

    def call(ops: Any, x: Any, *others: Any) -> Any:
        return getattr(ops.image, name)(ops.cast(x, dtype) if dtype else x, *others, *args, **kwargs)

    return call


_WAYS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
resizing = {
    **{f"resize-{way}": op(_image("resize", (8, 4), way), X) for way in _WAYS},
    **{f"resize-{way}-less": op(_image("resize", (2, 3), way, antialias=True), X) for way in _WAYS},
    **{f"resize-{way}-bytes": told(_image("resize", (3, 9), way, dtype="uint8"), BYTES) for way in _WAYS[:3]},
    "resize-first": op(_image("resize", (6, 3), data_format="channels_first"), real((2, 3, 5, 7))),
    "resize-one": op(_image("resize", (6, 3)), ONE),
    "resize-crop": op(_image("resize", (3, 6), crop_to_aspect_ratio=True), X),
    "resize-crop-wide": op(_image("resize", (6, 4), "bicubic", crop_to_aspect_ratio=True), X),
    "resize-pad": op(_image("resize", (3, 6), pad_to_aspect_ratio=True, fill_value=0.5), X),
    "resize-pad-tall": op(_image("resize", (8, 3), "nearest", pad_to_aspect_ratio=True), X),
    "resize-pad-first": op(
        _image("resize", (8, 3), pad_to_aspect_ratio=True, data_format="channels_first"), real((2, 3, 5, 7))
    ),
    **{
        f"scale_and_translate-{way}{'' if antialias else '-sharp'}": op(
            lambda ops, x, scale, shift, way=way, antialias=antialias: ops.image.scale_and_translate(
                x, (2, 6, 8, 3), scale, shift, (1, 2), way, antialias
            ),
            *(X, Given([0.7, 1.6]), Given([0.4, -1.3])),
        )
        for way in ("linear", "cubic", "lanczos3", "lanczos5")
        for antialias in (True, False)
    },
}

_PLACES = real((2, 3, 4), -3, 7)
_SHIFT, _TURNED = Given([1.0, 0, 1.3, 0, 1, -0.6, 0, 0]), Given([0.93, 0.31, -0.47, -0.26, 1.13, 0.71, 0, 0])
_EACH = Given([[0.93, 0.31, -0.47, -0.26, 1.13, 0.71, 0, 0], [1.21, 0, -1.47, 0.12, 0.81, 0.29, 0, 0]])
_FROM = Given([[0.0, 0], [6, 0], [0, 4], [6, 4]])
_TO = Given([[0.5, 0.25], [5, 0.75], [-1, 4.5], [6.5, 3]])
_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")
transforms = {
    **{
        f"map_coordinates-{mode}-{order}": Op(_image("map_coordinates", order, mode, 0.5), (real((5, 4)), _PLACES))
        for mode in _MODES
        for order in (0, 1)
    },
    "map_coordinates-deep": op(_image("map_coordinates", 1, "reflect"), real((4, 3, 5)), real((3, 6), -4, 8)),
    "map_coordinates-bytes": told(
        lambda ops, x, at: ops.image.map_coordinates(ops.cast(x, "uint8"), at, 1), integer((5, 4), 256), _PLACES
    ),
    **{
        f"affine_transform-{mode}-{way}": op(
            lambda ops, x, mode=mode, way=way: ops.image.affine_transform(
                x, ops.array(_EACH.values, x.dtype), way, mode, 0.5
            ),
            X,
        )
        for mode in _MODES
        for way in ("bilinear", "nearest")
    },
    "affine_transform-shift": op(
        lambda ops, x: ops.image.affine_transform(x, ops.array(_SHIFT.values, x.dtype)), ONE
    ),
    "affine_transform-first": op(
        lambda ops, x: ops.image.affine_transform(
            x, ops.array(_TURNED.values, x.dtype), data_format="channels_first"
        ),
        real((3, 5, 7)),
    ),
    **{
        f"perspective_transform-{way}": op(
            lambda ops, x, way=way: ops.image.perspective_transform(
                x, ops.array(_FROM.values, x.dtype), ops.array(_TO.values, x.dtype), way, 0.5
            ),
            ONE,
        )
        for way in ("bilinear", "nearest")
    },
    "perspective_transform-each": op(
        lambda ops, x: ops.image.perspective_transform(
            x,
            ops.array([_FROM.values] * 2, x.dtype),
            ops.array([_TO.values, _FROM.values], x.dtype),
            data_format="channels_first",
        ),
        real((2, 3, 5, 7)),
    ),
}  # fmt: skip

colors = {
    "rgb_to_grayscale": op(_image("rgb_to_grayscale"), RGB),
    "rgb_to_grayscale-gray": op(_image("rgb_to_grayscale", "channels_first"), real((1, 4, 5))),
    "rgb_to_grayscale-bytes": told(_image("rgb_to_grayscale", dtype="uint8"), BYTES),
    "rgb_to_hsv": op(_image("rgb_to_hsv"), RGB),
    "rgb_to_hsv-gray": told(_image("rgb_to_hsv"), Given([[[0.0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 1]]])),
    "rgb_to_hsv-first": op(_image("rgb_to_hsv", data_format="channels_first"), real((3, 4, 5), 0.05, 1)),
    "hsv_to_rgb": op(_image("hsv_to_rgb"), real((2, 4, 5, 3), 0.01, 0.99)),
    "hsv_to_rgb-first": op(_image("hsv_to_rgb", data_format="channels_first"), real((3, 4, 5), -1, 2)),
}

neighbours = {
    "gaussian_blur": op(
        _image("gaussian_blur", (3, 5), (0.8, 1.5), "channels_last"),
        X,
    ),
    "gaussian_blur-wide": op(
        lambda ops, x, sigma: ops.image.gaussian_blur(x, (17, 20), sigma, "channels_last"), X, Given([2.5, 4.0])
    ),
    "gaussian_blur-one": op(_image("gaussian_blur", (5, 3), (1.0, 0.5), "channels_last"), ONE),
    "gaussian_blur-first": op(_image("gaussian_blur", (4, 4), (1.0, 2.0), "channels_first"), real((2, 3, 5, 7))),
    "gaussian_blur-sigma": op(
        lambda ops, x, sigma: ops.image.gaussian_blur(x, (3, 3), sigma, "channels_last"), X, Given([0.8, 1.5])
    ),
    "sobel_edges": op(_image("sobel_edges"), X),
    "sobel_edges-first": op(_image("sobel_edges", "channels_first"), real((2, 3, 5, 7))),
    "ssim": op(_image("ssim"), real((2, 12, 13, 3), 0, 1), real((2, 12, 13, 3), 0, 1)),
    "ssim-one": op(_image("ssim", 255.0, 3, 0.9, 0.02, 0.05), real((5, 7, 3), 0, 255), real((5, 7, 3), 0, 255)),
    "ssim-first": op(
        _image("ssim", filter_size=4, data_format="channels_first"), real((2, 3, 5, 7)), real((2, 3, 5, 7))
    ),
    "extract_patches": op(_image("extract_patches", 2), X),
    "extract_patches-one": op(_image("extract_patches", (2, 3), (1, 2)), ONE),
    "extract_patches-same": op(_image("extract_patches", (3, 2), 2, padding="same"), X),
    "extract_patches-dilated": op(_image("extract_patches", 2, 1, 2), X),
    "extract_patches-first": op(_image("extract_patches", 2, 1, data_format="channels_first"), real((3, 5, 7))),
    "extract_patches-volumes": op(_image("extract_patches", (2, 1, 3)), VOLUMES),
    "extract_patches_3d": op(_image("extract_patches_3d", 2, (1, 2, 2)), VOLUMES),
    "extract_patches_3d-one": op(_image("extract_patches_3d", (2, 2, 3), padding="same"), real((5, 4, 6, 2))),
    "pad_images": op(_image("pad_images", 1, 2, 3, 4), X),
    "pad_images-target": op(_image("pad_images", 1, None, None, 0, 8, 9), ONE),
    "pad_images-first": op(_image("pad_images", 0, 2, 3, 1, data_format="channels_first"), real((2, 3, 5, 7))),
    "crop_images": op(_image("crop_images", 1, 2, 0, 1), X),
    "crop_images-target": op(_image("crop_images", None, 2, 1, None, 3, 4), ONE),
    "crop_images-first": op(_image("crop_images", 1, 0, 2, 3, data_format="channels_first"), real((2, 3, 5, 7))),
}

windows = {
    **{
        f"adaptive_{way}_pool-{key}": op(
            lambda ops, x, way=way, size=size, form=form: getattr(ops, f"adaptive_{way}_pool")(x, size, form), data
        )
        for way in ("average", "max")
        for key, data, size, form in (
            ("steps", STEPS, 3, None),
            ("even", IMAGES, (7, 3), None),
            ("more", IMAGES, (9, 4), None),
            ("first", IMAGES_FIRST, (3, 4), "channels_first"),
            ("volumes", VOLUMES, (2, 3, 1), None),
        )
    },
    "unfold": op(lambda ops, x: ops.unfold(x, 2), IMAGES_FIRST),
    "unfold-all": op(lambda ops, x: ops.unfold(x, (2, 3), (2, 1), (1, 2), (1, 2)), IMAGES_FIRST),
    "fold": op(lambda ops, x: ops.fold(x, (4, 6), 2, stride=2), real((2, 12, 6))),
    "fold-all": op(lambda ops, x: ops.fold(x, (5, 4), (2, 3), (2, 1), (1, 2), (1, 2)), real((2, 12, 15))),
}

CASES = {**resizing, **transforms, **colors, **neighbours, **windows}

LAYERS = {
    **rows("layers.UpSampling1D", STEPS, {"plain": {}, "three": {"size": 3}}),
    **rows("layers.UpSampling2D", IMAGES, {
        "plain": {}, "sizes": {"size": (1, 3)},
        **{way: {"size": (3, 2), "interpolation": way} for way in _WAYS[1:]},
    }),
    **rows("layers.UpSampling2D", IMAGES_FIRST, {
        "first": FIRST, "first-bilinear": {"size": 2, "interpolation": "bilinear", **FIRST},
    }),
    **rows("layers.UpSampling3D", VOLUMES, {"plain": {}, "sizes": {"size": (2, 1, 3)}}),
    **{
        key: case
        for way in ("Average", "Max")
        for key, case in {
            **rows(f"layers.Adaptive{way}Pooling1D", STEPS, {"plain": {"output_size": 3}}),
            **rows(f"layers.Adaptive{way}Pooling2D", IMAGES, {"plain": {"output_size": (3, 4)}}),
            **rows(f"layers.Adaptive{way}Pooling2D", IMAGES_FIRST, {"first": {"output_size": 3, **FIRST}}),
            **rows(f"layers.Adaptive{way}Pooling3D", VOLUMES, {"plain": {"output_size": (2, 3, 4)}}),
        }.items()
    },
}  # fmt: skip
