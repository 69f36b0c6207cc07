"""Subclassed models: what real Keras made of the same definitions is what they do here, and so are its files.

The other way round, by hand, with real Keras in an environment of its own::

    PLUGKERAS_OWN_MODELS=/tmp/own pytest tests/own_models && KERAS_BACKEND=torch REAL/bin/python \
tests/own_models/definitions.py read /tmp/own && PLUGKERAS_OWN_MODELS=/tmp/own pytest tests/own_models -k opened
"""

import json
import os
from pathlib import Path

import definitions
import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, DataError
from plugkeras.layers import Dense

EXPECTED = json.loads(definitions.HERE.joinpath("expected.json").read_text())
FOLDER = os.environ.get("PLUGKERAS_OWN_MODELS")


def close(mine, other):
    if isinstance(other, dict):
        assert list(mine) == list(other)
        mine, other = list(mine.values()), list(other.values())
    for a, b in zip(mine, other, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_model_does_what_it_does_in_keras(name, tmp_path):
    expected, folder = EXPECTED[name], FOLDER or tmp_path
    found = definitions.told(keras, name, folder)
    assert found["layers"] == expected["layers"]
    for what in ("history", "evaluate", "on a batch", "weights", "predict"):
        close(found[what], expected[what])
    read = definitions.again(keras, name, folder)
    close(read["predict"], expected["predict"])
    close(read["fit"], expected["again"]["fit"])


@pytest.mark.parametrize("name", definitions.KEPT)
def test_the_file_that_keras_wrote_goes_on_here(name):
    read = definitions.again(keras, name, definitions.HERE)
    close(read["predict"], EXPECTED[name]["predict"])
    close(read["fit"], EXPECTED[name]["again"]["fit"])


@pytest.mark.skipif(not FOLDER or not Path(FOLDER, "read.json").exists(), reason="needs what real Keras has read")
@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_opened_by_keras(name):
    read = json.loads(Path(FOLDER, "read.json").read_text())[name]
    close(read["predict"], EXPECTED[name]["predict"])
    close(read["fit"], EXPECTED[name]["again"]["fit"])


class Pair(keras.Model):
    """Two outputs."""

    def __init__(self, how=list):
        super().__init__()
        self.how, self.a, self.b = how, Dense(1), Dense(2)

    def call(self, x):
        found = [self.a(x), self.b(x)]
        return found if self.how is list else dict(zip("ab", found, strict=True))


X, A, B = np.ones((6, 3), "float32"), np.ones((6, 1), "float32"), np.ones((6, 2), "float32")

MISTAKES = {
    "a loss for an output that is not there": (
        dict,
        {"loss": {"c": "mse", "a": "mse"}},
        {"a": A, "b": B},
        r"the output c, and the outputs are \{'a': …, 'b': …\}",
    ),
    "too many weights": (list, {"loss": "mse", "loss_weights": [1, 2, 3]}, [A, B], "3 `loss_weights` for 2 losses"),
    "metrics that are not nested so": (list, {"loss": "mse", "metrics": ["mae"]}, [A, B], "a list for each, or a dict"),
    "too few targets": (list, {"loss": "mse"}, A, "y is …, and the outputs are .…, ….: there has to be one for each"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_with_several_outputs_is_explained(name):
    how, options, y, message = MISTAKES[name]
    model = Pair(how)
    model.compile("sgd", **options)
    with pytest.raises(ArgumentError, match=message):
        model.fit(X, y, verbose=0)


def test_all_losses_of_one_output_count_and_have_names_of_their_own():
    model = Pair()
    model.compile(keras.optimizers.SGD(0.0), ["mse", "mse"])
    logs = model.fit(X, [A, B], verbose=0).history
    assert list(logs) == ["loss", "mse_loss", "mse_loss_1"]
    np.testing.assert_allclose(logs["loss"], np.add(logs["mse_loss"], logs["mse_loss_1"]), rtol=1e-6)


def test_targets_of_the_outputs_that_have_a_loss_are_enough():
    model = Pair(dict)
    model.compile("sgd", {"b": "mse"}, metrics={"b": ["mae"]})
    assert list(model.fit(X, {"b": B}, verbose=0).history) == ["b_mae", "loss"]


def test_a_generator_and_a_dataset_give_several_arrays_too():
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, number):
            return X, [A, B]

    for data, options in ((iter([(X, [A, B])]), {"steps_per_epoch": 1}), (Batches(), {})):
        model = Pair()
        model.compile("sgd", "mse")
        assert np.isfinite(model.fit(data, verbose=0, **options).history["loss"]).all()
    assert [p.shape for p in model.predict(iter([X, X]), steps=2, verbose=0)] == [(12, 1), (12, 2)]


def test_a_training_with_several_outputs_goes_on_after_a_crash(tmp_path):
    class Crash(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                raise KeyboardInterrupt

    def fitted(*callbacks):
        keras.utils.set_random_seed(0)
        model = Pair(dict)
        model.compile("adam", "mse", metrics={"a": ["mae"], "b": ["mae"]})
        model.fit(X, {"a": A, "b": B}, batch_size=2, epochs=4, verbose=0, callbacks=list(callbacks))
        return model

    with pytest.raises(KeyboardInterrupt):
        fitted(keras.callbacks.BackupAndRestore(tmp_path), Crash())
    mine, other = fitted(keras.callbacks.BackupAndRestore(tmp_path)), fitted()
    for a, b in zip(mine.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_what_a_layer_adds_as_a_metric_is_reported_as_in_keras_2():
    class Telling(keras.layers.Layer):
        def call(self, x):
            self.add_metric(keras.ops.mean(x), name="level")
            return x

    model = keras.Sequential([keras.Input((3,)), Telling(), Dense(1)])
    model.compile("sgd", "mse")
    with pytest.warns(DeprecationWarning, match="add_metric"):
        assert model.fit(X, A, verbose=0).history["level"] == [1.0]


@keras.saving.register_keras_serializable("own")
class Halves(keras.layers.Layer):
    """Keeps half of what it has."""

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 1), name="kernel")
        self.seen = []

    def call(self, x):
        return x @ self.kernel

    def save_own_variables(self, store):
        store["0"] = self.kernel.numpy() / 2

    def load_own_variables(self, store):
        self.seen.append(list(store))
        self.kernel.assign(store["0"] * 2)


def test_what_a_layer_keeps_in_files_is_its_own_business(tmp_path):
    model = keras.Sequential([keras.Input((3,)), Halves()])
    model.save(tmp_path / "m.keras")
    model.save_weights(tmp_path / "m.weights.h5")
    again = keras.models.load_model(tmp_path / "m.keras")
    model.load_weights(tmp_path / "m.weights.h5")
    assert again.layers[0].seen == model.layers[0].seen == [["0"]]
    np.testing.assert_array_equal(again.get_weights()[0], model.get_weights()[0])


def test_build_builds_what_call_uses_and_the_summary_tells_it():
    model, lines = Pair(), []
    model.build((None, 3))
    assert model.count_params() == 12
    assert [w.path.split("/", 1)[1] for w in model.weights] == [
        f"{layer.name}/{n}" for layer in model.layers for n in ("kernel", "bias")
    ]
    model.summary(print_fn=lines.append)
    assert "(None, 2)" in lines[0]
    assert "Total params: 12" in lines[0]


def test_own_steps_are_given_what_the_data_are():
    class Own(Pair):
        def __init__(self):
            super().__init__(dict)
            self.level = keras.metrics.Mean(name="level")

        def train_step(self, data):
            x, y = data
            (loss, _), gradients = keras.value_and_grad(
                lambda: (self.compute_loss(x, y, self(x["u"] + x["v"], training=True)), 0), self.trainable_variables
            )
            self.optimizer.apply(gradients, self.trainable_variables)
            self.level.update_state(loss)
            return {"level": self.level.result()}

        def test_step(self, data):
            return {"level": 1.0}

        def predict_step(self, data):
            return self(data["u"])["b"]

    model = Own()
    model.build((None, 3))
    model.compile("sgd", "mse")
    x, y = {"u": X, "v": X}, {"a": A, "b": B}
    logs = model.fit(x, y, batch_size=3, epochs=3, verbose=0, validation_data=(x, y)).history
    assert list(logs) == ["level", "val_level"]
    assert logs["level"][-1] < logs["level"][0]
    assert model.predict(x, verbose=0).shape == (6, 2)


class Words(keras.layers.Layer):
    """A layer in which masks go from one layer to the next."""

    def __init__(self):
        super().__init__()
        self.words = keras.layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="ones")
        self.pool = keras.layers.GlobalAveragePooling1D()
        self.scale = keras.layers.Activation(lambda x: x * (keras.ops.arange(3.0)[None, :, None] + 1))

    def call(self, x):
        return self.pool(self.scale(self.words(x)))


def test_masks_go_along_within_a_layer_however_often_it_is_called():
    model = keras.Sequential([keras.Input((3,), dtype="int32"), Words()])
    x = np.array([[1, 2, 0], [1, 0, 0]])
    for _ in range(3):
        np.testing.assert_allclose(model.predict(x, verbose=0), [[1.5, 1.5], [1, 1]])
        np.testing.assert_allclose(model(x), [[1.5, 1.5], [1, 1]])
    layer = Words()
    np.testing.assert_allclose(layer(x), [[1.5, 1.5], [1, 1]])


def test_a_dict_for_a_sequential_is_refused_with_a_sentence():
    with pytest.raises(DataError, match="x is a dict"):
        keras.Sequential([keras.Input((3,)), Dense(1)])({"a": X})


def test_a_step_may_go_through_the_metrics_as_keras_s_guide_has_it():
    class Own(keras.Sequential):
        def train_step(self, data):
            x, y = data
            (loss, y_pred), gradients = keras.value_and_grad(
                lambda: (self.compute_loss(y=y, y_pred=(p := self(x, training=True))), p), self.trainable_weights
            )
            self.optimizer.apply(gradients, self.trainable_weights)
            for metric in self.metrics:
                metric.update_state(loss) if metric.name == "loss" else metric.update_state(y, y_pred)
            return {metric.name: metric.result() for metric in self.metrics}

    def fitted(kind):
        model = kind([keras.Input((3,)), Dense(1, kernel_initializer="ones")])
        model.compile("sgd", "mse", metrics=["mae", "accuracy"])
        return model.fit(X, A, verbose=0).history

    mine, other = fitted(Own), fitted(keras.Sequential)
    assert list(mine) == list(other) == ["accuracy", "loss", "mae"]
    close(mine, other)
