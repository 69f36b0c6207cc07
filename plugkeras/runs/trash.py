"""Runs that are thrown away: moved out of sight, and gone only when the trash is emptied."""

import os
import shutil
from pathlib import Path
from typing import Any

from plugkeras.errors import FileError, StateError, UnknownName, cause, did_you_mean
from plugkeras.runs.folder import Run, root_of

TRASH = ".trash"


def trash(run: Run) -> Run:
    """Move a run to the trash of the folder that it is in; ``untrash`` brings it back.

    Raises:
        StateError: a process works on it.
        FileError: it cannot be moved.
    """
    if _is_under_way(run):
        raise StateError(f"The run {run} is {run.state}: stop it before it is thrown away.")
    folder = run.path.parent / TRASH
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder} cannot be made: {error.strerror}.") from cause(error)
    return _moved(run, folder / run.id)


def _is_under_way(run: Run) -> bool:
    try:
        return run.state in ("running", "paused")
    except FileError:
        return False  # what cannot be read can be thrown away all the same


def trashed(root: Any = None) -> list[Run]:
    """What is in the trash."""
    try:
        with os.scandir(root_of(root) / TRASH) as entries:
            return [Run(Path(e)) for e in sorted(entries, key=lambda e: e.name) if e.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(f"{root_of(root) / TRASH} cannot be read: {error.strerror}.") from cause(error)


def untrash(id: str | Run, root: Any = None) -> Run:
    """Bring back the run with this id, or the one that ``trash`` returned.

    Raises:
        UnknownName: it is not in the trash.
        FileError: it cannot be moved.
    """
    if isinstance(id, Run):
        return _moved(id, id.path.parent.parent / id.id)
    there = {run.id: run for run in trashed(root)}
    if id not in there:
        raise UnknownName(f"There is no run '{id}' in the trash{did_you_mean(id, there) or '.'}")
    return _moved(there[id], root_of(root) / id)


def empty_trash(root: Any = None) -> int:
    """Delete what is in the trash for good, and return how many runs that were.

    Raises:
        FileError: something cannot be deleted.
    """
    gone = trashed(root)
    for run in gone:
        try:
            shutil.rmtree(run.path)
        except OSError as error:
            raise FileError(f"{run.path} cannot be deleted: {error.strerror}.") from cause(error)
    return len(gone)


def _moved(run: Run, path: Path) -> Run:
    if path.exists():
        raise FileError(f"{run} cannot be moved: there is a {path} already.")
    try:
        os.rename(run.path, path)
    except OSError as error:
        raise FileError(f"{run.path} cannot be moved to {path}: {error.strerror}.") from cause(error)
    return Run(path)
