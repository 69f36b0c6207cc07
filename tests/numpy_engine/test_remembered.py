"""A remembered step does what the recorded one did, to the bit, and is not used where it could not."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.layers import Activation, Dense, Dropout, Input
from plugkeras_std.numpy_engine import remembered

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(22, 6)).astype("float32"), np.eye(3, dtype="float32")[RNG.integers(0, 3, 22)]


class Plain(keras.layers.Dense):
    """A dense layer that does not say that it can be replayed."""

    replayable = False


class Doubling(keras.Layer):
    """A layer of somebody's own that says it can be replayed."""

    replayable = True

    def call(self, x):
        return x * 2.0


class Constant(keras.Layer):
    """A layer of somebody's own through which no gradient flows, and which takes a part."""

    replayable = True

    def call(self, x):
        return ops.stop_gradient(x)[:, 1:]


LAYERS = {
    "an mlp": lambda dense: [dense(5, activation="relu"), Dropout(0.4), dense(3, activation="softmax")],
    "tanh and a layer for the softmax": lambda dense: [dense(5, activation="tanh"), dense(3), Activation("softmax")],
    "a flattened input": lambda dense: [keras.layers.Flatten(), dense(3, activation="softmax")],
    "noise that an axis shares": lambda dense: [Dropout(0.5, noise_shape=(None, 1)), dense(3, activation="softmax")],
    "an op that leaves nothing to repeat": lambda dense: [Doubling(), dense(3, activation="softmax")],
    "a constant part": lambda dense: [dense(5), Constant(), dense(3, activation="softmax")],
    "an activation that is not fused": lambda dense: [dense(5, activation="softplus"), dense(3, activation="softmax")],
}
LOSSES = ("categorical_crossentropy", "mse", "kl_divergence", keras.losses.CategoricalCrossentropy(label_smoothing=0.1))


def trained(make, dense, loss="categorical_crossentropy", y=Y, **options):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([Input((6,)), *make(dense)])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), loss, metrics=["accuracy"])
    history = model.fit(X, y, batch_size=8, epochs=4, verbose=0, **options)
    return [*model.get_weights(), np.array(history.history["loss"]), np.array(history.history["accuracy"])]


def equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.fixture
def runs(monkeypatch):
    """The runs of remembered steps, counted."""
    counted, run = [], remembered.Program.run
    monkeypatch.setattr(remembered.Program, "run", lambda self, *args: (counted.append(1), run(self, *args))[1])
    return counted


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("name", LAYERS)
def test_training_is_the_same_to_the_bit_whether_steps_are_remembered_or_not(name, loss):
    assert equal(trained(LAYERS[name], Dense, loss), trained(LAYERS[name], Plain, loss))


REPLAYED = {
    "an mlp": True,
    "tanh and a layer for the softmax": True,
    "an op that leaves nothing to repeat": False,
    "a constant part": True,
}


@pytest.mark.parametrize("name", REPLAYED)
def test_a_step_is_remembered_if_every_op_left_how_to_repeat_it(name, runs):
    trained(LAYERS[name], Dense)
    assert bool(runs) == REPLAYED[name]


TARGETS = {
    "class numbers": (Y.argmax(1), "sparse_categorical_crossentropy", 3, "softmax"),
    "class numbers in a column, as bytes": (
        Y.argmax(1).astype("uint8")[:, None],
        *("sparse_categorical_crossentropy", 3, "softmax"),
    ),
    "yes or no": (Y[:, 0], "binary_crossentropy", 1, "sigmoid"),
    "yes or no, as integers": (Y[:, :1].astype("int64"), "binary_crossentropy", 1, "sigmoid"),
    "numbers": (X[:, 0], "mse", 1, "linear"),
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_of_any_kind_train_alike(name, runs):
    y, loss, units, activation = TARGETS[name]

    def make(dense):
        return [dense(5, activation="relu"), dense(units, activation=activation)]

    assert equal(trained(make, Dense, loss, y), trained(make, Plain, loss, y))
    assert bool(runs) == (loss != "mse")


def test_a_layer_that_does_not_say_so_is_not_replayed(runs):
    trained(LAYERS["an mlp"], Plain)
    assert not runs


def test_a_change_made_by_a_callback_takes_effect():
    class Quiet(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                self.model.layers[1].rate = 0.0

    make = LAYERS["an mlp"]
    assert equal(trained(make, Dense, callbacks=[Quiet()]), trained(make, Plain, callbacks=[Quiet()]))
    assert not equal(trained(make, Dense, callbacks=[Quiet()]), trained(make, Dense))


def test_outputs_that_a_metric_keeps_are_not_overwritten():
    kept = []

    class Keeper(keras.Metric):
        def update_state(self, y_true, y_pred, sample_weight=None):
            kept.append((y_pred, y_pred.copy()))

        def result(self):
            return 0.0

    model = keras.Sequential([Input((6,)), Dense(3, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=[Keeper()])
    model.fit(X, Y, batch_size=8, epochs=3, verbose=0)
    assert all(np.array_equal(a, b) for a, b in kept)
    assert len({id(a) for a, _ in kept}) == len(kept) == 9


def test_sample_weights_and_regularizers_are_not_forgotten():
    def make(dense):
        return [dense(5, activation="relu", kernel_regularizer="l2"), dense(3, activation="softmax")]

    weights = np.linspace(0, 2, len(X))
    assert equal(trained(make, Dense, sample_weight=weights), trained(make, Plain, sample_weight=weights))
    assert not equal(trained(make, Dense, sample_weight=weights), trained(make, Dense))


def test_a_loss_that_looks_at_values_is_asked_each_time():
    def signed(y_true, y_pred):
        if float(ops.mean(y_true * np.arange(3.0))) > 1:
            return ops.mean(ops.square(y_true - y_pred), axis=-1)
        return ops.mean(ops.abs(y_true - y_pred), axis=-1)

    make = LAYERS["an mlp"]
    assert equal(trained(make, Dense, signed), trained(make, Plain, signed))
