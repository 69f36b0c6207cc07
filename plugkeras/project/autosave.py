"""Autosave: what a project is and was, kept in the user's state folder until it is closed; recovered after a crash."""

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock as OneAtATime

from plugkeras.errors import FileError, FormatError, PlugkerasError, StateError, cause
from plugkeras.folders import state_folder as state_folder
from plugkeras.project.history import History
from plugkeras.project.lock import Lock, told
from plugkeras.project.opening import text_in
from plugkeras.project.pool import compact
from plugkeras.project.process import alive
from plugkeras.saving.files import reading, replacing, settle
from plugkeras.saving.untrusted import SIZE, read_json

FILE, NEWEST, LOCK = "autosave.json", "newest.json", "lock"
VERSION = 1


class Autosave:
    """The autosave of one project, which is open: of the file ``path``, or of none yet.

    The first to open a project may write; for a second one it is ``read_only``, until it calls ``take_over``, which
    the first sees by ``read_only``, too. A lock whose process is gone is taken silently.

    Raises:
        FileError: the state folder cannot be written to.
    """

    def __init__(self, name: str, path: Path | str | None = None, folder: Path | None = None) -> None:
        self.path = None if path is None else Path(os.path.realpath(path))
        self.folder = folder or _projects() / _key(name, self.path)
        self._lock = Lock(self.folder / LOCK)
        self._lock.acquire()
        self._written = 0
        self._moving, self._settling = OneAtATime(), OneAtATime()

    @property
    def read_only(self) -> bool:
        """Whether somebody else has the project, first or since."""
        return not self._lock.is_held()

    @property
    def holder(self) -> str | None:
        """Who has the project, for people: ``process 4711 on this machine``; None if nobody has."""
        found = self._lock.holder()
        return None if found is None else told(found)

    def take_over(self) -> None:
        """Become the one who may write; whoever was it can only read from now on."""
        self._lock.take_over()

    def left(self) -> History | None:
        """The history that a crash, or whoever was taken over, left of this project; None if nothing was left.

        Raises:
            FileError: it cannot be read, or is damaged.
        """
        return _read_in(self.folder)[0] if _is_kept_in(self.folder) else None

    def save(self, history: History) -> None:
        """Keep ``history``; called after each commit. The disk has it, or what was there before, whole.

        Raises:
            StateError: somebody else has the project.
            FileError: it cannot be written, the disk being full, say; nothing is lost.
        """
        self.write(history)
        self.settle()

    def write(self, history: History) -> None:
        """The half of ``save`` that is quick: from now on ``history`` outlasts the process; raises as that does."""
        if self.read_only:
            raise StateError(f"The project is read-only here: {self.holder or 'somebody else'} has it; take it over.")
        text = _text(history, self.path)
        with self._moving, replacing(self.folder / NEWEST, overwrite=True, settled=False) as temporary:
            temporary.write_text(text, encoding="utf-8")
            self._written += 1

    def settle(self) -> None:
        """The half that waits for the disk, in any thread: what was written outlasts the machine's end, too.

        Raises:
            FileError: it cannot be written; what was there before is unharmed.
        """
        newest = self.folder / NEWEST
        with self._settling:
            written = self._written
            try:
                settle(newest)
                with self._moving:
                    if written == self._written:  # else whoever wrote it settles that
                        os.replace(newest, self.folder / FILE)
            except FileNotFoundError:
                return  # it is settled, or thrown away
            except OSError as error:
                raise FileError(f"{newest} cannot be written: {error.strerror or error}.") from cause(error)

    def set_aside(self) -> Path:
        """Keep what was left, and cannot be read, under another name; its path. OSError if that cannot be done."""
        aside = self.folder / f"damaged-{time.strftime('%Y%m%d-%H%M%S')}.json"
        with suppress(FileNotFoundError):
            os.replace(self.folder / NEWEST, aside)
        with suppress(FileNotFoundError):
            os.replace(self.folder / FILE, aside)
        return aside

    def close(self, keep: bool = False) -> None:
        """Give the project back; what was kept of it goes, unless it is to ``keep`` for ``recoverable``."""
        if not self.read_only:
            if keep:
                with suppress(FileError):  # it is there all the same
                    self.settle()
            else:
                with self._moving:
                    (self.folder / NEWEST).unlink(missing_ok=True)
                    (self.folder / FILE).unlink(missing_ok=True)
            self._lock.release()
            with suppress(OSError):  # something is kept in it
                for unfinished in self.folder.glob(".*"):
                    unfinished.unlink(missing_ok=True)
                self.folder.rmdir()


@dataclass(frozen=True)
class Recovered:
    """What a crash left: of the project ``name``, ``edits`` that were made since it was opened, until ``when``.

    ``trouble`` says why it cannot be read, if so.
    """

    name: str
    path: Path | None
    when: float
    edits: int
    folder: Path
    trouble: str = ""

    def history(self) -> History:
        """The history, to go on with.

        Raises:
            FileError: it cannot be read, or is damaged.
        """
        return _read_in(self.folder)[0]

    def open(self) -> Autosave:
        """The autosave, to go on with: it has the lock then, unless somebody was faster."""
        return Autosave(self.name, self.path, self.folder)

    def discard(self) -> None:
        """Throw it away, unless somebody has it open."""
        self.open().close()


def recoverable() -> list[Recovered]:
    """What crashes left, the newest first: autosaves of projects that nobody has open now. Never raises."""
    found = []
    with suppress(OSError):
        for folder in sorted(_projects().iterdir()):
            holder = Lock(folder / LOCK).holder()
            is_over = holder is None or alive(holder) is False
            if is_over and _is_kept_in(folder):
                found.append(_recovered(folder))
            elif is_over and holder is not None:  # it crashed before there was anything to keep
                with suppress(PlugkerasError):
                    Autosave("", None, folder).close()
    return sorted(found, key=lambda one: one.when, reverse=True)


def _recovered(folder: Path) -> Recovered:
    try:
        history, path, when = _read_in(folder)
    except PlugkerasError as error:
        when = max((file.stat().st_mtime for file in (folder / NEWEST, folder / FILE) if file.exists()), default=0.0)
        return Recovered(folder.name.rpartition("-")[0], None, when, 0, folder, str(error))
    return Recovered(history.project.name, path, when, history.position, folder)


def _is_kept_in(folder: Path) -> bool:
    return (folder / NEWEST).is_file() or (folder / FILE).is_file()


def _read_in(folder: Path) -> tuple[History, Path | None, float]:
    """The newest that is whole: where the machine ended before the disk had that, the one before."""
    try:
        return _read(folder / NEWEST)
    except PlugkerasError:
        if not (folder / FILE).exists():
            raise
    return _read(folder / FILE)


def _read(file: Path) -> tuple[History, Path | None, float]:
    with reading(file):
        data = read_json(text_in(file).encode(), "It")
        if data.get("plugkeras_autosave") != VERSION:
            raise FormatError("It is no autosave, or one of a later version of plugkeras.")
        path, when = data.get("path"), data.get("when")
        where = Path(path) if isinstance(path, str) and "\0" not in path else None
        return History.from_json(data.get("history")), where, float(when) if isinstance(when, int | float) else 0.0


def _text(history: History, path: Path | None) -> str:
    head = compact({"plugkeras_autosave": VERSION, "path": None if path is None else str(path), "when": time.time()})
    text = f'{head[:-1]},"history":{history.to_text()}}}'
    if len(text) < SIZE // 4 or len(text.encode()) < SIZE:
        return text
    now = History(history.project, "the edits before are too many to be kept")
    return f'{head[:-1]},"history":{now.to_text()}}}'


def _projects() -> Path:
    return state_folder() / "projects"


def _key(name: str, path: Path | None) -> str:
    """A folder's name: of the same file the same; of a project without a file, one that there never was."""
    place = os.urandom(6).hex() if path is None else sha256(os.fsencode(path)).hexdigest()[:12]
    shown = re.sub(r"[^A-Za-z0-9_]+", "-", name if path is None else path.stem).strip("-")[:40]
    return f"{shown or 'project'}-{place}"
