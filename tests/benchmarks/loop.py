"""An LSTM as an author writes it, step by step in ops, against the standard one on the same sizes.

    python tests/benchmarks/loop.py

Prints the best of many runs of forward pass and gradients, taken in turn, so that a busy machine slows all alike.
"""

from time import perf_counter

import numpy as np

import plugkeras as keras
from plugkeras import ops

ROWS, UNITS = 32, 32


class Sliced(keras.Layer):
    """With ``x[:, t]`` at each step and a stack at the end."""

    def build(self, shape):
        self.kernel = self.add_weight((shape[-1], 4 * UNITS), name="kernel")
        self.recurrent = self.add_weight((UNITS, 4 * UNITS), "orthogonal", name="recurrent")
        self.bias = self.add_weight((4 * UNITS,), "zeros", name="bias")

    def one(self, state, x):
        """The next state, and what goes out, from one moment of the inputs."""
        h, c = state
        z = x @ self.kernel + h @ self.recurrent + self.bias
        i, f, g, o = (z[:, k * UNITS : (k + 1) * UNITS] for k in range(4))
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
        h = ops.sigmoid(o) * ops.tanh(c)
        return (h, c), h

    def call(self, x):
        state, outputs = (ops.zeros((x.shape[0], UNITS)),) * 2, []
        for t in range(x.shape[1]):
            state, y = self.one(state, x[:, t])
            outputs.append(y)
        return ops.stack(outputs, axis=1)


class Scanned(Sliced):
    """With ``ops.scan``."""

    def call(self, x):
        start = (ops.zeros((x.shape[0], UNITS)),) * 2
        return ops.swapaxes(ops.scan(self.one, start, ops.swapaxes(x, 0, 1))[1], 0, 1)


def gradients(layer, steps):
    """A function that takes the gradients of the mean of the layer's squares with respect to all weights."""
    x = np.random.default_rng(0).random((ROWS, steps, 8)).astype("float32")
    model = keras.Sequential([keras.layers.Dense(UNITS), layer])
    model(x)
    return lambda: keras.value_and_grad(lambda: ops.mean(ops.square(model(x))), model.trainable_weights)


def compare(steps, rounds):
    standard = keras.layers.LSTM(UNITS, return_sequences=True)
    rows = {"the LSTM": standard, "slices and a stack": Sliced(), "ops.scan": Scanned()}
    runs = {name: gradients(layer, steps) for name, layer in rows.items()}
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            start = perf_counter()
            run()
            best[name] = min(best[name], perf_counter() - start)
    for name, seconds in best.items():
        print(f"{steps} steps, {name}: {1e3 * seconds:.1f} ms, {seconds / best['the LSTM']:.1f} times the LSTM")


def main():
    compare(steps=50, rounds=40)
    compare(steps=400, rounds=5)


if __name__ == "__main__":
    main()
