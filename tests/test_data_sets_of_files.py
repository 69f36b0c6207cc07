"""Images, texts and sounds in folders, windows of time series, and data sets in two, as Keras's users call them."""

import io
import wave
from importlib.util import find_spec

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, DataError, FormatError, NoGraph, ShapeError, StateError
from plugkeras.utils import PyDataset, split_dataset, timeseries_dataset_from_array

needs_pillow = pytest.mark.skipif(find_spec("PIL") is None, reason="Pillow is not installed")
QUIET = dict(verbose=False)

# -- images ----------------------------------------------------------------------------------------


@needs_pillow
@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB"), (4, "RGBA")])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_an_array_becomes_an_image_and_comes_back(channels, mode, data_format):
    x = np.random.default_rng(0).integers(0, 256, (5, 4, channels)).astype("float32")
    x[0, 0], x[1, 1] = 0, 255
    x = x.transpose(2, 0, 1) if data_format == "channels_first" else x
    image = keras.utils.array_to_img(x, data_format)
    assert (image.mode, image.size) == (mode, (4, 5))
    back = keras.utils.img_to_array(image, data_format, dtype="float64")
    assert back.dtype == "float64"
    np.testing.assert_array_equal(back, x)


@needs_pillow
def test_scaling_makes_the_least_number_black_and_the_greatest_white():
    x = np.array([[[-1.0], [0.0]], [[1.0], [3.0]]])
    assert np.asarray(keras.utils.array_to_img(x)).tolist() == [[0, 63], [127, 255]]
    assert np.asarray(keras.utils.array_to_img(x + 300, scale=False)).tolist() == [[299, 300], [301, 303]]
    assert (np.asarray(keras.utils.array_to_img(np.full((2, 2, 3), 7.0))) == 0).all()


@needs_pillow
@pytest.mark.parametrize("name", ["a.png", "a.bmp"])
def test_an_image_is_saved_and_loaded(name, tmp_path):
    x = np.random.default_rng(0).integers(0, 256, (6, 8, 3)).astype("float32")
    keras.utils.save_img(tmp_path / name, x, scale=False)
    for path in (tmp_path / name, str(tmp_path / name), io.BytesIO((tmp_path / name).read_bytes())):
        np.testing.assert_array_equal(keras.utils.img_to_array(keras.utils.load_img(path)), x)
    gray = keras.utils.load_img(tmp_path / name, color_mode="grayscale", target_size=(3, 2), interpolation="box")
    assert keras.preprocessing.image.img_to_array(gray).shape == (3, 2, 1)
    squeezed = keras.utils.load_img(tmp_path / name, target_size=(3, 3), keep_aspect_ratio=True)
    np.testing.assert_array_equal(np.asarray(squeezed), x[1::2, 2:-1:2])  # of the middle, 6 by 6


@needs_pillow
def test_jpeg_loses_its_fourth_channel_with_a_warning(tmp_path):
    with pytest.warns(UserWarning, match="no transparency"):
        keras.utils.save_img(tmp_path / "a.jpg", np.ones((4, 4, 4)))
    assert keras.utils.load_img(tmp_path / "a.jpg", "rgba").mode == "RGBA"


IMAGES = {
    "two axes": (lambda: keras.utils.array_to_img(np.ones((2, 2))), ShapeError, "three axes"),
    "two channels": (lambda: keras.utils.array_to_img(np.ones((2, 2, 2))), ShapeError, "1, 3 or 4 channels"),
    "no image": (lambda: keras.utils.img_to_array(np.ones(3)), ShapeError, "two or three axes"),
    "no order": (lambda: keras.utils.img_to_array(np.ones((2, 2)), "last"), ArgumentError, "`data_format` is"),
    "no colour": (lambda: keras.utils.load_img("a.png", "cmyk"), ArgumentError, "`color_mode` must be one of"),
    "no way": (lambda: keras.utils.load_img("a.png", interpolation="area"), ArgumentError, "`interpolation` is one"),
    "no file": (lambda: keras.utils.load_img(io.BytesIO(b"nothing")), FormatError, "no image"),
}


@needs_pillow
@pytest.mark.parametrize("name", IMAGES)
def test_what_is_no_image_is_refused(name):
    make, kind, said = IMAGES[name]
    with pytest.raises(kind, match=said):
        make()


# -- folders ---------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    """Twelve images in two folders, each of one number: the class times 100, and its own."""
    for number, name in enumerate(["ants", "bees"]):
        (tmp_path / name / "more").mkdir(parents=True)
        for i in range(6):
            folder = tmp_path / name / ("more" if i == 5 else "")
            x = np.full((4 + i, 5, 3), 100 * number + i, "float32")
            keras.utils.save_img(folder / f"{i}.png", x, scale=False)
        (tmp_path / name / "notes.txt").write_text(f"about {name}")
    return tmp_path


def images(folder, **options):
    return keras.utils.image_dataset_from_directory(folder, **{"image_size": (3, 4), **QUIET, **options})


@needs_pillow
def test_images_come_with_the_numbers_of_their_folders(pictures, capsys):
    data = images(pictures, shuffle=False, batch_size=5, verbose=True)
    assert capsys.readouterr().out == "Found 12 files belonging to 2 classes.\n"
    assert (data.class_names, len(data), len(data.file_paths)) == (["ants", "bees"], 3, 12)
    x, y = (np.concatenate(column) for column in zip(*data, strict=True))
    assert (x.shape, x.dtype, y.dtype) == ((12, 3, 4, 3), "float32", "int32")
    assert y.tolist() == [0] * 6 + [1] * 6
    np.testing.assert_allclose(x[:, 0, 0, 0], [*range(6), *range(100, 106)], atol=1e-4)


@needs_pillow
@pytest.mark.parametrize(
    ("options", "y"),
    [
        (dict(label_mode="categorical"), [[1, 0], [0, 1]]),
        (dict(label_mode="binary"), [[0], [1]]),
        (dict(label_mode="binary", class_names=["bees", "ants"]), [[0], [1]]),
        (dict(labels=[4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6]), [4, 6]),
    ],
)
def test_labels_are_as_the_loss_wants_them(pictures, options, y):
    data = images(pictures, shuffle=False, **options)
    assert data[0][1][[0, -1]].tolist() == y
    assert data.class_names == options.get("class_names", ["4", "5", "6"] if "labels" in options else ["ants", "bees"])


@needs_pillow
@pytest.mark.parametrize("options", [dict(labels=None), dict(label_mode=None)])
def test_without_labels_there_are_images_alone(pictures, options):
    data = images(pictures, color_mode="grayscale", data_format="channels_first", **options)
    assert data[0].shape == (12, 1, 3, 4)
    assert data.class_names is None


@needs_pillow
def test_parts_of_a_split_have_each_file_once_and_shuffling_goes_on(pictures):
    train, val = images(pictures, validation_split=0.25, subset="both", seed=7)
    alone = [images(pictures, validation_split=0.25, subset=s, seed=7) for s in ("training", "validation")]
    assert [d.file_paths for d in (train, val)] == [d.file_paths for d in alone]
    assert sorted(train.file_paths + val.file_paths) == sorted(images(pictures).file_paths)
    assert (len(train.file_paths), len(val.file_paths)) == (9, 3)
    first, second = ([v for x, _ in train for v in x[:, 0, 0, 0].tolist()] for _ in range(2))
    assert first != second
    assert sorted(first) == sorted(second)
    assert np.array_equal(next(iter(val))[0], next(iter(val))[0])
    one = next(iter(images(pictures, batch_size=None, shuffle=False)))
    assert (one[0].shape, one[1]) == ((3, 4, 3), 0)


@needs_pillow
def test_a_model_is_trained_on_a_folder(pictures):
    data = images(pictures, label_mode="binary", batch_size=4, seed=0)
    model = keras.Sequential([keras.Input((3, 4, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(1e-4), "mse")
    losses = model.fit(data, epochs=12, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert model.predict(images(pictures, labels=None), verbose=0).shape == (12, 1)


def test_texts_come_as_strings(tmp_path):
    for name, text in (("a/one.txt", "ein Zug"), ("a/two.txt", "zwei Züge"), ("b/three.txt", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = keras.utils.text_dataset_from_directory(tmp_path, shuffle=False, max_length=6, **QUIET)
    x, y = data[0]
    assert (x.tolist(), y.tolist()) == (["ein Zu", "zwei Z", ""], [0, 0, 1])
    (tmp_path / "b" / "bad.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(FormatError, match="no text in UTF-8"):
        list(keras.preprocessing.text_dataset_from_directory(tmp_path, **QUIET))


def sound(path, samples, channels=1, rate=8000, width=2):
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", "not compressed"))
        file.writeframes(np.asarray(samples, f"<i{width}").tobytes())


def test_sounds_are_filled_up_with_zeros(tmp_path):
    sound(tmp_path / "a" / "1.wav", [0, 16384, -32768])
    sound(tmp_path / "b" / "2.wav", [32767])
    x, y = keras.utils.audio_dataset_from_directory(tmp_path, shuffle=False, sampling_rate=8000, **QUIET)[0]
    assert (x.shape, y.tolist()) == ((2, 3, 1), [0, 1])
    np.testing.assert_allclose(x[..., 0], [[0, 0.5, -1], [32767 / 32768, 0, 0]])
    data = keras.utils.audio_dataset_from_directory(tmp_path, output_sequence_length=2, **QUIET)
    assert data[0][0].shape == (2, 2, 1)
    with pytest.raises(DataError, match="not 16000"):
        keras.utils.audio_dataset_from_directory(tmp_path, sampling_rate=16000, **QUIET)[0]
    sound(tmp_path / "b" / "3.wav", [1, 2], width=4)
    with pytest.raises(FormatError, match="32 bits"):
        list(keras.utils.audio_dataset_from_directory(tmp_path, **QUIET))


REFUSED = {
    "no mode": (dict(label_mode="one"), ArgumentError, "`label_mode` must be one of"),
    "no labels": (dict(labels="folders"), ArgumentError, "`labels` must be"),
    "names for labels": (dict(labels=[0], class_names=["a"]), ArgumentError, "for labels='inferred'"),
    "other names": (dict(class_names=["c"]), ArgumentError, "not among the folders"),
    "few labels": (dict(labels=[0]), DataError, "There are 1 labels, and 2 files"),
    "one class": (dict(label_mode="binary", class_names=["a"]), ArgumentError, "for two classes"),
    "no part": (dict(validation_split=2, subset="training"), ArgumentError, "between 0 and 1"),
    "no subset": (dict(validation_split=0.2), ArgumentError, "given together"),
    "other subset": (dict(validation_split=0.2, subset="test"), ArgumentError, "`subset` must be"),
    "no seed": (dict(validation_split=0.2, subset="both"), ArgumentError, "needs a `seed`"),
    "empty part": (dict(validation_split=0.2, subset="both", seed=1), DataError, "A part has no files"),
    "no batch": (dict(batch_size=0), ArgumentError, "`batch_size` must be None or at least 1"),
    "no format": (dict(format="torch"), ArgumentError, "`format` is 'tf' or 'grain'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_arguments_that_do_not_go_together_are_refused(name, tmp_path):
    for folder in "ab":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(folder)
    options, kind, said = REFUSED[name]
    with pytest.raises(kind, match=said):
        keras.utils.text_dataset_from_directory(tmp_path, **QUIET, **options)


# -- arrays ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "x", "y"),
    [
        ({}, [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 6, 7]], [0, 10, 20, 30, 40, 50]),
        (dict(sequence_stride=2, sampling_rate=2), [[0, 2, 4], [2, 4, 6]], [0, 20]),
        (dict(start_index=1, end_index=5), [[1, 2, 3], [2, 3, 4]], [10, 20]),
        (dict(batch_size=4), [[4, 5, 6], [5, 6, 7]], [40, 50]),
    ],
)
def test_windows_of_a_series_have_the_target_of_their_first_step(options, x, y):
    data = timeseries_dataset_from_array(np.arange(8), 10 * np.arange(8), 3, **options)
    *_, (found, targets) = data
    assert (found.tolist(), targets.tolist()) == (x, y)


def test_windows_are_shuffled_anew_in_each_epoch_and_may_have_no_targets():
    data = timeseries_dataset_from_array(np.arange(20), None, 2, shuffle=True, seed=1, batch_size=None)
    epochs = [[window.tolist() for window in data] for _ in range(2)]
    assert epochs[0] != epochs[1]
    assert sorted(epochs[0]) == sorted(epochs[1]) == [[i, i + 1] for i in range(19)]
    few = timeseries_dataset_from_array(np.arange(9), np.arange(4), 2, start_index=2)  # as many as there are targets
    assert few[0][1].tolist() == [2, 3]


@pytest.mark.parametrize(
    "options",
    [dict(sequence_length=9), dict(sampling_rate=0), dict(start_index=5, end_index=3), dict(format="torch")],
)
def test_numbers_that_leave_no_window_are_refused(options):
    with pytest.raises(ArgumentError):
        timeseries_dataset_from_array(np.arange(8), None, **{"sequence_length": 3, **options})


class Batches(PyDataset):
    """Ten rows, in batches of four."""

    def __len__(self):
        return 3

    def __getitem__(self, index):
        rows = np.arange(4 * index, min(4 * index + 4, 10))
        return rows, 10.0 * rows


@pytest.mark.parametrize(
    ("sizes", "left", "right"),
    [
        (dict(left_size=0.8), 8, 2),
        (dict(right_size=3), 7, 3),
        (dict(left_size=2, right_size=0.5), 2, 5),
        (dict(left_size=0.25, right_size=0.25), 2, 2),
    ],
)
def test_a_data_set_is_split_in_two_of_its_kind(sizes, left, right):
    x = np.arange(10)
    a, b = split_dataset(x, **sizes)
    assert (a.tolist(), b.tolist()) == ([*range(left)], [*range(10 - right, 10)])
    (a, ya), (b, _) = split_dataset((x, -x), **sizes)
    assert (a.tolist(), ya.tolist()) == ([*range(left)], [-i for i in range(left)])
    first, second = split_dataset(Batches(), **sizes)
    assert np.concatenate([x for x, _ in second]).tolist() == b.tolist()
    assert np.concatenate([y for _, y in first]).tolist() == [10.0 * i for i in range(left)]
    assert len(first[0][0]) == min(4, left)


def test_a_shuffled_split_is_the_one_that_keras_draws():
    left, right = split_dataset(np.arange(8), 5, shuffle=True, seed=3)
    import random

    drawn = list(range(8))
    random.Random(3).shuffle(drawn)
    assert [*left, *right] == drawn


@pytest.mark.parametrize(
    ("data", "sizes", "kind"),
    [
        (np.arange(4), {}, ArgumentError),
        (np.arange(4), dict(left_size=4), ArgumentError),
        (np.arange(4), dict(left_size=1.5), ArgumentError),
        (np.arange(4), dict(left_size=3, right_size=2), ArgumentError),
        (np.arange(4), dict(left_size=0.01), ArgumentError),
        ([np.arange(4), np.arange(3)], dict(left_size=1), DataError),
        ("text", dict(left_size=1), DataError),
    ],
)
def test_a_split_that_cannot_be_is_refused(data, sizes, kind):
    with pytest.raises(kind):
        split_dataset(data, **sizes)


# -- the rest --------------------------------------------------------------------------------------


def test_a_config_holds_settings_by_name():
    config = keras.utils.Config(rate=0.1)
    config.steps, config["name"] = 3, "a"
    assert (config.rate, config["steps"], config.name, len(config)) == (0.1, 3, "a", 3)
    assert list(config) == ["name", "rate", "steps"]
    assert "rate" in config
    assert config.to_json() == '{"rate": 0.1, "steps": 3, "name": "a"}'
    assert (config.get("other", 5), config.pop("name")) == (5, "a")
    config.update(steps=4)
    config.freeze()
    assert (config.frozen, config.as_dict()) == (True, {"rate": 0.1, "steps": 4})
    for change in (lambda: config.update(a=1), lambda: setattr(config, "a", 1), lambda: config.pop("rate")):
        with pytest.raises(StateError, match="unfreeze"):
            change()
    config.unfreeze()
    del config["steps"]
    with pytest.raises(AttributeError, match="did you mean 'rate'"):
        _ = config.rat


def test_what_needs_graphs_or_graphviz_says_so():
    for call in (keras.utils.plot_model, keras.utils.model_to_dot):
        with pytest.raises(ArgumentError, match=r"model\.summary\(\)"):
            call(None)
    with pytest.raises(NoGraph, match="no graphs"):
        keras.utils.get_source_inputs(np.ones(2))
    assert not keras.utils.is_keras_tensor(np.ones(2))
