"""Training on the JAX engine is as on the numpy engine: changes between steps, files, kept values, threads."""

import math
import threading
import warnings

import numpy as np
import pytest

pytest.importorskip("jax")

from behaving import Counting, X, Y, losses, model

import plugkeras as keras
from plugkeras import ops
from plugkeras.engine import set_engine
from plugkeras.parts.wrapper import Wrapper

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("on_jax")]


def on_both(training):
    """What ``training()`` returns on each engine."""
    results = []
    for name in ("numpy", "jax"):
        set_engine(name)
        results.append(training())
    return results


# -- what changes between steps ------------------------------------------------------------------------


class SetsRates(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = 0.1 / (batch + 1)


class Jumping(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule by Python's `if` and math."""

    def __call__(self, step):
        return 0.1 if step < 2 else 0.01 * math.cos(step)

    def get_config(self):
        return {}


def falling():
    falling.calls += 1
    return 0.1 / falling.calls


RATES = {
    "a number that a callback sets": lambda: ("sgd", [SetsRates()]),
    "a schedule of ops": lambda: (keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)), []),
    "a schedule by Python's if": lambda: (keras.optimizers.SGD(Jumping()), []),
    "a function without arguments": lambda: (keras.optimizers.SGD(falling), []),
    "decay": lambda: (keras.optimizers.SGD(0.1, decay=0.5), []),
}


@pytest.mark.parametrize("name", RATES)
def test_a_rate_that_changes_needs_no_second_trace(name):
    def training():
        falling.calls = 0
        counting = Counting()
        optimizer, callbacks = RATES[name]()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return losses(model(counting, optimizer=optimizer), epochs=3, callbacks=callbacks), counting.counts[0]

    (expected, _), (found, calls) = on_both(training)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert calls <= 4  # to learn its shape, and as often as it takes to find out what the program needs


class SetsWeights(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        kernel = self.model.layers[-1].kernel
        kernel.assign(kernel.numpy() * 0.5)
        self.model.layers[-1].set_weights(self.model.layers[-1].get_weights())


class Anneals(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.layers[0].scale = float(epoch)
        self.model.optimizer.momentum = 0.1 * epoch


class Scaling(keras.layers.Layer):
    """Its scale is an attribute of Python's."""

    scale = 1.0

    def call(self, x):
        return x * self.scale


temperature = None


class Tempered(keras.layers.Layer):
    """Reads a Variable that nobody listed."""

    def call(self, x):
        return x * temperature


class Cools(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        temperature.assign(temperature.value * 0.5)


def tempered():
    global temperature
    temperature = keras.Variable(1.0, trainable=False)
    return losses(model(Tempered()), callbacks=[Cools()])


class Weighing(keras.Sequential):
    """Has a loss of its own, with a weight that is an attribute of Python's, and a metric of its own."""

    weight = 1.0

    def __init__(self, *args):
        super().__init__(*args)
        self.seen = keras.metrics.Mean(name="seen")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss = super().compute_loss(x, y, y_pred, sample_weight, training) * self.weight
        self.seen.update_state(loss)
        return loss


class Weighs(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.weight = 1.0 / (epoch + 1)


def weighed():
    keras.utils.set_random_seed(1)
    made = Weighing([keras.Input((4,)), Counting(), keras.layers.Dense(1)])
    made.compile("sgd", "mse", metrics=["mae"])
    history = made.fit(X, Y, batch_size=4, epochs=3, shuffle=False, callbacks=[Weighs()], verbose=0).history
    return list(history.values())


def remembering():
    """A stateful layer, sequences with a mask, and its state forgotten between."""
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Masking(), keras.layers.LSTM(3, stateful=True), keras.layers.Dense(1)]
    made = keras.Sequential([keras.Input((None, 2), batch_size=4), *layers])
    made.compile("sgd", "mse")
    x = np.where(np.arange(6)[:, None] < 4, np.random.default_rng(0).normal(size=(4, 6, 2)), 0).astype("float32")
    found = [made.train_on_batch(part, Y[:4]) for part in (x, x)]
    made.reset_states()
    return [*found, made.test_on_batch(x, Y[:4]), made.predict(x, batch_size=4, verbose=0).sum()]


def with_all():
    options = {"gradient_accumulation_steps": 2, "use_ema": True, "ema_overwrite_frequency": 2, "global_clipnorm": 1.0}
    made = keras.optimizers.AdamW(0.01, weight_decay=0.1, **options)
    made.exclude_from_weight_decay(var_names=["bias"])
    return made


def by_batches():
    made = model()
    found = [made.train_on_batch(X, Y), made.train_on_batch(X[:3], Y[:3]), made.test_on_batch(X, Y)]
    return [*found, made.predict_on_batch(X).sum()]


def generated():
    batches = ((X[i % 8 : i % 8 + 8], Y[i % 8 : i % 8 + 8]) for i in range(99))
    return losses(model(), x=batches, y=None, batch_size=None, steps_per_epoch=3)


def reusing(n=8, rows=512, width=784):
    """The losses of a training whose generator writes each batch into the same arrays."""
    x, y = np.zeros((rows, width), "float32"), np.zeros((rows, 1), "float32")

    def batches():
        for number in range(n):
            x[...], y[...] = number / 100, number
            yield x, y

    keras.utils.set_random_seed(1)
    made = keras.Sequential([keras.Input((width,)), keras.layers.Dense(512, "relu"), keras.layers.Dense(1)])
    made.compile(keras.optimizers.SGD(1e-3), "mse")
    return made.fit(batches(), steps_per_epoch=n // 2, epochs=2, verbose=0).history["loss"]


class Halfway(Wrapper):
    """Goes half of the way from where it was."""

    slots = {"before": 0.0}

    def slot_array(self, name, variable):
        return variable.value

    def update(self, value, gradient, before, *, lr, step):
        value = (value + before) / 2
        return value, value


def frozen():
    made = model(keras.layers.Dense(3, "tanh"))
    first = losses(made, epochs=1)
    made.layers[0].trainable = False
    kept = made.layers[0].get_weights()[0]
    made.compile("sgd", "mse")
    second = losses(made, epochs=1)
    np.testing.assert_array_equal(made.layers[0].get_weights()[0], kept)
    return first + second


def thawed():
    """It is not compiled again in between: batch normalisation and penalties look at `trainable` all the same."""
    made = model(keras.layers.BatchNormalization(), keras.layers.Dense(3, kernel_regularizer="l2"))
    found = [*losses(made, epochs=1), made.evaluate(X, Y, verbose=0)]
    for layer in made.layers[:2]:
        layer.trainable = False
    return [*found, *losses(made, epochs=1), made.evaluate(X, Y, verbose=0)]


def added_and_popped():
    made = model()
    found = losses(made, epochs=1)
    made.add(keras.layers.Activation("tanh"))
    found += [*losses(made, epochs=1), made.evaluate(X, Y, verbose=0), made.predict(X, verbose=0).sum()]
    made.pop()
    return [*found, *losses(made, epochs=1), made.evaluate(X, Y, verbose=0), made.predict(X, verbose=0).sum()]


CHANGES = {
    "weights that a callback sets": lambda: losses(model(), callbacks=[SetsWeights()]),
    "attributes that a callback sets at an epoch's begin": lambda: losses(
        model(Scaling(), optimizer=keras.optimizers.SGD(0.01, momentum=0.1)), epochs=3, callbacks=[Anneals()]
    ),
    "a variable that only a closure knows": tempered,
    "a loss of one's own, with an attribute that a callback sets": weighed,
    "a stateful layer and a mask": remembering,
    "layers that are frozen": frozen,
    "layers that are frozen without a word to compile": thawed,
    "layers that are added and popped": added_and_popped,
    "accumulation, averages, and decay but of the biases": lambda: losses(model(optimizer=with_all()), batch_size=4),
    "an optimizer around another one": lambda: losses(model(optimizer=Halfway("adam"))),
    "a clip in the midst of an epoch": lambda: losses(
        model(), callbacks=[keras.callbacks.Interventions([{"step": 1, "do": "clip", "norm": 0.1}])]
    ),
    "class weights": lambda: losses(model(), y=(Y > 0).astype("float32"), class_weight={0: 1.0, 1: 3.0}),
    "sample weights": lambda: losses(model(), sample_weight=np.arange(16.0)),
    "steps of a batch each": by_batches,
    "batches of a generator": generated,
    "batches of a generator that reuses its arrays": reusing,
    "validation, and a last batch that is shorter": lambda: list(
        model(metrics=["mae"]).fit(X, Y, batch_size=5, epochs=2, validation_split=0.25, verbose=0).history.values()
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_training_takes_the_course_that_it_takes_on_the_numpy_engine(name):
    expected, found = on_both(CHANGES[name])
    np.testing.assert_allclose(found, expected, rtol=2e-5)


# -- files, kept values, threads -----------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("numpy", "jax"), ("jax", "numpy")])
def test_a_file_of_one_engine_is_trained_on_by_the_other(first, second, tmp_path):
    set_engine(first)
    made = model(keras.layers.Dense(3, "tanh"), optimizer="adam")
    losses(made)
    made.save(tmp_path / "model.keras")
    expected = losses(made)
    set_engine(second)
    np.testing.assert_allclose(losses(keras.models.load_model(tmp_path / "model.keras")), expected, rtol=1e-5)


def test_a_value_that_was_kept_stays_valid_and_unchanged():
    made = model(optimizer="adam")
    losses(made, epochs=1)
    kept = [v.value for v in [*made.weights, *made.optimizer.variables]]
    copies = [np.array(value) for value in kept]
    losses(made)
    for value, before in zip(kept, copies, strict=True):
        np.testing.assert_array_equal(np.asarray(value), before)


def test_what_a_script_gets_is_an_ndarray_that_it_may_change():
    made = model(keras.layers.Dense(3))
    y = made(X)
    assert isinstance(y, np.ndarray)
    assert type(y.numpy()) is np.ndarray
    y += 1
    for array in (made.predict(X, verbose=0), made.predict_on_batch(X), *made.get_weights()):
        assert type(array) is np.ndarray
        array += 1


def test_other_threads_see_values_while_a_step_is_traced():
    within, seen, readers = threading.Event(), [], []

    class Slow(keras.layers.Layer):
        def call(self, x):
            if readers and keras.engine.current().known(x) is None:
                within.set()
                readers.pop().join(0.2)  # it waits for the end of the trace
            return x

    made = model(Slow())

    def look():
        within.wait(20)
        seen.extend([made.layers[-1].kernel.numpy(), made.predict(X, verbose=0), np.asarray(made.weights[0])])

    reader = threading.Thread(target=look)
    readers.append(reader)
    reader.start()
    losses(made, epochs=1)
    reader.join(60)
    assert [type(array) for array in seen] == [np.ndarray] * 3


# -- gradients by scripts ------------------------------------------------------------------------------


def test_a_variable_that_does_not_matter_has_gradient_zero_and_numpy_works_as_it_does_on_numpy():
    def by_hand():
        a, b = keras.Variable([1.0, -2.0]), keras.Variable([3.0])
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            loss, grads = keras.value_and_grad(lambda: ops.sum(np.abs(a) * float(ops.max(a * 2))), [a, b])
        return [float(loss), *np.asarray(grads[0]), *np.asarray(grads[1])], len(caught)

    (expected, told), (found, told_too) = on_both(by_hand)
    np.testing.assert_allclose(found, expected)
    assert (told, told_too) in ((1, 0), (1, 1))  # once a place
