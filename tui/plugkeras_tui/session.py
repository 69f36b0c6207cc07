"""What the app works on: a project with its history, its data and checks, and the run that it became.

It holds no state that projects and runs do not: a killed app finds all of it again in the autosave and the run's folder.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.signal import Signal

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

Edit = Callable[[Project], Project]


class Session:
    """The project that is open, and the run that is watched. Its signals are published in the app's own thread.

    ``project_changed``, ``data_changed`` (``prepared`` or ``trouble``), ``report_changed`` and ``run_changed`` carry the
    session; a screen subscribes when it is mounted.
    """

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self.history = History(Project())
        self.folder, self.path = Path.cwd(), None
        self.autosave: Autosave | None = None
        self.prepared: Prepared | None = None
        self.trouble = ""
        """Why there are no data, in a sentence."""
        self.report: Report | None = None
        self.run: Run | None = None
        self.watched: Watched | None = None
        self.worker: Worker | None = None
        self._checker = Checker()
        self._stamp: Any = None
        self._data: Any = None  # what ``prepared`` was made of
        names = ("project_changed", "data_changed", "report_changed", "run_changed")
        self.project_changed, self.data_changed, self.report_changed, self.run_changed = (
            Signal[Session](app, name) for name in names
        )

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
        held = self.autosave is not None and self.autosave.read_only
        return (self.autosave.holder or "another app") if held and self.autosave is not None else ""

    def open(self, project: Project, path: Path | None = None, history: History | None = None) -> None:
        """Work on a project: a file's, or a new one. The one before is closed, its autosave kept if it was not saved."""
        self.close()
        self.path, self.folder = path, path.parent if path is not None else Path.cwd()
        self._stamp = stamp(path) if path is not None and path.exists() else None
        self.autosave = Autosave(project.name, path)
        self.history = history or self.autosave.left() or History(project)
        self.prepared, self.report, self.trouble, self._data = None, None, "", None
        self._changed()

    def close(self) -> None:
        """Let go of the project; a training goes on."""
        if self.autosave is not None:
            self.autosave.close(keep=self.is_dirty)
        self.autosave = None

    @property
    def is_dirty(self) -> bool:
        """Whether there are edits that no file has."""
        return self.history.position > 0

    def edit(self, edit: Edit | Project, label: str | None = None, field: Any = None) -> bool:
        """Change the project; whether anything changed. What is wrong is shown in a sentence and changes nothing.

        Edits of the same ``field`` (a path) in one burst are undone together.
        """
        if self.read_only:
            self.app.notify(f"The project is open in {self.read_only}: take it over first.", severity="warning")
            return False
        try:
            changed = self.history.commit(edit if isinstance(edit, Project) else edit(self.project), label, field)
        except PlugkerasError as error:
            self.app.notify(str(error), severity="error")
            return False
        if changed:
            self._changed()
        return changed

    def undo(self) -> str | None:
        """Undo one edit; its name."""
        label = self.history.undoable
        if label is not None:
            self.history.undo()
            self._changed()
        return label

    def redo(self) -> str | None:
        """Do again what was undone last; its name."""
        label = self.history.redoable
        if label is not None:
            self.history.redo()
            self._changed()
        return label

    def save(self, path: Path | None = None) -> Path:
        """Write the document to its file, or to another.

        Raises:
            FileError: it cannot be written; nothing is lost.
        """
        target = path or self.path or self.folder / f"{self.project.name}.json"
        self._stamp = save(self.project, target, self._stamp if target == self.path else None)
        self.path = target
        self.project_changed.publish(self)
        return target

    def _changed(self) -> None:
        if self.autosave is not None and not self.autosave.read_only:
            try:
                self.autosave.save(self.history)
            except PlugkerasError as error:
                self.app.notify(str(error), severity="warning")
        self.project_changed.publish(self)
        self._load()
        self._check()

    # -- data and checks, in threads -------------------------------------------------------------

    def _load(self) -> None:
        wanted = self.project.data
        if wanted == self._data:
            return
        self._data = wanted
        self.app.run_worker(lambda: self._prepare(wanted), thread=True, exclusive=True, group="data")

    def _prepare(self, wanted: Any) -> None:
        prepared, trouble = None, ""
        try:
            prepared = prepare(wanted, self.folder) if wanted.source is not None else None
        except Exception as error:
            trouble = str(error)
        self.app.call_from_thread(self._loaded, wanted, prepared, trouble)

    def _loaded(self, wanted: Any, prepared: Prepared | None, trouble: str) -> None:
        if wanted != self._data:
            return
        self.prepared, self.trouble = prepared, trouble
        self.data_changed.publish(self)
        self._check()

    def _check(self) -> None:
        project, facts = self.project, self.facts
        self.app.run_worker(lambda: self._report(project, facts), thread=True, exclusive=True, group="check")

    def _report(self, project: Project, facts: Facts | None) -> None:
        report = self._checker.check(project, facts)
        self.app.call_from_thread(self._reported, project, report)

    def _reported(self, project: Project, report: Report) -> None:
        if project == self.project:
            self.report = report
            self.report_changed.publish(self)

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
        errors = [p for p in (self.report.problems if self.report else ()) if p.severity == "error"]
        if errors:
            raise StateError(errors[0].what)
        run = create(self.project.name, project=self.project, folder=str(self.folder.absolute()))
        self.attach(run)
        self.worker = start(run)
        return run

    def attach(self, run: Run) -> None:
        """Watch a run, one's own or another's."""
        self.run, self.watched = run, Watched(run)
        self.watched.look()
        self.run_changed.publish(self)

    def look(self) -> None:
        """Read what is new of the run; called ten times a second."""
        if self.watched is not None and self.watched.look():
            self.run_changed.publish(self)

    def ask(self, do: str, **fields: Any) -> bool:
        """Send a control to the run; whether that could be done. What is wrong is shown."""
        try:
            if self.run is None:
                raise StateError("There is no run: F5 trains the project.")
            self.run.send(do, **fields)
        except PlugkerasError as error:
            self.app.notify(str(error), severity="warning")
            return False
        return True
