"""Cells of recurrent layers: those of authors, stacks of them, and the noise that is one for all steps."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers, ops

X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
HOLES = np.array([[1, 0, 1, 1, 0], [0, 0, 1, 0, 1], [1, 1, 1, 1, 1]], bool)


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
    layer.build((None, 5, 40))
    kernel, recurrent, bias = layer.get_weights()
    layer.set_weights([kernel, 0 * recurrent, bias])  # so that an output is what its step's inputs make it
    ones = np.ones((2, 5, 40), "float32")
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
