"""Parts made only to see what they would be, and what a layer's forward pass costs."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers
from plugkeras.engine.dry_run import dry_run
from plugkeras.errors import ShapeError
from plugkeras.host import host


def test_on_a_dry_run_weights_have_shapes_and_take_no_memory():
    with dry_run():
        dense = layers.Dense(10**6)
        dense.build((None, 10**6))
    assert dense.count_params() == 10**12 + 10**6
    assert dense.kernel.value.base.nbytes < 100


def test_a_weight_larger_than_any_array_is_refused_in_a_sentence():
    with dry_run(), pytest.raises(ShapeError, match="larger than any array"):
        layers.Dense(10**12).build((None, 10**12))


def test_a_dry_run_draws_no_seed_and_uses_up_no_name():
    keras.utils.set_random_seed(3)
    drawn = np.random.randint(10**6)
    keras.utils.set_random_seed(3)
    with dry_run():
        names = [layers.Dropout(0.5).name, layers.LSTM(4).name]
        layers.LSTM(4).build((None, 3, 2))
    assert np.random.randint(10**6) == drawn
    assert names == ["dropout", "lstm"]
    keras.backend.clear_session()
    with dry_run():
        layers.Dense(2)
    assert layers.Dense(2).name == "dense"


def test_the_forget_gate_of_an_lstm_begins_at_one():
    layer = layers.LSTM(2)
    layer.build((None, 3, 1))
    assert layer.get_weights()[2].tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


COSTS = [
    (lambda: layers.Dense(10), (None, 784), 7840),
    (lambda: layers.Dense(10), (None, 5, 784), 5 * 7840),
    (lambda: layers.Dense(10), (None, None, 784), None),
    (lambda: layers.Conv2D(32, 3), (None, 28, 28, 1), 26 * 26 * 9 * 32),
    (lambda: layers.Conv2D(32, 3, strides=2, padding="same"), (None, 28, 28, 4), 14 * 14 * 9 * 4 * 32),
    (lambda: layers.Conv2D(8, 3, groups=2), (None, 5, 5, 4), 9 * 9 * 2 * 8),
    (lambda: layers.Conv1D(8, 3, data_format="channels_first"), (None, 2, 6), 4 * 3 * 2 * 8),
    (lambda: layers.LSTM(16), (None, 7, 3), 7 * 4 * 16 * (3 + 16)),
    (lambda: layers.LSTM(16, return_sequences=True), (None, 7, 3), 7 * 4 * 16 * (3 + 16)),
    (lambda: layers.Embedding(1000, 8), (None, 12), 0),
    (lambda: layers.LayerNormalization(axis=(1, 2)), (None, 4, 5), 0),
    (lambda: layers.BatchNormalization(), (None, 4, 5), 0),
    (lambda: layers.MaxPooling2D(), (None, 4, 4, 2), 0),
    (lambda: layers.TimeDistributed(layers.Conv2D(2, 3)), (None, 6, 5, 5, 1), 6 * 9 * 9 * 2),
    (lambda: keras.Sequential([layers.Dense(4), layers.Dense(2)]), (None, 3), 3 * 4 + 4 * 2),
]


@pytest.mark.parametrize(("make", "shape", "flops"), COSTS)
def test_a_layer_says_its_multiply_adds_for_one_sample(make, shape, flops):
    with dry_run():
        layer = make()
        layer.build(shape)
        assert layer.flops(shape) == flops


def test_every_standard_layer_says_its_output_shape_without_a_trial():
    mine = keras.Layer.compute_output_shape
    silent = [n for n in host().standard_names("layers") if host().get("layers", n).compute_output_shape is mine]
    assert silent == []
