"""Many steps a call, as ``fit`` on arrays makes them when nobody hears of batches: the same as a call a batch."""

import numpy as np
import pytest

pytest.importorskip("jax")

import plugkeras as keras
from plugkeras import engine
from plugkeras.training.course import course_of

L = keras.layers
pytestmark = pytest.mark.slow


class Listening(keras.callbacks.Callback):
    """Hears of each batch, so that each is a call of its own."""

    passive = True

    def __init__(self):
        self.heard = []

    def on_train_batch_end(self, batch, logs=None):
        self.heard.append(batch)

    def on_test_batch_end(self, batch, logs=None):
        self.heard.append(batch)


@pytest.fixture(autouse=True)
def jax():
    engine.set_engine("jax")
    keras.random.set_random_seed(3)
    yield
    engine.set_engine("numpy")


def dense():
    return [keras.Input((6,)), L.Dense(3, activation="softmax")]


def dropout():
    return [keras.Input((6,)), L.Dropout(0.3, seed=5), L.Dense(3, activation="softmax")]


def convolution():
    return [keras.Input((6, 6, 1)), L.Conv2D(3, 6), L.Flatten(), L.Activation("softmax")]


def normalised():
    return [keras.Input((6,)), L.BatchNormalization(), L.Dense(3, activation="softmax", kernel_regularizer="l2")]


def stateful():
    recurrent = [L.Reshape((3, 2)), L.LSTM(4, stateful=True)]
    return [keras.Input(batch_shape=(8, 6)), *recurrent, L.Dense(3, activation="softmax")]


def data(make, rows=42):
    rng = np.random.default_rng(1)
    x = rng.random((rows, *((6, 6, 1) if make is convolution else (6,))), dtype="float32")
    return x, np.eye(3, dtype="float32")[rng.integers(0, 3, rows)]


def trained(make=dense, rows=42, callbacks=(), rate=0.1, metrics=("accuracy",), epochs=2, **options):
    keras.random.set_random_seed(3)
    model = keras.Sequential(make())
    model.compile(keras.optimizers.SGD(rate, momentum=0.9), "categorical_crossentropy", metrics=list(metrics))
    x, y = data(make, rows)
    history = model.fit(x, y, batch_size=8, epochs=epochs, verbose=0, callbacks=list(callbacks), **options)
    return history.history, model


def programs(model):
    """What was compiled for more than one call."""
    return [program for of in model._step.programs.values() for program in of.values()]


def assert_same(one, other):
    (logs, model), (others, its) = one, other
    assert logs.keys() == others.keys()
    for name, values in logs.items():
        np.testing.assert_allclose(values, others[name], rtol=1e-5, atol=1e-6, err_msg=name)
    for mine, theirs in zip(model.get_weights(), its.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)


CLASSES = {0: 0.5, 1: 2.0}


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (dropout, {}),  # 42 rows: the last batch has 2
        (dense, {"rows": 5, "shuffle": False, "class_weight": CLASSES}),
        (dense, {"shuffle": "batch", "sample_weight": np.linspace(0.1, 1, 42), "steps_per_epoch": 4}),
        (dense, {"rows": 40, "validation_split": 0.25}),
        (convolution, {}),
        (normalised, {"rate": keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.7)}),
        (stateful, {"rows": 40, "shuffle": False}),
    ],
)
def test_losses_metrics_and_weights_are_those_of_a_call_a_batch(make, options):
    listening = Listening()
    one, other = trained(make, **options), trained(make, callbacks=[listening], **options)
    assert listening.heard
    assert programs(one[1])
    assert not programs(other[1])
    assert_same(one, other)


def stopping():
    return keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=0.5, restore_best_weights=True)


def setting_rates():
    return keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.2 / (epoch + 1))


@pytest.mark.parametrize("callback", [stopping, setting_rates])
def test_callbacks_that_hear_of_epochs_have_the_same_effect(callback):
    options = {"epochs": 4, "validation_split": 0.25}
    one, other = (trained(callbacks=[callback(), *more], **options) for more in ([], [Listening()]))
    assert programs(one[1])
    assert len(one[0]["loss"]) == (2 if callback is stopping else 4)
    assert_same(one, other)


class Jumping(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule by Python's `if`."""

    def __call__(self, step):
        return 0.1 if step < 2 else 0.05

    def get_config(self):
        return {}


class Share(keras.metrics.Mean):
    """A metric that needs values."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(np.mean(np.asarray(y_pred).argmax(-1) == np.asarray(y_true).argmax(-1)))


class Noisy(L.Layer):
    """Draws without a seed."""

    def call(self, x):
        return x + keras.random.normal(x.shape[-1:], stddev=0.1)


class RatesOfBatches(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = 0.1 / (batch + 1)


def noisy():
    return [keras.Input((6,)), Noisy(), L.Dense(3, activation="softmax")]


@pytest.mark.parametrize(
    "options",
    [
        lambda: {"rate": Jumping()},
        lambda: {"metrics": [Share(name="share")]},
        lambda: {"make": noisy},
        lambda: {"callbacks": [RatesOfBatches()]},
    ],
    ids=["a schedule of Python", "a metric of values", "draws without a seed", "a callback of batches"],
)
def test_where_something_is_to_be_done_at_each_step_each_is_a_call(options):
    mine, theirs = options(), options()
    theirs["callbacks"] = [*theirs.get("callbacks", []), Listening()]
    one, other = trained(**mine), trained(**theirs)
    assert not programs(one[1])
    assert_same(one, other)


def test_data_that_are_spread_over_devices_are_given_batch_by_batch():
    with keras.distribution.DataParallel(devices=keras.distribution.list_devices()[:1]).scope():
        spread = trained(rows=40)
    assert not programs(spread[1])
    assert_same(spread, trained(rows=40))


def test_nobody_calls_the_step_for_each_batch():
    model = trained()[1]
    program = next(iter(model._step.programs.values()))
    assert sorted(program) == [2, 8]  # each compiled once, the odd batch as well
    assert program[8].loops
    assert model._step.program._cache_size() == 0


def test_a_convolution_is_not_put_in_a_loop_and_values_that_somebody_kept_stay_what_they_are():
    kept = []

    class Keeping(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            kept.extend((v.value, v.numpy()) for v in [*self.model.weights, *self.model.optimizer.variables])

    model = trained(convolution, callbacks=[Keeping()])[1]
    assert not any(program.loops for program in programs(model))
    assert kept
    for value, then in kept:
        np.testing.assert_array_equal(np.asarray(value), then)


def test_data_changed_between_epochs_are_seen():
    class Changing(keras.callbacks.Callback):
        def __init__(self, x):
            self.x = x

        def on_epoch_end(self, epoch, logs=None):
            self.x[:] = 1 - self.x

    found = []
    for others in ([], [Listening()]):
        keras.random.set_random_seed(3)
        model = keras.Sequential(dense())
        model.compile("sgd", "categorical_crossentropy")
        x, y = data(dense)
        history = model.fit(x, y, batch_size=8, epochs=3, verbose=0, callbacks=[Changing(x), *others])
        found.append((history.history, model))
    assert_same(*found)


def test_a_training_goes_on_from_the_midst_of_an_epoch_and_ends_as_the_one_that_was_not_stopped():
    class Midway(keras.callbacks.Callback):
        passive = True

        def on_train_begin(self, logs=None):
            course_of(self.model).keep_places()

        def on_train_batch_end(self, batch, logs=None):
            if not kept and batch == 2:
                kept.append(course_of(self.model).snapshot())

    class GoingOn(keras.callbacks.Callback):
        passive = True

        def on_train_begin(self, logs=None):
            course_of(self.model).go_on_from(kept[0])

    kept = []
    whole, again = trained(callbacks=[Midway()]), trained(callbacks=[GoingOn()])
    assert_same(again, whole)


def test_data_for_which_there_is_no_room_go_to_the_device_batch_by_batch(monkeypatch):
    from plugkeras_jax import many

    with_room = trained(rows=40)
    monkeypatch.setattr(many, "SHARE", 0.0)
    without = trained(rows=40)
    assert not programs(without[1])
    assert_same(with_room, without)


def test_evaluate_is_the_same_with_and_without_listeners():
    _, model = trained()
    x, y = data(dense)
    one = model.evaluate(x, y, batch_size=8, verbose=0)
    np.testing.assert_allclose(one, model.evaluate(x, y, batch_size=8, verbose=0, callbacks=[Listening()]), rtol=1e-5)
