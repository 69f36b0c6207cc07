"""Opening what the app was called with, behind a screen that is there at once: numpy and the rest take longer."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from plugkeras.errors import PlugkerasError
from plugkeras_tui.beside import beside, go

if TYPE_CHECKING:
    from plugkeras.project import Project
    from plugkeras_tui.session import Session

PROJECTS = (".json", ".keras")
"""Suffixes of files that are opened as they are; for others, a project is made."""


class Opening:
    """What an app is still opening, in ``words``; empty when it is done. ``first`` shows the app's first screen."""

    session: "Session"

    def __init__(self, app: App[Any], first: Callable[[], None], file: Path | None, run: Path | None) -> None:
        self.app, self.first, self.file, self.run = app, first, file, run
        self.words = f"opening {file.name} …" if file is not None else ""
        self._then: list[Callable[[], None]] = []

    def then(self, do: Callable[[], None]) -> None:
        """Do something when it is opened."""
        if do not in self._then:
            self._then.append(do)

    def prepare(self) -> None:
        """Make the session; takes a while if what it stands on has to be read first."""
        from plugkeras_tui.session import Session

        self.session = Session(self.app)

    async def read(self) -> None:
        """Read beside the app what a session stands on, then make it, show the first screen, and press what was pressed
        meanwhile."""
        early: list[str] = getattr(self.app.screen, "early", [])
        await beside(_imported)
        self.prepare()
        self.first()
        for key in early:
            self.app.simulate_key(key)

    def begin(self) -> None:
        """Open the file, or attach to the run, that the app was called with; and read what comes later."""
        if self.run is not None:
            self._attach(self.run)
        if self.file is not None:
            self.open(self.file)
        go(self.app, "reading", beside, _warmed)

    def open(self, file: Path) -> None:
        """Open a file: a project, a model, or data, for which a project is made. What is wrong is told."""
        self.words = f"opening {file.name} …"
        go(self.app, "opening", self._open, file)

    async def _open(self, file: Path) -> None:
        waiting = self.app.set_timer(0.5, partial(self.app.notify, self.words, markup=False))
        try:
            project = await beside(partial(_project, file))
        except Exception as error:  # a stranger's format, say
            self.words, self._then = "", []
            self.app.notify(str(error) or type(error).__name__, severity="error", markup=False)
            return
        finally:
            waiting.stop()
        self.words = ""
        self.session.open(project, file if file.suffix.lower() == ".json" else None)
        self.app.switch_mode("Build")
        then, self._then = self._then, []
        for do in then:
            self.app.call_later(do)

    def _attach(self, folder: Path) -> None:
        from plugkeras.runs import Run

        try:
            self.session.attach(Run(folder))
        except PlugkerasError as error:
            self.app.notify(str(error), severity="error", markup=False)
        else:
            self.app.switch_mode("Train")


def _project(file: Path) -> "Project":
    from plugkeras.project.opening import open_project
    from plugkeras.project.starting import project_for

    return open_project(file) if file.suffix.lower() in PROJECTS else project_for(file, Path.cwd())


def _imported() -> None:
    import plugkeras_tui.session  # noqa: F401
    from plugkeras.host import host

    host().get("screens", "Welcome")


def _warmed() -> None:
    """Read the other screens, so that a key that opens one is answered at once."""
    from contextlib import suppress

    from plugkeras.host import host

    for name in host().standard_names("screens"):
        with suppress(PlugkerasError):
            host().get("screens", name)
