"""Layers that only Keras 1 and 2 had: through the kit, against their formulas, and from those Keras's configs."""

import warnings
from itertools import product

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.spellings import OldSpelling
from plugkeras.testing.layers import LAYER_CHECKS

FIRST = dict(data_format="channels_first")
TABLE = {
    "LocallyConnected1D": (layers.LocallyConnected1D, (2, 5, 3), dict(filters=2, kernel_size=3, activation="tanh")),
    "LocallyConnected1D, first": (layers.LocallyConnected1D, (2, 3, 5), dict(filters=2, kernel_size=2, **FIRST)),
    "LocallyConnected2D": (layers.LocallyConnected2D, (2, 4, 5, 2), dict(filters=3, kernel_size=2, strides=(2, 1))),
    "LocallyConnected2D, first": (
        layers.LocallyConnected2D,
        (2, 2, 4, 3),
        dict(filters=2, kernel_size=(2, 1), use_bias=False, kernel_regularizer="l2", **FIRST),
    ),
    "MaxoutDense": (layers.MaxoutDense, (3, 4), dict(units=2, nb_feature=3)),
    "MaxoutDense without bias": (
        layers.MaxoutDense,
        (3, 4),
        dict(units=3, use_bias=False, kernel_constraint="max_norm"),
    ),
    "Highway": (layers.Highway, (3, 4), dict(activation="tanh", bias_regularizer="l1")),
    "Highway without bias": (layers.Highway, (3, 4), dict(use_bias=False)),
}


@pytest.mark.parametrize("name", TABLE)
def test_it_holds_to_what_every_layer_does(name):
    layer, shape, options = TABLE[name]
    for check in LAYER_CHECKS:
        check(lambda **more: layer(**options, **more), shape)


def weighted(layer, shape, seed=0):
    """The layer, built, with weights drawn at random, and inputs for it."""
    rng = np.random.default_rng(seed)
    layer.build((None, *shape[1:]))
    layer.set_weights([rng.normal(size=w.shape) for w in layer.weights])
    return layer, rng.normal(size=shape)


@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize(("size", "stride"), [((2, 3), (1, 1)), ((3, 1), (2, 1)), ((1, 2), (1, 2))])
def test_a_locally_connected_layer_has_another_kernel_at_each_place(size, stride, is_first):
    options = dict(filters=2, kernel_size=size, strides=stride, dtype="float64")
    shape = (2, 3, 5, 4) if is_first else (2, 5, 4, 3)
    layer, x = weighted(layers.LocallyConnected2D(**options, **(FIRST if is_first else {})), shape)
    kernel, bias = layer.get_weights()
    height, width = (5 - size[0]) // stride[0] + 1, (4 - size[1]) // stride[1] + 1
    assert kernel.shape == (height * width, size[0] * size[1] * 3, 2)
    assert bias.shape == (height, width, 2)
    wanted = np.zeros((2, 2, height, width) if is_first else (2, height, width, 2))
    for place, (i, j) in enumerate(product(range(height), range(width))):
        rows, columns = (slice(k * s, k * s + n) for k, s, n in zip((i, j), stride, size, strict=True))
        window = x[:, :, rows, columns] if is_first else x[:, rows, columns]
        at = (slice(None), slice(None), i, j) if is_first else (slice(None), i, j)
        wanted[at] = window.reshape(2, -1) @ kernel[place]
    wanted += bias.reshape(wanted.shape[1:])  # as Keras 2 does, channels first, too
    np.testing.assert_allclose(np.asarray(layer(x)), wanted, rtol=1e-12)


def test_maxout_is_the_greatest_of_dense_layers():
    layer, x = weighted(layers.MaxoutDense(3, nb_feature=2, dtype="float64"), (5, 4))
    w, b = layer.get_weights()
    np.testing.assert_allclose(np.asarray(layer(x)), np.maximum(x @ w[0] + b[0], x @ w[1] + b[1]))


def test_a_highway_carries_what_its_gate_does_not_transform():
    layer, x = weighted(layers.Highway(activation="relu", dtype="float64"), (5, 4))
    assert [v.name for v in layer.weights] == ["W", "W_carry", "b", "b_carry"]
    w, w_carry, b, b_carry = layer.get_weights()
    gate = 1 / (1 + np.exp(-(x @ w_carry + b_carry)))
    np.testing.assert_allclose(np.asarray(layer(x)), gate * np.maximum(x @ w + b, 0) + (1 - gate) * x)
    new = layers.Highway()
    new.build((None, 4))
    assert (new.get_weights()[2] == 0).all()
    assert (new.get_weights()[3] == 1).all()


OLD = {
    "TimeDistributedDense": (dict(output_dim=3, input_dim=4), "Dense", (2, 5, 3), (2, 5, 4)),
    "AtrousConvolution1D": (dict(nb_filter=2, filter_length=3, atrous_rate=2), "Conv1D", (2, 5, 2), (2, 9, 4)),
    "AtrousConv2D": (dict(nb_filter=2, nb_row=3, nb_col=2, atrous_rate=(2, 2)), "Conv2D", (2, 2, 4, 2), (2, 6, 6, 3)),
    "SeparableConvolution2D": (dict(nb_filter=2, nb_row=3, nb_col=2), "SeparableConv2D", (2, 4, 5, 2), (2, 6, 6, 3)),
    "Deconvolution2D": (
        dict(nb_filter=2, nb_row=3, nb_col=3, output_shape=(None, 12, 12, 2), border_mode="same", subsample=(2, 2)),
        "Conv2DTranspose",
        (2, 12, 12, 2),
        (2, 6, 6, 3),
    ),
    "Deconv2D": (
        dict(nb_filter=2, nb_row=3, nb_col=3, output_shape=(None, 14, 13, 2), subsample=(2, 2), dim_ordering="tf"),
        "Conv2DTranspose",
        (2, 14, 13, 2),
        (2, 6, 6, 3),
    ),
    "Convolution3D": (
        dict(nb_filter=2, kernel_dim1=2, kernel_dim2=1, kernel_dim3=1),
        "Conv3D",
        (1, 1, 2, 2, 2),
        (1, 2, 2, 2, 2),
    ),
    "Deconvolution3D": (
        dict(nb_filter=1, kernel_dim1=2, kernel_dim2=1, kernel_dim3=1, output_shape=(None, 3, 2, 2, 1)),
        "Conv3DTranspose",
        (1, 3, 2, 2, 1),
        (1, 2, 2, 2, 2),
    ),
    "Deconvolution2D, not so long by itself": (
        dict(nb_filter=1, nb_row=3, nb_col=3, output_shape=[None, 11, 11, 1], border_mode="same", subsample=(2, 2)),
        "Conv2DTranspose",
        (1, 11, 11, 1),
        (1, 6, 6, 1),
    ),
    "LocallyConnected1D": (
        dict(nb_filter=2, filter_length=3, subsample_length=2, border_mode="valid", bias=False),
        "LocallyConnected1D",
        (2, 3, 2),
        (2, 7, 4),
    ),
    "LocallyConnected2D": (
        dict(filters=2, kernel_size=(3, 3), data_format="channels_last", implementation=1, kernel_initializer="zeros"),
        "LocallyConnected2D",
        (2, 4, 4, 2),
        (2, 6, 6, 3),
    ),
    "MaxoutDense": (dict(output_dim=3, nb_feature=2, input_dim=None, bias=True), "MaxoutDense", (2, 3), (2, 4)),
    "Highway": (dict(init="he_normal", W_constraint=None, input_dim=4, activation="relu"), "Highway", (2, 4), (2, 4)),
}
"""A config of Keras 1 or 2, the layer that it makes, the shape of its outputs, and of its inputs."""


@pytest.mark.filterwarnings("ignore::plugkeras.parts.spellings.OldSpelling")
@pytest.mark.parametrize("name", OLD)
def test_a_config_of_keras_1_or_2_makes_the_layer_of_today(name):
    config, now, wanted, given = OLD[name]
    for whole in (config, {**config, "name": "mine", "trainable": True}):
        layer = layers.deserialize({"class_name": name.partition(",")[0], "config": dict(whole)})
        assert type(layer).__name__ == now
        assert np.asarray(layer(np.ones(given))).shape == layer.compute_output_shape(given) == wanted


def test_sizes_of_keras_1_go_by_position_too():
    with pytest.warns(OldSpelling):
        layer = layers.Deconvolution2D(2, 3, 3, (None, 12, 12, 2), border_mode="same", subsample=(2, 2))
    assert (layer.kernel_size, layer.strides, layer.output_padding) == ((3, 3), (2, 2), None)
    with pytest.warns(OldSpelling):
        assert layers.AtrousConvolution2D(2, 3, 5).kernel_size == (3, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert layers.Deconv2D(2, (3, 3), output_padding=None).kernel_size == (3, 3)  # as Keras 2 has it


def test_a_model_of_old_layers_is_trained_and_saved(tmp_path):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(32, 6, 2)).astype("float32")
    model = keras.Sequential(
        [
            keras.Input((6, 2)),
            layers.LocallyConnected1D(4, 3, activation="tanh"),
            layers.Flatten(),
            layers.MaxoutDense(4),
            layers.Highway(activation="relu"),
            layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.Adam(0.02), "mse")
    losses = model.fit(x, x[:, 0, :1], epochs=15, verbose=0).history["loss"]
    assert losses[-1] < 0.7 * losses[0]
    model.save(tmp_path / "old.keras")
    again = keras.models.load_model(tmp_path / "old.keras")
    np.testing.assert_allclose(again.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-6)


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: layers.LocallyConnected1D(2, 3, padding="same"), ArgumentError, "padding"),
        (lambda: layers.LocallyConnected2D(2, 3, implementation=2), ArgumentError, "must be 1: 2 and 3 keep"),
        (lambda: layers.LocallyConnected1D(2, 3).build((None, None, 2)), ShapeError, "known length"),
        (lambda: layers.LocallyConnected1D(2, 3).build((None, 2, 2)), ShapeError, "does not fit"),
        (lambda: layers.Deconvolution2D(2, 3, 3, output_shape=(4, 4)), ArgumentError, "has 4 axes"),
    ],
)
def test_what_is_refused_says_why(make, kind, said):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(kind, match=said):
            make()
