"""Runs as they lie on a disk: recorded, with fixed names and times, never trained; and one that was."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from plugkeras.project import Project
from plugkeras.project.edits import set_value
from plugkeras.runs import EventWriter, Run, create
from plugkeras.runs.folder import root_of
from plugkeras.runs.probes import snapshots

BEGAN = 1_800_000_000.0
METRICS = ("loss", "val_loss", "accuracy")


def kept(
    number: int,
    name: str = "spirals",
    state: str = "done",
    losses: tuple[float, ...] = (0.9, 0.5, 0.3),
    project: Project | None = None,
    **fields: Any,
) -> Run:
    """A run with an epoch for each of its losses, ten batches each, a second a batch."""
    made = create(name, project=project)
    path = made.path.parent / f"20270115-08000{number}-{name}-{number:04d}"
    os.rename(made.path, path)
    run, events = Run(path), EventWriter(path)
    events.write("start", epochs=len(losses), steps=10, pid=1, resumed=False, epoch=1, batch=0, step=0)
    logs: dict[str, float] = {}
    for epoch, loss in enumerate(losses, 1):
        for batch in (5, 10):
            place = {"epoch": epoch, "batch": batch, "step": (epoch - 1) * 10 + batch}
            spread = {"min": loss, "mean": loss, "max": loss}
            ts = BEGAN + place["step"]
            events.write("batch", n=5, lr=0.01, logs={"loss": loss}, loss=spread, ts=ts, **place)
        logs = {"loss": loss, "accuracy": 1 - loss / 2, "val_loss": loss * 1.25}
        events.write("epoch_end", logs=logs, seconds=10.0, lr=0.01, epoch=epoch, batch=10, step=epoch * 10)
    if state in ("done", "stopped", "failed"):
        events.write("end", state=state, reason="", logs=logs, epoch=len(losses), batch=10, step=len(losses) * 10)
    told = {"state": state, "epoch": len(losses), "epochs": len(losses), "steps": 10, "step": len(losses) * 10}
    best = {"val_loss": {"value": logs["val_loss"], "epoch": len(losses)}} if logs else {}
    run.update(**{**told, "created": BEGAN + number, "host": "here", "logs": logs, "best": best, **fields})
    return run


def broken(number: int = 9) -> Path:
    """A folder that was a run."""
    path = root_of() / f"20270115-08000{number}-torn-{number:04d}"
    path.mkdir(parents=True)
    (path / "run.json").write_text('{"v": 1, "id"')
    return path


def several(project: Project) -> list[Run]:
    """What a person has after some days: runs of all kinds, told apart by their numbers 1 to 5; and a broken one."""
    other = set_value(set_value(project, "compile.optimizer.learning_rate", 0.1), "fit.epochs", 40)
    runs = [
        kept(1, project=project, note="the first one"),
        kept(2, project=other, losses=(1.0, 0.4, 0.9, 0.25), tags=["fast", "lr"]),
        kept(3, state="failed", losses=(2.0,), reason="the loss is no number", project=project),
        kept(4, name="script", state="stopped", losses=(0.8, 0.4)),
        kept(5, state="draft", losses=(), project=project, parent={"run": "20270115-080001-spirals-0001", "epoch": 2}),
    ]
    broken()
    return runs


def histograms(names: list[str], shift: float) -> Mapping[str, np.ndarray]:
    """A bell for each name, which moves with ``shift``."""
    places = np.linspace(-1, 1, 30)
    counts = np.stack([np.round(100 * np.exp(-8 * (places - shift) ** 2)).astype(int)] * len(names))
    edges = np.stack([np.linspace(-1, 1, 31)] * len(names))
    numbers = {key: np.full(len(names), value) for key, value in NUMBERS.items()}
    return {"names": np.array(names), "counts": counts, "edges": edges, **numbers}


NUMBERS = {"mean": 0.25, "std": 0.5, "norm": 2.0, "zeros": 0.125, "nonfinite": 0, "ratio": 0.001}


def looked_into(run: Run, names: list[str], layers: list[str]) -> Run:
    """The run with snapshots of all probes at the steps 10, 20 and 30."""
    for step in (10, 20, 30):
        shift = (step - 20) / 20
        plane = np.subtract.outer(np.linspace(-1, 1, 50), np.linspace(-1, 1, 50)) + shift
        share = 1 / (1 + np.exp(-4 * plane))
        matrix = np.array([[50, step], [30 - step // 2, 40]])
        y = np.array([[0.75, 0.25], [0.1, 0.9], [0.5 - shift / 4, 0.5 + shift / 4]])
        seen = {
            "weights": histograms(names, shift),
            "gradients": histograms(names, -shift) | {"loss": np.array(0.5)},
            "activations": histograms(layers, shift / 2),
            "boundary": {
                "x0": np.linspace(-1, 1, 50),
                "x1": np.linspace(-1, 1, 50),
                "y": np.stack([1 - share, share], -1),
            },
            "confusion": {
                "matrix": matrix,
                "rows": np.array([3, 5]),
                "true": np.array([0, 1]),
                "predicted": np.array([1, 0]),
                "sure": np.array([0.9, 0.6]),
            },
            "predictions": {"rows": np.arange(3), "y": y, "true": np.array([0, 1, 1])},
            "filters": {"hidden": np.linspace(-1, 1, 36).reshape(3, 3, 1, 4)},
        }
        for probe, arrays in seen.items():
            snapshots.write(run, probe, step, arrays)
    return run
