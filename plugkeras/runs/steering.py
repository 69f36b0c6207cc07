"""A training that listens: pause, step, stop, rates and the rest, between two batches."""

import time
import warnings
from collections.abc import Callable
from typing import Any

from plugkeras.engine import process
from plugkeras.errors import PlugkerasError, StateError
from plugkeras.runs.checkpoints import Checkpoints
from plugkeras.runs.control import ControlReader
from plugkeras.runs.folder import Run
from plugkeras.runs.interventions import Replay, apply, place_of
from plugkeras.runs.telling import Telling
from plugkeras.training.snapshot import Snapshot

LATE = "it was asked of an earlier process"

LOOK = 0.02
"""Seconds between two looks at the controls while nothing is trained."""

RECOVERIES = {
    "rate": lambda again: {"do": "learning_rate", "times": 10.0 ** -(again + 1)},
    "clip": lambda again: {"do": "clip", "norm": 10.0**-again},
}
"""What is changed after going back to a finite checkpoint; more, if that was not enough and it is done again."""


MOST = 5
"""How often it goes back by itself before it is given up."""


def changes_behind(snapshot: Snapshot) -> int:
    """How many interventions a snapshot has behind it."""
    states = [state for name, state in snapshot.callbacks if name == "RunLogger"]
    return int(states[0].get("applied", 0)) if states else 0


def can_be_steered(wanted: bool) -> bool:
    """``wanted``, unless several processes compute together: then what one is told the others do not know."""
    if wanted and process()[1] > 1:
        warnings.warn(
            "RunLogger: a training of several processes is written down, but not steered: leave `control` out.",
            stacklevel=3,
        )
        return False
    return wanted


class Steering:
    """Takes the controls of a run and does what they ask; ``changes`` are the interventions so far."""

    def __init__(self, run: Run, telling: Telling, checkpoints: Checkpoints, changes: list[dict[str, Any]]) -> None:
        self.run, self.telling, self.checkpoints = run, telling, checkpoints
        self.course, self.model = telling.course, telling.course.model
        self.replay = Replay(changes)
        self.controls = ControlReader(run)
        self.since = 0.0
        """What was asked before this time was asked of another process; seconds since 1970."""
        self.acknowledged: set[str] = set()
        self.paused = ""
        """Why it waits; empty if it does not."""
        self.to_step: tuple[int, str] | None = None
        self.stopped = False
        self.diverged = False
        self._complained = False  # that it cannot be saved, until it can be again
        self.recovered = 0
        """How often it went back in a row, without getting an epoch beyond where it diverged."""
        self.rate: float | None = None
        """What was asked for since it diverged; it goes back with that one."""
        self.worst = 0  # the last step at which it diverged
        self.probing: Any = None

    # -- between two batches ---------------------------------------------------------------------

    @property
    def watches_each_batch(self) -> bool:
        """Whether something may be due after any batch."""
        return self.to_step is not None or not self.replay.is_over

    def look(self) -> None:
        """Do what is due here, and what was asked for; while it is paused, wait."""
        self._repeat()
        self._count()
        self._take()
        while self.paused and not self.stopped and not self.course.is_going_back():
            time.sleep(LOOK)
            if self.probing is not None:
                self.probing.look()
            self._take()

    def _repeat(self) -> None:
        """Changes of before a crash are made again where they were made."""
        for change in self.replay.due(self.course):
            apply(self.model, change)
            self.stopped = self.stopped or change["do"] == "stop"

    def _count(self) -> None:
        if self.to_step is None:
            return
        left, unit = self.to_step
        ended = "epoch" if place_of(self.course)[1] else "batch"
        left -= unit == ended
        self.to_step = (left, unit) if left > 0 else None
        if self.to_step is None:
            self.pause("stepped")

    def _take(self) -> None:
        for control in self.controls.read():
            self._answer(control) if control["ts"] >= self.since else self._ack(control["id"], "refused", LATE)
        for id, why in self.controls.refused:
            self._ack(id, "refused", why)
        self.controls.refused.clear()
        if self.controls.refusal:
            self.telling.say("warn", text=self.controls.refusal)
            self.controls.refusal = None

    def _answer(self, control: dict[str, Any]) -> None:
        do: Callable[..., str | None] = getattr(self, f"_do_{control['do']}")
        fields = {name: value for name, value in control.items() if name not in ("id", "do", "ts")}
        try:
            said = do(control["id"], **fields)
        except PlugkerasError as error:
            self._ack(control["id"], "refused", str(error))
            return
        self._ack(control["id"], "done", said or "")

    def _ack(self, id: str, status: str, text: str) -> None:
        self.acknowledged.add(id)
        self.telling.say("ack", id=id, status=status, text=text)

    # -- changes ---------------------------------------------------------------------------------

    def change(self, do: str, by: str, **fields: Any) -> None:
        """Intervene: first it is written down, so that it is repeated if this process dies now."""
        step, after_epoch = place_of(self.course)
        change = {"step": step, "at": "epoch" if after_epoch else "batch", "do": do, **fields}
        self._write_down([*self.replay.changes[: self.replay.next], change])
        self.replay.next += 1
        apply(self.model, change)
        self.telling.say("intervene", **fields, do=do, by=by, lr=self.telling.rate)

    def _write_down(self, changes: list[dict[str, Any]]) -> None:
        self.run.update(interventions=changes)
        self.replay.changes = changes

    def save(self, reason: str) -> bool:
        """Save a checkpoint; whether that could be done. What is told of before it is told first, and never lost."""
        self.telling.flush()
        saved = self.checkpoints.save(self.course)
        if saved:
            path = self.checkpoints.path.relative_to(self.run.path)
            self.telling.say("checkpoint", path=str(path), reason=reason)
            self._complained = False
        elif not self._complained:
            self.telling.say("warn", text=f"No checkpoint: {self.checkpoints.problem}")
            self._complained = True
        return saved

    def pause(self, reason: str) -> None:
        """Wait from now on."""
        self.paused = reason
        if not self.diverged:
            self.save("pause")
        self.telling.say("state", state="paused", reason=reason)
        self.run.update(state="paused", reason=reason, **self._where())

    def _go_on(self) -> None:
        self.paused = ""
        self.telling.say("state", state="running", reason="")
        self.run.update(state="running", reason="", **self._where())

    def _where(self) -> dict[str, Any]:
        return {"epoch": self.course.epoch + bool(self.course.done), "step": self.course.step}

    # -- divergence ------------------------------------------------------------------------------

    def diverge(self, step: int, loss: float, policy: str) -> None:
        """The loss of a batch is no finite number: do as ``policy`` says, "pause", "stop", "rate" or "clip"."""
        self.diverged, self.rate = True, None
        an_epoch = self.course.batches.steps or 100
        self.recovered = 0 if step > self.worst + an_epoch else self.recovered
        self.worst = max(step, self.worst)
        kept = self.checkpoints.latest_first()
        offers = [*RECOVERIES, "stop"] if kept else ["stop"]
        self.telling.say("diverged", step=step, loss=loss, offers=offers)
        if policy == "pause":
            self.pause("diverged")
        else:
            self._do_recover("", policy if policy in offers and self.recovered < MOST else "stop")

    def _roll_back(self, change: dict[str, Any], by: str) -> str:
        """Go back to the last checkpoint; if it diverged from there again, to the one before that."""
        kept = self.checkpoints.latest_first()
        snapshot = Snapshot.read(kept[min(self.recovered, len(kept) - 1)])
        self.recovered += 1
        if self.recovered > 1:
            snapshot.write(self.checkpoints.path)  # what comes later is not to be gone on from
        place = {"step": snapshot.step, "at": "batch" if snapshot.done else "epoch"}
        self._write_down([*self.replay.changes[: changes_behind(snapshot)], {**place, **change}])
        self.course.go_on_from(snapshot)
        self.diverged = False
        self.tell_resumed(snapshot)
        at = {"step": snapshot.step, "epoch": snapshot.epoch + bool(snapshot.done), "batch": snapshot.done}
        self.telling.say("intervene", **at, **change, by=by)
        if self.paused:
            self._go_on()
        return f"went back to step {snapshot.step}"

    def tell_resumed(self, snapshot: Snapshot) -> None:
        """What follows goes on from the snapshot; what was gathered since is of steps that are undone."""
        self.telling.batches.losses.clear()
        at = {"step": snapshot.step, "epoch": snapshot.epoch + bool(snapshot.done), "batch": snapshot.done}
        self.telling.say("resume", **at, checkpoint=str(self.checkpoints.path.relative_to(self.run.path)))

    # -- the controls ----------------------------------------------------------------------------

    def _do_pause(self, by: str) -> None:
        self.to_step = None
        if not self.paused:
            self.pause("asked")

    def _do_resume(self, by: str) -> None:
        self.diverged = False
        if self.paused:
            self._go_on()

    def _do_step(self, by: str, n: int, unit: str) -> None:
        self.to_step = (n, unit)
        if self.paused:
            self._go_on()

    def _do_stop(self, by: str) -> str:
        saved = not self.diverged and self.save("stop")
        self.change("stop", by)
        self.stopped = True
        return "saved" if saved else "not saved"

    def _do_learning_rate(self, by: str, **how: float) -> str:
        self.change("learning_rate", by, **how)
        if self.diverged:
            self.rate = how.get("set") or self.telling.rate
        return f"the rate is {self.telling.rate:g}"

    def _do_checkpoint(self, by: str) -> str:
        if not self.save("asked"):
            return f"not saved: {self.checkpoints.problem}"
        return f"saved as {self.checkpoints.path.name}"

    def _do_extend(self, by: str, epochs: int) -> str:
        self.change("extend", by, epochs=epochs)
        last = self.course.listeners.params["epochs"]
        self.run.update(epochs=last)
        return f"until epoch {last}"

    def _do_note(self, by: str, text: str) -> None:
        self.telling.say("note", text=text)

    def _do_recover(self, by: str, how: str) -> str:
        if how == "stop":
            return self._do_stop(by)
        if not self.checkpoints.latest_first():
            raise StateError("There is no checkpoint to go back to.")
        if how == "rate" and self.rate is not None:
            return self._roll_back({"do": "learning_rate", "set": self.rate}, by)
        return self._roll_back(RECOVERIES[how](self.recovered), by)

    def _do_subscribe(self, by: str, **wanted: Any) -> str:
        if self.probing is None:
            from plugkeras.runs.probes.attached import Attached  # nobody pays for it who does not look

            self.probing = Attached(self.run, self.telling)
        return str(self.probing.subscribe(**wanted))

    def _do_unsubscribe(self, by: str, probes: list[str]) -> None:
        if self.probing is not None:
            self.probing.unsubscribe(probes)
