"""``plugkeras.utils``: labels, sequences, datasets, progress, and the names that Keras users look for there."""

import random
import re

import numpy as np
import pytest

import plugkeras
from plugkeras import utils
from plugkeras.errors import ArgumentError, DataError, UnknownArgument
from plugkeras.parts.spellings import OldSpelling

# -- labels ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (([0, 2, 1],), [[1, 0, 0], [0, 0, 1], [0, 1, 0]]),
        (([0, 1], 3), [[1, 0, 0], [0, 1, 0]]),
        (([[1], [0]],), [[0, 1], [1, 0]]),
        (([[1, 0], [0, 1]],), [[[0, 1], [1, 0]], [[1, 0], [0, 1]]]),
        (([1.0, 0.0],), [[0, 1], [1, 0]]),
        ((np.array([True, False]),), [[0, 1], [1, 0]]),
        ((np.array([3], "uint8"),), [[0, 0, 0, 1]]),
        ((1, 2), [0, 1]),
    ],
)
def test_labels_become_rows_with_a_one(arguments, expected):
    rows = utils.to_categorical(*arguments)
    assert (rows.tolist(), rows.dtype) == (expected, "float64")


def test_old_spellings_of_to_categorical_are_understood():
    with pytest.warns(OldSpelling, match="to_categorical: `nb_classes` is now called `num_classes`"):
        rows = utils.np_utils.to_categorical(y=[0], nb_classes=2, dtype="float32")
    assert (rows.tolist(), rows.dtype) == ([[1, 0]], "float32")


@pytest.mark.parametrize(
    ("x", "order", "axis", "expected"),
    [
        ([[3, 4], [0, 0]], 2, -1, [[0.6, 0.8], [0, 0]]),
        ([[3, 4], [0, 0]], 2, 0, [[1, 1], [0, 0]]),
        ([[1, -3], [0, 2]], 1, -1, [[0.25, -0.75], [0, 1]]),
        ([3, 4], 2, -1, [0.6, 0.8]),
        ([[[3, 4]], [[6, 8]]], 2, -1, [[[0.6, 0.8]], [[0.6, 0.8]]]),
    ],
)
def test_rows_are_normalized(x, order, axis, expected):
    np.testing.assert_allclose(utils.normalize(x, axis, order), expected)


# -- sequences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sequences", "arguments", "expected"),
    [
        ([[1], [2, 3], [4, 5, 6]], {}, [[0, 0, 1], [0, 2, 3], [4, 5, 6]]),
        ([[1], [2, 3], [4, 5, 6]], {"maxlen": 2}, [[0, 1], [2, 3], [5, 6]]),
        ([[1], [4, 5, 6]], {"maxlen": 2, "padding": "post", "truncating": "post"}, [[1, 0], [4, 5]]),
        ([[1], [2, 3]], {"value": 9}, [[9, 1], [2, 3]]),
        ([[], [2]], {}, [[0], [2]]),
        ([[[1, 2]], [[3, 4], [5, 6]]], {}, [[[0, 0], [1, 2]], [[3, 4], [5, 6]]]),
        (np.array([[1, 2], [3, 4]]), {"maxlen": 3}, [[0, 1, 2], [0, 3, 4]]),
        ([["a"], ["b", "c"]], {"dtype": object, "value": "-"}, [["-", "a"], ["b", "c"]]),
        ([[1], [2]], {"maxlen": 0}, [[], []]),
        ([], {}, []),
    ],
)
def test_sequences_become_rows_of_one_length(sequences, arguments, expected):
    assert utils.pad_sequences(sequences, **arguments).tolist() == expected


def test_padded_sequences_are_int32_unless_another_dtype_is_given():
    assert utils.pad_sequences([[1]]).dtype == "int32"
    assert utils.pad_sequences([[1.5]], dtype="float32").tolist() == [[1.5]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: utils.to_categorical([0, 3], 3), DataError, "labels from 0 to num_classes - 1 = 2, and 3 is none"),
        (lambda: utils.to_categorical([-1, 3]), DataError, "-1 is none"),
        (lambda: utils.to_categorical([]), DataError, "there are none"),
        (lambda: utils.to_categorical([0.5]), DataError, "whole numbers as labels, and got float64"),
        (lambda: utils.to_categorical([np.nan]), DataError, "whole numbers"),
        (lambda: utils.to_categorical(["cat"]), DataError, "number the classes first"),
        (lambda: utils.to_categorical([0], num_clases=2), UnknownArgument, "did you mean 'num_classes'"),
        (lambda: utils.to_categorical(), ArgumentError, "takes the labels once"),
        (lambda: utils.to_categorical([0], y=[1]), ArgumentError, "takes the labels once"),
        (lambda: utils.normalize([1], order=0), ArgumentError, "integer of at least 1, not 0"),
        (lambda: utils.pad_sequences([1, 2]), DataError, r"for a single one say \[sequence\]"),
        (lambda: utils.pad_sequences(3), DataError, "needs a list of sequences"),
        (lambda: utils.pad_sequences([[1]], padding="both"), ArgumentError, "`padding` must be 'pre' or 'post'"),
        (lambda: utils.pad_sequences([[1]], truncating=0), ArgumentError, "`truncating` must be"),
        (lambda: utils.pad_sequences([["a"]], value="-"), ArgumentError, "with text say dtype=object"),
        (lambda: utils.pad_sequences([[[1]], [[1, 2]]]), DataError, r"shapes \(2,\) and \(1,\) fit into no one array"),
        (lambda: len(utils.PyDataset()), NotImplementedError, "define __len__"),
        (lambda: utils.PyDataset()[0], NotImplementedError, r"define __getitem__\(index\)"),
        (lambda: utils.to_categorial, AttributeError, "did you mean 'to_categorical'"),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(call, error, words):
    with pytest.raises(error, match=words):
        call()


# -- datasets, progress, seeds ---------------------------------------------------------------------


class Counting(utils.Sequence):
    """Three batches of four rows, and a count of the epochs."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.epochs = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return np.full((4, 2), index, "float32"), np.full((4, 1), index, "float32")

    def on_epoch_end(self):
        self.epochs += 1


def test_a_dataset_gives_its_batches_and_is_told_of_each_epoch():
    model = plugkeras.Sequential([plugkeras.layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    data = Counting(workers=4, use_multiprocessing=True, max_queue_size=2)
    history = model.fit(data, epochs=2, verbose=0)
    assert (data.epochs, len(history.history["loss"]), data.num_batches) == (2, 2, 3)
    assert model.predict(data, verbose=0).shape == (12, 1)
    assert [x[0, 0] for x, _ in data] == [0, 1, 2]
    assert (data.workers, data.use_multiprocessing, data.max_queue_size) == (4, True, 2)


def test_a_dataset_of_keras_2_need_not_call_the_constructor_of_its_base():
    class Bare(utils.Sequence):
        def __init__(self):
            pass

    assert Bare().workers == 1
    assert utils.Sequence is utils.PyDataset


def printed(capsys):
    return re.sub(r"\d+s - \S+/step", "TIME", capsys.readouterr().out)


def test_a_progress_bar_shows_the_means_of_the_steps_and_what_is_stateful_as_it_is(capsys):
    bar = utils.Progbar(4, stateful_metrics=["lr"])
    bar.update(1, [("loss", 1.0), ("lr", 0.5)])
    bar.update(3, [("loss", 4.0), ("lr", 0.25)])
    bar.add(1, [("loss", 3.0)])
    assert printed(capsys) == "4/4 - TIME - loss: 3.0000 - lr: 0.2500\n"


def test_a_progress_bar_of_unknown_length_ends_when_it_is_told(capsys):
    bar = utils.Progbar(None)
    bar.update(1, [("loss", 1.0)])
    bar.update(2, finalize=True)
    assert printed(capsys) == "2/2 - TIME - loss: 1.0000\n"


def test_a_silent_progress_bar_prints_nothing(capsys):
    utils.Progbar(1, verbose=0).add(1)
    assert capsys.readouterr().out == ""


def test_one_seed_is_that_of_python_numpy_and_plugkeras():
    def drawn():
        utils.set_random_seed(3)
        return random.random(), np.random.rand(), float(plugkeras.random.normal(()))

    assert drawn() == drawn()


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", utils.__all__)
def test_every_public_name_is_there(name):
    assert getattr(utils, name) is not None
    assert name in dir(utils)


def test_the_modules_of_keras_2_are_this_one():
    assert utils.np_utils is utils.generic_utils is utils.data_utils is utils


def test_names_in_a_scope_mean_custom_objects():
    class Twice(plugkeras.Layer):
        def call(self, x):
            return 2 * x

    config = plugkeras.layers.serialize(Twice())
    with utils.custom_object_scope({"Twice": Twice}):
        assert isinstance(plugkeras.layers.deserialize(config), Twice)
