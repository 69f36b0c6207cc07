"""A run is a folder: this makes them and says what is in one. What the files hold is in docs/runs.md."""

import contextlib
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugkeras import __version__
from plugkeras.errors import FileError, StateError, cause
from plugkeras.project.document import Project
from plugkeras.project.process import this_process
from plugkeras.runs import record as records
from plugkeras.runs.control import ControlWriter
from plugkeras.runs.events import EventReader
from plugkeras.runs.states import UNDER_WAY, beat, state_of
from plugkeras.saving.files import as_path, reading, replacing

ROOT = Path(".plugkeras") / "runs"

PROJECT = "project.json"

ID = re.compile(r"\d{8}-\d{6}-.+-[0-9a-f]{4}")


@dataclass(frozen=True)
class Run:
    """A run, by its folder; nothing is remembered, so that what it says is what is there now."""

    path: Path

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        """The name of the folder: time, name, and four digits."""
        return self.path.name

    @property
    def info(self) -> dict[str, Any]:
        """What ``run.json`` says; FileError or FormatError if it cannot be read."""
        return records.read(self.path)

    @property
    def name(self) -> str:
        """What people call it; several runs may have the same name."""
        return str(self.info["name"])

    @property
    def state(self) -> str:
        """One of ``states.STATES``, as things stand: a run whose process is dead is "crashed", whatever it said."""
        return state_of(self.path, self.info)

    @property
    def is_under_way(self) -> bool:
        """Whether a process works on it, or will."""
        return self.state in UNDER_WAY

    def update(self, **fields: Any) -> None:
        """Set fields of ``run.json``, which is replaced whole; FileError if that cannot be done."""
        records.update(self.path, fields)

    def occupy(self, **fields: Any) -> None:
        """Say in ``run.json`` that it is this process that works on it; and ``fields``, as in ``update``."""
        self.update(**this_process(), **fields)

    def beat(self) -> None:
        """Give a sign of life, every few seconds; never raises."""
        with contextlib.suppress(OSError):
            beat(self.path)

    def project(self) -> Project | None:
        """The project that it trains; None for a script's. FormatError if it is damaged."""
        path = self.path / PROJECT
        if not path.exists():
            return None
        with reading(path):
            return Project.from_text(path.read_text(encoding="utf-8"))

    def keep(self, project: Project) -> None:
        """Write the project into the run; FileError if that cannot be done."""
        with replacing(self.path / PROJECT, overwrite=True) as file:
            file.write_text(project.to_text(), encoding="utf-8")

    @property
    def checkpoints(self) -> dict[str, Path]:
        """What is saved in ``checkpoints/``, by name: ``last``, ``epoch-0003``."""
        return {file.stem: file for file in sorted((self.path / "checkpoints").glob("*.npz"))}

    def events(self, follow: bool = False, pause: float = 0.05) -> Iterator[dict[str, Any]]:
        """The events so far; with ``follow`` those that come, too, until nobody works on it any more.

        ``pause``: seconds between looks.
        """
        reader = EventReader(self)
        with contextlib.closing(reader):
            while True:
                ended = not follow or not (self.path.is_dir() and self.is_under_way)
                yield from reader.read()
                if ended:
                    return
                time.sleep(pause)

    def send(self, do: str, **fields: Any) -> str:
        """Ask its process for something (``control.CONTROLS``) and return the id that its ``ack`` event will have.

        Raises:
            StateError: nobody would listen.
            ArgumentError: there is no such control, or it has other fields.
            UnsafeFile: the folder lets others in.
        """
        if not self.is_under_way:
            raise StateError(f"The run {self} is {self.state}: nobody is there to do '{do}'.")
        if not self.info["control"]:
            raise StateError(f"The run {self} takes no controls: its script has RunLogger() without control=True.")
        return ControlWriter(self).send(do, **fields)


def root_of(root: Any = None) -> Path:
    """Where runs are: ``root``, or ``$PLUGKERAS_RUNS``, or ``.plugkeras/runs`` in the working folder."""
    return as_path(root or os.environ.get("PLUGKERAS_RUNS") or ROOT).absolute()


def create(
    name: str,
    root: Any = None,
    project: Project | None = None,
    control: bool = True,
    parent: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Run:
    """Make a run, in state "draft" unless ``fields`` of its record say otherwise.

    It appears in its place complete, and only its owner may look into it. ``parent`` is ``{"run": id, "epoch": n}``.

    Raises:
        FileError: the folder cannot be made.
    """
    where = root_of(root)
    now = time.time()
    record = {name: default for name, (_, default) in records.FIELDS.items()}
    record |= {"name": name, "created": now, "control": control, "parent": dict(parent) if parent else None}
    record |= {"plugkeras": __version__, **fields}
    try:
        where.mkdir(parents=True, exist_ok=True)
        return _made(where, f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}-{as_folder(name)}", record, project)
    except OSError as error:
        reason = error.strerror or str(error).rpartition(": ")[2].rstrip(".")
        raise FileError(f"No run can be made in {where}: {reason}.") from cause(error)


def _made(root: Path, start: str, record: dict[str, Any], project: Project | None) -> Run:
    """The run under the first id that nobody has; prepared out of sight, for a half-made one must not be seen."""
    hidden = root / f".new-{os.urandom(8).hex()}"
    os.mkdir(hidden, 0o700)
    try:
        if project is not None:
            Run(hidden).keep(project)
        for folder in ("checkpoints", "snapshots"):
            os.mkdir(hidden / folder, 0o700)
        while True:
            path = root / f"{start}-{os.urandom(2).hex()}"
            records.write(hidden, record | {"id": path.name})
            with contextlib.suppress(FileExistsError):
                return _moved(hidden, path)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise


def _moved(hidden: Path, path: Path) -> Run:
    """Give the folder its name; a folder that is not empty is never replaced."""
    try:
        os.rename(hidden, path)
    except OSError:
        if path.exists():
            raise FileExistsError from None
        raise
    return Run(path)


def as_folder(name: str) -> str:
    """``name`` as a part of a folder's name that is safe everywhere: small letters, digits, ``_`` and ``-``."""
    plain = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:40].strip("-_") or "run"
