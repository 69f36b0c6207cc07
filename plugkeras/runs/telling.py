"""What a training tells of its batches and epochs: at most five events a second, and nothing lost."""

import time
from math import isfinite
from typing import Any

from plugkeras.runs.aggregate import BatchAggregate
from plugkeras.runs.events import EventWriter

HZ = 5.0
"""Events of batches and epochs a second, at most; the contract allows 20, and each costs the training 0.3 ms."""

GAP = 1 / HZ

BUNDLE = 100
"""Epochs in one event, at most."""


class Telling:
    """Gathers what happens in one ``fit``, and writes it as events in time."""

    def __init__(self, events: EventWriter, course: Any) -> None:
        self.events, self.course = events, course
        self.batches = BatchAggregate()
        self._epochs: list[tuple[int, int, Any, float, float]] = []
        self._written = self._begun = time.monotonic()
        self.logs: dict[str, Any] = {}
        self.best: dict[str, Any] = {}
        """The least ``loss`` and ``val_loss`` of an epoch, each with its epoch."""

    @property
    def rate(self) -> float:
        """The learning rate of the next update."""
        return float(self.course.model.optimizer.current_rate())

    def say(self, type: str, **fields: Any) -> None:
        """Write an event now, with what was gathered before it."""
        self.flush()
        self._write(type, **fields)

    def _write(self, type: str, **fields: Any) -> None:
        course = self.course
        place = {"epoch": course.epoch + bool(course.done), "batch": course.done, "step": course.step}
        self.events.write(type, **{**place, **fields})

    def is_time(self, now: float) -> bool:
        """Whether the last event was long enough ago for the next."""
        return now - self._written >= GAP

    def begin_epoch(self) -> None:
        """An epoch begins; of very short ones only the end is told."""
        self._begun = now = time.monotonic()
        if now - self._written >= GAP:
            self.say("epoch_begin", epoch=self.course.epoch + 1, batch=0, lr=self.rate)

    def end_epoch(self, logs: dict[str, Any]) -> bool:
        """An epoch has ended, in whose place there is the next already; whether it is time to tell of it."""
        now, course = time.monotonic(), self.course
        self._epochs.append((course.epoch, course.before, logs, now - self._begun, self.rate))
        return now - self._written >= GAP

    def first_bad(self) -> tuple[int, float] | None:
        """The step, and the loss, of the first batch since the last event whose loss is no finite number."""
        losses = self.batches.losses
        if isfinite(sum(losses)):
            return None
        for i, loss in enumerate(losses):
            if not isfinite(loss):
                return self.course.step - len(losses) + i + 1, loss
        return None

    def flush(self) -> None:
        """Write what was gathered."""
        now = time.monotonic()
        if self.batches.losses:
            taken = self.batches.take()
            self._write("batch", **taken, lr=self.rate, logs=self.logs)
        for start in range(0, len(self._epochs), BUNDLE):
            self._tell_epochs(self._epochs[start : start + BUNDLE])
        self._epochs.clear()
        self._written = now

    def _tell_epochs(self, epochs: list[tuple[int, int, Any, float, float]]) -> None:
        numbers, steps, logs, seconds, rates = zip(*epochs, strict=True)
        at = {"epoch": numbers[-1], "step": steps[-1]}
        names = list(dict.fromkeys(name for one in logs for name in one))
        columns = {name: [one.get(name) for one in logs] for name in names}
        self._note_best(numbers[0], columns)
        if len(epochs) == 1:
            self.events.write("epoch_end", **at, logs=logs[0], seconds=round(seconds[0], 6), lr=rates[0])
            return
        told = {"steps": steps, "logs": columns, "seconds": round(sum(seconds), 6)}
        self.events.write("epochs", **at, first=numbers[0], **told, lr=rates if len(set(rates)) > 1 else rates[0])

    def _note_best(self, first: int, columns: dict[str, list[Any]]) -> None:
        for name in ("val_loss", "loss"):
            values = [value for value in columns.get(name, ()) if value is not None and isfinite(value)]
            least = min(values, default=None)
            if least is not None and (name not in self.best or least < self.best[name]["value"]):
                self.best[name] = {"value": float(least), "epoch": first + columns[name].index(least)}
