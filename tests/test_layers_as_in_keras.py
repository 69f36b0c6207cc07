"""What Keras lets people do with layers: arguments by position, several inputs, masks; and what has no meaning here."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import layers, ops
from plugkeras.errors import ArgumentError, NoGraph, NotBuilt, ShapeError, UnknownArgument

X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
STEPS = np.array([[1, 1, 0, 1, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]])

STEP_LAYERS = {
    "LSTM": lambda: layers.LSTM(2, kernel_initializer="ones", recurrent_initializer="ones"),
    "LSTM, step by step": lambda: layers.LSTM(2, activation="softsign", return_sequences=True, seed=1),
    "BatchNormalization": lambda: layers.BatchNormalization(),
    "GlobalAveragePooling1D": lambda: layers.GlobalAveragePooling1D(),
    "TimeDistributed": lambda: layers.TimeDistributed(layers.BatchNormalization()),
}


@pytest.mark.parametrize("dtype", ["bool", "int32", "float32", "a third"])
@pytest.mark.parametrize("name", STEP_LAYERS)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_of_a_mask_only_matters_what_is_zero(name, dtype):
    mask = STEPS / np.float32(3) if dtype == "a third" else STEPS.astype(dtype)
    layer = STEP_LAYERS[name]()
    layer.build((None, 5, 4))
    twin = STEP_LAYERS[name]()
    twin.build((None, 5, 4))
    twin.set_weights(layer.get_weights())
    np.testing.assert_array_equal(layer(X, mask=mask, training=True), twin(X, mask=STEPS != 0, training=True))


@pytest.mark.parametrize("name", STEP_LAYERS)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_what_is_masked_may_be_anything(name):
    layer = STEP_LAYERS[name]()
    layer.build((None, 5, 4))
    other = np.where(STEPS[..., None] != 0, X, np.float32(1e6))
    y, z = (np.asarray(layer(x, mask=STEPS, training=True)) for x in (X, other))
    if y.shape == X.shape:
        y, z = y[STEPS != 0], z[STEPS != 0]
    np.testing.assert_allclose(y, z, rtol=1e-5)


SOFTMAXES = {
    "all": (np.ones(4, bool), [0.25, 0.25, 0.25, 0.25]),
    "none": (np.zeros(4, bool), [0, 0, 0, 0]),
    "half": (np.array([True, False, False, True]), [0.5, 0, 0, 0.5]),
    "integers": (np.array([1, 0, 0, 1]), [0.5, 0, 0, 0.5]),
    "numbers above a half": (np.array([0.6, 0.5, 0.4, 1.0]), [0.5, 0, 0, 0.5]),
}


@pytest.mark.parametrize("name", SOFTMAXES)
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_masked_place_has_no_probability_as_in_keras(name, dtype):
    mask, expected = SOFTMAXES[name]
    layer = layers.Softmax(dtype=dtype)
    np.testing.assert_allclose(layer(np.zeros((1, 4), dtype), mask[None]), [expected], rtol=1e-3)


BAD_MASKS = {
    "TimeDistributed": (lambda: layers.TimeDistributed(layers.Dense(2)), np.ones((3, 4)), r"mask of shape \(3, 5\)"),
    "LSTM": (lambda: layers.LSTM(2), np.ones((3, 4)), r"mask of shape \(3, 5\).*got \(3, 4\)"),
    "GlobalAveragePooling1D": (layers.GlobalAveragePooling1D, np.ones((2, 5)), r"mask of shape \(3, 5\)"),
    "Softmax": (layers.Softmax, np.ones((3, 5)), r"fits inputs of shape \(3, 5, 4\)"),
    "BatchNormalization": (layers.BatchNormalization, np.ones((3, 4)), r"fits inputs of shape \(3, 5, 4\)"),
}


@pytest.mark.parametrize("name", BAD_MASKS)
def test_a_mask_of_another_shape_is_refused(name):
    make, mask, message = BAD_MASKS[name]
    with pytest.raises(ShapeError, match=message):
        make()(X, mask=mask, training=True)


class Masked(keras.Layer):
    def call(self, x, mask=None):
        return x if mask is None else x * mask


class Added(keras.Layer):
    def build(self, a_shape, b_shape):
        self.seen = a_shape, b_shape
        self.scale = self.add_weight((b_shape[-1],), "ones")

    def call(self, a, b, training=None):
        return a + b * self.scale


class Strange(Added):
    def build(self, a_shape, c_shape):
        self.seen = a_shape, c_shape


def test_a_mask_may_be_given_by_position():
    assert np.asarray(Masked()(np.ones((1, 2)), np.zeros((1, 2)))).sum() == 0
    assert np.asarray(layers.LSTM(2)(X, [np.ones((3, 2)), np.ones((3, 2))], STEPS)).shape == (3, 2)


def test_a_layer_of_several_inputs_is_built_with_the_shape_of_each():
    for call in (lambda layer: layer(X, X[:, :1]), lambda layer: layer(X, b=X[:, :1])):
        layer = Added()
        np.testing.assert_allclose(call(layer), X + X[:, :1])
        assert layer.seen == ((None, 5, 4), (None, 1, 4))
        assert layer.input_shape == {"a_shape": (None, 5, 4), "b_shape": (None, 1, 4)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Masked()(X, X, mask=X), "`mask` is given twice"),
        (lambda: Masked()(X, X, X), r"takes 1 .*\(mask\), not 2"),
        (lambda: Strange()(X, X), "a_shape, b_shape.*not c_shape"),
    ],
)
def test_arguments_that_do_not_fit_call_are_named(call, message):
    with pytest.raises(UnknownArgument, match=message):
        call()


@pytest.mark.parametrize("dtype", ["int32", "bool", "uint8"])
def test_a_weight_that_is_no_float_begins_at_zero(dtype):
    made = keras.Layer().add_weight(shape=(2, 2), dtype=dtype, trainable=False)
    assert (made.dtype, made.numpy().any()) == (dtype, np.False_)


@pytest.mark.parametrize("make", [layers.BatchNormalization, layers.Identity, lambda **k: layers.Dense(2, **k)])
def test_an_empty_batch_has_no_activity_to_punish(make):
    layer = make(activity_regularizer="l1")
    layer(np.zeros((0, 3), "float32"))
    assert [float(loss) for loss in layer.losses] == [0.0]


def test_an_activation_may_be_a_layer_whose_weights_count():
    class Slope(keras.Layer):
        def build(self, input_shape):
            self.slope = self.add_weight(input_shape[1:], name="slope")

        def call(self, x):
            return x * self.slope

    layer = layers.Dense(3, activation=Slope())
    model = keras.Sequential([keras.Input((4,)), layer])
    assert (model.predict(np.ones((2, 4)), verbose=0).shape, layer.count_params()) == ((2, 3), 18)
    np.testing.assert_array_equal(layers.Dense(1, activation=layers.ReLU())(-np.ones((1, 1)) * 0), [[0]])


def test_a_layer_tells_its_shapes_dtypes_and_metrics():
    layer = layers.Dense(3)
    assert not any(hasattr(layer, name) for name in ("input_shape", "output_shape", "input", "output"))
    layer.mean = keras.metrics.Mean()
    layer(np.ones((2, 4)))
    assert (layer.input_shape, layer.output_shape) == ((None, 4), (None, 3))
    assert (layer.compute_dtype, layer.variable_dtype, layer.input_dtype) == ("float32",) * 3
    assert layer.metrics == [layer.mean]


def test_asking_a_model_for_shapes_that_it_cannot_know_is_no_crash():
    model = keras.Sequential([layers.Dense(3)])
    assert not hasattr(model, "input_shape")
    with pytest.raises(NotBuilt, match="no shapes before it is built"):
        _ = model.output_shape


VARYING = {
    "length": ([layers.Conv1D(2, 3), layers.GlobalMaxPooling1D(), layers.Dense(1)], (2, 9, 4), (None, None, 4)),
    "recurrent": ([layers.LSTM(2)], (2, 9, 4), (None, None, 4)),
    "a model inside": ([keras.Sequential([layers.LSTM(2)])], (2, 9, 4), (None, None, 4)),
}


@pytest.mark.parametrize("name", VARYING)
def test_a_model_without_an_input_takes_lengths_that_its_layers_take(name):
    parts, shape, told = VARYING[name]
    model = keras.Sequential(parts)
    model(X)
    assert model.predict(np.ones(shape), verbose=0).shape[0] == shape[0]
    assert model.input_shape == told
    again = keras.Sequential.from_config(model.get_config())
    assert again.predict(X, verbose=0).shape == again.predict(np.ones((3, 8, 4)), verbose=0).shape


UNFIT = {
    "a flattened length": ([layers.Flatten(), layers.Dense(2)], np.ones((2, 6, 4)), "length 20 .*got 24"),
    "channels": ([layers.Conv1D(2, 3)], np.ones((2, 5, 3)), "length 4 .*got 3"),
    "a rank": ([layers.Dense(2)], np.ones((2, 4)), r"needs inputs of shape \(None, 5, 4\)"),
    "after an Input": ([keras.Input((5, 4)), layers.LSTM(2)], np.ones((2, 6, 4)), r"shape \(None, 5, 4\)"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_no_layer_takes_is_still_refused(name):
    parts, x, message = UNFIT[name]
    model = keras.Sequential(parts)
    model(X)
    with pytest.raises(ShapeError, match=message):
        model(x)


INPUTS = {
    "none": (lambda: keras.Input(), "shape of one sample"),
    "both": (lambda: keras.Input(shape=(3,), batch_shape=(None, 3)), "says it all"),
    "a size besides": (lambda: keras.Input(batch_shape=(None, 3), batch_size=2), "says it all"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_an_input_has_one_shape(name):
    make, message = INPUTS[name]
    with pytest.raises(ArgumentError, match=message):
        make()


GRAPHS = {
    "Embedding": lambda: layers.Embedding(5, 2)(keras.Input((4,))),
    "Flatten": lambda: layers.Flatten()(keras.Input((4, 3))),
    "Dense": lambda: layers.Dense(2)(keras.Input((8,))),
    "Dropout": lambda: layers.Dropout(0.5)(keras.Input((2,))),
    "a list": lambda: Masked()([keras.Input((2,)), keras.Input((2,))]),
    "a second input": lambda: Added()(X, keras.Input((2,))),
    "a layer on a layer": lambda: layers.Dense(2)(layers.Dense(3)),
    "a model": lambda: keras.Sequential([layers.Dense(2)])(keras.Input((2,))),
    "an op": lambda: ops.sqrt(keras.Input((2,))),
    "relu": lambda: ops.relu(keras.Input((2,))),
    "concatenate": lambda: ops.concatenate([keras.Input((2,)), keras.Input((2,))]),
    "a sum": lambda: keras.Input((2,)) + 1,
    "an array times it": lambda: np.ones((1, 2)) * keras.Input((2,)),
    "a part of it": lambda: keras.Input((2,))[:, 0],
    "a functional model": lambda: keras.Model(inputs=keras.Input((2,)), outputs=keras.Input((2,))),
    "output": lambda: layers.Dense(2, input_shape=(2,)).output,
}


@pytest.mark.parametrize("name", GRAPHS)
def test_drawing_a_graph_is_told_what_to_write_instead(name):
    with pytest.raises(NoGraph, match=r"no graphs of layers here.*keras\.Sequential\(\["):
        GRAPHS[name]()


NOT_HERE = {
    "a layer": (lambda: layers.FlaxLayer, "'FlaxLayer'; Keras has it, and it is not here"),
    "one that merges": (lambda: layers.Merge, "for models that branch"),
    "its function": (lambda: layers.merge, "for models that branch"),
    "an older layer": (lambda: layers.SimpleDeepRNN, "Keras 1 or 2 had it"),
    "an optimizer by name": (lambda: keras.optimizers.get("TFOptimizer"), "Keras 1 or 2 had it"),
    "a helper": (lambda: keras.utils.vis_utils, "Keras 1 or 2 had it"),
    "a misspelt op": (lambda: ops.sofmax, "did you mean 'softmax'"),
    "a misspelt layer": (lambda: layers.Dence, "did you mean 'Dense'"),
}


@pytest.mark.parametrize("name", NOT_HERE)
def test_a_name_of_keras_that_is_not_here_is_told_from_a_misspelt_one(name):
    look, message = NOT_HERE[name]
    with pytest.raises((AttributeError, ValueError), match=message):
        look()
