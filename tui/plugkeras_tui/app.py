"""The app: its screens are parts, as everything is; what they work on is the session."""

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.session import Session

FIRST = "Welcome"


class PlugkerasApp(App[int]):
    """Assemble a model, compile it, watch and steer the training, look inside, leave with a file and a script."""

    TITLE = "plugkeras"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "train", "train", id="run.toggle"),
        Binding("f6", "step('batch')", "step", id="run.step", show=False),
        Binding("f7", "step('epoch')", "step epoch", id="run.step_epoch", show=False),
        Binding("f8", "stop", "stop", id="run.stop", show=False),
        Binding("ctrl+s", "save", "save", id="project.save", show=False),
        Binding("ctrl+z,u", "undo", "undo", id="project.undo", show=False),
        Binding("ctrl+y,U", "redo", "redo", id="project.redo", show=False),
        Binding("ctrl+q", "quit", "quit", id="app.quit", priority=True),
    ]

    def __init__(self, project: Project | None = None, path: Path | None = None) -> None:
        super().__init__()
        self.session = Session(self)
        self._start = project, path
        self.names = [name for name in host().names("screens") if ">" not in name or host().offering("screens", name)]

    def on_mount(self) -> None:
        """Make the modes, open what was asked for."""
        for name in self.names:
            self.add_mode(name, partial(self._screen, name))
        project, path = self._start
        if project is not None:
            self.session.open(project, path)
        self.switch_mode("Build" if project is not None else FIRST)
        self.set_interval(0.1, self.session.look)

    def _screen(self, name: str) -> Any:
        return host().get("screens", name)()

    def on_key(self, event: Any) -> None:
        """Digits open screens; an input that has the focus keeps them for itself."""
        for name in self.names:
            if event.character and event.character == getattr(self._class(name), "key", ""):
                self.switch_mode(name)
                event.stop()
                return

    def _class(self, name: str) -> type[ModeScreen] | None:
        try:
            found: type[ModeScreen] = host().get("screens", name)
        except PlugkerasError:
            return None
        return found

    # -- what can be done on every screen ---------------------------------------------------------

    def action_train(self) -> None:
        """Train; or pause, or go on with, what is trained."""
        session = self.session
        if session.is_training and session.watched is not None:
            session.ask("resume" if session.watched.state == "paused" else "pause")
            return
        try:
            session.train()
        except PlugkerasError as error:
            self.notify(str(error), severity="error")
            return
        self.switch_mode("Train")

    def action_step(self, unit: str) -> None:
        """One batch, or one epoch."""
        self.session.ask("step", unit=unit)

    def action_stop(self) -> None:
        """Stop after the batch, saved."""
        self.session.ask("stop")

    def action_save(self) -> None:
        """Write the project to its file."""
        try:
            self.notify(f"saved as {self.session.save()}")
        except PlugkerasError as error:
            self.notify(str(error), severity="error")

    def action_undo(self) -> None:
        """Undo, by name."""
        label = self.session.undo()
        self.notify(f"undid: {label}" if label else "nothing to undo")

    def action_redo(self) -> None:
        """Redo, by name."""
        label = self.session.redo()
        self.notify(f"did again: {label}" if label else "nothing to do again")
