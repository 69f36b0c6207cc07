"""What is worked on: a project with its history, its data and checks, and the run that it became. Knows no Textual.

It holds no state that projects and runs do not: a killed app finds all of it in the autosave and the run's folder.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from plugkeras.errors import PlugkerasError, StateError
from plugkeras.project import Project
from plugkeras.project.autosave import Autosave
from plugkeras.project.checking import Checker, Report
from plugkeras.project.data import Prepared, prepare
from plugkeras.project.facts import Facts
from plugkeras.project.history import History
from plugkeras.project.keeping import save, stamp
from plugkeras.runs import Run, create
from plugkeras.runs.starting import Worker, start
from plugkeras.runs.watched import Watched
from plugkeras_tui.front import Front

Edit = Callable[[Project], Project]


class Workspace(Front):
    """The project that is open, and the run that is watched. See `Front` for what is told of it, and how."""

    def __init__(self) -> None:
        self.history = History(Project())
        self.folder: Path = Path.cwd()
        self.path: Path | None = None
        self.autosave: Autosave | None = None
        self.prepared: Prepared | None = None
        self.trouble = ""
        """Why there are no data, in a sentence."""
        self.report: Report | None = None
        self.run: Run | None = None
        self.watched: Watched | None = None
        self.worker: Worker | None = None
        self._checker = Checker()
        self._one_at_a_time = Lock()  # checks and data come from threads, and neither is made for two
        self._saved: Project = self.history.project  # what the file has
        self._stamp: Any = None
        self._data: Any = None  # what ``prepared`` was made of
        self._checked: tuple[Project, Facts | None] | None = None  # what ``report`` is about
        self._is_loading = False
        self._who = ""
        self._waiting: list[Callable[[], None]] = []

    # -- the project -----------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """The project as it is now; it never changes, an edit makes another one."""
        return self.history.project

    @property
    def facts(self) -> Facts | None:
        """What the data say, once they are loaded."""
        return self.prepared.facts if self.prepared is not None else None

    @property
    def read_only(self) -> str:
        """Who else has the project open, so that it cannot be edited here; empty if nobody."""
        if self.autosave is None or not self.autosave.read_only:
            return ""
        return self.autosave.holder or "another app"

    def open(
        self,
        project: Project,
        path: Path | None = None,
        history: History | None = None,
        autosave: Autosave | None = None,
    ) -> None:
        """Work on a project: a file's, or a new one. The one before is closed, its autosave kept if it was not saved.

        ``history`` and ``autosave`` are what a crash has left (`Recovered.history`, `Recovered.open`).
        """
        self.close()
        self.path, self.folder = path, path.parent if path is not None else Path.cwd()
        self._stamp = stamp(path) if path is not None and path.exists() else None
        self._saved = project if history is None else history.entries[0].project
        self.autosave, left = autosave, history
        try:
            self.autosave = autosave or Autosave(project.name, path)
            left = history or self.autosave.left()
        except PlugkerasError as error:
            self.tell(str(error), "warning")
        self.history = left or History(project)
        if left is not None and left is not history and left.project != project:
            self.tell("What had not been saved is here again.")
        self.prepared, self.report, self.trouble, self._data, self._checked = None, None, "", None, None
        self._is_loading, self._waiting = False, []
        self._changed(is_edit=history is not None)

    def close(self) -> None:
        """Let go of the project; a training goes on."""
        if self.autosave is not None:
            self.autosave.close(keep=self.is_dirty)
        self.autosave = None

    @property
    def is_dirty(self) -> bool:
        """Whether there are edits that no file has."""
        return self.project != self._saved

    def edit(self, edit: Edit | Project, label: str | None = None, field: Any = None) -> bool:
        """Change the project; whether anything changed. What is wrong is told in a sentence and changes nothing.

        Edits of the same ``field`` (a path) in one burst are undone together.
        """
        if self._is_refused():
            return False
        try:
            changed = self.history.commit(edit if isinstance(edit, Project) else edit(self.project), label, field)
        except PlugkerasError as error:
            self.tell(str(error), "error")
            return False
        if changed:
            self._changed()
        return changed

    def undo(self) -> str | None:
        """Undo one edit; its name."""
        label = self.history.undoable
        if label is not None and self.jump(self.history.position - 1):
            return label
        return None

    def redo(self) -> str | None:
        """Do again what was undone last; its name."""
        label = self.history.redoable
        if label is not None and self.jump(self.history.position + 1):
            return label
        return None

    def jump(self, position: int) -> bool:
        """Go to an entry of the history by its number; whether that could be done."""
        if self._is_refused():
            return False
        self.history.jump(position)
        self._changed()
        return True

    def take_over(self) -> bool:
        """Become the one who may edit the project; whoever was it can only read it from now on."""
        if self.autosave is None or not self.read_only:
            return False
        left = self.autosave.left()
        self.autosave.take_over()
        self.history = left or self.history  # what the other one has done meanwhile
        self._changed()
        return True

    def look_who(self) -> None:
        """See whether somebody else has the project now, or not any more; called once a second."""
        who = self.read_only
        if who != self._who:
            self._who = who
            self.publish("project")

    def save(self, path: Path | None = None) -> Path:
        """Write the document to its file, or to another.

        Raises:
            FileError: it cannot be written; nothing is lost.
        """
        target = path or self.path or self.folder / f"{self.project.name}.json"
        self._stamp = save(self.project, target, self._stamp if target == self.path else None)
        self.path, self._saved = target, self.project
        self.publish("project")
        return target

    def _is_refused(self) -> bool:
        if self.read_only:
            self.tell(f"The project is open in {self.read_only}: take it over first.", "warning")
        return bool(self.read_only)

    def _changed(self, is_edit: bool = True) -> None:
        if is_edit and self.autosave is not None and not self.autosave.read_only:
            try:
                self.autosave.save(self.history)
            except PlugkerasError as error:
                self.tell(str(error), "warning")
        self.publish("project")
        self._load()
        self._check()

    # -- data and checks -------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether data and report are those of the project as it is now."""
        return not self._is_loading and self._checked == (self.project, self.facts)

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call ``then`` once data and report are those of the project: now, or when they are."""
        if self.is_settled:
            then()
        else:
            self._waiting.append(then)

    def load_again(self) -> None:
        """Load the data anew: a file, or what is allowed, has changed."""
        self._data = None
        self._load()

    def _load(self) -> None:
        wanted = self.project.data
        if wanted == self._data:
            return
        self._data, self._is_loading = wanted, True
        self.behind(lambda: self._prepare(wanted), "data")

    def _prepare(self, wanted: Any) -> None:
        prepared, trouble = None, ""
        with self._one_at_a_time:
            if wanted != self._data:
                return
            try:
                prepared = prepare(wanted, self.folder) if wanted.source is not None else None
            except Exception as error:
                trouble = str(error) or type(error).__name__
        self.soon(self._loaded, wanted, prepared, trouble)

    def _loaded(self, wanted: Any, prepared: Prepared | None, trouble: str) -> None:
        if wanted != self._data:
            return
        self.prepared, self.trouble, self._is_loading = prepared, trouble, False
        self.publish("data")
        self._check()

    def _check(self) -> None:
        project, facts = self.project, self.facts
        self.behind(lambda: self._report(project, facts), "check")

    def _report(self, project: Project, facts: Facts | None) -> None:
        with self._one_at_a_time:
            if (project, facts) != (self.project, self.facts):
                return  # one of what is there now comes
            report = self._checker.check(project, facts)
        self.soon(self._reported, project, facts, report)

    def _reported(self, project: Project, facts: Facts | None, report: Report) -> None:
        if (project, facts) == (self.project, self.facts):
            self.report, self._checked = report, (project, facts)
            self.publish("report")
            waiting, self._waiting = (self._waiting, []) if self.is_settled else ([], self._waiting)
            for then in waiting:
                then()

    # -- the run ---------------------------------------------------------------------------------

    @property
    def is_training(self) -> bool:
        """Whether the run that is watched is under way."""
        return self.run is not None and self.run.is_under_way

    def train(self) -> Run:
        """Train the project as it is, in a process of its own.

        Raises:
            StateError: its errors have to be mended first.
            FileError: the run cannot be made.
        """
        errors = self.report.errors if self.report else ()
        if errors or self.trouble:
            raise StateError(errors[0].what if errors else self.trouble)
        run = create(self.project.name, project=self.project, folder=str(self.folder.absolute()))
        self.attach(run)
        self.worker = start(run)
        return run

    def attach(self, run: Run) -> None:
        """Watch a run, one's own or another's."""
        self.run, self.watched = run, Watched(run)
        self.watched.look()
        self.publish("run")

    def look(self) -> None:
        """Read what is new of the run; called ten times a second."""
        if self.watched is not None and self.watched.look():
            self.publish("run")

    def ask(self, do: str, **fields: Any) -> bool:
        """Send a control to the run; whether that could be done. What is wrong is told."""
        try:
            if self.run is None:
                raise StateError("There is no run: F5 trains the project.")
            self.run.send(do, **fields)
        except PlugkerasError as error:
            self.tell(str(error), "warning")
            return False
        return True
