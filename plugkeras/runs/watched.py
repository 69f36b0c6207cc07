"""What somebody who watches a run wants to see, put together from its events as they come."""

import os
from collections import deque
from collections.abc import Callable, Mapping
from math import isfinite, nan
from typing import Any

from plugkeras.runs.bundles import apart
from plugkeras.runs.events import EventReader
from plugkeras.runs.growing import Growing
from plugkeras.runs.lines import CHUNK, Record
from plugkeras.runs.pace import Pace
from plugkeras.runs.texts import number, printable

MOST_NAMES = 200
"""Metrics beyond these are not kept: no training has so many, and a file that does could take all memory."""

BATCH = b'"t":"batch"'

UNTOLD = ("batch", "epoch_begin", "epoch_end", "epochs", "probe")
"""The types of events that are curves and pictures, and no news."""


class Watched:
    """A run as told so far. Every attribute is there from the start, and ``version`` rises with whatever changes one.

    The state is what the events say; that the process is dead only ``Run.state`` tells.
    """

    def __init__(self, run: os.PathLike[str] | str) -> None:
        self.reader = EventReader(run)
        self.reader.thinned = BATCH
        self.version = 0
        self.state, self.reason = "draft", ""
        self.epochs: int | None = None
        self.steps: int | None = None
        """Batches in an epoch, if that is known."""
        self.epoch, self.batch, self.step = 0, 0, 0
        self.rate = nan
        """The learning rate, as last told."""
        self.logs: dict[str, float] = {}
        """The last running means; at the end of an epoch, its logs."""
        self.batches = Growing("step", "epoch", "n", "min", "mean", "max", "lr", "ts")
        """The losses of batches, a row an event."""
        self.running: dict[str, Growing] = {}
        """The running means of the logs, by name: step, value."""
        self.by_epoch: dict[str, Growing] = {}
        """The logs of whole epochs, by name: step, epoch, value."""
        self.interventions: list[Record] = []
        self.checkpoints: list[Record] = []
        self.probes: dict[str, str] = {}
        """The last snapshot of each probe: its path in the run."""
        self.messages: deque[Record] = deque(maxlen=1000)
        """Notes, warnings and errors: events whose text is safe to show."""
        self.happened: deque[Record] = deque(maxlen=2000)
        """All events but those of ``UNTOLD``, the last ones, in order; their texts are others' (``sentences.told``)."""
        self.error: Record | None = None
        self.diverged: Record | None = None
        """The last event of that type, while nothing has been done about it."""
        self.acks: dict[str, Record] = {}
        self.pace = Pace()
        self._handlers = {name[4:]: getattr(self, name) for name in dir(self) if name.startswith("_on_")}

    def look(self, every: int = 1, between: Callable[[], None] | None = None) -> bool:
        """Take in what is new; whether anything was. FileError if the events may not be read.

        Of what is told of batches, only one in ``every``; ``between`` is called now and then, where there is much.
        """
        before, self.reader.every = self.version, every
        while events := self.reader.read(CHUNK):
            for event in events:
                self.take(event)
            if between is not None:
                between()
        self.reader.every = 1
        return self.version != before

    def take(self, event: Mapping[str, Any]) -> None:
        """Take in one event; a type that is not known, and fields that are none, change nothing."""
        kind = event.get("t")
        handler = self._handlers.get(kind) if isinstance(kind, str) else None
        if handler is None:
            return
        self.version += 1
        self.epoch = _count(event.get("epoch"), self.epoch)
        self.batch = _count(event.get("batch"), self.batch)
        self.step = _count(event.get("step"), self.step)
        rate = number(event.get("lr"))
        if isfinite(rate):
            self.rate = rate
        if kind not in UNTOLD:
            self.happened.append(dict(event))
        handler(event)

    @property
    def remaining(self) -> float:
        """Seconds to the end of the last epoch, as things go; NaN if that cannot be told."""
        if self.epochs is None or not self.steps:
            return nan
        done = (max(self.epoch, 1) - 1) * self.steps + min(self.batch, self.steps)
        return self.pace.seconds_for(max(self.epochs * self.steps - done, 0), self.steps)

    # -- one method a type of event --------------------------------------------------------------

    def _on_start(self, event: Record) -> None:
        self.epochs = _count(event.get("epochs"), self.epochs)
        self.steps = _count(event.get("steps"), self.steps)
        self.state, self.reason, self.error, self.diverged = "running", "", None, None
        self.pace.interrupted()

    def _on_resume(self, event: Record) -> None:
        for curve in (self.batches, *self.running.values(), *self.by_epoch.values()):
            curve.cut(self.step)
        self.interventions = [e for e in self.interventions if _count(e.get("step"), 0) <= self.step]
        self.checkpoints = [e for e in self.checkpoints if _count(e.get("step"), 0) <= self.step]
        self.diverged = None
        self.pace.interrupted()

    def _on_epoch_begin(self, event: Record) -> None:
        self.batch = 0

    def _on_batch(self, event: Record) -> None:
        ts, n, loss = number(event.get("ts")), _count(event.get("n"), 1), _dict(event.get("loss"))
        values = [number(loss.get(name)) for name in ("min", "mean", "max")]
        self._back(self.batches)
        self.batches.append(self.step, self.epoch, n, *values, self.rate, ts)
        self.pace.took(n, ts)
        for name, value in self._logs(event).items():
            self._curve(self.running, name, "step", "value").append(self.step, value)

    def _on_epoch_end(self, event: Record) -> None:
        for name, value in self._logs(event).items():
            self._curve(self.by_epoch, name, "step", "epoch", "value").append(self.step, self.epoch, value)
        self.pace.epoch(number(event.get("seconds")))

    def _on_epochs(self, event: Record) -> None:
        for one in apart(event):
            self.take(one)

    def _on_test(self, event: Record) -> None:
        self.messages.append({**event, "text": ", ".join(f"{n}: {v:.4g}" for n, v in _numbers(event).items())})

    def _on_intervene(self, event: Record) -> None:
        self.interventions.append(event)
        if event.get("do") == "extend" and self.epochs is not None:
            self.epochs += _count(event.get("epochs"), 0)

    def _on_checkpoint(self, event: Record) -> None:
        self.checkpoints.append(event)

    def _on_probe(self, event: Record) -> None:
        if len(self.probes) < MOST_NAMES:
            self.probes[printable(event.get("probe"), 100)] = printable(event.get("path"))

    def _on_state(self, event: Record) -> None:
        self.state, self.reason = printable(event.get("state"), 100), printable(event.get("reason", ""), 200)
        if self.state != "paused":
            self.diverged = None
        self.pace.interrupted()

    def _on_end(self, event: Record) -> None:
        self._on_state(event)
        self.logs |= _numbers(event)

    def _on_diverged(self, event: Record) -> None:
        self.diverged = event

    def _on_ack(self, event: Record) -> None:
        self.acks[printable(event.get("id"), 100)] = event
        if len(self.acks) > 1000:
            del self.acks[next(iter(self.acks))]

    def _told(self, event: Record) -> None:
        self.messages.append({**event, "text": printable(event.get("text", ""))})

    def _on_error(self, event: Record) -> None:
        self._told(event)
        self.error = self.messages[-1]

    _on_note = _on_warn = _on_log = _told

    # -- what they share -------------------------------------------------------------------------

    def _logs(self, event: Record) -> dict[str, float]:
        found = _numbers(event)
        self.logs = found or self.logs
        return found

    def _curve(self, curves: dict[str, Growing], name: str, *columns: str) -> Growing:
        if name not in curves:
            curve = Growing(*columns)
            if len(curves) >= MOST_NAMES:
                return curve
            curves[name] = curve
        self._back(curves[name])
        return curves[name]

    def _back(self, curve: Growing) -> None:
        """A step that is not behind the last one means that the events go back, even if none said so."""
        if curve.last >= self.step:
            curve.cut(self.step - 1)


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _numbers(event: Record) -> dict[str, float]:
    return {printable(name, 100): number(value) for name, value in _dict(event.get("logs")).items()}


def _count(value: Any, otherwise: Any) -> Any:
    return value if type(value) is int and 0 <= value < 2**53 else otherwise
