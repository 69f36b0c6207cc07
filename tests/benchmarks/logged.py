"""How much of its speed a training loses by being a run: the smallest model, with RunLogger and without, in turn.

    python tests/benchmarks/logged.py

Prints the median of the ratios of neighbouring rounds, for runs that are watched and for runs that can be steered: of
the steps a second once it is under way, without what it takes to make a run and to end it. Goal: less than 0.02 lost.
"""

import statistics
import tempfile
from time import perf_counter

import numpy as np

import plugkeras as keras

FIRST, EPOCHS, ROUNDS = 20, 520, 25


class Stopwatch(keras.Callback):
    """Takes the time from the end of one epoch to that of the last."""

    passive = True

    def on_epoch_end(self, epoch, logs=None):
        """Start, and stop."""
        if epoch == FIRST - 1:
            self.start = perf_counter()
        elif epoch == EPOCHS - 1:
            self.seconds = perf_counter() - self.start


def trained(callbacks):
    """Seconds that a small model of 8 batches an epoch takes."""
    keras.utils.set_random_seed(0)
    x, y = np.random.rand(1000, 20).astype("float32"), np.random.randint(0, 10, 1000)
    model = keras.Sequential(
        [keras.Input((20,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    watch = Stopwatch()
    model.fit(x, y, batch_size=128, epochs=EPOCHS, verbose=0, callbacks=[watch, *callbacks])
    return watch.seconds


def main():
    with tempfile.TemporaryDirectory() as root:
        for name, control in (("watched", False), ("steerable", True)):
            logged = [keras.callbacks.RunLogger(root=root, control=control)]
            pairs = [(trained([]), trained(logged)) for _ in range(ROUNDS)]
            lost = statistics.median(1 - plain / with_log for plain, with_log in pairs)
            at_best = 1 - min(plain for plain, _ in pairs) / min(with_log for _, with_log in pairs)
            step = 1e6 * min(plain for plain, _ in pairs) / (EPOCHS - FIRST) / 8
            print(f"{name}: {lost:.3f} of the steps a second lost ({at_best:.3f} at best), {step:.0f} µs a step")


if __name__ == "__main__":
    main()
