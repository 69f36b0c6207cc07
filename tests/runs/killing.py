"""Workers that are killed at seeded moments, and started again until they are done.

    python tests/runs/killing.py MODEL FIRST LAST FOLDER

For each seed from FIRST up to, not including, LAST, trains the project of MODELS in FOLDER, killing its process
(SIGKILL) some times: after a while, in the middle of an event, of a checkpoint, or between its parts. Prints a line of
JSON for each: how often it was killed, and in what it differs from a run that nobody killed. Processes are forked from
this one, which has imported everything, so that two hundred take minutes.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np

from plugkeras import worker
from plugkeras.project import Project
from plugkeras.runs import Run, create
from plugkeras.training.snapshot import Snapshot

OUT = {"class": "Dense", "as": "out", "units": 10, "activation": "softmax"}
SHAPES = {
    "flat": {"class": "Reshape", "as": "shape", "target_shape": [64]},
    "image": {"class": "Reshape", "as": "shape", "target_shape": [8, 8, 1]},
    "rows": {"class": "Reshape", "as": "shape", "target_shape": [8, 8]},
}


def project(layers, optimizer, callbacks=(), **fit):
    """A project on some of the digits."""
    said = {
        "model": {"layers": [*layers, OUT]},
        "data": {"source": {"class": "Dataset", "name": "digits"}, "rows": 160, "validation": 0.2},
        "compile": {"optimizer": optimizer, "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
        "fit": {"epochs": 4, "batch_size": 16, "seed": 3, "callbacks": list(callbacks), **fit},
    }
    return Project.from_json({"plugkeras_project": 1, "name": "killed", **said})


COSINE = {"class": "CosineDecay", "initial_learning_rate": 0.02, "decay_steps": 60}
PLATEAU = {"class": "ReduceLROnPlateau", "monitor": "loss", "patience": 1, "factor": 0.5, "min_delta": 0.2}
MODELS = {
    "dense": project([SHAPES["flat"], {"class": "Dense", "as": "a", "units": 12}], "adam", [PLATEAU]),
    "convolutional": project(
        [
            SHAPES["image"],
            {"class": "Conv2D", "as": "a", "filters": 3, "kernel_size": 3},
            {"class": "Flatten", "as": "b"},
        ],
        {"class": "SGD", "learning_rate": 0.02, "momentum": 0.9},
    ),
    "stateful LSTM": project(
        [
            {"class": "Input", "as": "in", "batch_shape": [16, 8, 8]},
            {"class": "LSTM", "as": "a", "units": 6, "stateful": True, "dropout": 0.1},
        ],
        "rmsprop",
        shuffle=False,
    ),
    "noisy": project(
        [
            SHAPES["flat"],
            {"class": "Dense", "as": "a", "units": 8},
            {"class": "BatchNormalization", "as": "b"},
            {"class": "Dropout", "as": "c", "rate": 0.3},
        ],
        {"class": "SGD", "learning_rate": COSINE, "momentum": 0.9, "nesterov": True},
    ),
}


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def after(owner, name, count, part):
    """Have the process die in the ``count``-th call of a function; ``part`` of 2 of it is done before."""
    function, seen = getattr(owner, name), [0]

    def dying(*args, **kwargs):
        seen[0] += 1
        if seen[0] < count:
            return function(*args, **kwargs)
        if part == 2:
            function(*args, **kwargs)
        elif part == 1 and name == "write":
            function(args[0], args[1][: len(args[1]) // 2])
        return die()

    setattr(owner, name, dying)


def doom(draw, seconds):
    """Choose a moment."""
    way = draw.choice(("time", "time", "event", "checkpoint", "array", "rename", "fsync"))
    if way == "time":
        moment = draw.uniform(0, 1.2 * seconds)
        threading.Timer(moment, die).start()
    elif way == "event":
        after(os, "write", draw.randint(1, 60), draw.choice((0, 1, 2)))
    elif way == "array":
        after(np.lib.format, "write_array", draw.randint(1, 700), 0)
    elif way == "rename":
        after(os, "replace", draw.randint(1, 45), draw.choice((0, 2)))
    elif way == "fsync":
        after(os, "fsync", draw.randint(1, 45), 0)
    else:
        after(Snapshot, "write", draw.randint(1, 32), draw.choice((0, 2)))
    return way


def live(run, draw=None, seconds=0.0):
    """One process that trains the run, with a moment to die at unless ``draw`` is None; whether it was killed."""
    child = os.fork()
    if not child:
        if draw is not None:
            doom(draw, seconds)
        os._exit(worker.main([str(run.path), "--checkpoint-every", "0"]))
    status = os.waitpid(child, 0)[1]
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise SystemExit((run.path / "log.txt").read_text())
    return os.WIFSIGNALED(status)


def told(run):
    """The logs of each epoch, as a reader puts them together from the events."""
    epochs = {}
    for event in run.events():
        if event["t"] == "resume":
            epochs = {n: (step, logs) for n, (step, logs) in epochs.items() if step <= event["step"]}
        elif event["t"] == "epoch_end":
            epochs[event["epoch"]] = event["step"], event["logs"]
        elif event["t"] == "epochs":
            for i, step in enumerate(event["steps"]):
                epochs[event["first"] + i] = step, {name: values[i] for name, values in event["logs"].items()}
    return epochs


def outcome(run):
    """All that two runs of the same project must have in common."""
    last = Snapshot.read(run.path / "checkpoints" / "last.npz")
    counted = [state for name, state in last.callbacks if name != "RunLogger"]
    assert run.state == "done", run.info
    return {
        "weights and all that lasts": last.lasting,
        "generators": last.random,
        "counters": counted,
        "history": told(run),
        "logs": run.info["logs"],
        "model": [w.tobytes() for w in loaded(run).get_weights()],
    }


def loaded(run):
    import plugkeras as keras

    return keras.models.load_model(run.path / "model.keras")


def differences(a, b):
    """The names of what is not the same."""
    found = []
    for name in a:
        try:
            np.testing.assert_equal(a[name], b[name])
        except AssertionError:
            found.append(name)
    return found


def main(model, first, last, folder):
    """Print a line for each seed."""
    root = Path(folder)
    whole = create("whole", root=root, project=MODELS[model])
    begun = time.monotonic()
    live(whole)
    seconds = time.monotonic() - begun
    expected = outcome(whole)
    for seed in range(int(first), int(last)):
        draw = random.Random(seed)
        run: Run = create(f"killed-{seed}", root=root, project=MODELS[model])
        kills = 0
        while kills < 1 + seed % 3 and live(run, random.Random(draw.random()), seconds):
            kills += 1
        if run.state != "done":
            live(run)
        print(json.dumps({"seed": seed, "kills": kills, "differs": differences(expected, outcome(run))}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
