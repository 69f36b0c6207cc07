"""RunLogger: makes any training a run, which others can watch and, if it allows that, steer."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

from plugkeras.annotations import Range
from plugkeras.parts.callback import Callback, Logs
from plugkeras.runs.checkpoints import Checkpoints
from plugkeras.runs.engines import computing
from plugkeras.runs.events import EventWriter
from plugkeras.runs.failing import reason as failure
from plugkeras.runs.failing import tell_failure
from plugkeras.runs.folder import Run, create
from plugkeras.runs.harmless import harmless
from plugkeras.runs.interventions import changed, set_changed
from plugkeras.runs.steering import Steering, can_be_steered
from plugkeras.runs.telling import Telling
from plugkeras.runs.watchdog import Watchdog
from plugkeras.runs.whereabouts import Whereabouts
from plugkeras.training.course import course_of
from plugkeras.training.snapshot import Snapshot

LOOK = 0.05
"""Seconds between two looks at the controls."""

RECORDED = 5.0
"""Seconds between two updates of the record, which is written whole and waits for the disk."""


class RunLogger(Callback):
    """Writes a run: a folder in which ``plugkeras watch`` and others see the training as it goes.

    ``name``: what people call the run; the script's name unless given. ``root``: where runs are, ``.plugkeras/runs``
    or ``PLUGKERAS_RUNS`` unless given. ``control=True`` lets the owner of the folder steer: pause, step, stop, set the
    rate; checkpoints are then written every ``checkpoint_every`` seconds, and a loss that is no finite number pauses
    the training (or what ``on_divergence`` says). Without it the training is only watched.

    It never raises into the training: whatever goes wrong turns it off, with one warning.
    """

    last: ClassVar[bool] = True
    passive: ClassVar[bool] = True
    first_alone: ClassVar[bool] = True
    at_last: ClassVar[bool] = False
    interval = LOOK
    name: str | None = None
    root: str | None = None
    control: bool = False
    checkpoint_every: Annotated[float, Range(0)] = 10.0
    on_divergence: Literal["pause", "stop", "rate", "clip"] = "pause"

    _off = False
    _given_run: Run | None = None
    _resuming = _more = False
    _since = 0.0
    _where: Whereabouts | None = None
    _afterwards: Callable[[], Any] | None = None
    _watched: Any = None  # what the model was compiled to when its losses began to be gathered
    _run: Run | None = None

    @property
    def run(self) -> Run | None:
        """The run, once training has begun."""
        return self._run

    @classmethod
    def of(
        cls,
        run: Run,
        resuming: bool = False,
        more: bool = False,
        since: float = 0.0,
        where: Whereabouts | None = None,
        afterwards: Callable[[], Any] | None = None,
        **options: Any,
    ) -> Self:
        """One that writes a run that is there already; ``resuming``: it goes on from the last checkpoint.

        ``more``: even if a callback had ended it there. ``since``: what was asked before this time was asked of another
        process. ``afterwards`` is called before the end is told, and returns the logs of the test rows.
        """
        logger = cls(control=True, **options)
        logger._given_run, logger._resuming, logger._more, logger._since = run, resuming, more, since
        logger._where, logger._afterwards = where, afterwards
        return logger

    # -- a training begins and ends --------------------------------------------------------------

    @harmless
    def on_train_begin(self, logs: Logs = None) -> None:
        """Make the run, or go on with it."""
        course, self.control = course_of(self.model), can_be_steered(self.control)
        if self.control:
            course.keep_places()
        self._run = run = self._given_run or create(self.name or _script(), self.root, control=self.control)
        self._epochs, self._extended = int(self.params["epochs"]), 0
        self._events = EventWriter(run)
        self._telling = Telling(self._events, course)
        self._checkpoints = Checkpoints(run, self.checkpoint_every)
        changes = run.info["interventions"] if self._resuming else []
        self._steering = Steering(run, self._telling, self._checkpoints, changes)
        self._recorded = time.monotonic()
        self._begin(course, run)
        self._watchdog = Watchdog(run, self._steering if self.control else None, self._events, self._where)
        self._watchdog.start()
        self._watch(True)

    def _begin(self, course: Any, run: Run) -> None:
        going_on = self._resuming and self._checkpoints.path.exists()
        run.occupy(state="running", reason="", epochs=self._epochs, steps=course.batches.steps, **computing())
        self._steering.since = self._since
        self._events.write(
            "start", epochs=self._epochs, steps=course.batches.steps, pid=os.getpid(), resumed=self._resuming
        )
        if going_on:
            snapshot = Snapshot.read(self._checkpoints.path)
            if self._more:
                snapshot = replace(snapshot, stopped=False)
            self._steering.tell_resumed(snapshot)
            course.go_on_from(snapshot)
        elif self._resuming:
            self._events.write("resume", step=0, epoch=0, batch=0, checkpoint=None)

    @harmless
    def on_train_end(self, logs: Logs = None) -> None:
        """The run is over."""
        self._watch(False)
        self._telling.flush()
        state = "stopped" if self._steering.stopped else "done"
        reason = "diverged" if self._steering.diverged else self._ended_early()
        try:
            tested = self._afterwards() if self._afterwards is not None else {}
        except Exception as error:
            tell_failure(self._telling.say, error)
            state, reason, tested = "failed", failure(error), {}
        if tested:
            self._telling.say("test", logs=tested)
        self._end(state, reason, logs)

    def _ended_early(self) -> str:
        """Why there are fewer epochs than were wanted, if nobody has stopped it."""
        epoch, epochs = self._telling.course.epoch, self.params["epochs"]
        is_early = self.model.stop_training and not self._steering.stopped and epoch < epochs
        return f"a callback ended it after {epoch} of {epochs} epochs" if is_early else ""

    @harmless
    def on_train_failed(self, error: BaseException) -> None:
        """The run has failed, or was broken off."""
        if isinstance(error, KeyboardInterrupt | SystemExit):
            self._end("stopped", "interrupted", None)
            return
        tell_failure(self._telling.say, error)
        self._end("failed", failure(error), None)

    def _end(self, state: str, reason: str, logs: Logs) -> None:
        self._watch(False)
        self._watchdog.stop()
        self._telling.say("end", state=state, reason=reason, logs=dict(logs or {}))
        self._events.close()
        assert self._run is not None
        self._run.update(**self._record() | {"state": state, "reason": reason} | ({"logs": dict(logs)} if logs else {}))

    # -- epochs and batches ----------------------------------------------------------------------

    @harmless
    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Tell it, unless epochs are very short."""
        if self.model._compiled is not self._watched:  # it has been compiled anew
            self._watch(True)
        self._telling.begin_epoch()

    @harmless
    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Tell what the batches since the last time were like; do what was asked."""
        telling = self._telling
        telling.logs = dict(logs or {})
        if not telling.batches.losses and "loss" in telling.logs:  # a step of the author's own
            telling.batches.losses.append(float(telling.logs["loss"]))
        self._tell()
        self._look("time")

    @harmless
    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Tell it; at the end of all, save."""
        course = self._telling.course
        is_time = self._telling.end_epoch(logs)  # type: ignore[arg-type]
        ends = course.epoch >= self.params["epochs"] or self.model.stop_training
        is_early = self.control and self._checkpoints.is_early(time.monotonic(), course.epoch)
        if is_time or ends or is_early or not self.interval:
            self._tell()
            if not self._steering.stopped and not course.is_going_back():
                self._look("end" if ends else "epoch", at_once=ends or is_early)

    def _tell(self) -> None:
        """Write what was gathered, and look whether all of it is finite."""
        bad = self._telling.first_bad()
        if bad is not None and not self._steering.diverged:
            self._diverge(*bad)
        elif self._telling.is_time(time.monotonic()):
            self._telling.flush()

    def _look(self, reason: str, at_once: bool = False) -> None:
        now = time.monotonic()
        if self.was_told:
            self.turn_off()
            return
        if self.control:
            self._steering.look()
            going = not self._steering.stopped and not self._telling.course.is_going_back()
            if going and not self._steering.diverged and (at_once or self._checkpoints.is_due(now, reason == "time")):
                self._steering.save(reason)
            each = self._steering.watches_each_batch or not self.checkpoint_every
            self.interval = 0.0 if each else LOOK
        if self._steering.probing is not None:
            self._steering.probing.look()
        if now - self._recorded > RECORDED and self.run is not None:
            self._recorded = now
            self.run.update(**self._record())

    def _diverge(self, step: int, loss: float) -> None:
        if self.control:
            self._steering.diverge(step, loss, self.on_divergence)
        else:
            self._steering.diverged = True
            self._telling.say("diverged", step=step, loss=loss, offers=[])

    def _record(self) -> dict[str, Any]:
        course = self._telling.course
        where = {"epoch": course.epoch + bool(course.done), "step": course.step, "epochs": self.params["epochs"]}
        return {**where, "logs": self._telling.logs or course.logs, "best": self._telling.best}

    # -- validation is not training --------------------------------------------------------------

    @harmless
    def on_test_begin(self, logs: Logs = None) -> None:
        """Its losses are none of the training's."""
        self._watch(False)

    @harmless
    def on_test_end(self, logs: Logs = None) -> None:
        """From now on they are again."""
        self._watch(True)

    def _watch(self, on: bool) -> None:
        if "_telling" not in vars(self):
            return  # it is told of an evaluation without a training
        self._watched = self.model._compiled
        self._watched.tracker.watched = self._telling.batches.losses if on else None

    # -- snapshots -------------------------------------------------------------------------------

    def get_state(self) -> dict[str, Any]:
        """How many changes are behind it, and what they set."""
        if self._off or self.run is None:
            return {}
        extended = self.params["epochs"] - self._epochs
        return {
            "applied": self._steering.replay.next,
            "changed": changed(self.model),
            "extended": extended,
            "best": self._telling.best,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from there, with what was changed just then and not saved."""
        if self._off or not state:
            return
        self._steering.replay.next = int(state["applied"])
        set_changed(self.model, state["changed"])
        self.params["epochs"] = self._epochs + state["extended"]  # type: ignore[index]
        self._telling.best = state["best"]
        self._steering._repeat()

    @property
    def was_told(self) -> bool:
        """Whether the events have warned that they cannot be written."""
        events = vars(self).get("_events")
        return events is not None and not events.is_on

    def turn_off(self) -> None:
        """Tell nothing more, and cost nothing."""
        self._off = True
        self.interval = 3600.0
        if self.model is not None and getattr(self.model, "_compiled", None) is not None:
            self.model._compiled.tracker.watched = None
        if self._run is not None:
            with suppress(Exception):  # the run may be what is in trouble
                self._run.update(state="lost", reason="RunLogger was turned off by an error")


def _script() -> str:
    """What the running script is called."""
    name = os.path.splitext(os.path.basename(sys.argv[0] or ""))[0]
    return name if name not in ("", "-c", "-m", "__main__") else "script"
