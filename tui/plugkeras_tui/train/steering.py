"""The keys that steer the training. Each is a control, whose answer is shown; where there is no control it says why."""

from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from plugkeras.errors import PlugkerasError
from plugkeras.runs.texts import printable
from plugkeras.runs.watched import Watched
from plugkeras.runs.words import parse
from plugkeras_tui.standing import Standing
from plugkeras_tui.train.prompt import Prompt
from plugkeras_tui.train_key import train_key

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen as Screen
else:
    Screen = object

BINDINGS: list[BindingType] = [
    Binding("space", "pause", "pause", id="train.pause", tooltip="pause the training, or go on"),
    Binding("s", "step('batch')", "step", id="train.step", tooltip="train one batch, and pause"),
    Binding("S,f7", "step('epoch')", "epoch", id="train.step_epoch", show=False, tooltip="train one epoch, and pause"),
    Binding("f6", "step('batch')", "step", id="train.step_f6", show=False),
    Binding("left_square_bracket", "rate(0.5)", "lr ÷2", id="train.rate_half", tooltip="half the learning rate"),
    Binding("right_square_bracket", "rate(2.0)", "lr \xd72", id="train.rate_double", tooltip="twice the learning rate"),
    Binding("left_curly_bracket", "rate(0.8333333)", "lr ÷1.2", id="train.rate_less", show=False),
    Binding("right_curly_bracket", "rate(1.2)", "lr \xd71.2", id="train.rate_more", show=False),
    Binding("L", "set_rate", "set lr", id="train.rate_set", show=False, tooltip="type a learning rate"),
    Binding("c", "checkpoint", "save", id="train.checkpoint", tooltip="save a checkpoint now"),
    Binding("m", "note", "note", id="train.note", tooltip="write a note on the curves"),
    Binding("E", "extend", "extend", id="train.extend", show=False, tooltip="train for some epochs more"),
    Binding("f8", "stop_run", "stop", id="train.stop", tooltip="stop and save; again: end it; again: kill it"),
    Binding("p", "look_inside('Predict')", "predict", id="train.predict", tooltip="what the run predicts"),
    Binding("i", "open_screen('Inspect')", "inspect", id="train.inspect", tooltip="look inside the run"),
    Binding("e", "open_screen('Script')", "export", id="train.export", tooltip="write the project as a script"),
]

STEERED = ("pause", "step", "rate", "set_rate", "checkpoint", "note", "extend", "stop_run", "recover")
"""Actions that a run must let itself be asked for."""


class Steering(Screen):
    """The actions behind these keys."""

    stands: Standing
    asked: dict[str, str]
    """What was asked for, by the id of its control; in words."""
    stop_said = ""
    """What the last press of the stop key did, and what the next one does."""

    def does_now(self, action: str) -> str:
        """Space goes on with what is paused."""
        is_paused = self.session.watched is not None and self.session.watched.state == "paused"
        return "go on" if action == "pause" and is_paused else ""

    def send(self, said: str, do: str, **fields: Any) -> str:
        """Send a control, called ``said``; what is wrong, in a sentence, or nothing."""
        run = self.session.run
        try:
            if run is None:
                return f"There is no run: {train_key()} trains the project."
            self.asked[run.send(do, **fields)] = said
        except PlugkerasError as error:
            return str(error)
        self.tell_answers()
        return ""

    def _do(self, said: str, do: str, **fields: Any) -> None:
        wrong = self.send(said, do, **fields)
        if wrong:
            self.notify(wrong, severity="warning", markup=False)

    def tell_answers(self) -> None:
        """Show what became of what was asked; the screen says where."""

    def answer(self, watched: Watched | None) -> str:
        """What became of the last thing that was asked for; nothing if nothing was."""
        if not self.asked or watched is None:
            return ""
        id, said = next(reversed(self.asked.items()))
        ack = watched.acks.get(id)
        if ack is None:
            return f"… {said}"
        text = printable(ack.get("text") or "", 200).replace("\n", " ")
        sign = {"done": "✓", "refused": "✖"}.get(str(ack.get("status")), "…")
        return f"{sign} {said}: {text}" if text else f"{sign} {said}"

    def action_pause(self) -> None:
        """Pause, or go on."""
        paused = self.stands.state == "paused"
        self._do("go on" if paused else "pause", "resume" if paused else "pause")

    def action_step(self, unit: str) -> None:
        """One batch, or one epoch, and pause."""
        self._do(f"one {unit}", "step", unit=unit)

    def action_rate(self, times: float) -> None:
        """Another learning rate."""
        self._do(f"lr \xd7{times:g}" if times > 1 else f"lr ÷{1 / times:.2g}", "learning_rate", times=times)

    def action_checkpoint(self) -> None:
        """Save now."""
        self._do("checkpoint", "checkpoint")

    def action_set_rate(self) -> None:
        """Type a rate."""
        watched = self.session.watched
        now = f"{watched.rate:g}" if watched is not None and watched.rate == watched.rate else ""
        self._prompt("learning rate (0.001, x0.5, /2)", now, "lr")

    def action_rate_back(self) -> None:
        """Type the rate with which it goes back."""

        def then(text: str) -> str:
            try:
                do, fields = parse(f"lr {text}")
            except PlugkerasError as error:
                return str(error)
            wrong = self.send(f"lr {text}", do, **fields)
            return wrong or self.send(f"back, with lr {text}", "recover", how="rate")

        self.query_one(Prompt).ask("go back with the learning rate", "", then)

    def action_note(self) -> None:
        """Type a remark."""
        self._prompt("note", "", "note")

    def action_extend(self) -> None:
        """Type how many epochs more."""
        self._prompt("epochs more", "10", "extend")

    def _prompt(self, question: str, value: str, word: str) -> None:
        def then(text: str) -> str:
            try:
                do, fields = parse(f"{word} {text}")
            except PlugkerasError as error:
                return str(error)
            return self.send(f"{word} {text}", do, **fields)

        self.query_one(Prompt).ask(question, value, then)

    def action_stop_run(self) -> None:
        """Stop; pressed again: end; pressed again: kill."""
        if self.session.run is not None:
            self.say_stop(self.session.stop())

    def say_stop(self, text: str) -> None:
        """Show what a press did, and what the next one does; it stays while the process does."""
        self.stop_said = text or self.stop_said
        self.tell_answers()

    def action_recover(self, how: str) -> None:
        """After the loss became no number."""
        self._do({"rate": "back, lr ÷10", "clip": "back, clipped"}.get(how, how), "recover", how=how)
