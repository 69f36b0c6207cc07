"""What a training tells: events, one JSON object a line, in the ``events.jsonl`` of its run.

Fields and their units are in docs/runs.md. A writer never raises into the training that it tells of.
"""

import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from plugkeras.runs.lines import LONGEST_WRITTEN, VERSION, Appender, LineReader, Record
from plugkeras.runs.texts import as_json

FILE = "events.jsonl"

TYPES = {
    "start": "training begins: epochs, steps, pid, resumed",
    "resume": "it goes on from a checkpoint: earlier events of later steps no longer count",
    "epoch_begin": "an epoch begins: lr",
    "batch": "some batches are done: n, lr, logs, loss",
    "epoch_end": "an epoch is done: logs, seconds, lr",
    "epochs": "several short epochs are done: first, and steps, logs, seconds, lr as lists",
    "intervene": "somebody changed the training: do, by, and what was asked",
    "checkpoint": "weights and all else are saved: path, reason",
    "probe": "a probe left a snapshot: probe, path",
    "state": "the run is in another state: state, reason",
    "note": "somebody's words: text",
    "warn": "something is not as it should be: text",
    "log": "something worth saying: text",
    "error": "the training failed: text, layer, plugin, traceback",
    "diverged": "the loss is no number any more: loss, offers",
    "ack": "what became of a control: id, status, text",
    "test": "the test rows: logs",
    "end": "the training is over: state, reason, logs",
}
"""Every type of event and what it says. Readers pass over types that they do not know."""

KEPT = ("v", "t", "ts", "epoch", "batch", "step", "id", "status", "state", "reason", "do", "by")
"""What is left of an event that is too long in any other way."""


class EventWriter:
    """Appends events to a run. A full disk, or a run that is deleted, turns it off for good, with one warning."""

    def __init__(self, run: os.PathLike[str] | str) -> None:
        self.path = Path(run) / FILE
        self._lines: Appender | None = None
        self._warned = False
        try:
            self._lines = Appender(self.path)
        except OSError as error:
            self._turn_off(error)

    @property
    def is_on(self) -> bool:
        """Whether events are still written."""
        return self._lines is not None

    def write(self, type: str, **fields: Any) -> None:
        """Write one event now; see ``TYPES``. Fields may hold NumPy numbers, NaN and infinities.

        Whatever goes wrong: it does not raise.
        """
        if self._lines is None:
            return
        try:
            self._lines.append(_line({"v": VERSION, "t": type, "ts": round(time.time(), 4), **fields}))
        except OSError as error:
            self._turn_off(error)
        except Exception as error:  # fields that cannot be written are not worth a training
            self._warn(f"The event '{type}' cannot be written to {self.path}: {error}.")

    def close(self) -> None:
        """Write no more."""
        lines, self._lines = self._lines, None
        if lines is not None:
            lines.close()

    def _turn_off(self, error: OSError) -> None:
        self.close()
        reason = error.strerror or str(error)
        self._warn(f"{self.path} cannot be written ({reason}): this training goes on, and tells nothing more there.")

    def _warn(self, sentence: str) -> None:
        if self._warned:
            return
        self._warned = True
        try:
            warnings.warn(sentence, stacklevel=4)
        except Warning:  # where warnings are errors
            print(f"warning: {sentence}", file=sys.stderr)


def _line(record: Record) -> str:
    line = as_json(record)
    if len(line) > LONGEST_WRITTEN:
        line = as_json(_shortened(record))
    if len(line) > LONGEST_WRITTEN:
        line = as_json(_shortened({name: record[name] for name in KEPT if name in record} | {"cut": True}))
    return line


def _shortened(record: Record) -> Record:
    """The same with long texts cut: the end of a traceback says most, the beginning of anything else."""
    return {name: _cut(value, name == "traceback") for name, value in record.items()} | {"cut": True}


def _cut(value: Any, at_end: bool, longest: int = 2000) -> Any:
    if not isinstance(value, str) or len(value) <= longest:
        return value
    return "…" + value[-longest:] if at_end else value[:longest] + "…"


class EventReader(LineReader):
    """Reads the events of a run as they come: ``read`` gives the new ones.

    Torn lines are waited for; garbage and events of a later version are passed over and counted in ``skipped``.
    """

    def __init__(self, run: os.PathLike[str] | str, containing: bytes = b"") -> None:
        path = Path(run)
        super().__init__(path if path.suffix == ".jsonl" else path / FILE, containing)

    def _add(self, line: bytes, found: list[Record]) -> None:
        super()._add(line, found)
        if found and not isinstance(found[-1].get("t"), str):
            del found[-1]
            self.skipped += 1
