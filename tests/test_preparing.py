"""Layers that prepare data: through the kit, in models and files, and on text."""

import json
import zipfile
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
    "steps too long": (lambda: layers.STFTSpectrogram(frame_length=8, frame_step=9), ArgumentError, "frame_step"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_meaning_is_refused_with_a_reason(case):
    ask, error, words = REFUSED[case]
    with pytest.raises(error, match=words):
        ask()


# -- text in models -----------------------------------------------------------------------------------


def reader(*more, **options):
    first = adapted(layers.TextVectorization(**options), TEXTS)
    return keras.Sequential(
        [first, *(more or (layers.Embedding(30, 3), layers.GlobalAveragePooling1D())), layers.Dense(1)]
    )


@pytest.mark.parametrize("kind", [np.asarray, list, lambda x: x.astype(object), lambda x: np.char.encode(x), "rows"])
def test_a_model_that_begins_with_words_trains_on_text_of_every_kind(kind):
    keras.utils.set_random_seed(3)
    model = reader()
    x = TEXTS[:, None] if kind == "rows" else kind(TEXTS)
    model.compile("sgd", "mse")
    model.fit(x, LABELS, epochs=2, validation_split=0.2, shuffle=False, verbose=0)
    keras.utils.set_random_seed(3)
    same = reader()
    same.build((None,))
    same.set_weights(model.get_weights())
    np.testing.assert_allclose(model.predict(x, verbose=0), same.predict(TEXTS, verbose=0), rtol=1e-6)
    np.testing.assert_allclose(model(TEXTS[:2]), model.predict(TEXTS[:2], verbose=0), rtol=1e-6)
    assert np.isfinite(model.evaluate(x, LABELS, verbose=0))


def test_training_on_text_is_training_on_its_numbers():
    model = reader()
    numbers = keras.Sequential([keras.Input((None,)), *(type(e).from_config(e.get_config()) for e in model.layers[1:])])
    model.build((None,))
    numbers.set_weights(model.get_weights())
    for one, x in ((model, TEXTS), (numbers, np.asarray(model.layers[0](TEXTS)))):
        one.compile(keras.optimizers.SGD(0.1), "mse")
        one.fit(x, LABELS, batch_size=20, epochs=3, shuffle=False, verbose=0)
    for a, b in zip(model.get_weights(), numbers.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_text_in_generators_own_steps_subclasses_and_inner_models():
    class Own(keras.Sequential):
        def train_step(self, data):
            assert data[0].dtype.kind == "U"
            return super().train_step(data)

    class Sub(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = keras.Sequential(reader().layers[:-1])
            self.end = layers.Dense(1)

        def call(self, x):
            return self.end(self.inner(x))

    for model in (Own(reader().layers), Sub(), keras.Sequential([keras.Sequential(reader().layers), layers.Dense(1)])):
        model.compile("sgd", "mse")
        model.fit(((TEXTS[:4], LABELS[:4]) for _ in range(3)), steps_per_epoch=3, verbose=0)
        assert model.predict(TEXTS[:3], verbose=0).shape == (3, 1)


def test_text_where_numbers_are_needed_is_refused_before_anything_is_built():
    model = keras.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(DataError, match="training needs numbers.*StringLookup"):
        model.fit(TEXTS, LABELS, verbose=0)
    assert not model.built
    with pytest.raises(DataError, match="y has dtype"):
        model.fit(NUMBERS, TEXTS[:12], verbose=0)


def test_words_go_to_numbers_and_back():
    there = layers.StringLookup(vocabulary=["a", "b"], mask_token="")
    back = layers.StringLookup(vocabulary=there.get_vocabulary(), mask_token="", invert=True)
    x = np.array([["a", ""], ["q", "b"]])
    assert there(x).tolist() == [[2, 0], [1, 3]]
    assert back(there(x)).tolist() == [["a", ""], ["[UNK]", "b"]]
    assert keras.Sequential([there, back]).predict(x, verbose=0).tolist() == [["a", ""], ["[UNK]", "b"]]
    assert int(there("b")) == 3
    assert there(np.zeros((0, 2), str)).shape == (0, 2)


def test_functions_of_ones_own_standardize_and_split():
    layer = layers.TextVectorization(
        standardize=lambda x: np.char.replace(x, "-", " "), split=lambda x: [t.split(" ") for t in x]
    )
    layer.adapt(["a-b", "b c"])
    assert layer.get_vocabulary() == ["", "[UNK]", "b", "c", "a"]
    assert layer(["c-b-x"]).tolist() == [[3, 2, 1]]


def test_bytes_that_are_no_text_stay_what_they_are():
    words = np.array([b"\xff\xfe", "é".encode("latin-1")], object)
    layer = layers.StringLookup(vocabulary=words)
    assert layer(words).tolist() == [1, 2]
    assert layers.StringLookup(vocabulary=["é"], encoding="latin-1")(words[1:]).tolist() == [1]


# -- files ----------------------------------------------------------------------------------------------


def kept(model, path):
    model.save(path)
    return keras.models.load_model(path)


@pytest.mark.parametrize("options", [{}, {"output_mode": "tf_idf"}, {"output_mode": "count", "ngrams": (1, 2)}])
def test_a_model_that_reads_text_comes_back_from_its_file(tmp_path, options):
    model = reader(*([layers.Rescaling(1.0)] if options else []), **options)
    before = model.predict(TEXTS, verbose=0)
    again = kept(model, tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(TEXTS, verbose=0), before)
    assert again.layers[0].get_vocabulary() == model.layers[0].get_vocabulary()
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        assert "assets/layers/text_vectorization/vocabulary.txt" in archive.namelist()
        first = json.loads(archive.read("config.json"))["config"]["layers"][0]["config"]
    assert first["dtype"] == "string"


def test_an_empty_word_at_the_end_and_a_vocabulary_of_a_file_are_kept(tmp_path):
    (tmp_path / "words.txt").write_text("earth\nwind\n", encoding="utf-8")
    model = keras.Sequential([layers.StringLookup(vocabulary=str(tmp_path / "words.txt"))])
    assert model.predict(["wind", "sea"], verbose=0).tolist() == [2, 0]
    (tmp_path / "words.txt").unlink()
    assert kept(model, tmp_path / "m.keras").predict(["wind", "sea"], verbose=0).tolist() == [2, 0]
    model = keras.Sequential([adapted(layers.StringLookup(), ["b", "b", ""])])
    model.predict(["b"], verbose=0)
    assert kept(model, tmp_path / "m.keras").layers[0].get_vocabulary() == ["[UNK]", "b", ""]


def test_a_word_of_two_lines_is_not_written_to_a_file_of_lines(tmp_path):
    model = keras.Sequential([adapted(layers.StringLookup(), ["a\nb"])])
    model.predict(["b"], verbose=0)
    with pytest.raises(ArgumentError, match="several lines"):
        model.save(tmp_path / "m.keras")


def test_moments_and_boundaries_come_back_from_files(tmp_path):
    model = keras.Sequential([adapted(layers.Normalization(), NUMBERS), layers.Dense(2)])
    before = model.predict(NUMBERS, verbose=0)
    np.testing.assert_array_equal(kept(model, tmp_path / "m.keras").predict(NUMBERS, verbose=0), before)
    assert [w.shape for w in model.layers[0].weights] == [(4,), (4,), ()]
    bins = keras.Sequential([keras.Input((4,)), adapted(layers.Discretization(num_bins=3), NUMBERS)])
    assert kept(bins, tmp_path / "b.keras").predict(NUMBERS, verbose=0).tolist() == bins(NUMBERS).tolist()


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
