"""Training steps of six models: the numpy engine, the JAX engine and Keras on JAX, each in a process of its own.

    python tests/benchmarks/engines.py [--keras PYTHON] [--rounds N] [WORKLOAD …]

PYTHON is an interpreter that has Keras 3 and JAX; without it only the two engines are compared. The processes take
turns, a ``fit`` each, so that what else the machine does falls on all of them; a ratio is the median over the rounds.
Goals for the JAX engine: no slower than Keras on JAX; at most two thirds of its time for mlp, binary and mnist_cnn; and
no longer from the start of Python to the end of the first epoch.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

START = time.perf_counter()
WORKLOADS = {  # rows, batch, epochs a round
    "mlp": (1000, 128, 20),
    "binary": (1000, 128, 20),
    "mnist_mlp": (10_000, 128, 2),
    "mnist_cnn": (2000, 128, 1),
    "lstm": (1000, 64, 2),
    "vgg": (100, 32, 1),
}


def layers(keras, name):
    """The layers, and the shape of a row."""
    dense, dropout, conv, pool = (getattr(keras.layers, n) for n in ("Dense", "Dropout", "Conv2D", "MaxPooling2D"))
    out = dense(10, activation="softmax")
    if name in ("mlp", "binary"):
        out = out if name == "mlp" else dense(1, activation="sigmoid")
        return (20,), [dense(64, activation="relu"), dropout(0.5), dense(64, activation="relu"), dropout(0.5), out]
    if name == "mnist_mlp":
        return (784,), [dense(512, activation="relu"), dropout(0.2), dense(512, activation="relu"), dropout(0.2), out]
    if name == "mnist_cnn":
        first = [conv(32, 3, activation="relu"), pool(2), conv(64, 3, activation="relu"), pool(2)]
        return (28, 28, 1), [*first, keras.layers.Flatten(), dropout(0.5), out]
    if name == "lstm":
        return (32, 16), [keras.layers.LSTM(64, return_sequences=True), keras.layers.LSTM(64), out]
    blocks = [
        part
        for units in (32, 64)
        for part in (conv(units, 3, activation="relu"), conv(units, 3, activation="relu"), pool(2), dropout(0.25))
    ]
    return (100, 100, 3), [*blocks, keras.layers.Flatten(), dense(256, activation="relu"), dropout(0.5), out]


def compiled(keras, name):
    """The model, and the shape of a row."""
    sgd = {"momentum": 0.9, "nesterov": True}
    optimizer = {"mlp": ("SGD", sgd), "vgg": ("SGD", sgd), "binary": ("RMSprop", {}), "lstm": ("RMSprop", {})}
    kind, options = optimizer.get(name, ("Adam", {}))
    shape, parts = layers(keras, name)
    model = keras.Sequential([keras.Input(shape), *parts])
    loss = "binary_crossentropy" if name == "binary" else "categorical_crossentropy"
    model.compile(getattr(keras.optimizers, kind)(**options), loss, metrics=["accuracy"])
    return model, shape


def work(library, name):
    """Tell the seconds to the end of the first epoch; then, for each line that comes in, those of a step.

    Each by the clock and of work, which tells something even where others use the machine.
    """
    import numpy as np

    keras = __import__(library)
    rows, batch, epochs = WORKLOADS[name]
    model, shape = compiled(keras, name)
    x = np.random.random((rows, *shape)).astype("float32")
    classes = np.random.randint(10, size=rows)
    y = (classes[:, None] % 2).astype("float32") if name == "binary" else np.eye(10, dtype="float32")[classes]
    model.fit(x, y, batch_size=batch, verbose=0)
    print(time.perf_counter() - START, time.process_time(), flush=True)
    steps = epochs * -(-rows // batch)
    for _ in sys.stdin:
        begun, used = time.perf_counter(), time.process_time()
        model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)
        print((time.perf_counter() - begun) / steps, (time.process_time() - used) / steps, flush=True)


def started(python, library, name, **environment):
    """A process that works."""
    command = [python, __file__, "--work", library, name]
    environment = {**os.environ, **environment}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **pipes)


def said(process):
    """What a process tells next: seconds by the clock, and of work on all cores."""
    return tuple(map(float, process.stdout.readline().split()))


def turn(process):
    """A round of a process."""
    process.stdin.write("\n")
    process.stdin.flush()
    return said(process)


def cell(rounds, clock, work):
    """The columns of a process."""
    by_clock, by_work = ([1000 * t for t in column] for column in zip(*rounds, strict=True))
    return f"{min(by_clock):8.3f} {statistics.median(by_clock):8.3f} {min(by_work):8.3f} {clock:6.1f} {work:5.1f}"


def times_as_long(theirs, ours):
    """The medians of the rounds' ratios, by the clock and by work."""
    rounds = list(zip(theirs, ours, strict=True))
    return "".join(f"{statistics.median(a[i] / b[i] for a, b in rounds):6.2f}" for i in (0, 1))


def compare(name, keras, rounds):
    """Print a line of the table."""
    who = {
        "numpy": lambda: started(sys.executable, "plugkeras", name, PLUGKERAS_ENGINE="numpy"),
        "jax": lambda: started(sys.executable, "plugkeras", name, PLUGKERAS_ENGINE="jax"),
    }
    if keras:
        who["keras"] = lambda: started(keras, "keras", name, KERAS_BACKEND="jax")
    processes, first = {}, {}
    try:
        for kind, start in who.items():
            processes[kind] = start()
            first[kind] = said(processes[kind])
        for process in processes.values():
            turn(process)
        times = {kind: [] for kind in processes}
        for _ in range(rounds):
            for kind, process in processes.items():
                times[kind].append(turn(process))
    finally:
        for process in processes.values():
            process.kill()
    cells = [cell(rounds, *first[kind]) for kind, rounds in times.items()]
    ratios = [times_as_long(times[kind], times["jax"]) for kind in times if kind != "jax"]
    print(f"{name:10}" + " |".join(cells) + " |" + " |".join(ratios), flush=True)


def main():
    """The table, or a process of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--keras", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(*asked.work)
        return
    who = ["numpy", "jax", *(["keras"] if asked.keras else [])]
    print("Of each: best and median ms a step, ms of work on all cores; seconds of the first epoch, and of work.")
    print(f"{'':10}" + " |".join(f"{kind:>39}" for kind in who), end=" | ")
    print("times the JAX engine's, by the clock and by work: " + ", ".join(kind for kind in who if kind != "jax"))
    for name in asked.workloads or WORKLOADS:
        compare(name, asked.keras, asked.rounds)


if __name__ == "__main__":
    main()
