"""The standard layers: a row each, through the kit; then what is particular to some."""

import re
from pathlib import Path

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers
from plugkeras.errors import ArgumentError, DataError, ShapeError, UnknownArgument
from plugkeras.host import host
from plugkeras.testing.layers import LAYER_CHECKS

IMAGES, SEQUENCES, ROWS = (2, 7, 6, 4), (2, 5, 3), (3, 4)

TABLE = {
    "Dense": (layers.Dense, ROWS, dict(units=3, activation="tanh")),
    "Dense without bias, over three axes": (layers.Dense, SEQUENCES, dict(units=2, use_bias=False)),
    "Dense with an activation that is not fused": (layers.Dense, ROWS, dict(units=3, activation="softplus")),
    "Activation": (layers.Activation, ROWS, dict(activation="elu")),
    "Identity": (layers.Identity, ROWS, {}),
    "Dropout": (layers.Dropout, ROWS, dict(rate=0.4)),
    "SpatialDropout1D": (layers.SpatialDropout1D, SEQUENCES, dict(rate=0.4)),
    "SpatialDropout2D, channels first": (
        layers.SpatialDropout2D,
        IMAGES,
        dict(rate=0.4, data_format="channels_first"),
    ),
    "SpatialDropout3D": (layers.SpatialDropout3D, (1, 2, 3, 2, 3), dict(rate=0.4)),
    "GaussianNoise": (layers.GaussianNoise, ROWS, dict(stddev=0.4)),
    "GaussianDropout": (layers.GaussianDropout, ROWS, dict(rate=0.4)),
    "AlphaDropout": (layers.AlphaDropout, SEQUENCES, dict(rate=0.4, noise_shape=(None, 1, None))),
    "ActivityRegularization": (layers.ActivityRegularization, ROWS, dict(l1=0.1, l2=0.2)),
    "Flatten": (layers.Flatten, IMAGES, {}),
    "Flatten, channels first": (layers.Flatten, IMAGES, dict(data_format="channels_first")),
    "Reshape": (layers.Reshape, IMAGES, dict(target_shape=(3, -1))),
    "Permute": (layers.Permute, IMAGES, dict(dims=(3, 1, 2))),
    "RepeatVector": (layers.RepeatVector, ROWS, dict(n=3)),
    "Conv1D": (layers.Conv1D, SEQUENCES, dict(filters=2, kernel_size=3, padding="causal", dilation_rate=2)),
    "Conv2D": (layers.Conv2D, IMAGES, dict(filters=4, kernel_size=3, activation="tanh")),
    "Conv2D, same, strides": (layers.Conv2D, IMAGES, dict(filters=2, kernel_size=(3, 2), strides=2, padding="same")),
    "Conv2D, groups": (layers.Conv2D, IMAGES, dict(filters=4, kernel_size=2, groups=2, use_bias=False)),
    "Conv2D, channels first": (layers.Conv2D, IMAGES, dict(filters=3, kernel_size=3, data_format="channels_first")),
    "Conv3D": (layers.Conv3D, (1, 4, 3, 4, 2), dict(filters=2, kernel_size=2)),
    "Conv1DTranspose": (layers.Conv1DTranspose, SEQUENCES, dict(filters=2, kernel_size=3, strides=2)),
    "Conv2DTranspose": (layers.Conv2DTranspose, IMAGES, dict(filters=3, kernel_size=3, strides=2, padding="same")),
    "Conv3DTranspose": (layers.Conv3DTranspose, (1, 2, 2, 3, 2), dict(filters=2, kernel_size=2, activation="tanh")),
    "DepthwiseConv1D": (layers.DepthwiseConv1D, SEQUENCES, dict(kernel_size=2, depth_multiplier=2)),
    "DepthwiseConv2D": (layers.DepthwiseConv2D, IMAGES, dict(kernel_size=3, padding="same", strides=2)),
    "SeparableConv1D": (layers.SeparableConv1D, SEQUENCES, dict(filters=2, kernel_size=2, padding="causal")),
    "SeparableConv2D": (layers.SeparableConv2D, IMAGES, dict(filters=3, kernel_size=3, depth_multiplier=2)),
    "MaxPooling1D": (layers.MaxPooling1D, SEQUENCES, {}),
    "MaxPooling2D": (layers.MaxPooling2D, IMAGES, {}),
    "MaxPooling2D, same": (layers.MaxPooling2D, IMAGES, dict(pool_size=3, strides=2, padding="same")),
    "MaxPooling3D": (layers.MaxPooling3D, (1, 4, 4, 2, 3), {}),
    "AveragePooling1D": (layers.AveragePooling1D, SEQUENCES, {}),
    "AveragePooling2D": (layers.AveragePooling2D, IMAGES, dict(padding="same")),
    "AveragePooling3D": (layers.AveragePooling3D, (1, 4, 4, 2, 3), {}),
    "GlobalMaxPooling1D": (layers.GlobalMaxPooling1D, SEQUENCES, {}),
    "GlobalMaxPooling2D": (layers.GlobalMaxPooling2D, IMAGES, dict(keepdims=True)),
    "GlobalMaxPooling3D": (layers.GlobalMaxPooling3D, (1, 2, 3, 2, 3), {}),
    "GlobalAveragePooling1D": (layers.GlobalAveragePooling1D, SEQUENCES, {}),
    "GlobalAveragePooling2D": (layers.GlobalAveragePooling2D, IMAGES, dict(data_format="channels_first")),
    "GlobalAveragePooling3D": (layers.GlobalAveragePooling3D, (1, 2, 3, 2, 3), {}),
    "AdaptiveAveragePooling1D": (layers.AdaptiveAveragePooling1D, SEQUENCES, dict(output_size=3)),
    "AdaptiveAveragePooling2D": (layers.AdaptiveAveragePooling2D, IMAGES, dict(output_size=(3, 8))),
    "AdaptiveAveragePooling3D": (layers.AdaptiveAveragePooling3D, (1, 2, 3, 2, 3), dict(output_size=2)),
    "AdaptiveMaxPooling1D": (layers.AdaptiveMaxPooling1D, SEQUENCES, dict(output_size=3)),
    "AdaptiveMaxPooling2D": (
        layers.AdaptiveMaxPooling2D,
        IMAGES,
        dict(output_size=(3, 4), data_format="channels_first"),
    ),
    "AdaptiveMaxPooling3D": (layers.AdaptiveMaxPooling3D, (1, 2, 3, 2, 3), dict(output_size=2)),
    "UpSampling1D": (layers.UpSampling1D, SEQUENCES, dict(size=3)),
    "UpSampling2D": (layers.UpSampling2D, IMAGES, dict(size=(1, 2))),
    "UpSampling2D, bicubic": (layers.UpSampling2D, IMAGES, dict(interpolation="bicubic")),
    "UpSampling2D, channels first": (
        layers.UpSampling2D,
        IMAGES,
        dict(interpolation="bilinear", data_format="channels_first"),
    ),
    "UpSampling3D": (layers.UpSampling3D, (1, 2, 2, 2, 1), {}),
    "ZeroPadding1D": (layers.ZeroPadding1D, SEQUENCES, dict(padding=(1, 2))),
    "ZeroPadding2D": (layers.ZeroPadding2D, IMAGES, dict(padding=((1, 0), (2, 3)))),
    "ZeroPadding3D": (layers.ZeroPadding3D, (1, 2, 2, 2, 1), {}),
    "Cropping1D": (layers.Cropping1D, SEQUENCES, {}),
    "Cropping2D": (layers.Cropping2D, IMAGES, dict(cropping=((1, 0), (2, 3)))),
    "Cropping3D": (layers.Cropping3D, (1, 3, 4, 3, 1), {}),
    "EinsumDense": (layers.EinsumDense, SEQUENCES, dict(equation="abc,cd->abd", output_shape=(None, 4), bias_axes="d")),
    "Wrapper": (layers.Wrapper, ROWS, {}),
    "SpectralNormalization": (layers.SpectralNormalization, ROWS, {}),
    "ReversibleEmbedding": (layers.ReversibleEmbedding, (3, 4), dict(input_dim=5, output_dim=3, tie_weights=False)),
    "Attention": (layers.Attention, [SEQUENCES, (2, 4, 3)], dict(use_scale=True)),
    "Attention, concat": (layers.Attention, [SEQUENCES, (2, 4, 3), (2, 4, 3)], dict(score_mode="concat")),
    "AdditiveAttention, with dropout": (layers.AdditiveAttention, [SEQUENCES, (2, 4, 3)], dict(dropout=0.3)),
    "BatchNormalization": (layers.BatchNormalization, IMAGES, {}),
    "BatchNormalization, axis 1": (layers.BatchNormalization, IMAGES, dict(axis=1, scale=False)),
    "BatchNormalization, renorm": (layers.BatchNormalization, IMAGES, dict(renorm=True)),
    "GroupNormalization": (layers.GroupNormalization, IMAGES, dict(groups=2)),
    "RMSNormalization": (layers.RMSNormalization, IMAGES, dict(axis=[1, 3])),
    "UnitNormalization": (layers.UnitNormalization, SEQUENCES, dict(axis=1)),
    "LayerNormalization": (layers.LayerNormalization, ROWS, {}),
    "LayerNormalization, two axes": (layers.LayerNormalization, IMAGES, dict(axis=[1, 3])),
    "Embedding": (layers.Embedding, (3, 4), dict(input_dim=5, output_dim=3)),
    "LSTM": (layers.LSTM, SEQUENCES, dict(units=4)),
    "LSTM, sequences, backwards": (layers.LSTM, SEQUENCES, dict(units=4, return_sequences=True, go_backwards=True)),
    "LSTM, step by step": (layers.LSTM, SEQUENCES, dict(units=4, activation="softsign")),
    "LSTM, with dropout": (layers.LSTM, SEQUENCES, dict(units=4, dropout=0.3, recurrent_dropout=0.3)),
    "TimeDistributed": (layers.TimeDistributed, SEQUENCES, dict(layer=layers.Dense(2))),
    "Masking": (layers.Masking, SEQUENCES, {}),
    "ReLU": (layers.ReLU, ROWS, dict(max_value=0.8, negative_slope=0.1, threshold=0.05)),
    "LeakyReLU": (layers.LeakyReLU, ROWS, {}),
    "ELU": (layers.ELU, ROWS, dict(alpha=0.7)),
    "PReLU": (layers.PReLU, IMAGES, dict(shared_axes=[1, 2], alpha_initializer="ones")),
    "ThresholdedReLU": (layers.ThresholdedReLU, ROWS, dict(theta=0.3)),
    "Softmax": (layers.Softmax, ROWS, {}),
    **{
        name: (getattr(layers, name), [SEQUENCES, (2, 3)], {})
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    },
    "Concatenate": (layers.Concatenate, [SEQUENCES, (2, 4, 3)], dict(axis=1)),
    "Dot": (layers.Dot, [SEQUENCES, (2, 4, 3)], dict(axes=-1, normalize=True)),
}


@pytest.mark.parametrize("check", LAYER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", TABLE)
def test_the_layer_holds_to_what_every_layer_must(name, check):
    cls, shape, arguments = TABLE[name]

    def make(**options):
        if cls in (layers.TimeDistributed, layers.Wrapper, layers.SpectralNormalization):
            options["layer"] = layers.Dense(2, dtype=options.get("dtype"))
        return cls(**{**arguments, **options})

    check(make, shape)


NO_ROWS = {"InputLayer", "Lambda", "Sequential"}  # what they do is somebody's own
NO_ROWS |= {"MultiHeadAttention", "GroupedQueryAttention"}  # their inputs come apart
NO_ROWS |= {"SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells"}  # called within others
NO_ROWS |= {"CuDNNLSTM", "CuDNNGRU", "FeatureSpace"}  # names alone; columns by name


def test_every_standard_layer_has_a_row():
    kits = [file.read_text() for file in Path(__file__).parent.glob("test_*.py") if "LAYER_CHECKS" in file.read_text()]
    classes = {host().get("layers", name) for name in host().standard_names("layers")}
    missing = {cls.__name__ for cls in classes if not any(re.search(rf"\b{cls.__name__}\b", text) for text in kits)}
    assert missing <= NO_ROWS


REFUSED = {
    "no units": (lambda: layers.Dense(), UnknownArgument, "Dense needs `units`"),
    "negative units": (lambda: layers.Dense(-1), ArgumentError, "`units` must be an integer of at least 1"),
    "misspelt argument": (lambda: layers.Dense(3, activaton="relu"), UnknownArgument, "did you mean 'activation'"),
    "misspelt activation": (lambda: layers.Dense(3, activation="rellu"), ValueError, "did you mean 'relu'"),
    "rate above 1": (lambda: layers.Dropout(1.5), ArgumentError, "from 0 to 1"),
    "unknown padding": (lambda: layers.Conv2D(3, 3, padding="sane"), ArgumentError, "did you mean 'same'"),
    "kernel of wrong rank": (lambda: layers.Conv2D(3, (3, 3, 3)), ArgumentError, "`kernel_size` must be"),
    "causal in two dimensions": (lambda: layers.Conv2D(3, 3, padding="causal"), ArgumentError, "Conv1D"),
    "two -1": (lambda: layers.Reshape((-1, -1)), ArgumentError, "one of which may be -1"),
    "both spellings": (lambda: layers.Dense(units=3, output_dim=4), TypeError, "old name of `units`"),
    "argument twice": (lambda: layers.Dense(3, units=3), UnknownArgument, "given twice"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_argument_is_named(name):
    make, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        make()


MISFITS = {
    "features": (
        layers.Dense(2, input_shape=(4,), name="d"),
        np.ones((2, 5)),
        r"d \(Dense\).*length 4.*got 5.*\(2, 5\)",
    ),
    "rank": (layers.Conv2D(2, 3, name="c"), np.ones((2, 5)), r"c \(Conv2D\) needs inputs with 4 axes.*\(None, 5\)"),
    "window too large": (layers.Conv2D(2, 9), np.ones((1, 5, 5, 1)), "window of 9 does not fit an axis of length 5"),
    "reshape": (layers.Reshape((3, 2)), np.ones((2, 5)), r"5 elements of shape \(5,\) do not fit the shape \(3, 2\)"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_an_input_that_does_not_fit_is_explained(name):
    layer, x, message = MISFITS[name]
    with pytest.raises(ShapeError, match=message):
        keras.Sequential([layer]).predict(x, verbose=0)


@pytest.mark.parametrize("bad", [7, -1])
def test_an_integer_outside_the_embedding_is_named(bad):
    with pytest.raises(DataError, match=f"0 to 4, and the input has {bad}"):
        layers.Embedding(5, 2)(np.array([[0, bad]]))


INPUTS = {
    "input_shape": (layers.Dense, dict(units=2, input_shape=(4,)), (None, 4)),
    "input_dim": (layers.Dense, dict(units=2, input_dim=4), (None, 4)),
    "batch_input_shape": (layers.Dense, dict(units=2, batch_input_shape=(8, 4)), (8, 4)),
    "batch_size": (layers.LSTM, dict(units=2, batch_size=8, input_shape=(6, 3)), (8, 6, 3)),
    "input_dim, input_length": (layers.LSTM, dict(units=2, input_dim=3, input_length=6), (None, 6, 3)),
    "input_dim alone, over time": (layers.LSTM, dict(units=2, input_dim=3), (None, None, 3)),
    "an embedding's input_length": (layers.Embedding, dict(input_dim=5, output_dim=2, input_length=6), (None, 6)),
}


@pytest.mark.parametrize("name", INPUTS)
def test_a_first_layer_tells_the_input_shape(name):
    cls, arguments, shape = INPUTS[name]
    assert keras.Sequential([cls(**arguments)]).input_shape == shape


OLD = {
    "output_dim, init, bias": (
        lambda: layers.Dense(output_dim=3, init="he_normal", W_regularizer="l2", bias=False),
        dict(units=3, use_bias=False),
    ),
    "p": (lambda: layers.Dropout(p=0.3), dict(rate=0.3)),
    "border_mode, subsample, dim_ordering": (
        lambda: layers.Conv2D(4, (3, 3), border_mode="same", subsample=(2, 2), dim_ordering="th"),
        dict(padding="same", strides=(2, 2), data_format="channels_first"),
    ),
    "sizes one by one": (
        lambda: layers.Convolution2D(4, 3, 5, border_mode="same"),
        dict(kernel_size=(3, 5), strides=(1, 1), padding="same"),
    ),
    "sizes by name": (
        lambda: layers.Convolution2D(nb_filter=4, nb_row=2, nb_col=3),
        dict(filters=4, kernel_size=(2, 3)),
    ),
    "alpha": (lambda: layers.LeakyReLU(alpha=0.1), dict(negative_slope=0.1)),
    "inner_activation, dropout_W": (
        lambda: layers.LSTM(4, inner_activation="sigmoid", dropout_W=0.2, consume_less="cpu"),
        dict(dropout=0.2),
    ),
}


@pytest.mark.parametrize("name", OLD)
def test_an_old_spelling_means_what_it_meant_and_hints_at_the_new_one(name):
    make, attributes = OLD[name]
    with pytest.warns(DeprecationWarning, match="now"):
        layer = make()
    assert {key: getattr(layer, key) for key in attributes} == attributes


def test_dropout_zeroes_its_share_and_scales_the_rest():
    y = np.asarray(layers.Dropout(0.25, seed=1)(np.ones((200, 200), "float32"), training=True))
    assert set(np.unique(y)) == {0.0, np.float32(1 / 0.75)}
    assert abs((y == 0).mean() - 0.25) < 0.01


def test_dropout_with_a_noise_shape_shares_its_noise():
    y = np.asarray(layers.Dropout(0.5, noise_shape=(None, 1, 3), seed=1)(np.ones((4, 5, 3)), training=True))
    assert (y == y[:, :1]).all()


def test_a_frozen_batch_normalization_uses_its_moving_statistics_in_training():
    layer = layers.BatchNormalization()
    layer.build((None, 3))
    layer.trainable = False
    x = np.random.default_rng(0).normal(5, 2, (8, 3)).astype("float32")
    np.testing.assert_allclose(layer(x, training=True), x / np.sqrt(1.001), rtol=1e-5)


def test_a_masked_step_does_not_count_in_batch_normalization():
    x = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
    mask = np.arange(5) < np.array([[5], [3], [2], [4]])
    layer = layers.BatchNormalization(momentum=0.0)
    layer(x, training=True, mask=mask)
    np.testing.assert_allclose(layer.moving_mean.value, x[mask].mean(axis=0), rtol=1e-4, atol=1e-6)


def test_a_stateful_lstm_goes_on_where_the_last_batch_ended():
    x = np.random.default_rng(0).normal(size=(2, 6, 3)).astype("float32")
    whole = layers.LSTM(4)
    expected = whole(x)
    parts = layers.LSTM(4, stateful=True, batch_input_shape=(2, None, 3))
    parts.build((2, None, 3))
    parts.set_weights(whole.get_weights())
    parts(x[:, :3])
    np.testing.assert_allclose(parts(x[:, 3:]), expected, rtol=1e-5)
    parts.reset_states()
    np.testing.assert_allclose(parts(x), expected, rtol=1e-5)


def test_a_stateful_lstm_needs_a_fixed_batch_size():
    with pytest.raises(ArgumentError, match="stateful and needs a known batch size"):
        keras.Sequential([layers.LSTM(4, stateful=True, input_shape=(6, 3))])
    model = keras.Sequential([layers.LSTM(4, stateful=True, batch_input_shape=(2, 6, 3))])
    with pytest.raises(ShapeError, match=r"2.*3|batches of 2"):
        model.predict(np.ones((3, 6, 3)), verbose=0)


def test_masked_steps_repeat_the_output_before_them():
    x = np.random.default_rng(0).normal(size=(1, 5, 3)).astype("float32")
    x[:, [2, 4]] = 0
    model = keras.Sequential([keras.Input((5, 3)), layers.Masking(), layers.LSTM(4, return_sequences=True)])
    y = model.predict(x, verbose=0)
    np.testing.assert_array_equal(y[:, 2], y[:, 1])
    np.testing.assert_array_equal(y[:, 4], y[:, 3])


def test_a_layer_may_own_layers():
    class Block(keras.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.inner = [layers.Dense(units, activation="relu"), layers.Dense(units)]
            self.norm = layers.LayerNormalization()

        def call(self, x, training=None):
            for layer in self.inner:
                x = layer(x)
            return self.norm(x)

    model = keras.Sequential([keras.Input((4,)), Block(4, name="block"), layers.Dense(1)])
    model.compile("sgd", "mse")
    assert [w.shape for w in model.weights] == [(4, 4), (4,), (4, 4), (4,), (4,), (4,), (4, 1), (1,)]
    before = model.get_weights()
    model.fit(np.ones((8, 4)), np.ones(8), verbose=0)
    assert all((a != b).any() for a, b in zip(before[2:4], model.get_weights()[2:4], strict=True))
    assert model.layers[0].get_config()["units"] == 4


def test_the_layer_that_calls_others_need_not_pass_training_on():
    class Noisy(keras.Layer):
        def __init__(self):
            super().__init__()
            self.noise = layers.Dropout(0.5)

        def call(self, x):
            return self.noise(x)

    x = np.ones((4, 50), "float32")
    assert (np.asarray(Noisy()(x, training=True)) == 0).any()
    assert (np.asarray(Noisy()(x)) == 1).all()


def test_an_argument_that_is_not_kept_is_in_the_config_as_it_was_given():
    class Forgetful(keras.Layer):
        def __init__(self, size):
            super().__init__()
            self.n = size

    assert Forgetful(3).get_config() == {"size": 3}
    assert Forgetful.from_config({"size": 3}).n == 3


def test_a_lambda_runs_any_function_of_ops():
    model = keras.Sequential([keras.Input((3,)), layers.Lambda(lambda x: keras.ops.square(x) + 1), layers.Dense(1)])
    assert model.layers[0].compute_output_shape((None, 3)) == (None, 3)
    model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(np.ones((2, 3)), np.ones(2)))


def test_a_weight_given_to_a_layer_is_its_first_value():
    table = np.arange(6.0, dtype="float32").reshape(3, 2)
    layer = layers.Embedding(3, 2, weights=[table])
    np.testing.assert_array_equal(layer(np.array([2, 0])), table[[2, 0]])
