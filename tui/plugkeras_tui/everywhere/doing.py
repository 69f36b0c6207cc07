"""What can be done on every screen, with the project and with what is trained; and why something cannot."""

from typing import Any

from textual.dom import DOMNode

from plugkeras.errors import PlugkerasError
from plugkeras_tui.everywhere.actions import reason
from plugkeras_tui.everywhere.in_turn import InTurn
from plugkeras_tui.everywhere.past import Past
from plugkeras_tui.main import Main
from plugkeras_tui.train_key import train_key

UNDOING = ("undid: ", "did again: ")
"""How the notices of undoing begin: of several in a row the last one says enough."""


class Doing(InTurn, Main, inherit_bindings=False):
    """An app whose session can be worked with from every screen."""

    # -- what cannot be done now is dimmed, and says why ------------------------------------------

    def refused(self, action: str) -> str:
        """Why one of the app's own actions cannot be done now; empty if it can."""
        if not self.is_ready:
            return ""
        session = self.session
        if action in ("undo", "redo", "save") and session.read_only:
            return f"The project is open in {session.read_only}: Ctrl+T takes it over."
        if action == "undo" and session.history.undoable is None:
            return "There is nothing to undo."
        if action == "redo" and session.history.redoable is None:
            return "There is nothing to do again."
        if action == "take_over" and not session.read_only:
            return "The project is yours: nobody else has it open."
        if action in ("step", "stop") and not session.is_training:
            return f"Nothing is being trained: {train_key()} trains the project."
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dimmed, not hidden, if it is refused."""
        return None if self.refused(action) else True

    async def run_action(self, action: Any, default_namespace: DOMNode | None = None, namespaces: Any = None) -> bool:
        """Do it; what is dimmed tells why instead."""
        if await super().run_action(action, default_namespace, namespaces):
            return True
        target, name, parameters = self._parse_action(action, default_namespace or self, namespaces)
        if target.check_action(name, parameters) is not None:
            return False
        said = reason(target, action)
        self._say_in_place_of(said)
        self.notify(said, severity="warning", markup=False)
        return True

    def _say_in_place_of(self, *former: str) -> None:
        """Take away notices that begin so: a key that is pressed ten times covers no screen with what it says."""
        for notice in [one for one in self._notifications if one.message.startswith(former)]:
            self._unnotify(notice, refresh=False)

    def does_now(self, action: str) -> str:
        """What an action does now, in words, if that is another thing than at other times."""
        if action != "train" or not self.is_ready:
            return ""
        return getattr(self.screen, "training_does", "") or self.session.training_does

    def tell_training(self) -> None:
        """Name what F5 does, if it does another thing by now."""
        said = self.does_now("train")
        if said != self._said_of_training:
            self._said_of_training = said
            self.refresh_bindings()

    _said_of_training = ""

    # -- what can be done on every screen ---------------------------------------------------------

    def action_train(self) -> None:
        """Train; or pause, or go on with, what is trained."""
        if not self.is_ready or self.opening.words:
            self.opening.then(self.action_train)
            return
        session = self.session
        if session.is_training and session.watched is not None:
            session.ask("resume" if session.watched.state == "paused" else "pause")
        else:
            session.when_settled(self._train)

    def _train(self) -> None:
        is_anew = self.session.training_does == "train anew"
        try:
            self.session.train()
        except PlugkerasError as error:
            self._show_problem(str(error))
            return
        self.switch_mode("Train")
        if is_anew:
            self.notify("Trained anew, from the beginning. R in Runs (5) goes on with the run before.", timeout=4)

    def _show_problem(self, said: str) -> None:
        """Go where the first error is, if it is the project's, and say what mends it."""
        errors = self.session.report.errors if self.session.report else ()
        where = errors[0].where if errors else ("data",)
        if errors or self.session.trouble:
            self.action_go("Build" if where and where[0] in ("layers", "model") else "Data")
        fix = f" ({errors[0].fixes[0].label}: f)" if errors and errors[0].fixes else ""
        self.notify(f"{said}{fix}", severity="error", markup=False)
        show = getattr(self.screen, "show_problem", None)
        if errors and callable(show):
            show(errors[0])

    def action_step(self, unit: str) -> None:
        """One batch, or one epoch."""
        self.session.ask("step", unit=unit)

    def action_stop(self) -> None:
        """Stop after the batch, saved; again within two seconds: end it; again: kill it."""
        said = self.session.stop()
        if said:
            self.notify(said, severity="warning", markup=False)

    def action_save(self) -> None:
        """Write the project to its file."""
        try:
            self.notify(f"saved as {self.session.save()}", markup=False)
        except PlugkerasError as error:
            self.notify(f"{error} (W: under another name)", severity="error", markup=False)

    def action_save_as(self) -> None:
        """Ask for another file, and write the project to it; it is called as the file is from then on."""
        from plugkeras_tui.everywhere.naming import ask  # with all that edits stand on, which a first picture needs not

        ask(self)

    def action_undo(self) -> None:
        """Undo, by name."""
        label = self.session.undo()
        if label:
            self._say_in_place_of(*UNDOING)
            self.notify(f"undid: {label}", markup=False, timeout=3)

    def action_redo(self) -> None:
        """Redo, by name."""
        label = self.session.redo()
        if label:
            self._say_in_place_of(*UNDOING)
            self.notify(f"did again: {label}", markup=False, timeout=3)

    def action_past(self) -> None:
        """List what was done to the project, and go to what is chosen."""
        self.push_screen(Past(self.session.history), self._went)

    def _went(self, number: int | None) -> None:
        history = self.session.history
        if number is not None and number != history.position and self.session.jump(number):
            self.notify(f"the project is as after: {history.entries[number].label}", markup=False, timeout=3)

    def action_take_over(self) -> None:
        """Become the one who may edit the project."""
        self.session.take_over()
