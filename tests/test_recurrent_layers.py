"""Recurrent layers: a row each through the kit; then what is particular to them."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers, ops
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.testing.layers import LAYER_CHECKS

STEPS, IMAGES = (2, 4, 3), (2, 3, 4, 3, 2)
NOISE = dict(dropout=0.3, recurrent_dropout=0.3)


def _cells(dtype):
    return [layers.LSTMCell(2, dtype=dtype), layers.GRUCell(3, dtype=dtype)]


EVERYDAY = {
    "SimpleRNN": lambda **o: layers.SimpleRNN(3, **o),
    "GRU": lambda **o: layers.GRU(3, return_sequences=True, **o),
    "GRU, reset before, backwards": lambda **o: layers.GRU(2, reset_after=False, go_backwards=True, **o),
    "RNN of a stack": lambda **o: layers.RNN(_cells(o.get("dtype")), **o),
    "Bidirectional": lambda **o: layers.Bidirectional(layers.LSTM(2, dtype=o.get("dtype")), **o),
    "ConvLSTM1D": lambda **o: layers.ConvLSTM1D(2, 2, **o),
}
OTHERS = {
    "SimpleRNN, relu, stateful": lambda **o: layers.SimpleRNN(3, activation="relu", stateful=True, **o),
    "SimpleRNN, step by step": lambda **o: layers.SimpleRNN(3, activation="softsign", **NOISE, **o),
    "LSTM, hard": lambda **o: layers.LSTM(3, recurrent_activation="hard_sigmoid", stateful=True, **o),
    "LSTM, hard as in Keras 1": lambda **o: layers.LSTM(3, recurrent_activation=keras.backend.hard_sigmoid, **o),
    "GRU, hard": lambda **o: layers.GRU(3, recurrent_activation="hard_sigmoid", use_bias=False, **o),
    "GRU, step by step": lambda **o: layers.GRU(3, activation="softsign", **o),
    "GRU, step by step, reset before": lambda **o: layers.GRU(3, activation="elu", reset_after=False, **NOISE, **o),
    "GRU, noise": lambda **o: layers.GRU(3, **NOISE, **o),
    "RNN of a cell": lambda **o: layers.RNN(layers.GRUCell(2, dtype=o.get("dtype")), return_sequences=True, **o),
    "Bidirectional, sum": lambda **o: layers.Bidirectional(
        layers.GRU(2, return_sequences=True, dtype=o.get("dtype")), merge_mode="sum", **o
    ),
    "ConvLSTM2D": lambda **o: layers.ConvLSTM2D(2, 2, padding="same", return_sequences=True, **o),
    "ConvLSTM2D, channels first, noise": lambda **o: layers.ConvLSTM2D(
        2, 2, data_format="channels_first", **NOISE, **o
    ),
    "ConvLSTM3D": lambda **o: layers.ConvLSTM3D(1, 2, **o),
}
SHAPES = {"ConvLSTM1D": (2, 3, 4, 2), "ConvLSTM2D": IMAGES, "ConvLSTM2D, channels first, noise": (2, 2, 2, 3, 4)}
SHAPES |= {"ConvLSTM3D": (1, 2, 2, 3, 2, 1)}
ROWS = [*EVERYDAY, *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)]


@pytest.mark.parametrize("check", LAYER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", ROWS)
def test_the_layer_holds_to_what_every_layer_must(name, check):
    if check.__name__ == "config_makes_an_equal_layer" and "Keras 1" in name:
        pytest.skip("its function has no name to be written by")
    check((EVERYDAY | OTHERS)[name], SHAPES.get(name, STEPS))


X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
HOLES = np.array([[1, 0, 1, 1, 0], [0, 0, 1, 0, 1], [1, 1, 1, 1, 1]], bool)


@pytest.mark.parametrize("name", ["LSTM", "GRU", "SimpleRNN"])
def test_the_engines_kernel_and_the_cells_formula_agree(name):
    cls = getattr(layers, name)
    fast, slow = cls(3, return_sequences=True), cls(3, return_sequences=True, activation=lambda x: ops.tanh(x))
    y = fast(X, mask=HOLES)
    slow.build(X.shape)
    slow.set_weights(fast.get_weights())
    np.testing.assert_allclose(slow(X, mask=HOLES), y, rtol=1e-4, atol=1e-6)


def test_outputs_where_the_mask_is_off_may_be_zero():
    layer = layers.GRU(2, return_sequences=True, zero_output_for_mask=True)
    y = np.asarray(layer(X, mask=HOLES))
    assert (y[~HOLES] == 0).all()
    assert (y[HOLES] != 0).all()
    layer.zero_output_for_mask = False
    np.testing.assert_array_equal(np.asarray(layer(X, mask=HOLES))[HOLES], y[HOLES])


def test_lasting_states_are_set_back_or_to_others():
    layer = layers.GRU(2, stateful=True)
    first, second = layer(X), layer(X)
    assert not np.allclose(first, second)
    layer.reset_state()
    np.testing.assert_array_equal(layer(X), first)
    layer.reset_states([np.ones((3, 2))])
    np.testing.assert_allclose(layer(X), layers_with(layer)(X, initial_state=np.ones((3, 2))), rtol=1e-5)
    with pytest.raises(ShapeError, match="batches of 3, not 2"):
        layer(X[:2])


def layers_with(layer):
    twin = layers.GRU(2)
    twin.build(X.shape)
    twin.set_weights(layer.get_weights())
    return twin


def test_a_stateful_layer_that_is_called_by_itself_is_built_for_that_batch():
    first = np.ones((3, 2), "float32")
    layer, both = layers.GRU(2, stateful=True), layers.Bidirectional(layers.GRU(2, stateful=True))
    assert not np.allclose(layer(X, initial_state=first), layer(X))
    assert not np.allclose(both(X, initial_state=[first, first]), both(X))
    assert len(both.states) == 2
    both.reset_state()
    assert (both.states[1].numpy() == 0).all()


def test_a_layers_arguments_are_its_cells():
    layer = layers.GRU(3, activation="relu", seed=4)
    layer.cell.activation = keras.activations.get("elu")
    assert layer.activation is keras.activations.elu
    assert layer.get_config()["activation"] == "elu"
    layer.dropout = 0.25
    assert layer.cell.dropout == 0.25
    assert (
        layers.GRU.from_config({"units": 2, "implementation": 1}).reset_after is False
    )  # before there was such a thing
    assert layers.GRU.from_config({"units": 2}).reset_after is True


@pytest.mark.parametrize("name", ["LSTM", "GRU"])
def test_keras_2s_layers_for_gpus_are_the_ordinary_ones(name):
    with pytest.warns(DeprecationWarning, match=f"now called {name}"):
        layer = getattr(layers, f"CuDNN{name}")(3, "ones", return_sequences=True, time_major=False)
    assert type(layer) is getattr(layers, name)
    assert layer.kernel_initializer.get_config() == {}
    assert layer.recurrent_activation is keras.activations.sigmoid
    with pytest.warns(DeprecationWarning, match="now called"):
        again = keras.layers.deserialize({"class_name": f"CuDNN{name}", "config": {"units": 3, "implementation": 2}})
    assert type(again) is type(layer)
    assert getattr(again, "reset_after", True) is True


def test_the_weights_of_both_directions_may_be_given():
    first = layers.Bidirectional(layers.LSTM(2))
    y = first(X)
    again = layers.Bidirectional(layers.LSTM(2), weights=first.get_weights())
    np.testing.assert_array_equal(again(X), y)
    np.testing.assert_array_equal(layers.Bidirectional(layers.LSTM(2), "concat", first.get_weights())(X), y)
    assert "weights" not in again.get_config()


def test_keras_1s_films_have_rows_and_columns():
    with pytest.warns(DeprecationWarning, match="kernel_size"):
        layer = layers.ConvLSTM2D(nb_filter=4, nb_row=3, nb_col=2, border_mode="same", input_shape=(5, 8, 8, 1))
    assert (layer.filters, layer.kernel_size, layer.padding) == (4, (3, 2), "same")
    assert layers.ConvLSTM2D.from_config(layer.get_config()).get_config() == layer.get_config()


REFUSED = {
    "no cell": (lambda: layers.RNN(layers.Dense(3)), "state_size"),
    "no cells": (lambda: layers.StackedRNNCells([]), "list of cells"),
    "both backwards": (lambda: layers.Bidirectional(layers.GRU(2, go_backwards=True)), "must go backwards"),
    "others apart": (
        lambda: layers.Bidirectional(layers.GRU(2), backward_layer=layers.GRU(2, go_backwards=True, stateful=True)),
        "same `stateful`",
    ),
    "what does not go back": (lambda: layers.Bidirectional(layers.Dense(2)), "recurrent layer"),
    "strides and dilation": (lambda: layers.ConvLSTM2D(2, 2, strides=2, dilation_rate=2), "do not go together"),
    "a merge mode": (lambda: layers.Bidirectional(layers.GRU(2), merge_mode="max"), "merge_mode"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(name):
    make, message = REFUSED[name]
    with pytest.raises(ArgumentError, match=message):
        make()


def test_images_of_unknown_size_are_refused():
    with pytest.raises(ShapeError, match="spatial axes"):
        layers.ConvLSTM2D(2, 2).build((None, 3, None, 4, 1))


def test_a_model_of_all_of_them_is_saved_and_loaded(tmp_path):
    model = keras.Sequential(
        [
            keras.Input((5, 4)),
            layers.Bidirectional(layers.GRU(2, return_sequences=True)),
            layers.RNN([layers.LSTMCell(2), layers.SimpleRNNCell(3)], return_sequences=True),
            layers.SimpleRNN(2),
        ]
    )
    model.compile("sgd", "mse")
    model.train_on_batch(X, np.ones((3, 2)))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
    assert again.get_config()["layers"] == model.get_config()["layers"]
