"""The question where and how to fork a run."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from plugkeras.errors import PlugkerasError
from plugkeras.project import Project
from plugkeras.project.difference import diff
from plugkeras.project.edits import set_value
from plugkeras.project.facts import Facts
from plugkeras_tui.afterwards.fitting import misfits
from plugkeras_tui.dialog import Dialog
from plugkeras_tui.session import Session
from plugkeras_tui.train_key import train_key


class Forked(NamedTuple):
    """Where a run is to be forked, with which settings and name; whether it is trained, or opened to be edited."""

    epoch: int
    project: Project
    name: str
    rate: float | None
    train: bool


class ForkDialog(Dialog):
    """Asks after which epoch, with which changes, under which name; the answer is a ``Forked``, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "take(True)", "train", id="fork.train"),
        Binding("ctrl+b", "take(False)", "Build", id="fork.build"),
    ]

    def __init__(self, project: Project, name: str, kept: Sequence[int], at: int | None = None) -> None:
        super().__init__()
        self._project, self._name, self._kept = project, name, list(kept)
        self._at = self._kept[-1] if at is None else at

    @property
    def _facts(self) -> Facts | None:
        """What is known of the data, if the project that is open has the same."""
        session: Session = self.app.session  # type: ignore[attr-defined]
        return session.facts if session.project.data.source == self._project.data.source else None

    def compose(self) -> ComposeResult:
        """Three lines to fill in, what they come to, and the keys."""
        with Vertical():
            yield Label(f"Fork {self._name}: go on from its weights, with other settings", markup=False)
            yield Label(f"after epoch (kept: {_listed(self._kept)})", classes="hint", markup=False)
            yield Input(str(self._at), id="epoch", compact=True)
            yield Label("changes, as in fit.epochs=20, compile.optimizer.learning_rate=1e-4", classes="hint")
            yield Input(id="changes", compact=True)
            yield Label("name", classes="hint")
            yield Input(self._project.name, id="name", compact=True)
            yield Static("the same settings", id="told", markup=False)
            yield Static(
                f"Enter next, at last {train_key()}: train it · ^B open its settings in Build (trained anew) "
                "· Esc cancel",
                classes="hint",
                markup=False,
            )

    def on_input_changed(self) -> None:
        """Say what it comes to."""
        told = self.query_one("#told", Static)
        try:
            answer = self._answer(True)
        except PlugkerasError as error:
            told.update(f"✖ {error}")
            told.add_class("wrong")
            return
        told.remove_class("wrong")
        changes = [change.text for change in diff(self._project, answer.project) if change.where != ("name",)]
        changes += [f"learning rate from there on: {answer.rate:g}"] if answer.rate is not None else []
        told.update("\n".join(changes[:6]) or "the same settings")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The next line; behind the last one, train."""
        if event.input.id == "name":
            self.action_take(True)
        else:
            self.focus_next(Input)

    def action_take(self, train: bool) -> None:
        """Take the answer, if it makes sense."""
        try:
            self.dismiss(self._answer(train))
        except PlugkerasError:
            self.app.bell()  # the sentence is there already

    def _answer(self, train: bool) -> Forked:
        texts = {i.id: i.value.strip() for i in self.query(Input)}
        if not texts["epoch"].isdigit() or int(texts["epoch"]) not in self._kept:
            raise PlugkerasError(f"Only these epochs were kept: {_listed(self._kept)}.")
        project, rate = changed(self._project, texts["changes"] or "")
        others = misfits(self._project, project, self._facts) if train else []
        if others:
            raise PlugkerasError(f"{', '.join(others[:3])}: not the layers that were trained. ^B: trained anew.")
        return Forked(int(texts["epoch"]), project, texts["name"] or self._project.name, rate, train)


RATE = "compile.optimizer.learning_rate"


def changed(project: Project, text: str) -> tuple[Project, float | None]:
    """The project with changes as they are typed, and the learning rate if one is among them: that is no setting of a
    fork, but done to it.

    Raises:
        PlugkerasError: what was typed makes no sense.
    """
    rate = None
    for one in _split(text):
        path, equals, value = (part.strip() for part in one.partition("="))
        if not equals or not path:
            raise PlugkerasError(f"'{one.strip()}': say what=value, as in fit.epochs=20.")
        after = set_value(project, path, value)
        found = after.compile.optimizer.arguments.get("learning_rate")
        if path.removeprefix("project.") == RATE and isinstance(found, int | float):
            rate = float(found)
        else:
            project = after
    return project, rate


def _split(text: str) -> list[str]:
    """At the commas that stand before a ``what=``, so that values may have commas."""
    found: list[str] = []
    for piece in text.split(","):
        if "=" in piece or not found:
            found.append(piece)
        else:
            found[-1] += f",{piece}"
    return [one for one in found if one.strip()]


def _listed(epochs: Sequence[int]) -> str:
    return (f"…, {', '.join(map(str, epochs[-8:]))}") if len(epochs) > 8 else ", ".join(map(str, epochs))
