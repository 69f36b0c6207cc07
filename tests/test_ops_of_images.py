"""Ops of images, and windows of them: their gradients, what they refuse, and what Keras gets wrong."""

from typing import Any

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops import image
from plugkeras.testing.gradients import gradient_error
from tests.golden.cases.images import CASES
from tests.golden.parts import draw, source

X = np.arange(2 * 5 * 7 * 3, dtype="float32").reshape(2, 5, 7, 3)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.gradients])
def test_a_gradient_is_what_differences_say(name: str) -> None:
    keras.backend.set_floatx("float64")
    try:
        case, random = CASES[name], source(name)
        arrays = [draw(random, data, "float64") for data in case.arrays]
        assert gradient_error(lambda *xs: case.call(ops, *(x * 1.0 for x in xs)), *arrays) < 1e-6
    finally:
        keras.backend.set_floatx("float32")


def test_the_third_row_of_a_transform_counts() -> None:
    a = [1.0, 0, 0, 0, 1, 0, 0.1, 0]  # Keras has it on TensorFlow, and leaves it out elsewhere
    moved = np.asarray(image.affine_transform(X[0], a))
    np.testing.assert_allclose(moved[0, 5, 0], X[0, 0, 3, 0] + 3 * (5 / 1.5 - 3), rtol=1e-5)


def test_beyond_the_horizon_there_is_what_fills() -> None:
    a = [1.0, 0, 0, 0, 1, 0, -0.25, 0]  # at x = 4, a pixel comes from as far as can be
    for mode in ("constant", "reflect", "wrap"):
        moved = np.asarray(image.affine_transform(X[0], a, fill_mode=mode, fill_value=-1.0))
        assert np.isfinite(moved).all()
    np.testing.assert_allclose(image.affine_transform(X[0], a, fill_value=-1.0)[:, 4], -1.0)


def test_a_cloth_is_stretched_in_both_directions_for_itself() -> None:
    ramps = np.stack(np.broadcast_arrays(*np.ogrid[0.0:32, 0.0:32]), -1).astype("float32")
    drawn = np.asarray(image.elastic_transform(ramps, 4.0, 2.0, fill_mode="nearest", seed=3))[8:-8, 8:-8]
    down, right = (drawn - ramps[8:-8, 8:-8]).reshape(-1, 2).T
    assert min(down.std(), right.std()) > 0.3
    assert abs(np.corrcoef(down, right)[0, 1]) < 0.6  # in Keras on JAX, they are the same numbers


def test_integers_are_rounded_and_stay_in_their_range() -> None:
    bright = np.zeros((1, 4, 4, 1), "uint8")
    bright[0, 1:3, 1:3] = 255
    for way in ("bilinear", "bicubic", "lanczos5"):
        resized = np.asarray(image.resize(bright, (9, 9), way))
        assert (resized.dtype, resized.max(), resized.min()) == ("uint8", 255, 0)


def test_channels_do_not_mix_however_many_there_are() -> None:
    many = np.random.default_rng(0).normal(size=(2, 5, 7, 12)).astype("float32")
    one_by_one = [image.resize(many[..., i : i + 1], (8, 3), "bicubic") for i in range(12)]
    np.testing.assert_allclose(image.resize(many, (8, 3), "bicubic"), np.concatenate(one_by_one, -1), atol=1e-5)
    one_by_one = [ops.adaptive_average_pool(many[..., i : i + 1], (3, 4)) for i in range(12)]
    np.testing.assert_allclose(ops.adaptive_average_pool(many, (3, 4)), np.concatenate(one_by_one, -1), atol=1e-5)


REFUSED = {
    "`size` must be": lambda: image.resize(X, 3),
    "must be positive": lambda: image.resize(X, (0, 3)),
    "`interpolation` must be one of": lambda: image.resize(X, (3, 3), "cubic"),
    "can only be 'constant'": lambda: image.resize(X, (3, 3), fill_mode="reflect"),
    "only one of": lambda: image.resize(X, (3, 3), crop_to_aspect_ratio=True, pad_to_aspect_ratio=True),
    "`data_format` must be": lambda: image.resize(X, (3, 3), data_format="last"),
    "images have 3 axes": lambda: image.rgb_to_hsv(X[0, 0]),
    "must be floats": lambda: image.rgb_to_hsv(X.astype("uint8")),
    "3 or 1|1 or 3": lambda: image.rgb_to_grayscale(X[..., :2]),
    "`order` must be 0 or 1": lambda: image.map_coordinates(X[0, 0], np.zeros((2, 4)), 3),
    "`fill_mode` must be one of": lambda: image.map_coordinates(X[0, 0], np.zeros((2, 4)), 1, "edge"),
    "needs coordinates of shape": lambda: image.map_coordinates(X[0], np.zeros((2, 4)), 1),
    "a transform of 2 images": lambda: image.affine_transform(X, np.zeros((3, 8))),
    "both sets of points": lambda: image.perspective_transform(X, np.zeros((4, 2)), np.zeros((3, 2))),
    "exactly two of": lambda: image.pad_images(X, 1, 2),
    "would be negative": lambda: image.crop_images(X, 4, 0, 4, 0),
    "`method` must be": lambda: image.scale_and_translate(X, X.shape, [1.0], [0.0], [1], "nearest"),
    "in other axes, too": lambda: image.scale_and_translate(X, (2, 6, 8, 3), [1.0], [0.0], [1], "linear"),
    "images of one shape": lambda: image.ssim(X, X[:1]),
    "does not fit into images": lambda: image.ssim(X, X),
    "two or three of them": lambda: image.extract_patches(X, (1, 1, 1, 1)),
    "did you mean 'resize'": lambda: image.risize,
    r"\(n, c, h, w\)": lambda: ops.unfold(X[0], 2),
    r"have shape \(n, c \* 4, 12\)": lambda: ops.fold(np.zeros((2, 8, 5)), (4, 5), 2),
    "between batch and channels": lambda: ops.adaptive_max_pool(np.zeros((2, 3)), 2),
}  # fmt: skip


@pytest.mark.parametrize("said", REFUSED)
def test_what_makes_no_sense_is_refused_with_a_reason(said: str) -> None:
    makes: Any = REFUSED[said]
    with pytest.raises((ArgumentError, ShapeError, AttributeError), match=said):
        makes()
