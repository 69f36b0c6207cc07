"""Layers that prepare data: through the kit, in models and files, and on text."""

from collections.abc import Iterator

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers
from plugkeras.errors import ArgumentError, DataError, FileError, FormatError, ShapeError, StateError
from plugkeras.testing.layers import LAYER_CHECKS

TEXTS = np.array(["the fox jumps", "over the dog", "a quick, brown fox", "dog dog"] * 5)
LABELS = np.arange(20) % 2
ROWS = (3, 4)


def adapted(layer, data):
    layer.adapt(data)
    return layer


def of_ids(make, count):
    """``make``, with layers that tell the kit below which number their integers are."""

    def made(**options):
        layer = make(**options)
        layer.input_dim = count
        return layer

    return made


def pipeline(**options):
    dtype = {"dtype": options["dtype"]} if "dtype" in options else {}
    return layers.Pipeline([layers.Rescaling(2.0, **dtype), layers.Dense(2, **dtype)], name=options.get("name"))


KIT = {
    "Rescaling": (lambda **o: layers.Rescaling(0.5, [1.0, 2.0, 3.0, 4.0], **o), ROWS),
    "Normalization": (lambda **o: layers.Normalization(**o), ROWS),
    "Normalization, given, back": (lambda **o: layers.Normalization(mean=2.0, variance=3.0, invert=True, **o), ROWS),
    "Normalization, several axes": (lambda **o: layers.Normalization(axis=(1, 2), **o), (2, 5, 3)),
    "Discretization": (
        of_ids(lambda **o: layers.Discretization([1.0, 2.0], output_mode="multi_hot", **o), 4),
        ROWS,
    ),
    "CategoryEncoding": (of_ids(lambda **o: layers.CategoryEncoding(5, **o), 5), ROWS),
    "CategoryEncoding, one-hot": (of_ids(lambda **o: layers.CategoryEncoding(5, "one_hot", **o), 5), ROWS),
    "IntegerLookup": (of_ids(lambda **o: layers.IntegerLookup(vocabulary=[1, 3], output_mode="count", **o), 5), ROWS),
    "Hashing": (of_ids(lambda **o: layers.Hashing(4, output_mode="multi_hot", **o), 9), ROWS),
    "MelSpectrogram": (
        lambda **o: layers.MelSpectrogram(16, 4, num_mel_bins=3, top_db=1e3, min_power=1e-3, **o),
        (2, 40),
    ),
    "STFTSpectrogram": (lambda **o: layers.STFTSpectrogram("magnitude", 8, expand_dims=True, **o), (2, 20, 2)),
    "STFTSpectrogram, channels first": (
        lambda **o: layers.STFTSpectrogram("psd", 8, 3, data_format="channels_first", padding="same", **o),
        (2, 2, 20),
    ),
    "Pipeline": (pipeline, ROWS),
}


@pytest.mark.parametrize("check", LAYER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", KIT)
def test_they_pass_the_kit(name, check):
    check(*KIT[name])


# -- adapting ---------------------------------------------------------------------------------------


class Items(keras.utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return NUMBERS[index * 4 : index * 4 + 4], np.zeros(4)


NUMBERS = np.random.default_rng(5).normal(3, 2, (12, 4)).astype("float32")


def pieces() -> Iterator[np.ndarray]:
    yield from (NUMBERS[:1], NUMBERS[1:9], NUMBERS[9:])


@pytest.mark.parametrize(
    "data",
    [NUMBERS, keras.ops.convert_to_tensor(NUMBERS), NUMBERS.tolist(), pieces, lambda: list(pieces()), Items],
    ids=["an array", "a tensor", "lists", "a generator", "a list of arrays", "a PyDataset"],
)
def test_what_data_are_may_be_put_in_many_ways(data):
    data = data() if callable(data) else data
    layer = adapted(layers.Normalization(), data)
    np.testing.assert_allclose(np.asarray(layer.mean)[0], NUMBERS.mean(0), rtol=1e-5)
    np.testing.assert_allclose(np.asarray(layer.variance)[0], NUMBERS.var(0), rtol=1e-5)
    np.testing.assert_allclose(np.std(layer(NUMBERS), 0), 1, rtol=1e-5)


def test_a_model_goes_by_what_its_first_layer_has_adapted_to_since():
    layer = adapted(layers.Normalization(), NUMBERS)
    model = keras.Sequential([layer, layers.Dense(2), layers.Dense(1)])
    model.compile("sgd", "mse")
    for data in (NUMBERS, NUMBERS * 3 - 7):
        layer.adapt(data)
        model.fit(NUMBERS, np.zeros(12), epochs=2, verbose=0)
        expected = model.layers[2](model.layers[1]((NUMBERS - data.mean(0)) / data.std(0)))
        np.testing.assert_allclose(model.predict(NUMBERS, verbose=0), expected, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(layer.mean.numpy(), data.mean(0)[None], rtol=1e-5)


def test_a_file_is_read_in_slices(tmp_path):
    import h5py

    with h5py.File(tmp_path / "data.h5", "w") as file:
        x = file.create_dataset("x", data=np.arange(60000.0).reshape(-1, 2), chunks=True)
        layer = adapted(layers.Normalization(axis=None), x)
    np.testing.assert_allclose([layer.mean, layer.variance], [[[29999.5]], [[60000**2 / 12]]], rtol=1e-6)


def test_steps_says_how_many_batches_count():
    layer = layers.StringLookup()
    layer.adapt(iter([np.array(["a"]), np.array(["b"]), np.array(["c"])]), steps=2)
    assert layer.get_vocabulary() == ["[UNK]", "b", "a"]


def test_to_adapt_again_is_to_begin_anew_and_states_can_be_taken_in_by_hand():
    layer = adapted(layers.IntegerLookup(), [1, 1, 2])
    assert adapted(layer, [[7, 7], [5, 5]]).get_vocabulary() == [-1, 7, 5]
    layer.reset_state()
    layer.update_state(np.array([4, 4, 9]))
    layer.update_state([9, 9])
    layer.finalize_state()
    assert layer.get_vocabulary(include_special_tokens=False) == [9, 4]


REFUSED = {
    "no data": (lambda: layers.Normalization().adapt(iter([])), DataError, "give no batch"),
    "text": (lambda: layers.Discretization(num_bins=2).adapt(5), DataError, "and not int"),
    "given moments": (lambda: layers.Normalization(mean=0, variance=1).adapt(NUMBERS), ArgumentError, "were given"),
    "one moment": (lambda: layers.Normalization(mean=0), ArgumentError, "both `mean` and `variance`"),
    "moments of a shape": (
        lambda: layers.Normalization(mean=[[1.0]], variance=[[1.0]]),
        ArgumentError,
        "at most an axis for each",
    ),
    "an open axis": (lambda: layers.Normalization().build((None, None)), ShapeError, "a known length"),
    "no such axis": (lambda: layers.Normalization(axis=3).build((None, 2)), ShapeError, "with axes"),
    "other lengths": (lambda: adapted(layers.Normalization(), NUMBERS).adapt(NUMBERS[:, :2]), DataError, "was built"),
    "bins twice": (lambda: layers.Discretization([1.0], num_bins=2), ArgumentError, "either"),
    "bins that fall": (lambda: layers.Discretization([2.0, 1.0]), ArgumentError, "rising"),
    "no bins yet": (lambda: layers.Discretization(num_bins=2)([1.0]), StateError, "adapt"),
    "sparse": (lambda: layers.CategoryEncoding(3, sparse=True), ArgumentError, "no sparse arrays"),
    "ragged": (lambda: layers.TextVectorization(ragged=True), ArgumentError, "no ragged arrays"),
    "no tokens": (lambda: layers.CategoryEncoding(), ArgumentError, "IntegerLookup"),
    "an id too large": (lambda: layers.CategoryEncoding(2)([[0, 2]]), DataError, "tokens 0 to 1"),
    "weights of nothing": (
        lambda: layers.CategoryEncoding(2)([[0, 1]], count_weights=np.ones((1, 2))),
        ArgumentError,
        "for the mode 'count'",
    ),
    "no hash of floats": (lambda: layers.Hashing(2, dtype="float32"), ArgumentError, "int32 or int64"),
    "three salts": (lambda: layers.Hashing(2, salt=[1, 2, 3]), ArgumentError, "`salt`"),
    "one to cross": (lambda: layers.HashedCrossing(2)([np.array([1])]), ArgumentError, "two inputs"),
    "a salt without a hash": (lambda: layers.IntegerLookup(salt=1), ArgumentError, "farmhash"),
    "twice": (lambda: layers.StringLookup(vocabulary=["a", "a"]), ArgumentError, "more than once"),
    "nothing": (lambda: layers.StringLookup(vocabulary=[]), ArgumentError, "empty"),
    "too many": (lambda: layers.StringLookup(max_tokens=2, vocabulary=["a", "b"]), ArgumentError, "`max_tokens` is 2"),
    "a mask inside": (
        lambda: layers.StringLookup(mask_token="m", vocabulary=["a", "m"]),
        ArgumentError,
        "has 'm' at 1",
    ),
    "no weights": (lambda: layers.StringLookup(output_mode="tf_idf", vocabulary=["a"]), ArgumentError, "idf_weights"),
    "unknown": (lambda: layers.StringLookup(0 or None, 0, vocabulary=["a"])(["b"]), DataError, "does not know 'b'"),
    "adapts not": (lambda: layers.StringLookup(vocabulary=["a"]).adapt(["b"]), ArgumentError, "was given a vocab"),
    "not yet": (lambda: layers.StringLookup(output_mode="count")(["b"]), StateError, "no vocabulary yet"),
    "no file": (lambda: layers.StringLookup(vocabulary="/no/such/file"), FileError, "cannot be read"),
    "a file in a config": (
        lambda: layers.StringLookup.from_config({"vocabulary": "/etc/passwd"}),
        FormatError,
        "named by scripts alone",
    ),
    "words for integers": (lambda: layers.IntegerLookup(vocabulary=[1])(["1"]), DataError, "StringLookup"),
    "texts in a table": (lambda: layers.TextVectorization(vocabulary=["a"])([["a", "b"]]), ShapeError, r"\(n, 1\)"),
    "a word that is missing": (
        lambda: layers.StringLookup()([None, "a"]),
        DataError,
        "alone, and this one is of object",
    ),
    "steps too long": (lambda: layers.STFTSpectrogram(frame_length=8, frame_step=9), ArgumentError, "frame_step"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_meaning_is_refused_with_a_reason(case):
    ask, error, words = REFUSED[case]
    with pytest.raises(error, match=words):
        ask()


# -- what differs from Keras, on purpose ------------------------------------------------------------------


def test_the_shape_that_is_told_is_the_shape_that_comes():
    hashed = layers.Hashing(4, output_mode="one_hot")
    assert hashed(np.ones((2, 3), int)).shape == hashed.compute_output_shape((2, 3)) == (2, 3, 4)
    mel = layers.MelSpectrogram(32, 8, num_mel_bins=3)
    assert mel(np.zeros((1, 87), "float32")).shape == mel.compute_output_shape((1, 87))


def test_vectors_are_of_the_dtype_of_the_layer():
    x = layers.StringLookup(vocabulary=["a"], output_mode="count", dtype="float64")([["a", "a"]])
    assert x.tolist() == [[0, 2]]
    assert x.dtype == "float64"


def test_outside_of_a_model_a_pipeline_behaves_as_in_training():
    pipe = layers.Pipeline([layers.Dropout(0.5, seed=1)])
    x = np.ones((4, 50), "float32")
    assert (np.asarray(pipe(x)) == 0).any()
    assert (np.asarray(pipe(x, training=False)) == 1).all()
    assert keras.Sequential([pipe]).predict(x, verbose=0).tolist() == x.tolist()
