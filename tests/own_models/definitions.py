"""Models as their authors write them, for Keras and plugkeras alike; what real Keras makes of them is the reference.

``KERAS_BACKEND=torch REAL/bin/python tests/own_models/definitions.py`` writes ``expected.json`` and the ``.keras``
files. With ``read FOLDER`` it opens models that plugkeras wrote (``test_own_models.py`` says how).
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
DRAWN = np.random.RandomState(0)
A, B = DRAWN.normal(size=(23, 4)).astype("float32"), DRAWN.normal(size=(23, 3)).astype("float32")
Y, Z = DRAWN.normal(size=(23, 1)).astype("float32"), DRAWN.randint(0, 3, size=(23,)).astype("int32")
ONE_HOT = np.eye(3, dtype="float32")[Z]
V, W = DRAWN.uniform(size=(23,)).astype("float32"), DRAWN.uniform(size=(23,)).astype("float32")
WORDS, PATHS = DRAWN.randint(0, 5, size=(23, 6)).astype("int32"), DRAWN.normal(size=(23, 6, 2)).astype("float32")


KEPT = ("all of a list", "a dict of inputs", "a mask for the loss", "layers of layers", "models in models")
"""The cases whose files, written by real Keras, lie here."""


def classes(keras):
    """The classes, registered with the keras that is given."""
    layers, ops, known = keras.layers, keras.ops, keras.saving.register_keras_serializable("own")

    @known
    class Two(keras.Model):
        """Two outputs, as a list, tuple or dict; one or several inputs."""

        def __init__(self, how="list", **kwargs):
            super().__init__(**kwargs)
            self.how = how
            self.body = [layers.Dense(5, activation="tanh", kernel_regularizer="l2"), layers.Dense(4)]
            self.heads = {"z": layers.Dense(3, activation="softmax"), "y": layers.Dense(1)}

        def call(self, x):
            if isinstance(x, dict):
                x = ops.concatenate([x["a"], x["b"]], axis=-1)
            elif isinstance(x, list | tuple):
                x = ops.concatenate(list(x), axis=-1)
            for layer in self.body:
                x = layer(x)
            y, z = self.heads["y"](x), self.heads["z"](x)
            return {"list": [y, z], "tuple": (y, z), "dict": {"yy": y, "zz": z}}[self.how]

        def get_config(self):
            return {**super().get_config(), "how": self.how}

    @known
    class Penalized(keras.Model):
        """Penalties of its own, and Sequentials in Sequentials."""

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.a = layers.Dense(4, activity_regularizer="l2")
            self.inner = keras.Sequential([layers.Dense(3, activation="relu"), keras.Sequential([layers.Dense(1)])])

        def call(self, x, training=None):
            h = self.a(x)
            self.add_loss(0.1 * ops.mean(h * h))
            return self.inner(h)

    @known
    class Tracking(keras.Model):
        """Its own loss and metrics."""

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.d = layers.Dense(1)
            self.loss_tracker = keras.metrics.Mean(name="loss")
            self.others = [keras.metrics.MeanAbsoluteError(name="own")]

        def call(self, x):
            return self.d(x)

        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            loss = ops.mean(ops.square(ops.subtract(y_pred, y)))
            self.loss_tracker.update_state(ops.stop_gradient(loss))
            self.others[0].update_state(y, ops.stop_gradient(y_pred))
            return loss

        def reset_metrics(self):
            for metric in self.metrics:
                metric.reset_state()

        @property
        def metrics(self):
            return [self.loss_tracker, *self.others]

    @known
    class Masked(keras.Model):
        """Masks that go from layer to layer by themselves, to the loss too."""

        def __init__(self, pooled=True, **kwargs):
            super().__init__(**kwargs)
            self.pooled = pooled
            self.words, self.dense = layers.Embedding(5, 4, mask_zero=True), layers.Dense(2)
            self.pool = layers.GlobalAveragePooling1D()

        def call(self, x):
            y = self.dense(self.words(x))
            return self.pool(y)[:, :1] if self.pooled else y

        def get_config(self):
            return {**super().get_config(), "pooled": self.pooled}

    @known
    class Block(layers.Layer):
        """A layer of layers, with a metric."""

        def __init__(self, units=3, **kwargs):
            super().__init__(**kwargs)
            self.units, self.dense, self.norm = units, layers.Dense(units), layers.BatchNormalization()
            self.seen = keras.metrics.Mean(name=f"seen_{units}")

        def call(self, x, training=None):
            y = self.norm(self.dense(x), training=training)
            self.seen.update_state(ops.stop_gradient(y))
            return y

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    @known
    class Blocks(keras.Model):
        """Layers of layers, in a list."""

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.blocks, self.out = [Block(3), Block(2)], layers.Dense(1)

        def call(self, x, training=None):
            for block in self.blocks:
                x = block(x, training=training)
            return self.out(x)

    @known
    class Inner(keras.Model):
        """A model that is a layer of others."""

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.seq, self.d = keras.Sequential([layers.Dense(3), layers.Dense(2)]), layers.Dense(2)

        def call(self, x):
            return self.d(self.seq(x)) + x[:, :2]

    def nested():
        first = keras.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)])
        return keras.Sequential([keras.Input((4,)), first, Inner(), layers.Dense(1)])

    return Two, Penalized, Tracking, Masked, Blocks, nested


def cases(keras):
    """By name: how the model is made, what compile gets, x, y and the weights of samples."""
    Two, Penalized, Tracking, Masked, Blocks, nested = classes(keras)
    both = ["mse", "sparse_categorical_crossentropy"]
    named = dict(zip(("yy", "zz"), both, strict=True))
    much = {"metrics": [["mae"], ["accuracy"]], "weighted_metrics": [["mse"], None], "loss_weights": [0.3, 2.0]}
    more = {"metrics": {"yy": ["mae", "mse"], "zz": "accuracy"}, "weighted_metrics": {"zz": ["accuracy"]}}
    objects = [keras.losses.MeanSquaredError(), keras.losses.SparseCategoricalCrossentropy(name="sparse")]
    return {
        "a list": (lambda: Two("list"), {"loss": both}, A, [Y, Z], None),
        "a list of objects": (lambda: Two("list"), {"loss": objects}, A, [Y, Z], None),
        "all of a list": (lambda: Two("list"), {"loss": both, **much}, A, [Y, Z], [V, W]),
        "a tuple": (
            lambda: Two("tuple"),
            {"loss": ["mse", "categorical_crossentropy"], "metrics": ["mae", "accuracy"]},
            A,
            (Y, ONE_HOT),
            None,
        ),
        "a dict": (
            lambda: Two("dict"),
            {"loss": named, **more, "loss_weights": {"yy": 1.0, "zz": 0.2}},
            A,
            {"yy": Y, "zz": Z},
            {"yy": V, "zz": W},
        ),
        "one loss for all": (lambda: Two("dict"), {"loss": "mse"}, A, {"yy": Y, "zz": ONE_HOT}, None),
        "a list of inputs": (lambda: Two("list"), {"loss": both}, [A, B], [Y, Z], None),
        "a tuple of inputs": (lambda: Two("list"), {"loss": both}, (A, B), [Y, Z], None),
        "a dict of inputs": (lambda: Two("dict"), {"loss": named}, {"a": A, "b": B}, {"yy": Y, "zz": Z}, None),
        "penalties": (Penalized, {"loss": "mse", "metrics": ["mae"]}, A, Y, W),
        "its own loss and metrics": (Tracking, {}, A, Y, None),
        "a mask": (Masked, {"loss": "mse"}, WORDS, Y, None),
        "a mask for the loss": (lambda: Masked(False), {"loss": "mse", "metrics": ["mae"]}, WORDS, PATHS, None),
        "layers of layers": (Blocks, {"loss": "mse", "metrics": ["mae"]}, A, Y, None),
        "models in models": (nested, {"loss": "mse", "metrics": ["mae"]}, A, Y, None),
    }


def leaves(value):
    """The arrays of a list, tuple or dict, in order."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in leaves(value[key])]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list | tuple) else [value]


def some(value, n=2):
    """The first rows."""
    if isinstance(value, dict):
        return {key: some(one, n) for key, one in value.items()}
    return type(value)(some(one, n) for one in value) if isinstance(value, list | tuple) else value[:n]


def told(keras, name, folder=None):
    """What the model of a case does, with certain weights; it is saved in ``folder``."""
    make, options, x, y, weights = cases(keras)[name]
    keras.utils.clear_session()
    model = make()
    model(some(x))
    drawn = np.random.RandomState(3)
    draw = lambda v: np.ones(v.shape) if "variance" in v.path else drawn.normal(size=v.shape) / 2  # noqa: E731
    model.set_weights([draw(v).astype("float32") for v in model.weights])
    model.compile(keras.optimizers.SGD(0.05, momentum=0.5), **options)
    more = {} if weights is None else {"sample_weight": weights}
    fitted = model.fit(x, y, batch_size=6, epochs=2, shuffle=False, verbose=0, validation_data=(x, y), **more)
    found = {
        "history": {key: [float(v) for v in values] for key, values in fitted.history.items()},
        "evaluate": numbers(model.evaluate(x, y, verbose=0, return_dict=True)),
        "on a batch": numbers(model.train_on_batch(x, y, return_dict=True)),
        "weights": [w.tolist() for w in model.get_weights()],
        "predict": [p.tolist() for p in leaves(model.predict(x, batch_size=7, verbose=0))],
        "layers": [layer.name for layer in model.layers],
    }
    if folder is not None:
        model.save(Path(folder, f"{name}.keras"))
    return found


def numbers(logs):
    """As JSON has them."""
    return {key: float(value) for key, value in sorted(logs.items())}


def again(keras, name, folder):
    """What a model that was saved does: what it predicts, and an epoch more."""
    _, _, x, y, _ = cases(keras)[name]
    model = keras.models.load_model(Path(folder, f"{name}.keras"))
    before = [p.tolist() for p in leaves(model.predict(x, verbose=0))]
    fitted = model.fit(x, y, batch_size=6, shuffle=False, verbose=0).history if model.compiled else {}
    return {"predict": before, "fit": {key: float(values[0]) for key, values in fitted.items()}}


def main(job="write", folder=HERE):
    """``write`` or ``read``, with real Keras."""
    import keras

    if job == "read":
        found = {name: again(keras, name, folder) for name in cases(keras)}
        Path(folder, "read.json").write_text(json.dumps(found))
        return
    found = {}
    for name in cases(keras):
        found[name] = told(keras, name, folder)
        found[name]["again"] = again(keras, name, folder)
        if name not in KEPT:
            Path(folder, f"{name}.keras").unlink()
    Path(folder, "expected.json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
