"""On the JAX engine, what Python does in a step: random draws, values that it asks for, errors that it raises."""

import warnings

import numpy as np
import pytest

pytest.importorskip("jax")

import jax
from behaving import Counting, X, Y, losses, model

import plugkeras as keras
from plugkeras import ops
from plugkeras.engine import set_engine
from plugkeras.errors import ArgumentError, ShapeError, StateError
from plugkeras.training.lasting import lasting, set_value, value_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("on_jax")]


class Formula(keras.layers.Layer):
    """A layer whose formula is given, and gets the layer and the inputs."""

    def __init__(self, formula, **kwargs):
        super().__init__(**kwargs)
        self.formula = formula
        self.seeds = keras.random.SeedGenerator(3)
        self.numpy = np.random.RandomState(3)

    def call(self, x):
        return self.formula(self, x)


# -- random draws --------------------------------------------------------------------------------------

DRAWS = {
    "with a generator": lambda self, x: x + keras.random.normal(x.shape, seed=self.seeds),
    "with a seed of a generator": lambda self, x: x + keras.random.uniform(x.shape, seed=self.seeds.next()),
    "without a seed": lambda self, x: keras.random.dropout(
        x
        + keras.random.normal(x.shape)
        + keras.random.truncated_normal(x.shape, seed=keras.random.SeedGenerator())
        + ops.cast(keras.random.randint(x.shape, 0, 9), "float32"),
        0.1,
    ),
    "shuffled": lambda self, x: keras.random.shuffle(x, seed=self.seeds),
}


def standing(formula):
    """A model that learns nothing: its losses differ only by what was drawn."""
    return model(Formula(formula), optimizer=keras.optimizers.SGD(0.0))


@pytest.mark.parametrize("name", DRAWS)
def test_a_draw_is_another_in_each_step_and_a_seed_repeats_all_of_them(name):
    made = standing(DRAWS[name])
    first = losses(made, batch_size=16, epochs=4)
    assert len(set(first)) == 4
    kept = {path: value_of(leaf) for path, leaf in lasting({"model": made})}
    globally = keras.random.global_state()
    going_on = losses(made, batch_size=16, epochs=2)

    again = standing(DRAWS[name])
    assert losses(again, batch_size=16, epochs=4) == first
    keras.utils.set_random_seed(77)
    fresh = model(Formula(DRAWS[name]), optimizer=keras.optimizers.SGD(0.0), seed=78)
    for path, leaf in lasting({"model": fresh}):
        set_value(leaf, kept[path])
    keras.random.set_global_state(globally)
    assert losses(fresh, batch_size=16, epochs=2) == going_on


@pytest.mark.parametrize("of", ["a layer's RandomState", "NumPy's own"])
def test_where_numpy_draws_in_a_step_it_is_not_compiled_and_that_is_told_once(of):
    draws = {
        "a layer's RandomState": lambda self, x: x + self.numpy.normal(size=x.shape),
        "NumPy's own": lambda self, x: x + np.random.normal(size=x.shape),
    }
    with pytest.warns(UserWarning, match=r"use plugkeras\.random") as told:
        found = losses(standing(draws[of]), batch_size=16, epochs=4)
    assert len(set(found)) == 4
    assert len(told) == 1


def test_dropout_drops_its_share_and_keeps_the_mean():
    layer = keras.layers.Dropout(0.3, seed=1)
    y = np.concatenate([layer(np.ones((100, 100)), training=True) for _ in range(10)])
    assert abs((y == 0).mean() - 0.3) < 0.005
    assert abs(y.mean() - 1) < 0.005
    assert abs(np.corrcoef(y[:100].ravel(), y[100:200].ravel())[0, 1]) < 0.05


@pytest.mark.parametrize("noise", ["dropout", "recurrent_dropout"])
def test_an_lstm_with_noise_is_distributed_as_on_the_numpy_engine(noise):
    def outputs(name):
        engine = set_engine(name)
        keras.utils.set_random_seed(1)
        layer = keras.layers.LSTM(3, kernel_initializer="ones", **{noise: 0.4})
        layer.build((None, 3, 2))
        step = engine.compile(lambda x: layer(x, training=True), lambda: layer.variables)
        return np.asarray(step(np.ones((4000, 3, 2), "float32")))

    theirs, mine = outputs("numpy"), outputs("jax")
    assert theirs.std(0).min() > 0.01
    np.testing.assert_allclose(mine.mean(0), theirs.mean(0), atol=5 * theirs.std(0).max() / 4000**0.5)
    np.testing.assert_allclose(mine.std(0), theirs.std(0), rtol=0.1)


# -- values that Python asks for -----------------------------------------------------------------------

VALUES = {
    "a function of NumPy": lambda self, x: x * np.abs(x),
    "if": lambda self, x: x if ops.sum(x) > 0 else x * 2.0,
    "float": lambda self, x: x * float(ops.max(x)),
    "asarray": lambda self, x: x + np.asarray(x).mean(),
    "numpy()": lambda self, x: x + (x.numpy() if hasattr(x, "numpy") else np.asarray(x)),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_layer_whose_python_needs_values_trains_as_on_numpy_with_one_warning(name):
    def training():
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            made = model(keras.layers.Dense(4, "tanh"), Formula(VALUES[name], name=f"mine_{name[:3].strip()}"))
            found = [*losses(made), made.evaluate(X, Y, verbose=0), *made.predict(X, verbose=0).ravel()]
        return found, [str(w.message) for w in caught]

    found, told = training()
    set_engine("numpy")
    expected, _ = training()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
    assert len(told) == 1
    assert told[0].startswith("mine_")
    assert "uncompiled" in told[0]
    assert "plugkeras.ops" in told[0]


class ByNumpy(keras.metrics.Mean):
    """A metric that is computed by NumPy."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true, y_pred = np.asarray(y_true), np.array(y_pred)
        y_pred[y_pred < 0] = 0
        super().update_state(np.abs(y_true - y_pred).mean())


def test_a_metric_that_needs_values_leaves_the_step_compiled():
    def training():
        counted = [0]

        def counting(self, x):
            counted[0] += 1
            return x

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = model(Formula(counting), metrics=[ByNumpy(name="mine"), "mae"])
            history = made.fit(X, Y, batch_size=4, epochs=3, shuffle=False, validation_data=(X, Y), verbose=0).history
        return list(history.values()), counted[0]

    set_engine("numpy")
    expected, _ = training()
    set_engine("jax")
    found, calls = training()
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert calls <= 6


# -- errors ---------------------------------------------------------------------------------------------


class Mine(Exception):
    pass


def raising(error):
    def formula(self, x):
        if raising.armed:
            raise error
        return x

    return formula


ERRORS = {
    "an error of the layer's own": (raising(Mine("mine")), Mine, "^mine$"),
    "a KeyboardInterrupt": (raising(KeyboardInterrupt()), KeyboardInterrupt, None),
    "a StateError": (raising(StateError("Not now.")), StateError, "^Not now"),
    "shapes that do not go together": (
        lambda self, x: x @ ops.ones((3, 3)) if raising.armed else x, Exception, "3"
    ),
    "NumPy where a gradient is wanted": (
        lambda self, x: x * np.mean(np.sort(x)) if raising.armed else x, ArgumentError, "use plugkeras.ops"
    ),
}  # fmt: skip


def state_of(made):
    return [*made.weights, *made.optimizer.state, *made._compiled.state]


@pytest.mark.filterwarnings("ignore:.*runs? uncompiled")
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_in_a_step_comes_out_as_it_is_and_changes_nothing(name):
    formula, kind, said = ERRORS[name]
    raising.armed = False
    made = model(
        keras.layers.Dense(4), keras.layers.BatchNormalization(), Formula(formula), optimizer="adam", metrics=["mae"]
    )
    losses(made, epochs=1)
    before = [v.numpy() for v in state_of(made)]
    raising.armed = True
    with pytest.raises(kind, match=said) as raised:
        made.train_on_batch(X[:3], Y[:3])
    assert not getattr(raised.value, "__notes__", None)
    assert not any("site-packages/jax" in str(entry.path) for entry in raised.traceback)
    for variable, value in zip(state_of(made), before, strict=True):
        assert not isinstance(variable.value, jax.core.Tracer)
        if "mae" not in variable.path and variable.name not in ("total", "count"):  # a new batch begins them anew
            np.testing.assert_array_equal(variable.numpy(), value)
    raising.armed = False
    assert np.isfinite(losses(made, epochs=1, batch_size=16)).all()


def test_targets_that_do_not_fit_are_refused_with_the_same_sentence():
    with pytest.raises(ShapeError, match=r"do not fit outputs of shape"):
        model().fit(X, np.ones((16, 2)), verbose=0)


# -- steps by Python ------------------------------------------------------------------------------------


EAGERLY = {
    "compile(run_eagerly=True)": {"run_eagerly": True},
    "compile(jit_compile=False)": {"jit_compile": False},
}


@pytest.mark.parametrize("name", EAGERLY)
def test_python_makes_each_step_if_that_is_asked_for_and_no_word_is_said_of_it(name):
    seen = []

    class Looking(keras.layers.Layer):
        def call(self, x):
            seen.append(keras.engine.current().known(x))
            return x

    def training():
        seen.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = model(Looking(), optimizer="adam", metrics=["mae"], **EAGERLY[name])
            return [*losses(made), made.evaluate(X, Y, verbose=0)[0], made.predict(X, verbose=0).sum()], len(seen)

    found, as_many = training()
    set_engine("numpy")
    expected, calls = training()
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert as_many == calls
    assert all(type(value) is np.ndarray for value in seen)


def test_a_model_that_was_trained_step_by_step_is_compiled_from_then_on_if_that_is_set():
    counting = Counting()
    made = model(counting, run_eagerly=True)
    losses(made)
    calls = counting.counts[0]
    made.run_eagerly = False
    losses(made, epochs=5)
    assert counting.counts[0] <= calls + 4
