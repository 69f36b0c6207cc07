"""What is worked on: a project with its history, its data and checks, and the run that it became. Knows no Textual.

It holds no state that projects and runs do not: a killed app finds all of it in the autosave and the run's folder.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugkeras.errors import PlugkerasError, StateError
from plugkeras.project import Project
from plugkeras.project.autosave import Recovered
from plugkeras.project.history import History
from plugkeras.project.keeping import save, stamp
from plugkeras.project.opening import open_project
from plugkeras.project.recent import remember
from plugkeras.runs import Run
from plugkeras_tui.examined import Examined
from plugkeras_tui.kept import Kept
from plugkeras_tui.watching import Watching, under_way

Edit = Callable[[Project], Project]


class Workspace(Examined, Watching, Kept):
    """The project that is open, and the run that is watched. See `Front` for what is told of it, and how."""

    def __init__(self) -> None:
        self.history = History(Project())
        self.folder: Path = Path.cwd()
        Watching.__init__(self)
        Examined.__init__(self)
        Kept.__init__(self)
        self.path: Path | None = None
        self._saved: Project | None = self.project  # what the file holds, or what there was to begin with
        self._stamp: str | None = None

    # -- the project -----------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """The project as it is now; it never changes, an edit makes another one."""
        return self.history.project

    @property
    def is_dirty(self) -> bool:
        """Whether there are edits that no file has."""
        return self.project != self._saved

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been opened or made yet."""
        return self.autosave is None and self.history.position == 0 and self.project == Project()

    def open(self, project: Project, path: Path | None = None, history: History | None = None) -> None:
        """Work on a project: a file's, or a new one. The one before is closed, its autosave kept if it was not saved.

        What a crash left of the file's edits is taken up again, and so is a training of it that is under way. While
        edits are kept nowhere, nothing is opened: that is told.
        """
        if self._would_lose():
            return
        self.close()
        self._put(path, project)
        left = self._keep(project.name)
        self._begin(history or left or History(project))
        if left is not None and not history and self.is_dirty and not self.read_only:
            edits = "One edit that was" if left.position == 1 else f"{left.position} edits that were"
            self.tell(f"{edits} not saved {'is' if left.position == 1 else 'are'} back; ctrl+z undoes one at a time.")

    def recover(self, found: Recovered) -> None:
        """Go on with what a crash left.

        Raises:
            FileError: it cannot be read; or the state folder cannot be written to.
        """
        history, saved = found.history(), None
        if found.path is None:
            saved = history.entries[0].project
        elif found.path.exists():
            with suppress(PlugkerasError):
                saved = open_project(found.path)
        autosave = found.open()
        self.close()
        self._put(found.path, saved)
        self.autosave = autosave
        self._begin(history)

    def _would_lose(self) -> bool:
        """Whether edits are in no file, and could not be kept beside it, either; tells what to do."""
        if self.is_dirty and self.unkept and not self.read_only:
            self._write()  # there may be room by now
            if self.unkept:
                name = self.project.name
                self.tell(f"The edits of {name} are kept nowhere: save them (ctrl+s) or undo them (H) first.", "error")
                return True
        return False

    def close(self) -> None:
        """Let go of the project; a training goes on."""
        if self.autosave is not None:
            with suppress(PlugkerasError, OSError):
                self.autosave.close(keep=self.is_dirty)
        self.autosave = None

    def end(self) -> None:
        """Let go of everything: the app ends, trainings go on."""
        self.close()
        self.detach()
        self.checker.close()

    def take_over(self) -> bool:
        """Become the one who may edit the project; whoever was it can only read it from now on."""
        if self.autosave is None or not self.read_only:
            return False
        left = None
        try:
            left = self.autosave.left()  # what the other one has done meanwhile
            self.autosave.take_over()
        except PlugkerasError as error:
            self.tell(str(error), "error")
            return False
        self._begin(left or self.history)
        return True

    def _put(self, path: Path | None, saved: Project | None) -> None:
        self.path = path.absolute() if path is not None else None
        self.folder = self.path.parent if self.path is not None else Path.cwd()
        self._saved, self._stamp = saved, None
        if self.path is not None:
            with suppress(PlugkerasError):
                self._stamp = stamp(self.path)
                remember(self.path, self.project.name if saved is None else saved.name)

    def _begin(self, history: History) -> None:
        self.history = history
        self.reset()
        self._changed()
        if not self.is_training:
            name = self.project.name
            self.behind(lambda: self._find_training(name), "finding")

    def _find_training(self, name: str) -> None:
        run = under_way(name)
        if run is not None:
            self.soon(self._found_training, run, name)

    def _found_training(self, run: Run, name: str) -> None:
        if not self.is_training and name == self.project.name:
            self.attach(run)
            self.tell(f"{run} is being trained: it is shown by Train.")

    # -- edits -----------------------------------------------------------------------------------

    def edit(self, edit: Edit | Project, label: str | None = None, field: Any = None) -> bool:
        """Change the project; whether anything changed. What is wrong is shown in a sentence and changes nothing.

        Edits of the same ``field`` (a path) in one burst are undone together.
        """
        if not self._may_edit():
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
        return label if label is not None and self.jump(self.history.position - 1) else None

    def redo(self) -> str | None:
        """Do again what was undone last; its name."""
        label = self.history.redoable
        return label if label is not None and self.jump(self.history.position + 1) else None

    def jump(self, position: int) -> bool:
        """Go to an entry of the history by its number; whether that could be done."""
        if not self._may_edit():
            return False
        self.history.jump(position)
        self._changed()
        return True

    def _may_edit(self) -> bool:
        holder = self.read_only
        if holder:
            self.tell(f"The project is open in {holder}: take it over first.", "warning")
        return not holder

    def save(self, path: Path | None = None, overwrite: bool = False) -> Path:
        """Write the document to its file, or to another, which is its file from then on.

        Raises:
            FileError: it cannot be written, or somebody has changed the file; nothing is lost. ``overwrite`` replaces
                what is there.
        """
        target = (path or self.path or self.folder / f"{self.project.name}.json").absolute()
        self._stamp = save(self.project, target, self._stamp if target == self.path else None, overwrite)
        self._saved = self.project
        if target != self.path:
            self._is_now(target)
        else:
            self._write()
        self.publish("project")
        return target

    def _is_now(self, target: Path) -> None:
        """The autosave goes with the file, and paths of data begin where it lies."""
        former, had_data = self.folder, self.prepared is not None
        self.close()
        mark, self.path, self.folder = self._stamp, target, target.parent
        self._put(target, self.project)
        self._stamp = mark
        self._keep(self.project.name)
        self._write()
        self.load()
        if had_data and former != self.folder:
            self.when_settled(lambda: self._tell_what_was_left(former))

    def _tell_what_was_left(self, former: Path) -> None:
        """Paths of data that begin at the project's file lead nowhere when it lies elsewhere."""
        if self.trouble:
            where = f"The data lie beside {former}, and paths now begin at {self.folder}"
            self.tell(f"{where}: {self.trouble} Give the whole path in Data (2), or save the project there.", "warning")

    def _changed(self) -> None:
        self._write()
        self.publish("project")
        self.load()
        self.check()

    # -- the run ---------------------------------------------------------------------------------

    @property
    def training_does(self) -> str:
        """What training is now, in a word, if it is another than that: "pause", "go on" or "train anew"."""
        state = self.watched.state if self.watched is not None else ""
        if state in ("done", "stopped"):
            return "train anew" if self.trained == self.project else ""
        return {"running": "pause", "paused": "go on"}.get(state, "")

    def train(self) -> Run:
        """Train the project as it is, in a process of its own.

        Raises:
            StateError: its errors have to be mended first.
            FileError: the run cannot be made.
        """
        errors = self.errors
        if errors:
            raise StateError(errors[0].what)
        if self.trouble:
            raise StateError(self.trouble)
        return self.start(self.project, self.folder)
