"""Text: into models, through them, and in their files."""

import json
import zipfile

import numpy as np
import pytest
from text_files import cases

import plugkeras as keras
from plugkeras import layers
from plugkeras.errors import ArgumentError, DataError

TEXTS = np.array(["the fox jumps", "over the dog", "a quick, brown fox", "dog dog"] * 5)
LABELS = np.arange(20) % 2
NUMBERS = np.random.default_rng(5).normal(3, 2, (12, 4)).astype("float32")


def adapted(layer, data):
    layer.adapt(data)
    return layer


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


class Lengths(keras.Layer):
    """A stranger's layer."""

    takes_text = reads = True

    def call(self, x):
        return np.array([[len(word)] for word in x.ravel()], "float32")

    def compute_output_shape(self, input_shape):
        return (input_shape[0], 1)


def test_a_layer_of_other_people_reads_text():
    assert Lengths()(["a", "abc"]).tolist() == Lengths()(np.array(["a", "abc"])).tolist() == [[1], [3]]
    model = keras.Sequential([Lengths(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(TEXTS.tolist(), LABELS, verbose=0)
    assert model.predict(["a", "abc"], verbose=0).shape == (2, 1)
    assert model(["a", "abc"]).shape == (2, 1)


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


@pytest.mark.parametrize("case", cases.MODELS, ids=lambda case: case.__name__)
def test_a_file_of_real_keras_predicts_and_trains_as_there(case):
    before, after = cases.differences(keras, cases.HERE, case)
    assert before < 1e-6
    assert after < 1e-5
