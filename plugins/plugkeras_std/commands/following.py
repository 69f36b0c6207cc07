"""Following a training to its end: what is shown, when it is stopped, and the exit status that comes of it."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from plugkeras.errors import FileError, PlugkerasError
from plugkeras.runs import Run
from plugkeras.runs.sentences import duration
from plugkeras.runs.starting import Worker, death
from plugkeras_std.commands.options import tell
from plugkeras_std.commands.views import View

DONE, FAILED, DIVERGED, LIMIT, INTERRUPTED = 0, 1, 3, 4, 130
"""Exit statuses; 2 is for what is wrong before the training."""

STEPS = 0.04
"""The seconds between two looks at the events."""

RECOVERIES = 5
"""How often a training that diverges is set back before it is given up."""


class Policy(NamedTuple):
    """What happens without a person: when a training diverges ("stop", "rate" or "clip"), and after how many seconds
    it is stopped."""

    on_divergence: str = "stop"
    max_time: float | None = None


class Following:
    """A training that is under way, its view, and what is decided here about it."""

    def __init__(self, run: Run, worker: Worker, view: View, policy: Policy) -> None:
        self.run, self.worker, self.view, self.policy = run, worker, view, policy
        self.watched = view.run
        self.reader = self.watched.reader
        self.began = time.monotonic()
        self.why: int | None = None  # the exit status of the first reason for which it is stopped here
        self.signals: list[int] = []
        self.recoveries = 0
        self.ended = self.has_begun = False

    def until_end(self) -> int:
        """Show it until it ends; returns the exit status."""
        with caught(self.signals):
            try:
                while self._goes_on():
                    time.sleep(STEPS)
            except BrokenPipeError:  # nobody listens any more: it stops, and can be gone on with
                self._ask("stop")
                raise
            if self.worker.wait(GRACE) is None:
                self.worker.end()
        self.view.close()
        if not self.ended:
            self._died()
        return self.status()

    def status(self) -> int:
        """What the state says, unless it was stopped from here."""
        if self.why is not None:
            return self.why
        return DONE if self.watched.state in ("done", "stopped") else FAILED

    def _goes_on(self) -> bool:
        gone = self.worker.status is not None  # asked before reading: what it wrote last is read then
        for event in self.reader.read():
            self._take(event)
        now = time.monotonic()
        if not gone and not self.ended:
            self._heed_signals()
            self._heed_limit(now)
            self._heed_removal()
            self.view.tick(now)
        return not gone and not self.ended

    def _take(self, event: dict[str, Any]) -> None:
        self.view.take(event)
        kind = event.get("t")
        if kind == "end":
            self.ended = True
        elif kind == "diverged":
            self._diverged(event)

    def _heed_signals(self) -> None:
        while self.signals:
            number = self.signals.pop(0)
            if self.why is None:
                self._stop(INTERRUPTED if number == signal.SIGINT else 128 + number)
                self.view.tell("stopping after this batch, and saving; Ctrl-C again ends it at once")
            else:
                self.view.tell("ending it at once")
                self.why = INTERRUPTED
                self.worker.end()

    def _heed_limit(self, now: float) -> None:
        limit = self.policy.max_time
        if limit is not None and now - self.began > limit:
            if self.why is None:
                self._stop(LIMIT)
                self.view.tell(f"stopping: {duration(limit)} are over")
            elif self.why == LIMIT and now - self.began > limit + GRACE:
                self.worker.end()

    def _heed_removal(self) -> None:
        """A training whose folder is gone could neither tell nor save anything more."""
        if not self.run.path.is_dir():
            self.why = FAILED
            self.worker.end()

    def _stop(self, why: int) -> None:
        self.why = why
        self._ask("stop")

    def _ask(self, do: str, **fields: Any) -> None:
        try:
            self.run.send(do, **fields)
        except PlugkerasError as error:
            tell(f"plugkeras train: {error}")

    def _diverged(self, event: dict[str, Any]) -> None:
        """The training does what the policy says, unless it cannot, or has done so often."""
        how, offers = self.policy.on_divergence, event.get("offers")
        self.recoveries += 1
        if how == "stop":
            self.why = DIVERGED
        elif self.recoveries > 2 * RECOVERIES:  # it comes to no batch between which it would listen
            self.worker.end()
        elif self.recoveries > RECOVERIES or not isinstance(offers, list) or how not in offers:
            self.why = DIVERGED
            self._ask("recover", how="stop")
        else:
            self.view.tell(f"going back to the last good checkpoint, with {WITH[how]}")

    def _died(self) -> None:
        """It went without a word: the run says so from now on, and how to go on."""
        if not self.run.path.is_dir():
            tell(f"The training stopped: the folder of its run, {self.run.path}, is gone.")
            return
        reason = death(self.worker) if self.why is None else "it was ended before it could save"
        self.watched.state, self.watched.reason = "crashed", reason
        with suppress(FileError):  # the folder may be what has gone
            self.run.update(state="crashed", reason=reason)
        tell(f"The training stopped: {reason}. plugkeras train --resume {self.run} goes on from its last save.")


WITH = {"rate": "a tenth of the learning rate", "clip": "clipped gradients"}

GRACE = 30.0
"""The seconds in which a training has to stop after its batch when its time is over."""


@contextmanager
def caught(signals: list[int]) -> Iterator[None]:
    """Ctrl-C and SIGTERM are kept in ``signals`` and do nothing else."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {n: signal.signal(n, lambda number, frame: signals.append(number)) for n in WATCHED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


WATCHED = (signal.SIGINT, signal.SIGTERM)
