"""What NumPy and old scripts may do with Variables and with what layers return."""

import copy
import logging
import pickle
import warnings

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(3, 3)).astype("float32")

NUMPY = {
    **{n: getattr(np, n) for n in ("mean", "sum", "max", "min", "std", "var", "argmax", "any", "all", "sort", "round")},
    **{n: getattr(np, n) for n in ("exp", "cbrt", "ravel", "copy", "transpose", "median", "prod", "ndim", "shape")},
    "norm": np.linalg.norm,
    "sum over an axis": lambda v: np.sum(v, axis=0, keepdims=True),
    "mean in float64": lambda v: np.mean(v, dtype="float64"),
    "concatenate": lambda v: np.concatenate([v, X, v]),
    "stack": lambda v: np.stack((v, v)),
    "dot": lambda v: np.dot(v, v),
    "clip": lambda v: np.clip(v, -0.5, 0.5),
    "allclose": lambda v: np.allclose(v, X),
    "add.reduce": np.add.reduce,
    "multiply.outer": lambda v: np.multiply.outer(v, X),
    "out": lambda v: np.add(v, 1, out=np.ones((3, 3), "float32")),
    "from the right": lambda v: X @ v + (2 - v) * X,
    "round()": lambda v: round(v, 1) if isinstance(v, keras.Variable) else np.round(v, 1),
    "plus": lambda v: +v + v[...],
    "xor": lambda v: (v > 0) ^ (X > 1),
}


@pytest.mark.parametrize("name", NUMPY)
def test_numpy_takes_a_variable_for_its_array(name):
    expected, got = NUMPY[name](X), NUMPY[name](keras.Variable(X))
    assert not isinstance(got, keras.Variable) or name == "plus"
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_adding_in_place_makes_an_array_and_leaves_the_variable_alone_as_in_keras():
    v = w = keras.Variable(X)
    v += 1
    assert type(v) is np.ndarray
    np.testing.assert_array_equal(w.numpy(), X)


def test_a_copy_of_a_variable_made_by_numpy_is_a_copy():
    v = keras.Variable(X)
    np.array(v)[...] = 0
    np.testing.assert_array_equal(v.numpy(), X)


def test_a_variable_is_no_place_for_numpy_to_write_to():
    v = keras.Variable(X)
    with pytest.raises(TypeError):
        np.add(v, 1, out=v)


@pytest.mark.parametrize("function", [np.mean, np.sort, np.cbrt, np.add.reduce], ids=lambda f: f.__name__)
@pytest.mark.parametrize("of", [lambda v: v, lambda v: v * 2], ids=["a variable", "what is made of one"])
def test_numpy_refuses_what_a_gradient_is_wanted_of_and_says_what_to_use(function, of):
    v = keras.Variable(X)
    with pytest.raises(ArgumentError, match=r"numpy.\w+ has no gradient.*use plugkeras.ops"):
        keras.value_and_grad(lambda: ops.sum(function(of(v))), [v])


# -- a gradient that ends ----------------------------------------------------------------------------


class Cutting(keras.Layer):
    """A dense layer whose formula is given, and gets the layer and the inputs."""

    def __init__(self, formula, **kwargs):
        super().__init__(**kwargs)
        self.formula = formula

    def build(self, shape):
        self.kernel = self.add_weight((shape[-1], 3), name="kernel")
        self.seen = keras.metrics.Mean()

    def call(self, x):
        return self.formula(self, x @ self.kernel)


def warned(formula):
    model = keras.Sequential([keras.Input((3,)), Cutting(formula, name="mine")])
    model.compile("sgd", "mse")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(X, X, batch_size=1, epochs=2, verbose=0)
    return [str(w.message) for w in caught]


class OwnMetric(keras.metrics.Mean):
    """A metric that takes its values out by NumPy."""

    def update_state(self, values, sample_weight=None):
        super().update_state(np.asarray(values))


own_metric = OwnMetric()

CUTS = {
    "asarray": lambda self, y: y + np.asarray(y) * 2,
    "array": lambda self, y: y + np.array(y),
    "float": lambda self, y: y * float(ops.sum(y)),
    "numpy()": lambda self, y: y * y.numpy() if hasattr(y, "numpy") else y,
    "convert_to_numpy": lambda self, y: y * ops.convert_to_numpy(y),
    "a weight": lambda self, y: y + np.asarray(self.kernel)[0],
    "a weight's numpy()": lambda self, y: y + self.kernel.numpy()[0],
}
NO_CUTS = {
    "a constant": lambda self, y: y + np.asarray(ops.stop_gradient(y)),
    "a metric": lambda self, y: (self.seen.update_state(y), y)[1],
    "a metric of one's own": lambda self, y: (own_metric.update_state(y), y)[1],
    "a log": lambda self, y: (logging.getLogger("quiet").warning("%f", ops.sum(y)), y)[1],
    "shown": lambda self, y: (f"{y} {y!r}", y)[1],
    "a decision": lambda self, y: y if ops.sum(y) > 0 else y * 2,
    "its shape": lambda self, y: y * np.shape(y)[0],
}


@pytest.mark.parametrize("name", CUTS)
def test_a_gradient_that_is_cut_is_told_once_with_the_layer_and_what_to_do(name):
    (message,) = warned(CUTS[name])
    assert message.startswith("mine (Cutting): a value that gradients flow through becomes a plain array")
    assert "use plugkeras.ops, or ops.stop_gradient(x)" in message


@pytest.mark.parametrize("name", NO_CUTS)
def test_what_cuts_no_gradient_is_not_told(name):
    assert warned(NO_CUTS[name]) == []


def test_what_is_looked_at_after_the_step_is_not_told():
    kept = []
    model = keras.Sequential([keras.Input((3,)), Cutting(lambda self, y: (kept.append(y), y)[1])])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        keras.value_and_grad(lambda: ops.sum(model(X)), model.trainable_weights)
        assert np.asarray(kept[-1]).shape == (3, 3)
        float(ops.sum(model(X)))


# -- what layers return ------------------------------------------------------------------------------


def test_what_a_script_gets_from_a_layer_answers_numpy_and_is_otherwise_an_ndarray():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    for y in (model(X), model.layers[0](X), model(X, training=True), model(X)[:, 0] * 2):
        assert isinstance(y, np.ndarray)
        assert type(y.numpy()) is np.ndarray
        assert repr(y) == repr(y.numpy())
        for again in (pickle.loads(pickle.dumps(y)), copy.deepcopy(y), np.asarray(y)):
            assert type(again) is np.ndarray
            np.testing.assert_array_equal(again, y)


def test_predict_and_the_layers_within_a_call_see_plain_arrays():
    seen = []

    class Looking(keras.Layer):
        supports_masking = True

        def call(self, x):
            seen.append(type(x))
            return x

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = keras.layers.Dense(3), Looking()

        def call(self, x):
            return self.second(self.first(x))

    for model in (Own(), keras.Sequential([keras.layers.Dense(3), keras.layers.Masking(), Looking()])):
        model(X)
        assert type(model.predict(X, verbose=0)) is np.ndarray
        assert type(model.predict_on_batch(X)) is np.ndarray
    assert set(seen) == {np.ndarray}
