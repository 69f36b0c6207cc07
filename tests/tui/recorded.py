"""Runs whose events were written down: a training as it would be told, without one."""

import json
import math
import os
from typing import Any

from plugkeras.project import Project
from plugkeras.project.process import this_process
from plugkeras.runs import Run, create

BEGAN = 1_770_000_000.0


class Recorded:
    """Writes a run whose clock is the number of its batches: ten a second."""

    def __init__(self, name: str = "spirals", project: Project | None = None, control: bool = True, **fields: Any):
        self.run: Run = create(name, project=project, control=control, **fields)
        self.step = self.epoch = self.batch = 0
        self.steps, self.rate = 20, 0.01
        self._lines: list[str] = []

    def write(self, t: str, **fields: Any) -> "Recorded":
        """One event, at its place and time."""
        place = {"epoch": self.epoch, "batch": self.batch, "step": self.step}
        event = {"v": 1, "t": t, "ts": BEGAN + self.step / 10, **place, **fields}
        self._lines.append(json.dumps(event) + "\n")
        if t not in ("batch", "epoch_end"):
            self.flush()
        return self

    def flush(self) -> None:
        """Write what was gathered."""
        with open(self.run.path / "events.jsonl", "a") as file:
            file.writelines(self._lines)
        self._lines.clear()

    def begin(self, epochs: int = 40, **fields: Any) -> "Recorded":
        """It is this process that trains; so it lives."""
        self.run.update(**{**this_process(), "state": "running", "epochs": epochs, "steps": self.steps, **fields})
        return self.write("start", epochs=epochs, steps=self.steps, pid=os.getpid(), resumed=False)

    def train(self, epochs: int, until: float = 0.0, val: Any = None, loss: Any = None) -> "Recorded":
        """So many epochs of a loss that falls."""
        for _ in range(epochs):
            self.epoch, self.batch = self.epoch + 1, 0
            for _ in range(self.steps):
                self.batch, self.step = self.batch + 1, self.step + 1
                mean = self._loss(loss)
                spread = {"min": mean * 0.8, "mean": mean, "max": mean * 1.3}
                self.write("batch", n=1, lr=self.rate, loss=spread, logs={"loss": mean, "accuracy": 1 - mean / 2})
            logs = {"loss": mean, "accuracy": 1 - mean / 2}
            value = val(self.epoch) if val is not None else mean * 1.15 + 0.02
            logs |= {"val_loss": value, "val_accuracy": 0.97 - mean / 2}
            self.write("epoch_end", logs=logs, seconds=2.0, lr=self.rate)
        self.flush()
        return self

    def _loss(self, loss: Any) -> float:
        if loss is not None:
            return loss(self.step)
        return math.exp(-self.step / 250) * (1 + 0.1 * math.sin(self.step * 1.7)) + 0.02

    def end(self, state: str = "done", reason: str = "") -> "Recorded":
        """It is over."""
        self.write("end", state=state, reason=reason, logs={"loss": 0.0381, "accuracy": 0.981})
        self.run.update(state=state, reason=reason, pid=None)
        return self
