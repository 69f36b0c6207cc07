"""What a training is asked for: controls, one JSON object a line, in the ``control.jsonl`` of its run.

Whoever may write there steers the training: so only its owner may, and a folder that lets others in is refused.
"""

import os
import stat
import time
from collections import deque
from pathlib import Path
from typing import Any

from plugkeras.errors import FileError, UnsafeFile, cause
from plugkeras.runs.controls import checked
from plugkeras.runs.events import EventReader
from plugkeras.runs.lines import VERSION, Appender, LineReader, Record
from plugkeras.runs.texts import as_json

FILE = "control.jsonl"

FINAL = ("done", "refused")
"""The status of an acknowledgement after which no other comes; before it there may be "pending"."""


def refusal(folder: Path) -> str | None:
    """Why controls are not taken from this folder, in one sentence; None if they are."""
    if not hasattr(os, "geteuid"):
        return None
    try:
        return _objection(folder, os.lstat(folder), stat.S_ISDIR) or _objection(
            folder / FILE, os.lstat(folder / FILE), stat.S_ISREG
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"No controls are taken from {folder}: {error.strerror}."


def _objection(path: Path, found: os.stat_result, is_right: Any) -> str | None:
    if not is_right(found.st_mode):
        reason, advice = "it is a link or no ordinary file", "remove it"
    elif found.st_uid != os.geteuid():
        reason, advice = "it belongs to somebody else", "start the training as the same user"
    elif found.st_mode & 0o022:
        reason, advice = "others may write to it", f"chmod go-w {path}"
    else:
        return None
    return f"No controls are taken from {path}: {reason} ({advice})."


class ControlWriter:
    """Asks the training of a run for something."""

    def __init__(self, run: os.PathLike[str] | str) -> None:
        self.folder = Path(run)

    def send(self, do: str, **fields: Any) -> str:
        """Append one control and return its id, which the ``ack`` event will have.

        Raises:
            UnknownName: there is no such control.
            ArgumentError: it has other fields, or other values in them.
            UnsafeFile: the training would not take it, as others could write there, too.
            FileError: it cannot be written.
        """
        said = checked(do, fields)
        refused = refusal(self.folder)
        if refused:
            raise UnsafeFile(refused)
        id = os.urandom(6).hex()
        self._append({"v": VERSION, "id": id, "ts": round(time.time(), 4), "do": do, **said})
        return id

    def _append(self, control: Record) -> None:
        try:
            lines = Appender(self.folder / FILE)
            try:
                lines.append(as_json(control))
            finally:
                lines.close()
        except OSError as error:
            raise FileError(f"{self.folder / FILE} cannot be written: {error.strerror}.") from cause(error)


class ControlReader:
    """Takes the controls of a run, each id once; never raises, whatever the file holds."""

    def __init__(self, run: os.PathLike[str] | str) -> None:
        self.folder = Path(run)
        self.refusal: str | None = None
        """Why nothing is taken from this folder, if so; to be told to whoever watches."""
        self.refused: list[tuple[str, str]] = []
        """Ids of controls that made no sense, and why; to be acknowledged as refused, and taken from this list."""
        self._lines = LineReader(self.folder / FILE)
        self._taken: set[str] = set()
        self._order: deque[str] = deque()

    @property
    def skipped(self) -> int:
        """How many lines were no controls at all."""
        return self._lines.skipped

    def read(self) -> list[Record]:
        """The controls that have come since, each valid as in ``controls.CONTROLS``; costs one ``stat`` if none has."""
        try:
            found = self._lines.read()
        except OSError:
            return []
        if not found:
            return []
        self.refusal = refusal(self.folder)
        return [] if self.refusal else [control for record in found for control in self._taking(record)]

    def skip(self) -> list[str]:
        """Pass over what was asked before now, of a process that is dead perhaps, and return the ids."""
        return [control["id"] for control in self.read()]

    def _taking(self, record: Record) -> list[Record]:
        id, do = record.get("id"), record.get("do")
        if not isinstance(id, str) or not 0 < len(id) <= 100 or id in self._taken:
            return []
        self._remember(id)
        try:
            fields = {name: value for name, value in record.items() if name not in ("v", "id", "ts", "do")}
            return [{"id": id, "do": do, "ts": _time(record.get("ts")), **checked(do, fields)}]
        except ValueError as error:
            self.refused.append((id, str(error)))
        return []

    def _remember(self, id: str, most: int = 10_000) -> None:
        self._taken.add(id)
        self._order.append(id)
        if len(self._order) > most:
            self._taken.discard(self._order.popleft())


def _time(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def wait_ack(run: os.PathLike[str] | str, id: str, timeout: float = 5.0) -> Record | None:
    """The ``ack`` event of a control: the final one, or if none comes within ``timeout`` seconds the last; or None."""
    reader, last = EventReader(run, containing=id.encode()), None
    until = time.monotonic() + timeout
    while True:
        for event in reader.read():
            if event["t"] == "ack" and event.get("id") == id:
                last = event
        if (last and last.get("status") in FINAL) or time.monotonic() >= until:
            reader.close()
            return last
        time.sleep(0.01)
