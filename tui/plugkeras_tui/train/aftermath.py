"""What the keys of the cards do: go on with a run, train anew, go to where it went wrong."""

from pathlib import Path
from typing import TYPE_CHECKING

from plugkeras.errors import PlugkerasError
from plugkeras.project import Project
from plugkeras.project.checking import Problem
from plugkeras.project.edits import set_value
from plugkeras.runs import Run
from plugkeras.runs.starting import start
from plugkeras_tui.standing import Standing
from plugkeras_tui.train.cards import report

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen as Screen
else:
    Screen = object


class Aftermath(Screen):
    """The actions of the cards."""

    stands: Standing

    def action_resume_run(self) -> None:
        """Go on from the last checkpoint, in a new process."""
        self._start()

    def action_train_more(self) -> None:
        """As many epochs again, or what a stop has left; a project that was changed is trained as it is now."""
        run, watched = self.session.run, self.session.watched
        former = _project(run) if run is not None else None
        now = self.session.project
        if former is None or watched is None or (former.model, former.compile) != (now.model, now.compile):
            self.main.action_train()
        elif self.stands.state == "stopped":
            self._start()
        else:
            self._start("--epochs", str((watched.epochs or watched.epoch) + now.fit.epochs))

    def go_on_for(self, text: str) -> str:
        """Go on with a run that is over for so many epochs; what is wrong with the number, or nothing."""
        if not text.strip().isdecimal() or int(text) < 1:
            return "Say a whole number above 0."
        watched = self.session.watched
        self._start("--epochs", str((watched.epoch if watched is not None else 0) + int(text)))
        return ""

    def _start(self, *options: str) -> None:
        run = self.session.run
        if run is None:
            return
        try:
            self.session.worker = start(run, *options)
        except PlugkerasError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.session.publish("run")

    def action_halve_batch(self) -> None:
        """Train anew, with batches half as large; another project than the one that is open stays as it was."""
        session, run = self.session, self.session.run
        former = _project(run) if run is not None else None
        if run is None or former is None:
            return
        half = max(former.fit.batch_size // 2, 1)
        if former.model == session.project.model and former.data.source == session.project.data.source:
            if session.edit(lambda project: set_value(project, "fit.batch_size", half), "halve the batch"):
                self.main.action_train()
            return
        try:
            session.start(set_value(former, "fit.batch_size", half), Path(run.info.get("folder") or "."))
        except PlugkerasError as error:
            self.notify(str(error), severity="error", markup=False)

    def action_go_to_layer(self, layer: str) -> None:
        """Show the layer in Build."""
        self.main.action_go("Build")
        show = getattr(self.main.screen, "show_problem", None)
        if callable(show):
            show(Problem(("layers", layer), self.stands.reason, "error"))

    def action_copy_report(self) -> None:
        """All that is known of a failure, into the clipboard."""
        if self.session.watched is not None and self.session.run is not None:
            self.app.copy_to_clipboard(report(self.session.watched, self.stands, self.session.run.id))
            self.notify("copied: what happened, where, and all of the traceback", timeout=3)

    def action_look_inside(self, view: str) -> None:
        """A view of Inspect, by its name."""
        self.main.action_go("Inspect")
        screen = self.main.screen
        if callable(show := getattr(screen, "action_view", None)):
            screen.call_after_refresh(show, view)

    def action_open_screen(self, name: str) -> None:
        """Another screen of the app."""
        self.main.action_go(name)


def _project(run: Run) -> Project | None:
    try:
        return run.project()
    except PlugkerasError:
        return None
