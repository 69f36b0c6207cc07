"""``run.json``: what a run says of itself, replaced whole, and read with suspicion."""

import contextlib
import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugkeras.annotations import shortened
from plugkeras.errors import FileError, FormatError, cause
from plugkeras.runs.texts import as_json, printable
from plugkeras.saving.files import replacing

FILE = "run.json"

VERSION = 1
"""Raised when a record could be misread by an earlier plugkeras."""

LONGEST = 16 * 1024 * 1024

FIELDS: dict[str, tuple[type | tuple[type, ...], Any]] = {
    "v": (int, VERSION),
    "id": (str, ""),
    "name": (str, ""),
    "state": (str, "draft"),
    "created": ((int, float), 0.0),
    "host": (str, ""),
    "boot": (str, ""),
    "pid": (int, None),
    "started": ((int, str), None),
    "epochs": (int, None),
    "steps": (int, None),
    "epoch": (int, 0),
    "step": (int, 0),
    "logs": (dict, {}),
    "best": (dict, {}),
    "interventions": (list, []),
    "control": (bool, False),
    "parent": (dict, None),
    "tags": (list, []),
    "note": (str, ""),
    "reason": (str, ""),
    "folder": (str, ""),
    "queued": ((int, float), None),
    "engine": (str, ""),
    "devices": (list, []),
    "plugkeras": (str, ""),
}
"""Each field, what it may be, and what stands for it where it is missing or something else."""

_TEXTS = ("name", "state", "note", "reason", "host", "engine")


def read(folder: Path) -> dict[str, Any]:
    """The record of the run in ``folder``, with every field; fields that are not known here are kept.

    Raises:
        FileError: there is none, or it may not be read.
        FormatError: it is no record, or one of a later version.
    """
    data = _object(folder / FILE)
    version = data.get("v")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FormatError(f'{folder / FILE} is no record of a run: "v" must be a version, not {shortened(version)}.')
    if version > VERSION:
        raise FormatError(f"The run {folder} is of version {version}, and this plugkeras knows {VERSION}: update it.")
    for name, (kind, default) in FIELDS.items():
        if not isinstance(data.get(name), kind) or (kind is not bool and isinstance(data[name], bool)):
            data[name] = type(default)(default) if isinstance(default, dict | list) else default
    for name in _TEXTS:
        data[name] = printable(data[name]).replace("\n", " ") if name != "note" else printable(data[name])
    data["id"] = folder.name  # which a copied or renamed folder has a right to
    return data


def _object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(_content(path))
    except FileNotFoundError as error:
        what = "has no run.json" if path.parent.is_dir() else "is not there (any more)"
        raise FileError(f"The run {path.parent} {what}.") from cause(error)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} cannot be read: {error.strerror}.") from cause(error)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path} is damaged: it is no JSON.") from cause(error)
    if not isinstance(data, dict):
        raise FormatError(f"{path} is no record of a run: it must be an object, not {shortened(data)}.")
    return data


def _content(path: Path) -> bytes:
    """All of a file that is an ordinary one, and no bigger than such files are."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > LONGEST:
            raise FormatError(f"{path} is no record of a run: it is no ordinary file, or far too big.")
        return file.read(LONGEST)


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Replace the record, whole or not at all.

    Raises:
        FileError: it cannot be written; the old one is unharmed.
    """
    if not folder.is_dir():
        raise FileError(f"The run {folder} is not there any more.")
    with replacing(folder / FILE, overwrite=True) as file:
        file.write_text(as_json(record, indent=1) + "\n", encoding="utf-8")


def update(folder: Path, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Set some fields; two processes that set different ones do not undo each other's.

    Raises:
        FileError: as in ``read`` and ``write``.
    """
    with _alone(folder):
        record = read(folder) | dict(fields)
        write(folder, record)
    return record


@contextlib.contextmanager
def _alone(folder: Path, patience: float = 1.0) -> Iterator[None]:
    """Keep others from changing the record; where locks do not work, or their owner hangs, go on without."""
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError, ImportError):
            import fcntl

            file = os.open(folder, os.O_RDONLY)
            held.callback(os.close, file)
            until = time.monotonic() + patience
            while not _locked(fcntl, file) and time.monotonic() < until:
                time.sleep(0.002)
        yield


def _locked(fcntl: Any, file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
