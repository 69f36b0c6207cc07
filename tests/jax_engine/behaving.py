"""Models and data for the tests of how training behaves on the JAX engine."""

import numpy as np

import plugkeras as keras

X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
Y = X[:, :1] * 2 + 1


def model(*layers, optimizer="sgd", loss="mse", seed=1, **options):
    """A small model, compiled; its weights are the same each time."""
    keras.utils.set_random_seed(seed)
    made = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(1)])
    made.compile(optimizer, loss, **options)
    return made


def losses(made, x=X, y=Y, **options):
    """The loss of each epoch."""
    return made.fit(x, y, **{"batch_size": 8, "epochs": 2, "verbose": 0, "shuffle": False, **options}).history["loss"]


class Counting(keras.layers.Layer):
    """Counts how often Python calls it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.counts = [0]

    def call(self, x):
        self.counts[0] += 1
        return x
