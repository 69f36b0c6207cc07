"""Models as files, with what they compute: written by one Keras, read by another, trained on by both.

``python cases.py write FOLDER`` and ``python cases.py read FOLDER`` do it with the ``keras`` of the
interpreter, or with plugkeras where there is no other. Real Keras wrote the files in this folder.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
BATCH = 8


def mlp(keras):
    """AdamW; the statistics of a BatchNormalization; layers without weights; a regularizer and a constraint."""
    layers = keras.layers
    model = keras.Sequential(name="mlp")
    model.add(keras.Input((6,)))
    model.add(layers.Dense(5, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)))
    model.add(layers.Dropout(0.0))
    model.add(layers.Dense(3, bias_constraint=keras.constraints.MaxNorm(2.0)))
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU(negative_slope=0.1))
    model.add(layers.Dense(2, activation="softmax", name="head"))
    model.compile("adamw", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, (6,), 2


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
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    options = {"momentum": 0.9, "nesterov": True, "gradient_accumulation_steps": 2}
    model.compile(keras.optimizers.SGD(rate, **options), loss)
    return model, (6, 6, 1), 3


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
    return model, (5, 3), 0


MODELS = (mlp, cnn, rnn)


def data(shape, classes, seed=0):
    """Three batches of inputs, and targets: class numbers, or one real number where there are no classes."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(3 * BATCH, *shape)).astype("float32")
    y = random.integers(0, classes, 3 * BATCH) if classes else x.reshape(len(x), -1).sum(1, keepdims=True)
    return x, y


def write(keras, folder):
    """Train each model for an epoch, keep it, and note what it says then, and after one more epoch."""
    for case in MODELS:
        keras.utils.set_random_seed(1)
        model, shape, classes = case(keras)
        x, y = data(shape, classes)
        model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
        model.save(folder / f"{case.__name__}.keras")
        if case is mlp:
            model.save_weights(folder / "mlp.weights.h5")
        state = state_of(model)
        before = model.predict(x, verbose=0)
        model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
        after = model.predict(x, verbose=0)
        np.savez_compressed(folder / f"{case.__name__}.npz", before=before, after=after, state=state)


def differences(keras, folder, case):
    """How far a file's model is from what is noted: before and after another epoch, and in its optimizer's state."""
    noted = np.load(folder / f"{case.__name__}.npz")
    model = keras.models.load_model(folder / f"{case.__name__}.keras")
    fresh, shape, classes = case(keras)
    fresh.load_weights(folder / ("mlp.weights.h5" if case is mlp else f"{case.__name__}.keras"))
    x, y = data(shape, classes)
    found = {
        "weights alone": gap(fresh.predict(x, verbose=0), noted["before"]),
        "before": gap(model.predict(x, verbose=0), noted["before"]),
        "state": gap(state_of(model), noted["state"]),
    }
    model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    return found | {"after": gap(model.predict(x, verbose=0), noted["after"])}


def state_of(model):
    """All of the optimizer's state, in its order, end to end."""
    return np.concatenate([np.ravel(np.asarray(v)) for v in model.optimizer.variables])


def gap(a, b):
    """The largest difference, for numbers above one as a share of them."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1))) if a.shape == b.shape else np.inf


def read(keras, folder):
    """Print the differences, and fail if one is not tiny."""
    worst = 0.0
    for case in MODELS:
        found = differences(keras, folder, case)
        print(f"{case.__name__:9s}", *(f"{name} {value:.1e}" for name, value in found.items()), sep="  ")
        worst = max(worst, *found.values())
    return int(worst > 2e-6)


if __name__ == "__main__":
    try:
        import keras
    except ImportError:
        import plugkeras as keras
    job, folder = {"write": write, "read": read}[sys.argv[1]], Path(sys.argv[2])
    print(f"{sys.argv[1]} with {keras.__name__} {keras.__version__}")
    sys.exit(job(keras, folder))
