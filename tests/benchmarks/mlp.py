"""`fit` and one-row `predict` of the mlp against the same written out by hand, in turn, in one process.

    python tests/benchmarks/mlp.py

Prints the median ratio of interleaved rounds. Goals: step at most 1.25, predict at most 6.
"""

import statistics
import time

import numpy as np
from by_hand import Mlp

import plugkeras as keras
from plugkeras.layers import Dense, Dropout

EPOCHS, ROUNDS = 20, 31  # as many epochs as the guide trains


def model():
    m = keras.Sequential(
        [
            *(keras.Input((20,)), Dense(64, activation="relu"), Dropout(0.5), Dense(64, activation="relu")),
            *(Dropout(0.5), Dense(10, activation="softmax")),
        ]
    )
    sgd = keras.optimizers.SGD(learning_rate=0.01, decay=1e-6, momentum=0.9, nesterov=True)
    m.compile(loss="categorical_crossentropy", optimizer=sgd, metrics=["accuracy"])
    return m


def seconds(work, *args):
    start = time.perf_counter()
    work(*args)
    return time.perf_counter() - start


def compare(name, ours, theirs, per, rounds=ROUNDS):
    ours(), theirs()
    pairs = [(seconds(ours) / per, seconds(theirs) / per) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, hand = (1e6 * min(column) for column in zip(*pairs, strict=True))
    print(f"{name}: {ratio:.2f} times by hand ({mine:.0f} against {hand:.0f} µs at best)")
    return ratio


def main():
    x = np.random.random((1000, 20)).astype("float32")
    y = np.eye(10, dtype="float32")[np.random.randint(10, size=1000)]
    m, hand, row = model(), Mlp(), x[:1]

    def by_hand():
        for _ in range(EPOCHS):
            hand.epoch(x, y)

    compare("mlp step", lambda: m.fit(x, y, batch_size=128, epochs=EPOCHS, verbose=0), by_hand, EPOCHS * 8)
    compare(
        "predict of one row",
        lambda: [m.predict(row, verbose=0) for _ in range(200)],
        lambda: [hand.forward(row) for _ in range(200)],
        200,
    )


if __name__ == "__main__":
    main()
