"""Which runs there are, and which one somebody means."""

import os
from pathlib import Path
from typing import Any

from plugkeras.errors import AmbiguousName, FileError, UnknownName, cause, did_you_mean
from plugkeras.runs import record as records
from plugkeras.runs.folder import ID, Run, root_of
from plugkeras.runs.texts import printable

LATEST = "latest"


def runs(root: Any = None) -> list[Run]:
    """The runs in ``root``, the oldest first; what is no run, or cannot be read, is left out (see ``listing``)."""
    return listing(root)[0]


def listing(root: Any = None) -> tuple[list[Run], list[str]]:
    """The runs in ``root``, the oldest first, and a sentence about each thing there that is none.

    Raises:
        FileError: the root itself cannot be read.
    """
    found, sentences = [], []
    for entry in _entries(root_of(root)):
        try:
            run = Run(Path(entry))
            if not entry.name.isprintable():
                raise FileError("Its name could steer a terminal.")
            found.append((run.info["created"], run.id, run))
        except FileError as error:
            if run.path.is_dir() or entry.is_symlink():  # else it has been removed in between
                sentences.append(printable(error if ID.fullmatch(entry.name) else f"{run.path} is no run."))
    return [run for _, _, run in sorted(found, key=lambda item: item[:2])], sentences


def _entries(root: Path) -> list[os.DirEntry[str]]:
    """The folders in ``root`` that are not hidden; strange files among them are not worth a word."""
    try:
        with os.scandir(root) as entries:
            return sorted((e for e in entries if not e.name.startswith(".") and _is_folder(e)), key=lambda e: e.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(f"{root} cannot be read: {error.strerror}.") from cause(error)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def find(what: Any = LATEST, root: Any = None) -> Run:
    """The run that ``what`` means: "latest", an id or the start or end of one, a name, or a path.

    Raises:
        UnknownName: there is none; the message has the nearest.
        AmbiguousName: there are several; the message lists them.
        FileError: it is a path to something else.
    """
    text = os.fspath(what)
    there = runs(root)
    if text == LATEST:
        if not there:
            raise UnknownName(f"There are no runs in {root_of(root)} yet.")
        return there[-1]
    by_id = {run.id: run for run in there}
    if text in by_id:
        return by_id[text]
    if os.sep in text or (Path(text) / records.FILE).exists():
        return _at(Path(text).expanduser())
    if ID.fullmatch(text) and (root_of(root) / text).is_dir():
        return _at(root_of(root) / text)  # which says what is wrong with it
    return _meant(text, there, root_of(root))


def _at(path: Path) -> Run:
    run = Run(Path(os.path.abspath(path)))
    records.read(run.path)
    return run


def _meant(text: str, there: list[Run], root: Path) -> Run:
    names = {run: records.read(run.path)["name"] for run in there}
    called = [run for run in there if names[run] == text]
    begun = [run for run in there if text and (run.id.startswith(text) or run.id.endswith(f"-{text}"))]
    meant = called or begun
    if len(meant) == 1:
        return meant[0]
    if meant:
        last = ", ".join(run.id for run in meant[:-6:-1])
        raise AmbiguousName(
            f"'{text}' could be any of {len(meant)} runs: say which by its id ({last}{', …' * (len(meant) > 5)})."
        )
    near = did_you_mean(text, [*names.values(), *(run.id for run in there), LATEST])
    raise UnknownName(f"There is no run '{text}' in {root}{near or '.'}")
