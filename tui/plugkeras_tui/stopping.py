"""Stop, and if that is not heeded: ended, and then killed. Each press says what the next one does."""

import os
import signal
import time
from collections.abc import Callable

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run
from plugkeras_tui.standing import Standing

PAUSE = 0.4
"""Seconds within which a second press is the same press: a key that is held down repeats itself."""

SOON = 2.0
"""Seconds after which a press is a first one again: who presses once more a minute later wants no process killed."""


class Stopping:
    """The presses of one key, for one run after another."""

    def __init__(self, kill: Callable[[int, int], None] = os.kill, clock: Callable[[], float] = time.monotonic) -> None:
        self._kill, self._clock = kill, clock
        self._run: Run | None = None
        self._presses, self._last = 0, float("-inf")

    def press(self, run: Run, stands: Standing) -> str:
        """Do what is next, and return what to tell: what was done, and what the next press does."""
        now = self._clock()
        if run != self._run:
            self._run, self._presses, self._last = run, 0, float("-inf")
        if now - self._last < PAUSE:
            return ""
        if now - self._last > SOON:
            self._presses = 0
        self._last = now
        if stands.refusal:
            return f"It cannot be stopped: {stands.refusal}."
        self._presses += 1
        return (self._ask, self._end, self._cut)[min(self._presses, 3) - 1](run, stands)

    def _ask(self, run: Run, stands: Standing) -> str:
        try:
            run.send("stop")
        except PlugkerasError as error:
            self._presses = 0
            return str(error)
        return "Stopping after this batch, saved. F8 within 2 s: end the process (SIGTERM)."

    def _end(self, run: Run, stands: Standing) -> str:
        return self._signal(stands, "SIGTERM", "F8 within 2 s: kill it (SIGKILL), saving nothing.")

    def _cut(self, run: Run, stands: Standing) -> str:
        return self._signal(stands, "SIGKILL", "What the last checkpoint has is safe.")

    def _signal(self, stands: Standing, name: str, then: str) -> str:
        number = getattr(signal, name, None)
        if stands.pid is None or number is None:
            self._presses -= 1
            return "Its process is not on this machine: it can only be asked, and it was."
        try:
            self._kill(stands.pid, number)
        except OSError as error:
            return f"{name} cannot be sent to process {stands.pid}: {error.strerror}."
        return f"{name} sent to process {stands.pid}. {then}"
