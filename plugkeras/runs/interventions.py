"""What a person changed while a training ran: applied, and applied again at the same steps when it is repeated."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from plugkeras.annotations import is_integer
from plugkeras.errors import ArgumentError
from plugkeras.parts.callback import Callback, Logs
from plugkeras.training.course import course_of

CHANGES = ("learning_rate", "clip", "extend", "stop")
"""The controls that change what is computed; the others only say when."""


def apply(model: Any, change: Mapping[str, Any]) -> None:
    """Do to the training of ``model`` what a record of ``interventions`` says.

    Raises:
        ArgumentError: the optimizer has no such rate to set.
    """
    do, optimizer = change["do"], model.optimizer
    if do == "learning_rate":
        rate = change["set"] if "set" in change else optimizer.current_rate() * change["times"]
        optimizer.change_rate(float(rate))
    elif do == "clip":
        set_changed(model, {"clipvalue": None, "global_clipnorm": None, "clipnorm": float(change["norm"])})
    elif do == "extend":
        course_of(model).listeners.params["epochs"] += int(change["epochs"])
    elif do == "stop":
        model.stop_training = True


def changed(model: Any) -> dict[str, Any]:
    """What interventions have set that is no variable, for snapshots."""
    optimizer = model.optimizer
    clipped = {name: getattr(optimizer, name) for name in ("clipnorm", "clipvalue", "global_clipnorm")}
    return {"rate_factor": optimizer.rate_factor, **clipped}


def set_changed(model: Any, state: Mapping[str, Any]) -> None:
    """Set it again; the next step has it."""
    for name, value in state.items():
        setattr(model.optimizer, name, value)
    model.look_anew()


Place = tuple[int, int]
"""A step, and 0 after its batch or 1 after the epoch that it ended, validation included; places have an order."""


def place_of(course: Any) -> Place:
    """Where a training is now."""
    return course.step, 0 if course.done else 1


def place_in(change: Mapping[str, Any]) -> Place:
    """Where a change was made."""
    return int(change["step"]), int(change.get("at") == "epoch")


class Replay:
    """Changes in the order in which they were made, of which ``next`` and the later ones are still to come."""

    def __init__(self, changes: Sequence[Mapping[str, Any]], next: int = 0) -> None:
        self.changes, self.next = [dict(change) for change in changes], next

    @property
    def is_over(self) -> bool:
        """Whether none is left."""
        return self.next >= len(self.changes)

    def due(self, course: Any) -> Iterator[dict[str, Any]]:
        """Those for the place where the training is now."""
        while not self.is_over and place_in(self.changes[self.next]) == place_of(course):
            self.next += 1
            yield self.changes[self.next - 1]


class Interventions(Callback):
    """Repeats what a person changed while a training ran, as an exported script does.

    ``changes`` are in the order in which they were made, each a dict: ``step`` (how many batches were trained before
    it, in all epochs), ``at`` ("batch", or "epoch" for after the epoch's end), and ``do``: "learning_rate" with
    ``set`` or ``times``, "clip" with ``norm``, "extend" with ``epochs``, or "stop".

    Raises:
        ArgumentError: a change is no such dict.
    """

    last: ClassVar[bool] = True
    passive: ClassVar[bool] = True
    changes: Any

    def setup(self) -> None:
        """See that each change is one."""
        for change in self.changes:
            known = isinstance(change, Mapping) and change.get("do") in CHANGES and is_integer(change.get("step"))
            if not known or change.get("at", "batch") not in ("batch", "epoch"):
                raise ArgumentError(f"Interventions: {change!r} is no change; one is {{'step': 10, 'do': …}}.")
        self._replay = Replay(self.changes)

    def get_state(self) -> dict[str, Any]:
        """How many are behind it, and what they set."""
        return {"next": self._replay.next, "changed": changed(self.model)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._replay.next = state["next"]
        set_changed(self.model, state["changed"])

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin with the first one."""
        self._replay.next = 0

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Make those that are due."""
        self._make_due()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Make those that are due after the epoch."""
        self._make_due()

    def _make_due(self) -> None:
        if not self._replay.is_over:
            for change in self._replay.due(course_of(self.model)):
                apply(self.model, change)
