"""The run that is watched: one's own or another's; what it tells, what it is asked for, and how it died if it did."""

from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

from plugkeras.errors import PlugkerasError, StateError
from plugkeras.project import Project
from plugkeras.runs import Run, create, runs
from plugkeras.runs.starting import Worker, death, start
from plugkeras.runs.states import UNDER_WAY
from plugkeras.runs.watched import Watched
from plugkeras_tui.front import Front
from plugkeras_tui.standing import standing
from plugkeras_tui.stopping import Stopping
from plugkeras_tui.train_key import train_key

EVERY = 10
"""Whether the process still lives is asked every so many looks: once a second."""

LONG = 1 << 19
"""Bytes of events that are read at once; more are read beside the app."""


VERY_LONG = 1 << 24
"""Bytes of events beyond which not all that is told of batches is read: no curve has so many points."""

PAUSE = 0.01
"""Seconds between two pieces of them that are left to the keys."""


class Watching(Front):
    """The run that is watched; ``publish("run")`` tells that it has changed."""

    def __init__(self) -> None:
        self.run: Run | None = None
        self.watched: Watched | None = None
        """What the run has told; its state is "crashed" or "lost" if the process is found gone."""
        self.worker: Worker | None = None
        """The process of the run, if this app has started it."""
        self.trained: Project | None = None
        """The project that the run was made of, once it was read; None of a script's."""
        self.baseline: Run | None = None
        """The run that others are compared with, on whichever screen."""
        self._stopping = Stopping()
        self._looks, self._trouble = 0, ""
        self._is_behind = False  # whether what was told before is still being read

    @property
    def is_reading(self) -> bool:
        """Whether a run that has told much is still being read; ``watched`` is empty until then."""
        return self.run is not None and self._is_behind

    @property
    def is_training(self) -> bool:
        """Whether the run that is watched is under way."""
        try:
            return self.run is not None and self.run.is_under_way
        except PlugkerasError:  # somebody has removed it
            return False

    def start(self, project: Project, folder: Path) -> Run:
        """Train a project in a process of its own, which outlives the app, and watch it.

        Raises:
            FileError: the run cannot be made, or its process not be started.
        """
        run = create(project.name, project=project, folder=str(folder.absolute()))
        try:
            worker = start(run)
        except PlugkerasError as error:
            with suppress(PlugkerasError):
                run.update(state="failed", reason=str(error))
            raise
        self.attach(run)
        self.worker, self.trained = worker, project
        return run

    def attach(self, run: Run) -> None:
        """Watch a run, one's own or another's, from now on."""
        self.detach()
        self.run, self.watched, self._is_behind = run, Watched(run), _length(run) > LONG
        if self._is_behind:
            self.behind(lambda: self._read_all(run), "run")
        else:
            self._look(self.watched)
            self._settle()
        self.behind(lambda: self._read_project(run), "trained")
        self.publish("run")

    def _read_project(self, run: Run) -> None:
        with suppress(PlugkerasError):
            self.soon(self._trained, run, run.project())

    def _trained(self, run: Run, project: Project | None) -> None:
        if self.run == run:
            self.trained = project
            self.publish("run")

    def detach(self) -> None:
        """Watch no run any more; it goes on."""
        if self.watched is not None:
            self.watched.reader.close()
        self.run, self.watched, self.worker, self.trained, self._trouble = None, None, None, None, ""

    def _read_all(self, run: Run) -> None:
        watched, every = Watched(run), 1 + _length(run) // VERY_LONG
        with suppress(PlugkerasError):
            watched.look(every, between=lambda: sleep(PAUSE))
        if every > 1:
            self.soon(self.tell, f"{run} has told so much that every {every}th batch is shown, and every epoch.")
        for curve in (watched.batches, *watched.running.values(), *watched.by_epoch.values()):
            len(curve.rows)  # makes arrays of what was told, which takes a while, too
        self.soon(self._caught_up, run, watched)

    def _caught_up(self, run: Run, watched: Watched) -> None:
        if self.run == run:
            self.watched, self._is_behind = watched, False
            self._settle()
            self.publish("run")

    def look(self) -> None:
        """Read what is new of the run; called ten times a second."""
        if self.watched is None or self._is_behind:
            return
        changed = self._look(self.watched)
        self._looks += 1
        has_ended = self.worker is not None and self.watched.state in UNDER_WAY and self.worker.status is not None
        if has_ended or self._looks % EVERY == 0:
            changed = self._settle() or changed
        if changed:
            self.publish("run")

    def _look(self, watched: Watched) -> bool:
        try:
            return watched.look()
        except PlugkerasError as error:
            trouble, self._trouble = self._trouble, str(error)
            if trouble != self._trouble and watched is self.watched:
                self.soon(self.tell, self._trouble, "warning")
            return False

    def _settle(self) -> bool:
        """Find out what the events cannot tell: that the process is gone; whether that changed anything."""
        run, watched = self.run, self.watched
        if run is None or watched is None or watched.state not in ("draft", *UNDER_WAY):
            return False
        gone = self.worker is not None and self.worker.status is not None
        if gone and self._look(watched) and watched.state not in UNDER_WAY:  # what it wrote last
            return True
        try:
            state, reason = run.state, str(run.info["reason"])
        except PlugkerasError as error:
            state, reason = "lost", str(error)
        if gone and self.worker is not None and state in (*UNDER_WAY, "crashed"):
            state, reason = "crashed", death(self.worker)
            with suppress(PlugkerasError):  # the folder may be what has gone
                run.update(state=state, reason=reason)
        if state == watched.state or state == "draft":
            return False
        watched.state, watched.reason = state, reason
        watched.version += 1
        return True

    def stop(self) -> str:
        """Ask the run to end after its batch; called again soon, ask its process; then kill that. What was done, and
        what comes next, in words; nothing if it was the same press."""
        if self.run is None:
            return f"There is no run: {train_key()} trains the project."
        return self._stopping.press(self.run, standing(self.run, self.watched, self.worker))

    def ask(self, do: str, **fields: Any) -> bool:
        """Send a control to the run; whether that could be done. What is wrong is shown."""
        try:
            if self.run is None:
                raise StateError(f"There is no run: {train_key()} trains the project.")
            self.run.send(do, **fields)
        except PlugkerasError as error:
            self.tell(str(error), "warning")
            return False
        return True


def under_way(name: str) -> Run | None:
    """The latest run of a project of this name that is being trained, as a killed app leaves it; never raises."""
    with suppress(PlugkerasError):
        for run in reversed(runs()):
            with suppress(PlugkerasError):
                if run.is_under_way and run.name == name and run.project() is not None:
                    return run
    return None


def _length(run: Run | None) -> int:
    try:
        return 0 if run is None else (run.path / "events.jsonl").stat().st_size
    except OSError:
        return 0
