"""train_step and its relatives, overridden: what they are given, what they may call, and what becomes of their logs."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.errors import ArgumentError
from plugkeras.layers import Dense, Embedding, Input
from plugkeras.utils import unpack_x_y_sample_weight

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 4)).astype("float32"), RNG.normal(size=(20, 1)).astype("float32")
W = np.linspace(0, 1, 20).astype("float32")


class ByHand(keras.Sequential):
    """What the default step does, written out."""

    def train_step(self, data):
        x, y, sample_weight = unpack_x_y_sample_weight(data)

        def loss():
            y_pred = self(x, training=True)
            return self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight), y_pred

        (value, y_pred), gradients = keras.value_and_grad(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        self.metrics[0].add_batch(value, len(x))
        return self.compute_metrics(x, y, y_pred, sample_weight)


class Super(keras.Sequential):
    def train_step(self, data):
        return super().train_step(data)

    def test_step(self, data):
        return super().test_step(data)

    def predict_step(self, data):
        return super().predict_step(data)


class Losses(keras.Sequential):
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return super().compute_loss(x, y, y_pred, sample_weight, training)


class WithoutTraining(keras.Sequential):
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        return super().compute_loss(x, y, y_pred, sample_weight)


class Metrics(keras.Sequential):
    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return super().compute_metrics(x, y, y_pred, sample_weight)


def fitted(kind, *layers, x=X, y=Y, **options):
    keras.utils.set_random_seed(1)
    model = kind([*layers] or [Input((4,)), Dense(3, "tanh", kernel_regularizer="l2"), Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    history = model.fit(x, y, batch_size=6, epochs=2, verbose=0, validation_data=(x, y), **options)
    return model, history.history


@pytest.mark.parametrize("kind", [ByHand, Super, Losses, WithoutTraining, Metrics])
@pytest.mark.parametrize("options", [{}, {"sample_weight": W}], ids=["plain", "weighted"])
def test_an_own_step_that_does_what_the_standard_one_does_trains_alike(kind, options):
    (model, history), (plain, expected) = fitted(kind, **options), fitted(keras.Sequential, **options)
    assert history.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-5)
    for mine, other in zip(model.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(model.evaluate(X, Y, verbose=0), plain.evaluate(X, Y, verbose=0), rtol=1e-5)
    np.testing.assert_allclose(model.train_on_batch(X, Y), plain.train_on_batch(X, Y), rtol=1e-5)


@pytest.mark.parametrize("kind", [ByHand, Super, Losses, Metrics])
def test_masks_reach_the_loss_and_the_metrics_of_an_own_step(kind):
    words = RNG.integers(0, 3, size=(20, 5))
    layers = lambda: (Input((5,)), Embedding(3, 4, mask_zero=True), Dense(1))  # noqa: E731
    targets = np.ones((20, 5, 1), "float32")
    (_, history), (_, expected) = (fitted(k, *layers(), x=words, y=targets) for k in (kind, keras.Sequential))
    for name, values in expected.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-5)


class Told(keras.Sequential):
    """Writes down what its steps are given."""

    given = ()

    def train_step(self, data):
        self.given += (data,)
        return {"b": 1, "a": ops.convert_to_tensor(2.0)}

    def test_step(self, data):
        self.given += (data,)
        return {"z": 1.0, "loss": 3.0}

    def predict_step(self, data):
        self.given += (data,)
        return data * 2


def told():
    model = Told([Input((4,)), Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


GIVEN = {
    "x": (lambda m: m.fit(X, verbose=0), 0),
    "x, y": (lambda m: m.fit(X, Y, verbose=0), 2),
    "x, y, w": (lambda m: m.fit(X, Y, sample_weight=W, verbose=0), 3),
    "train_on_batch": (lambda m: m.train_on_batch(X, Y), 2),
    "evaluate": (lambda m: m.evaluate(X, Y, verbose=0), 2),
    "test_on_batch": (lambda m: m.test_on_batch(X, Y, W), 3),
    "predict": (lambda m: m.predict(X, verbose=0), 0),
    "predict with callbacks": (lambda m: m.predict(X, 32, callbacks=[keras.callbacks.Callback()], verbose=0), 0),
    "predict_on_batch": (lambda m: m.predict_on_batch(X), 0),
    "a generator": (lambda m: m.fit(iter([(X, Y)]), steps_per_epoch=1, verbose=0), 2),
}


@pytest.mark.parametrize("way", GIVEN)
def test_a_step_is_given_x_or_a_tuple_by_what_there_is(way):
    call, length = GIVEN[way]
    model = told()
    call(model)
    (data,) = model.given
    assert (len(data) if isinstance(data, tuple) else 0) == length


def test_the_logs_are_what_the_steps_return():
    model = told()
    history = model.fit(X, Y, verbose=0, validation_data=(X, Y)).history
    assert history == {"a": [2.0], "b": [1.0], "val_loss": [3.0], "val_z": [1.0]}
    assert model.evaluate(X, Y, verbose=0) == [3.0, 1.0]
    assert model.evaluate(X, Y, verbose=0, return_dict=True) == {"loss": 3.0, "z": 1.0}
    np.testing.assert_array_equal(model.predict(X, verbose=0), X * 2)


def test_metrics_that_are_attributes_are_reset_and_reported():
    class Model(keras.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            loss = super().compute_loss(x, y, y_pred, sample_weight, training)
            self.twice.update_state(loss * 2)
            return loss

    model = Model([Input((4,)), Dense(1)])
    model.twice = keras.metrics.Mean("twice")
    model.compile(keras.optimizers.SGD(0.0), "mse")
    history = model.fit(X, Y, batch_size=10, epochs=2, verbose=0).history
    np.testing.assert_allclose(history["twice"], 2 * np.array(history["loss"]), rtol=1e-6)
    assert history["twice"][0] == pytest.approx(history["twice"][1])
    assert model.metrics_names == ["loss", "twice"]


def test_two_optimizers_in_one_step_each_change_their_own_layer():
    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = Dense(1), Dense(1)
            self.for_b = keras.optimizers.SGD(0.0)

        def call(self, x):
            return self.a(x) + self.b(x)

        def train_step(self, data):
            x, y = data
            for optimizer, layer in ((self.optimizer, self.a), (self.for_b, self.b)):
                variables = layer.trainable_variables
                loss, gradients = keras.value_and_grad(lambda: ops.mean((self(x) - y) ** 2), variables)
                optimizer.apply(gradients, variables)
            return {"loss": loss}

    model = Two()
    model.compile("sgd")
    model.predict(X, verbose=0)
    before = [layer.get_weights()[0] for layer in (model.a, model.b)]
    losses = model.fit(X, Y, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert (model.a.get_weights()[0] != before[0]).any()
    assert (model.b.get_weights()[0] == before[1]).all()


def test_a_subclassed_model_is_trained_from_its_first_batch_on():
    class Plain(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = Dense(1)

        def call(self, x):
            return self.dense(x)

    model = Plain()
    model.compile("sgd", "mse")
    losses = model.fit(X, Y, epochs=3, verbose=0).history["loss"]
    assert losses[2] < losses[0]


def test_a_call_of_its_own_is_what_a_subclass_of_sequential_trains_and_predicts_with():
    class Halved(keras.Sequential):
        def call(self, x, training=None):
            return super().call(x, training) / 2

    model, plain = Halved([Input((4,)), Dense(1)]), keras.Sequential([Input((4,)), Dense(1)])
    plain.set_weights(model.get_weights())
    np.testing.assert_allclose(model.predict(X, verbose=0), plain.predict(X, verbose=0) / 2, rtol=1e-6)
    model.compile("sgd", "mse")
    target = plain.predict(X, verbose=0) / 2
    assert model.evaluate(X, target, verbose=0) < 1e-10
    assert model.fit(X, target, verbose=0).history["loss"][0] < 1e-10


def test_a_step_that_returns_no_logs_is_told():
    class Silent(keras.Sequential):
        def train_step(self, data):
            """Returns nothing."""

    model = Silent([Input((4,)), Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ArgumentError, match="Silent.train_step must return a dict of logs, not None"):
        model.fit(X, Y, verbose=0)
