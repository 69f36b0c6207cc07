"""Keras 2's ``ImageDataGenerator``: how images are changed, standardised and come in batches."""

from importlib.util import find_spec

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, DataError, ShapeError
from plugkeras.preprocessing.image import ImageDataGenerator, apply_affine_transform, apply_channel_shift

needs_pillow = pytest.mark.skipif(find_spec("PIL") is None, reason="Pillow is not installed")
ROW = np.arange(1.0, 5.0)
X = np.random.default_rng(0).uniform(0, 255, (10, 6, 5, 3)).astype("float32")


def moved(image, **options):
    """One image (rows, columns) moved."""
    axes = dict(row_axis=0, col_axis=1, channel_axis=2)
    return apply_affine_transform(np.asarray(image, "float64")[..., None], **axes, **options)[..., 0]


@pytest.mark.parametrize(
    ("options", "row"),
    [
        (dict(tx=1), [2, 3, 4, 4]),
        (dict(tx=-2), [1, 1, 1, 2]),
        (dict(tx=1.5), [2.5, 3.5, 4, 4]),
        (dict(tx=1.4, order=0), [2, 3, 4, 4]),
        (dict(tx=2, fill_mode="constant", cval=9), [3, 4, 9, 9]),
        (dict(tx=2, fill_mode="reflect"), [3, 4, 4, 3]),
        (dict(tx=-6, fill_mode="reflect"), [3, 4, 4, 3]),
        (dict(tx=-1, fill_mode="wrap"), [3, 1, 2, 3]),
        (dict(zx=0.5), [1.75, 2.25, 2.75, 3.25]),
        (dict(theta=180), [4, 3, 2, 1]),
        ({}, [1, 2, 3, 4]),
    ],
)
def test_pixels_come_from_where_the_image_was(options, row):
    np.testing.assert_allclose(moved([ROW] * 3, **options), [row] * 3, atol=1e-9)


def test_rows_are_moved_turned_and_sheared_as_well():
    square = np.arange(9.0).reshape(3, 3)
    np.testing.assert_allclose(moved(square, ty=1)[:2], square[1:])
    np.testing.assert_allclose(moved(square, theta=90), np.rot90(square), atol=1e-9)
    tall = np.arange(12.0).reshape(3, 4)
    np.testing.assert_allclose(moved(tall, theta=180), tall[::-1, ::-1], atol=1e-9)
    generator = ImageDataGenerator(height_shift_range=[1])
    down = generator.apply_transform(tall[..., None], generator.get_random_transform((3, 4, 1)))[..., 0]
    assert np.array_equal(down[1], tall[0]) or np.array_equal(down[1], tall[2])
    np.testing.assert_allclose(moved(square, shear=45)[1, 1], 4)
    first = apply_affine_transform(square[None], ty=1, fill_mode="constant")
    np.testing.assert_allclose(first[0, 2], 0)
    np.testing.assert_array_equal(apply_channel_shift(square, 5), np.minimum(square + 5, 8))


STANDARD = {
    "rescale": (dict(rescale=0.5), lambda x: x * 0.5),
    "one by one": (
        dict(samplewise_std_normalization=True),
        lambda x: np.stack([(i - i.mean()) / (i.std() + 1e-6) for i in x]),
    ),
    "features": (
        dict(featurewise_std_normalization=True),
        lambda x: (x - x.mean(axis=(0, 1, 2))) / (x.std(axis=(0, 1, 2)) + 1e-6),
    ),
    "a function": (dict(preprocessing_function=lambda x: -x), lambda x: -x),
}


@pytest.mark.parametrize("name", STANDARD)
def test_images_are_standardised(name):
    options, wanted = STANDARD[name]
    generator = ImageDataGenerator(**options)
    generator.fit(X)
    np.testing.assert_allclose(generator.flow(X, batch_size=10, shuffle=False)[0], wanted(X), atol=1e-4)


def test_whitened_images_have_no_correlation():
    generator = ImageDataGenerator(zca_whitening=True, dtype="float64")
    x = np.random.default_rng(1).normal(size=(200, 2, 2, 1)) @ np.ones((1, 1)) + np.arange(4).reshape(1, 2, 2, 1)
    x[:, 0, 0] += x[:, 1, 1]
    generator.fit(x)
    white = generator.flow(x, batch_size=200, shuffle=False)[0].reshape(200, 4)
    np.testing.assert_allclose(white.T @ white / 200, np.eye(4), atol=1e-4)


def test_what_fit_has_to_find_is_warned_of():
    with pytest.warns(UserWarning, match="featurewise_center"):
        ImageDataGenerator(featurewise_center=True).standardize(X[0])


DRAWN = {
    "shifts": dict(width_shift_range=0.4, height_shift_range=2, fill_mode="constant"),
    "turns": dict(rotation_range=90, shear_range=10.0, zoom_range=[0.5, 1.5]),
    "flips": dict(horizontal_flip=True, vertical_flip=True),
    "colours": dict(channel_shift_range=30.0),
    "light": dict(brightness_range=(0.2, 0.8)),
}


@pytest.mark.parametrize("name", [n if n != "light" else pytest.param(n, marks=needs_pillow) for n in DRAWN])
def test_the_same_seed_draws_the_same_changes_each_epoch_others(name):
    flows = [ImageDataGenerator(**DRAWN[name]).flow(X, batch_size=4, seed=3) for _ in range(2)]
    batches = [[next(flow) for _ in range(6)] for flow in flows]
    assert all(np.array_equal(a, b) for a, b in zip(*batches, strict=True))
    assert [len(x) for x in batches[0]] == [4, 4, 2] * 2
    assert not np.array_equal(batches[0][0], batches[0][3])
    assert not any(np.array_equal(image, other) for image in batches[0][0] for other in X) or name == "flips"


def test_the_numbers_that_others_draw_are_left_alone():
    np.random.seed(5)
    wanted = np.random.RandomState(5).uniform()
    next(ImageDataGenerator(rotation_range=9).flow(X, seed=1))
    assert np.random.uniform() == wanted


def test_batches_have_targets_and_weights_and_parts():
    y, w = np.arange(10) % 2, np.arange(10.0)
    generator = ImageDataGenerator(validation_split=0.4)
    first = generator.flow(X, y, batch_size=10, shuffle=False, sample_weight=w, subset="validation")[0]
    second = generator.flow(X, y, batch_size=10, shuffle=False, sample_weight=w, subset="training")[0]
    for whole, a, b in zip((X, y, w), first, second, strict=True):
        np.testing.assert_array_equal(np.concatenate([a, b]), whole)
    assert generator.flow(X, batch_size=3).index_array is None
    assert len(generator.flow(X, batch_size=3)) == 4
    with pytest.raises(DataError, match="same classes"):
        generator.flow(X, np.repeat([0, 1], [4, 6]), subset="training")


def test_a_model_is_trained_on_a_generator():
    x = np.random.default_rng(0).normal(size=(64, 6, 6, 1))
    y = (x.mean(axis=(1, 2, 3)) > 0).astype("float32")[:, None]
    model = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Flatten(), keras.layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    flow = ImageDataGenerator(horizontal_flip=True, vertical_flip=True).flow(x, y, batch_size=16, seed=1)
    losses = model.fit_generator(flow, steps_per_epoch=4, epochs=12, verbose=0).history["loss"]
    assert losses[-1] < 0.8 * losses[0]
    assert model.evaluate(flow, verbose=0) < losses[0]


@needs_pillow
@pytest.mark.parametrize(
    ("mode", "y"),
    [("categorical", [[1, 0], [0, 1]]), ("binary", [0, 1]), ("sparse", [0, 1])],
)
def test_images_in_folders_come_with_their_classes(mode, y, tmp_path, capsys):
    for number, name in enumerate(("a", "b")):
        (tmp_path / name).mkdir()
        for i in range(4):
            keras.utils.save_img(tmp_path / name / f"{i}.png", np.full((3 + i, 3, 3), 10.0 * i + number), scale=False)
    generator = ImageDataGenerator(validation_split=0.25)
    options = dict(target_size=(2, 3), class_mode=mode, shuffle=False)
    flow = generator.flow_from_directory(tmp_path, **options, subset="validation")
    x, found = flow[0]
    assert (x.shape, found.tolist()) == ((2, 2, 3, 3), y)
    assert (flow.class_indices, flow.samples, flow.filenames) == ({"a": 0, "b": 1}, 2, ["a/0.png", "b/0.png"])
    assert "Found 2 images belonging to 2 classes." in capsys.readouterr().out
    alone = generator.flow_from_directory(tmp_path, **{**options, "class_mode": None}, save_to_dir=tmp_path)
    assert alone[0].shape == (8, 2, 3, 3)
    assert len(list(tmp_path.glob("*.png"))) == 8


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: ImageDataGenerator(fill_mode="mirror"), ArgumentError, "`fill_mode` is one of"),
        (lambda: ImageDataGenerator(interpolation_order=3), ArgumentError, "0 or 1"),
        (lambda: ImageDataGenerator(zoom_range=(1, 2, 3)), ArgumentError, "two numbers"),
        (lambda: ImageDataGenerator(validation_split=1.5), ArgumentError, "below 1"),
        (lambda: ImageDataGenerator(data_format="last"), ArgumentError, "data_format"),
        (lambda: ImageDataGenerator().flow(X, np.ones(3)), DataError, "another length"),
        (lambda: ImageDataGenerator().flow(X[0]), ShapeError, "array of images"),
        (lambda: ImageDataGenerator().fit(X[0]), ShapeError, "array of images"),
        (lambda: ImageDataGenerator().flow(X, subset="test"), ArgumentError, "`subset` must be"),
        (lambda: ImageDataGenerator().flow_from_directory(".", class_mode="raw"), ArgumentError, "`class_mode`"),
        (lambda: apply_affine_transform(X[0], 5, channel_axis=1, row_axis=0), ShapeError, "channels first or last"),
    ],
)
def test_what_has_no_meaning_is_refused(make, kind, said):
    with pytest.raises(kind, match=said):
        make()
