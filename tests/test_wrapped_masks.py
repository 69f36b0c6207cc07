"""Masks go through layers that hold another one."""

import numpy as np

import plugkeras as keras


def test_a_mask_goes_through_spectral_normalization_as_through_its_layer() -> None:
    x = np.ones((2, 3, 2), "float32")
    x[:, 2] = 0
    wrapped, plain = (keras.Sequential([keras.Input((3, 2)), keras.layers.Masking(), layer]) for layer in _layers())
    for model in (wrapped, plain):
        model.compile("sgd", "mse")
    y = np.zeros((2, 3, 1))
    assert wrapped.evaluate(x, y, verbose=0) == plain.evaluate(x, y, verbose=0) == 4.0


def _layers() -> list[keras.Layer]:
    inner = [keras.layers.Dense(1, kernel_initializer="ones") for _ in range(2)]
    return [keras.layers.SpectralNormalization(inner[0]), inner[1]]


def test_spatial_dropout_is_written_as_keras_takes_it() -> None:
    assert set(keras.layers.SpatialDropout1D(0.5).get_config()) == {"rate", "seed", "name", "dtype"}
    assert keras.layers.SpatialDropout2D(0.5, trainable=False).get_config()["trainable"] is False
