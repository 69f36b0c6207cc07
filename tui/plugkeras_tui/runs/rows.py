"""The runs that there are, as rows of a table; read again only if something has changed on disk."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugkeras.errors import FileError, PlugkerasError
from plugkeras.project import Project
from plugkeras.project.checking import Checker
from plugkeras.project.facts import Facts
from plugkeras.runs import Run
from plugkeras.runs.folder import ID, root_of
from plugkeras.runs.states import UNDER_WAY
from plugkeras.runs.texts import printable
from plugkeras.runs.watched import Watched
from plugkeras_tui.runs.told import Told, is_better_higher, told

BROKEN = "broken"
"""The state of a folder that cannot be read as a run."""


@dataclass(frozen=True)
class Row:
    """A run as it was when somebody last looked; ``trouble`` is a sentence if its folder is broken."""

    run: Run
    state: str
    info: Mapping[str, Any] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    parameters: int | None = None
    read_only: str = ""
    """Why it may only be looked at; empty if it is one's own."""
    trouble: str = ""

    @property
    def name(self) -> str:
        """Name and the last digits of the id: runs of one name can be told apart."""
        return f"{self.info.get('name', printable(self.run.id))} {self.run.id[-4:]}" if self.info else self.run.id

    @property
    def note(self) -> str:
        """The first line of its note; what is wrong, if it is broken."""
        return self.trouble or str(self.info.get("note", "")).partition("\n")[0]

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, as texts."""
        return tuple(printable(tag, 40) for tag in self.info.get("tags", ()))

    @property
    def epoch(self) -> int:
        """The epoch that goes on, or was the last: the events know it before the record does."""
        return max(int(self.info.get("epoch", 0)), self.told.epoch)

    def best(self, metric: str) -> tuple[float, int]:
        """The best value of a metric and its epoch: the record knows those of all epochs, the events not of all."""
        value, epoch = self.told.best(metric)
        kept = self.info.get("best")
        one = kept.get(metric) if isinstance(kept, Mapping) else None
        if not isinstance(one, Mapping) or not isinstance(noted := one.get("value"), int | float):
            return value, epoch
        is_worse = noted < value if is_better_higher(metric) else noted > value
        return (value, epoch) if is_worse else (float(noted), int(one.get("epoch") or 0))

    @property
    def created(self) -> float:
        """When it was made, in seconds since 1970; broken ones come last."""
        return float(self.info.get("created", 0.0))


class Reading:
    """Reads the runs of a root; what has not changed costs two ``stat`` calls a run."""

    def __init__(self, root: Any = None) -> None:
        self.root = root_of(root)
        self.trouble = ""
        """Why the root cannot be read, in a sentence."""
        self._rows: dict[Path, tuple[Any, Row]] = {}
        self._has_looked = False
        self._watched: dict[Path, Watched] = {}  # of those that go on
        self._checker = Checker()
        self._counts: dict[Any, int | None] = {}  # by model and the shape of its inputs

    def look(self) -> list[Row] | None:
        """The rows, the newest first; None if nothing is other than the last time."""
        before = dict(self._rows)
        trouble, self.trouble = self.trouble, ""
        for path in set(before) - set(paths := self._paths()):
            del self._rows[path]
            self._watched.pop(path, None)
        for path in paths:
            self._see(path)
        if self._rows == before and self.trouble == trouble and self._has_looked:
            return None
        self._has_looked = True
        return sorted((row for _, row in self._rows.values()), key=lambda row: (row.created, row.run.id), reverse=True)

    def _paths(self) -> list[Path]:
        try:
            with os.scandir(self.root) as entries:
                return [Path(e) for e in entries if not e.name.startswith(".") and _is_folder(e)]
        except FileNotFoundError:
            return []
        except OSError as error:
            self.trouble = f"{self.root} cannot be read: {error.strerror}."
            return []

    def _see(self, path: Path) -> None:
        stamp, known = _stamp(path), self._rows.get(path)
        if known is not None and known[0] == stamp and not _has_died(known[1]):
            return
        self._rows[path] = (stamp, self._read(path))

    def _read(self, path: Path) -> Row:
        run = Run(path)
        try:
            if not path.name.isprintable():
                raise FileError(f"The name of {path} could steer a terminal.")
            info, state = run.info, run.state
        except PlugkerasError as error:
            what = str(error).replace(f"{path}{os.sep}", "") if ID.fullmatch(path.name) else "It is no run."
            return Row(run, BROKEN, trouble=printable(what))
        return Row(run, state, info, self._told(path, state), self._parameters(run), _read_only(path))

    def _told(self, path: Path, state: str) -> Told:
        watched = self._watched.get(path) or Watched(path)
        try:
            watched.look()
        except FileError:
            return Told()
        if state in UNDER_WAY:
            self._watched[path] = watched
        else:
            self._watched.pop(path, None)
            watched.reader.close()
        return told(watched)

    def _parameters(self, run: Run) -> int | None:
        try:
            project = run.project()
        except PlugkerasError:
            return None
        return None if project is None else self._counted(project)

    def _counted(self, project: Project) -> int | None:
        """The trained numbers of the model; None if they depend on what is not known."""
        model = project.model, project.data.learnt.get("input_shape")
        if model not in self._counts:
            report = self._checker.check(project, _facts(project))
            known = not report.totals.unknown and report.layers
            self._counts[model] = report.totals.parameters if known else None
        return self._counts[model]


def _facts(project: Project) -> Facts | None:
    """What is known of the data from what was learnt of them: the shape of the inputs."""
    shape = project.data.learnt.get("input_shape")
    if not isinstance(shape, tuple):
        return None
    return Facts(1, tuple(n for n in shape if isinstance(n, int)), "float32", 0.0, 1.0, "none")


def _stamp(path: Path) -> Any:
    found = []
    for name in ("run.json", "events.jsonl"):
        try:
            status = os.stat(path / name)
            found.append((status.st_mtime_ns, status.st_size, status.st_ino))
        except OSError:
            found.append((0, 0, 0))
    return tuple(found)


def _has_died(row: Row) -> bool:
    """Whether a run that was under way is so no more, which no file says."""
    if row.state not in UNDER_WAY:
        return row.state in ("lost", "crashed") and _state(row) != row.state
    return _state(row) != row.state


def _state(row: Row) -> str:
    try:
        return row.run.state
    except PlugkerasError:
        return BROKEN


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _read_only(path: Path) -> str:
    """Why a run may only be looked at: it is somebody else's, on a shared disk say."""
    try:
        own = not hasattr(os, "geteuid") or path.stat().st_uid == os.geteuid()
    except OSError:
        own = False
    if own and os.access(path, os.W_OK):
        return ""
    return f"{path.name} belongs to somebody else, or is on a disk that cannot be written: it can only be looked at."
