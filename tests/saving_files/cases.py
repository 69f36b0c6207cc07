"""Models as files, with what they compute: written by one Keras, read by another, trained on by both.

``python cases.py write FOLDER`` and ``python cases.py read FOLDER`` do it with the ``keras`` of the
interpreter, or with plugkeras where there is none. Real Keras 3.15 wrote the files in this folder.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TRAINING = {"batch_size": 8, "epochs": 1, "shuffle": False, "verbose": 0}
RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.normal(size=(24, 6, 6, 1)).astype("float32")
SERIES = RANDOM.normal(size=(24, 5, 3)).astype("float32")
WORDS = RANDOM.integers(0, 7, (24, 5))
CLASSES = RANDOM.integers(0, 3, 24)
NUMBERS = RANDOM.normal(size=(24, 1)).astype("float32")


def mlp(keras):
    """AdamW; the statistics of a BatchNormalization; layers without weights; a regularizer and a constraint."""
    layers = keras.layers
    model = keras.Sequential(name="mlp")
    model.add(keras.Input((3,)))
    model.add(layers.Dense(5, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)))
    model.add(layers.Dropout(0.0))
    model.add(layers.Dense(4, use_bias=False, kernel_constraint=keras.constraints.MaxNorm(1.0)))
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU(negative_slope=0.1))
    model.add(layers.Dense(3, activation="softmax", name="head"))
    model.compile("adamw", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, SERIES[:, 0], CLASSES


def cnn(keras):
    """SGD that gathers gradients, and whose rate follows a schedule and so is no variable; a loss with arguments."""
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((6, 6, 1)),
        layers.Conv2D(3, 3, padding="same", kernel_initializer="he_normal"),
        layers.Activation("tanh"),
        layers.MaxPooling2D(),
        layers.ZeroPadding2D(1),
        layers.Flatten(),
        layers.Dense(3),
    ])  # fmt: skip
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=3, decay_rate=0.5)
    options = {"momentum": 0.9, "nesterov": True, "gradient_accumulation_steps": 2}
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate, **options), loss)
    return model, IMAGES, CLASSES


def rnn(keras):
    """Layers within layers: a cell, a wrapped layer, a model; RMSprop that keeps averages; one frozen layer."""
    layers = keras.layers
    inner = keras.Sequential([layers.Dense(4, activation="gelu"), layers.LayerNormalization()], name="inner")
    model = keras.Sequential([
        keras.Input((5, 3)),
        layers.LSTM(4, return_sequences=True),
        layers.TimeDistributed(layers.Dense(3)),
        inner,
        layers.Flatten(),
        layers.Dense(4, trainable=False),
        layers.Dense(1),
    ])  # fmt: skip
    model.compile(keras.optimizers.RMSprop(0.01, use_ema=True, clipnorm=1.0), "mse", metrics=["mae"])
    return model, SERIES, NUMBERS


def own(keras):
    """A layer of one's own with layers of its own, in attributes, lists and dicts; Nadam, with state of its own."""

    @keras.saving.register_keras_serializable(package="Own")
    class Tower(keras.layers.Layer):
        def __init__(self, width, **kwargs):
            super().__init__(**kwargs)
            self.width = width
            self.floors = [keras.layers.Dense(width, activation="tanh") for _ in range(2)]
            self.rooms = {"low": keras.layers.Dense(width), "high": [keras.layers.Dense(width)]}
            self._cellar = keras.layers.Dense(width)

        def all(self):
            return [*self.floors, self.rooms["low"], self.rooms["high"][0], self._cellar]

        def build(self, input_shape):
            self.scale = self.add_weight(shape=(self.width,), initializer="ones", name="scale")
            for layer in self.all():
                layer.build(input_shape)

        def call(self, x):
            for layer in self.all():
                x = layer(x)
            return x * self.scale

        def compute_output_shape(self, input_shape):
            return input_shape

        def get_config(self):
            return {**super().get_config(), "width": self.width}

    layers = keras.layers
    model = keras.Sequential([
        keras.Input((5,)),
        layers.Embedding(7, 2),
        layers.GlobalAveragePooling1D(),
        Tower(2),
        layers.Dense(1),
    ])  # fmt: skip
    model.compile(keras.optimizers.Nadam(0.01), keras.losses.Huber(delta=0.5))
    return model, WORDS, NUMBERS


def bent(keras):
    """Layers as activations."""
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((3,)),
        layers.Dense(5, activation=layers.LeakyReLU(negative_slope=0.1)),
        layers.Activation(layers.ELU(alpha=0.5)),
        layers.Dense(4, activation=layers.ReLU(max_value=0.5)),
        layers.Dense(3, activation=layers.Softmax()),
    ])  # fmt: skip
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model, SERIES[:, 0], CLASSES


MODELS = (mlp, cnn, rnn, own, bent)


def write(keras, folder):
    """Train each model for an epoch, keep it, and note what it says then, and from the file after one more epoch."""
    for case in MODELS:
        keras.utils.set_random_seed(1)
        model, x, y = case(keras)
        model.fit(x, y, **TRAINING)
        model.save(folder / f"{case.__name__}.keras")
        if case is mlp:
            model.save_weights(folder / "mlp.weights.h5")
        state, before = state_of(model), model.predict(x, verbose=0)
        model = keras.models.load_model(folder / f"{case.__name__}.keras")  # Nadam on torch trains on wrongly without
        model.fit(x, y, **TRAINING)
        np.savez_compressed(folder / case.__name__, before=before, after=model.predict(x, verbose=0), state=state)


def differences(keras, folder, case):
    """How far a file's model is from what is noted: its outputs, its optimizer, its outputs after another epoch."""
    fresh, x, y = case(keras)
    fresh.load_weights(folder / ("mlp.weights.h5" if case is mlp else f"{case.__name__}.keras"))
    model = keras.models.load_model(folder / f"{case.__name__}.keras")
    noted = np.load(folder / f"{case.__name__}.npz")
    found = {
        "weights alone": gap(fresh.predict(x, verbose=0), noted["before"]),
        "before": gap(model.predict(x, verbose=0), noted["before"]),
        "state": gap(state_of(model), noted["state"]),
    }
    model.fit(x, y, **TRAINING)
    return found | {"after": gap(model.predict(x, verbose=0), noted["after"])}


def state_of(model):
    """All of the optimizer's state, in its order, end to end."""
    return np.concatenate([np.ravel(np.asarray(v)) for v in model.optimizer.variables])


def gap(a, b):
    """The largest difference, for numbers above one as a share of them."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1))) if a.shape == b.shape else np.inf


def is_close(found):
    """Outputs to 1e-6; what Adam makes of gradients near zero, to 2e-5."""
    return all(value <= (2e-5 if name == "after" else 1e-6) for name, value in found.items())


def read(keras, folder):
    """Print the differences, and fail if one is not tiny."""
    close = True
    for case in MODELS:
        found = differences(keras, folder, case)
        print(f"{case.__name__:9s}", *(f"{name} {value:.1e}" for name, value in found.items()), sep="  ")
        close = close and is_close(found)
    return int(not close)


if __name__ == "__main__":
    try:
        import keras
    except ImportError:
        import plugkeras as keras
    print(f"{sys.argv[1]} with {keras.__name__} {keras.__version__}", flush=True)
    sys.exit({"write": write, "read": read}[sys.argv[1]](keras, Path(sys.argv[2])))
