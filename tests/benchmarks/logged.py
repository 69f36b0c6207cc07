"""How much of its speed a training loses by being a run: the smallest model, with RunLogger and without, in turn.

    python tests/benchmarks/logged.py

Prints the median of the ratios of neighbouring rounds, for runs that are watched and for runs that can be steered.
Goal: less than 0.02 lost.
"""

import statistics
import tempfile
import time

import numpy as np

import plugkeras as keras

EPOCHS, ROUNDS = 2000, 15


def trained(callbacks):
    """Seconds that a small model of 8 batches an epoch takes."""
    keras.utils.set_random_seed(0)
    x, y = np.random.rand(1000, 20).astype("float32"), np.random.randint(0, 10, 1000)
    model = keras.Sequential(
        [keras.Input((20,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=128, epochs=2, verbose=0)
    start = time.perf_counter()
    model.fit(x, y, batch_size=128, epochs=EPOCHS, verbose=0, callbacks=callbacks)
    return time.perf_counter() - start


def main():
    with tempfile.TemporaryDirectory() as root:
        for name, control in (("watched", False), ("steerable", True)):
            logged = [keras.callbacks.RunLogger(root=root, control=control)]
            pairs = [(trained([]), trained(logged)) for _ in range(ROUNDS)]
            lost = statistics.median(1 - plain / with_log for plain, with_log in pairs)
            step = 1e6 * statistics.median(plain for plain, _ in pairs) / EPOCHS / 8
            print(f"{name}: {lost:.3f} of the steps a second lost, at {step:.0f} microseconds a step")


if __name__ == "__main__":
    main()
