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


@keras.register
class MinimalCell(keras.Layer):
    """As in Keras's own documentation: an author's cell."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), name="recurrent_kernel")

    def call(self, inputs, states):
        h = ops.matmul(inputs, self.kernel)
        output = h + ops.matmul(states[0], self.recurrent_kernel)
        return output, [output]


@keras.register
class Zoneout(keras.Layer):
    """Around a standard cell, with states of its own beginning, and something to say in training."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.cell = layers.LSTMCell(units, dropout=0.5, recurrent_dropout=0.5)
        self.state_size, self.output_size = [units, units], units

    def build(self, input_shape):
        self.cell.build(input_shape)

    def get_initial_state(self, batch_size=None):
        return [ops.ones((batch_size, self.units)), ops.zeros((batch_size, self.units))]

    def call(self, inputs, states, training=False):
        y, (h, c) = self.cell(inputs, states, training=training)
        return y, [0.9 * h + 0.1 * states[0], c] if training else [h, c]


X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
HOLES = np.array([[1, 0, 1, 1, 0], [0, 0, 1, 0, 1], [1, 1, 1, 1, 1]], bool)


def test_somebodys_own_cell_over_time_is_what_its_formula_says():
    layer = layers.RNN(MinimalCell(3), return_sequences=True, return_state=True)
    y, h = layer(X)
    kernel, recurrent = layer.get_weights()
    state = np.zeros((3, 3), "float32")
    for t in range(5):
        state = X[:, t] @ kernel + state @ recurrent
        np.testing.assert_allclose(y[:, t], state, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(h, y[:, -1])


def test_a_cell_says_where_its_states_begin_and_hears_of_training():
    layer = layers.RNN(Zoneout(2), return_state=True)
    still, *_ = layer(X)
    layer.cell.cell.dropout = layer.cell.cell.recurrent_dropout = 0.0
    plain = layers.LSTM(2)
    plain.build(X.shape)
    plain.set_weights(layer.get_weights())
    np.testing.assert_allclose(still, plain(X, initial_state=[np.ones((3, 2)), np.zeros((3, 2))]), rtol=1e-5)
    assert not np.allclose(still, layer(X, training=True)[0])


def test_the_noise_of_a_cell_inside_anothers_is_one_for_all_steps():
    keras.utils.set_random_seed(1)
    layer = layers.RNN(Zoneout(4), return_sequences=True)
    ones = np.ones((1, 6, 3), "float32")
    layer.build(ones.shape)
    weights = layer.get_weights()
    layer.set_weights([weights[0], weights[1] * 0, weights[2]])  # nothing but the inputs and their noise
    c = np.asarray(layer(ones, training=True))
    gates = np.diff(c[0], axis=0)
    assert len(np.unique(np.sign(gates), axis=0)) == 1  # states go one way, as they would not with new noise each step


@keras.register
class Slow(keras.Layer):
    """A cell that is told to change its state little."""

    state_size = 2

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 2), initializer="ones", name="kernel")

    def call(self, inputs, states):
        h = ops.tanh(inputs @ self.kernel + 0.5 * states[0])
        self.add_loss(ops.mean(ops.square(h - states[0])))
        return h, [h]


@pytest.mark.parametrize("mask", [None, HOLES])
def test_what_a_cell_adds_to_the_loss_at_each_step_is_added_up(mask):
    layer = layers.RNN(Slow(), return_sequences=True)
    model = keras.Sequential([keras.Input((5, 4)), *([] if mask is None else [layers.Masking()]), layer])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    x = X if mask is None else X * mask[..., None]
    y = np.asarray(model.predict(x, verbose=0))
    h = np.concatenate([np.zeros((3, 1, 2), "float32"), y], axis=1)
    tried = np.tanh(x @ layer.get_weights()[0] + 0.5 * h[:, :-1])
    wanted = np.square(tried - h[:, :-1]).mean(axis=(0, 2)).sum()
    np.testing.assert_allclose(model.train_on_batch(x, y), wanted, rtol=1e-5)


@pytest.mark.parametrize("options", [{}, {"activation": "softsign"}, {"recurrent_dropout": 0.5}], ids=str)
def test_noise_is_the_same_at_each_step(options):
    layer = layers.SimpleRNN(4, dropout=0.5, return_sequences=True, **options)
    layer.build((None, 5, 3))
    kernel, recurrent, bias = layer.get_weights()
    layer.set_weights([kernel, 0 * recurrent, bias])  # so that an output is what its step's inputs make it
    ones = np.ones((2, 5, 3), "float32")
    y, again = np.asarray(layer(ones, training=True)), np.asarray(layer(ones, training=True))
    np.testing.assert_allclose(y, y[:, :1].repeat(5, axis=1), rtol=1e-6)
    assert not np.allclose(y, again)  # each call draws anew
    assert not np.allclose(y[0], y[1])  # and so does each sample


def test_each_gate_has_noise_of_its_own_if_the_state_has_noise():
    cell = layers.GRUCell(2, dropout=0.5)
    assert cell.get_dropout_mask(X[:, 0]).shape == (3, 4)
    cell = layers.GRUCell(2, dropout=0.5, recurrent_dropout=0.5)
    assert len(cell.get_dropout_mask(X[:, 0])) == len(cell.get_recurrent_dropout_mask(X[:, 0, :2])) == 3
    kept = cell.get_dropout_mask(X[:, 0])
    assert cell.get_dropout_mask(X[:, 0]) is kept
    cell.reset_dropout_mask()
    assert cell.get_dropout_mask(X[:, 0]) is not kept
    assert (np.asarray(layers.LSTMCell(2, dropout=1.0).get_dropout_mask(X[:, 0])) == 0).all()


def test_a_stack_is_its_layers_one_after_another():
    stack = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True, return_state=True)
    y, lstm, gru = stack(X, mask=HOLES)
    first, second = layers.LSTM(3, return_sequences=True, return_state=True), layers.GRU(2, return_sequences=True)
    for layer, shape, weights in ((first, X.shape, slice(3)), (second, (3, 5, 3), slice(3, 6))):
        layer.build(shape)
        layer.set_weights(stack.get_weights()[weights])
    z, h, c = first(X, mask=HOLES)
    np.testing.assert_allclose(y, second(z, mask=HOLES), rtol=1e-5)
    for one, other in zip([*lstm, *gru], [h, c, y[:, -1]], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_a_stack_as_one_cell_makes_the_same_step():
    stack = layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(2), layers.SimpleRNNCell(2)])
    whole = layers.RNN(stack, return_state=True)
    y, *states = whole(X[:, :1])
    z, found = stack(X[:, 0], stack.get_initial_state(3))
    np.testing.assert_allclose(y, z, rtol=1e-5)
    np.testing.assert_allclose(states[0][1], found[0][1], rtol=1e-5)


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
            layers.RNN([layers.LSTMCell(2), MinimalCell(3)], return_sequences=True),
            layers.SimpleRNN(2),
        ]
    )
    model.compile("sgd", "mse")
    model.train_on_batch(X, np.ones((3, 2)))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
    assert again.get_config()["layers"] == model.get_config()["layers"]
