"""Layers that change images: what they promise, alone and with what else is told of the images."""

from typing import Any

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers, ops
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.testing.layers import LAYER_CHECKS

IMAGES = (3, 6, 7, 3)
CLAHE = layers.ContrastLimitedAdaptiveHistogramEqualization

TABLE: dict[str, Any] = {
    "RandomRotation": (layers.RandomRotation, IMAGES, dict(factor=0.2, seed=3)),
    "RandomTranslation": (layers.RandomTranslation, IMAGES, dict(height_factor=0.2, width_factor=(0.1, 0.3), seed=3)),
    "RandomZoom": (layers.RandomZoom, IMAGES, dict(height_factor=0.3, fill_mode="constant", seed=3)),
    "RandomShear": (layers.RandomShear, IMAGES, dict(x_factor=0.3, y_factor=(0.1, 0.2), seed=3)),
    "RandomPerspective": (layers.RandomPerspective, IMAGES, dict(scale=0.5, seed=3)),
    "RandomElasticTransform": (layers.RandomElasticTransform, IMAGES, dict(interpolation="nearest", seed=3)),
    "RandomFlip": (layers.RandomFlip, IMAGES, dict(mode="horizontal", seed=4)),
    "RandomCrop": (layers.RandomCrop, IMAGES, dict(height=3, width=4, seed=3)),
    "CenterCrop": (layers.CenterCrop, IMAGES, dict(height=4, width=9)),
    "Resizing": (layers.Resizing, IMAGES, dict(height=4, width=9, interpolation="bicubic", antialias=True)),
    "RandomBrightness": (layers.RandomBrightness, IMAGES, dict(factor=0.3, seed=3)),
    "RandomContrast": (layers.RandomContrast, IMAGES, dict(factor=(0.1, 0.3), seed=3)),
    "RandomHue": (layers.RandomHue, IMAGES, dict(factor=0.3, value_range=(-4, 4), seed=3)),
    "RandomSaturation": (layers.RandomSaturation, IMAGES, dict(factor=0.6, value_range=(-4, 4), seed=3)),
    "RandomColorDegeneration": (layers.RandomColorDegeneration, IMAGES, dict(factor=0.3, seed=3)),
    "RandomGrayscale": (layers.RandomGrayscale, IMAGES, dict(factor=0.3, seed=3)),
    "RandomInvert": (layers.RandomInvert, IMAGES, dict(seed=3)),
    "RandomPosterization": (layers.RandomPosterization, IMAGES, dict(factor=4, seed=3)),
    "RandomSharpness": (layers.RandomSharpness, IMAGES, dict(factor=0.3, seed=3)),
    "RandomGaussianBlur": (layers.RandomGaussianBlur, IMAGES, dict(kernel_size=(3, 5), seed=3)),
    "RandomErasing": (layers.RandomErasing, IMAGES, dict(fill_value=(1.0, 2.0, 3.0), seed=3)),
    "RandomColorJitter": (layers.RandomColorJitter, IMAGES, dict(brightness_factor=0.2, contrast_factor=0.2, seed=3)),
    "Solarization": (layers.Solarization, IMAGES, dict(addition_factor=0.2, threshold_factor=(0.1, 0.4), seed=3)),
    "AutoContrast": (layers.AutoContrast, IMAGES, dict(value_range=(0, 1))),
    "Equalization": (layers.Equalization, IMAGES, dict(bins=17)),
    "CLAHE": (CLAHE, IMAGES, dict(value_range=(-3, 3), tile_grid_size=(2, 3))),
    "MixUp": (layers.MixUp, IMAGES, dict(alpha=0.3, seed=3)),
    "CutMix": (layers.CutMix, IMAGES, dict(seed=3)),
    "MaxNumBoundingBoxes": (layers.MaxNumBoundingBoxes, IMAGES, dict(max_number=3)),
    "RandAugment": (layers.RandAugment, IMAGES, dict(seed=3)),
    "AugMix": (layers.AugMix, IMAGES, dict(all_ops=False, num_chains=2, seed=3)),
}

STEPS = {"RandomPosterization", "Equalization", "CLAHE"}
"""Their outputs jump, so that differences say nothing of gradients."""


@pytest.mark.slow
@pytest.mark.parametrize("check", LAYER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", TABLE)
def test_the_layer_holds_to_what_every_layer_must(name: str, check: Any) -> None:
    cls, shape, arguments = TABLE[name]
    if check.__name__ == "gradients_are_right" and name in STEPS:
        return
    check(lambda **options: cls(**{**arguments, **options}), shape)


PIXELS = np.random.default_rng(2).uniform(0, 4, IMAGES).astype("float32")


@pytest.mark.parametrize("name", TABLE)
def test_one_image_alone_is_changed_as_in_a_batch_of_one(name: str) -> None:
    cls, _, arguments = TABLE[name]
    alone, batch = cls(**arguments)(PIXELS[0]), cls(**arguments)(PIXELS[:1])
    np.testing.assert_array_equal(alone, PIXELS[0] if name == "CutMix" else batch[0])


@pytest.mark.parametrize("name", TABLE)
def test_channels_first_are_changed_as_channels_last(name: str) -> None:
    cls, _, arguments = TABLE[name]
    last = cls(**arguments)(PIXELS)
    first = cls(**arguments, data_format="channels_first")(np.moveaxis(PIXELS, -1, 1))
    np.testing.assert_allclose(np.moveaxis(np.asarray(first), 1, -1), last, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", TABLE)
def test_integers_are_changed_as_the_floats_that_they_are(name: str) -> None:
    cls, _, arguments = TABLE[name]
    whole = PIXELS.astype("uint8")
    expected = np.asarray(cls(**arguments)(whole.astype("float32")))
    got = np.asarray(cls(**arguments)(whole))
    if name in ("Resizing", "MaxNumBoundingBoxes"):
        assert got.dtype == "uint8"
        expected = np.clip(np.rint(expected), 0, 255)
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def drawn_on(n: int = 4, size: int = 32) -> tuple[Any, Any]:
    """Images of a bright rectangle in the dark, and boxes around it, with some room."""
    rng = np.random.default_rng(0)
    images, boxes = np.zeros((n, size, size, 3), "float32"), np.zeros((n, 1, 4), "float32")
    for image, box in zip(images, boxes, strict=True):
        (x1, y1), (w, h) = rng.integers(10, 15, 2), rng.integers(5, 9, 2)
        image[y1 : y1 + h, x1 : x1 + w] = 200
        box[:] = x1 - 0.5, y1 - 0.5, x1 + w - 0.5, y1 + h - 0.5  # pixels are points at whole numbers
    return images, boxes


MOVING: dict[str, Any] = {
    "rotation": lambda **k: layers.RandomRotation(0.2, fill_mode="constant", **k),
    "translation": lambda **k: layers.RandomTranslation(0.2, (-0.3, 0.1), fill_mode="constant", **k),
    "zoom": lambda **k: layers.RandomZoom(0.3, (-0.3, 0.2), fill_mode="constant", **k),
    "shear": lambda **k: layers.RandomShear(0.3, 0.2, fill_mode="constant", **k),
    "perspective": lambda **k: layers.RandomPerspective((1.0, 1.0), 0.4, **k),
    "flip": lambda **k: layers.RandomFlip(**k),
    "crop": lambda **k: layers.RandomCrop(26, 24, **k),
    "crop to the middle": lambda **k: layers.CenterCrop(24, 27, **k),
    "crop that enlarges": lambda **k: layers.CenterCrop(64, 56, **k),
    "resizing": lambda **k: layers.Resizing(48, 64, **k),
    "resizing with room": lambda **k: layers.Resizing(48, 64, pad_to_aspect_ratio=True, **k),
    "resizing with a cut": lambda **k: layers.Resizing(64, 48, crop_to_aspect_ratio=True, **k),
}


@pytest.mark.parametrize("name", MOVING)
def test_boxes_and_masks_stay_around_things(name: str) -> None:
    images, boxes = drawn_on()
    keras.utils.set_random_seed(5)
    layer = MOVING[name](bounding_box_format="xyxy")
    told = {"boxes": boxes, "labels": np.ones((4, 1), "int32")}
    data = {"images": images, "bounding_boxes": told, "segmentation_masks": (images[..., :1] > 0).astype("int32")}
    moved = layer(data, training=True)
    masks = np.asarray(moved["segmentation_masks"])[..., 0]
    around = np.asarray(moved["bounding_boxes"]["boxes"])[:, 0]
    for image, mask, box in zip(np.asarray(moved["images"]), masks, around, strict=True):
        rows, columns = np.nonzero(image[..., 0] > 100)
        np.testing.assert_allclose(box, [columns.min(), rows.min(), columns.max(), rows.max()], atol=2.2)
        assert np.mean((image[..., 0] > 100) == (mask > 0)) > 0.97
    assert set(np.unique(masks)) == {0, 1}


def test_boxes_of_which_nothing_is_left_lose_their_label() -> None:
    boxes = {"boxes": [[[0.0, 0, 2, 2], [4, 4, 6, 6]]], "labels": [[7, 8]]}
    data = {"images": np.zeros((1, 10, 10, 1)), "bounding_boxes": boxes}
    cropped = layers.CenterCrop(4, 4, bounding_box_format="xyxy")(data)["bounding_boxes"]
    np.testing.assert_array_equal(cropped["labels"], [[-1, 8]])
    np.testing.assert_array_equal(cropped["boxes"], [[[0, 0, 0, 0], [1, 1, 3, 3]]])


def test_lists_of_boxes_are_filled_up_and_cut_to_a_number() -> None:
    some, many = [[1.0, 1, 2, 2]], [[float(i)] * 4 for i in range(3)]
    data = {"images": np.zeros((2, 4, 4, 1)), "bounding_boxes": {"boxes": [some, many], "labels": [[5], [1, 2, 3]]}}
    boxes = layers.MaxNumBoundingBoxes(4)(data)["bounding_boxes"]
    np.testing.assert_array_equal(boxes["labels"], [[5, -1, -1, -1], [1, 2, 3, -1]])
    assert boxes["boxes"].shape == (2, 4, 4)
    assert layers.MaxNumBoundingBoxes(2)(data)["bounding_boxes"]["boxes"].shape == (2, 2, 4)


X = np.random.default_rng(1).uniform(0, 255, (4000, 2, 3, 3)).astype("float32")


def spread(layer: Any, key: str) -> Any:
    return np.asarray(layer.get_random_transformation(X)[key]).ravel()


DRAWS: dict[str, Any] = {
    "angles": (lambda: spread(layers.RandomRotation((-0.1, 0.2)), "angle"), -36, 72),
    "translations": (lambda: spread(layers.RandomTranslation(0.5, 0.5), "translations")[::2], -1.5, 1.5),
    "zooms": (lambda: spread(layers.RandomZoom((0.1, 0.5)), "height_zoom"), 1.1, 1.5),
    "brightness": (lambda: spread(layers.RandomBrightness(0.2), "rgb_delta"), -51, 51),
    "contrast of one number": (lambda: spread(layers.RandomContrast(0.4), "contrast_factor"), 0.6, 1.4),
    "hues": (lambda: spread(layers.RandomHue(0.4), "factor"), -0.2, 0.2),
    "thresholds": (lambda: spread(layers.Solarization(0.1, (0.2, 0.4)), "thresholds"), 51, 102),
    "sharpness": (lambda: spread(layers.RandomSharpness(0.5), "factor"), 0, 0.5),
}


@pytest.mark.parametrize("name", DRAWS)
def test_what_is_drawn_is_spread_evenly_over_what_the_factor_says(name: str) -> None:
    make, low, high = DRAWS[name]
    numbers = np.sort((make() - low) / (high - low))
    assert np.abs(numbers - np.linspace(0, 1, len(numbers))).max() < 0.035


CHANCES: dict[str, Any] = {
    "flips": (lambda: spread(layers.RandomFlip(), "flips"), 0.5),
    "inversions": (lambda: spread(layers.RandomInvert((0.2, 0.4)), "apply_inversion"), 0.3),
    "erasings": (lambda: spread(layers.RandomErasing(0.5), "apply_erasing"), 0.25),
    "gray": (lambda: np.asarray(layers.RandomGrayscale(0.2).get_random_transformation(X)).ravel(), 0.2),
    "what is cut out": (lambda: 1 - spread(layers.CutMix((1.0, 1.0)), "mix_weight"), 0.5),
    "what is mixed in": (lambda: spread(layers.MixUp(0.2), "mix_weight"), 0.5),
}


@pytest.mark.parametrize("name", CHANCES)
def test_what_is_done_to_some_is_done_to_as_many_as_promised(name: str) -> None:
    make, expected = CHANCES[name]
    assert abs(make().mean() - expected) < 0.035


def test_a_call_by_itself_augments_and_a_prediction_does_not() -> None:
    x, layer = X[:8], layers.RandomInvert((1.0, 1.0), value_range=(0, 255))
    np.testing.assert_allclose(layer(x), 255 - x)
    np.testing.assert_array_equal(layer(x, training=False), x)
    model = keras.Sequential([layer])
    np.testing.assert_array_equal(model.predict(x, verbose=0), x)
    np.testing.assert_allclose(model(x), 255 - x)  # as in Keras: nobody said that it is not training
    np.testing.assert_array_equal(model(x, training=False), x)
    dropout = keras.Sequential([layer, layers.Dropout(0.5)])
    np.testing.assert_allclose(dropout(x), 255 - x)
    nested = keras.Sequential([layers.Identity(), keras.Sequential([layer])])
    np.testing.assert_allclose(nested(x), 255 - x)
    np.testing.assert_array_equal(nested.predict(x, verbose=0), x)


def test_labels_are_mixed_as_images_are() -> None:
    x, y = X[:6], np.eye(6, dtype="float32")
    for layer in (layers.MixUp(1.0, seed=1), layers.CutMix(seed=1)):
        mixed = layer({"images": x, "labels": y, "segmentation_masks": x[..., :1]}, training=True)
        np.testing.assert_allclose(np.asarray(mixed["labels"]).sum(1), 1, rtol=1e-5)
        np.testing.assert_allclose(mixed["segmentation_masks"], np.asarray(mixed["images"])[..., :1], rtol=1e-5)


def test_what_is_equalized_does_not_depend_on_the_rest_of_the_batch() -> None:
    layer = layers.Equalization()
    whole = np.asarray(layer(X[:4].repeat(4, 1), training=True))
    np.testing.assert_array_equal(whole[2:3], layer(X[2:3].repeat(4, 1), training=True))


def test_they_stand_in_a_model_that_trains() -> None:
    x, y = X[:12].repeat(3, 1).repeat(3, 2), np.arange(12) % 2
    chain = [layers.RandAugment(seed=1), layers.RandomCrop(5, 6), layers.RandomErasing()]
    model = keras.Sequential([*chain, layers.Flatten(), layers.Dense(2)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    losses = model.fit(x / 255, y, epochs=2, batch_size=6, verbose=0).history["loss"]
    assert np.isfinite(losses).all()
    assert model.predict(x, verbose=0).shape == (12, 2)


REFUSED: dict[str, Any] = {
    "a number from -1 to 1": lambda: layers.RandomRotation(1.5),
    "a number from 0 to 1": lambda: layers.RandomContrast((0.1, 0.2, 0.3)),
    "must be two numbers": lambda: layers.RandomBrightness(0.1, value_range=255),
    "must be an odd number": lambda: layers.RandomGaussianBlur(kernel_size=4),
    "only one of": lambda: layers.Resizing(3, 3, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True),
    "must be one of 'reflect'": lambda: layers.RandomZoom(0.1, fill_mode="mirror"),
    "at least 3 axes": lambda: layers.RandomFlip()(np.zeros((3, 4))),
    "3 axes, or 4": lambda: layers.RandomFlip()(np.zeros((1, 2, 3, 4, 3))),
    "bounding_box_format='xyxy'": lambda: layers.RandomFlip()(
        {"images": X, "bounding_boxes": {"boxes": [], "labels": []}}
    ),
    "a dictionary of 'boxes' and 'labels'": lambda: layers.RandomHue(0.1)({"images": X, "bounding_boxes": []}),
    "one label for each box": lambda: layers.RandomHue(0.1)(
        {"images": X, "bounding_boxes": {"boxes": [[[1, 2, 3, 4]]], "labels": [[1, 2]]}}
    ),
    "cannot be told": lambda: layers.RandomElasticTransform(bounding_box_format="xyxy")(
        {"images": X[:1], "bounding_boxes": {"boxes": [[[1, 2, 3, 4]]], "labels": [[1]]}}
    ),
    "no format of boxes 'xyxw'": lambda: keras.utils.bounding_boxes.convert_format(np.ones((1, 4)), "xyxw", "xyxy"),
    "`height` and `width` must be given": lambda: keras.utils.bounding_boxes.convert_format(
        np.ones((1, 4)), "xyxy", "rel_xyxy"
    ),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_makes_no_sense_is_refused_with_a_reason(said: str) -> None:
    with pytest.raises((ArgumentError, ShapeError), match=said):
        REFUSED[said]()


def test_a_gradient_flows_through_what_moves_pixels() -> None:
    v = keras.Variable(X[:1])
    layer = layers.RandomTranslation((0.5, 0.5), (0.0, 0.0), fill_mode="constant")
    _, (g,) = keras.value_and_grad(lambda: ops.sum(layer(v * 1.0, training=True)), [v])
    np.testing.assert_allclose(np.asarray(g)[0, :, :, 0], [[1, 1, 1], [0, 0, 0]])
