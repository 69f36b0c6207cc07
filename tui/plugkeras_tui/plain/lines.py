"""A workspace that speaks in lines: what happens is said once, in words, and nothing on the terminal ever moves."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from plugkeras.runs.bundles import apart
from plugkeras.runs.lines import CHUNK
from plugkeras.runs.sentences import measures, told
from plugkeras.runs.texts import printable
from plugkeras_tui.workspace import Workspace

OVER = ("done", "stopped", "failed", "crashed", "lost")

PAUSE = 5.0
"""The least seconds between two lines about epochs: nobody can listen to more."""

LONG = 10.0
"""After so many seconds without a line, one says how far the epoch is."""


class Lines(Workspace):
    """Says what happens with ``say``, a line at a time; ``clock`` tells seconds."""

    def __init__(self, say: Callable[[str], None] = print, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._say, self._clock = say, clock
        self._said, self._step = float("-inf"), 0
        self._skipped: Mapping[str, Any] | None = None  # the last epoch of which nothing was said

    def say(self, text: str) -> None:
        """Say a line; what is others' words cannot steer the terminal."""
        for line in text.splitlines() or [""]:
            self._say(printable(line, 2000).rstrip())

    def tell(self, text: str, severity: str = "information") -> None:
        """Say it, and how bad it is."""
        self.say(text if severity == "information" else f"{severity}: {text}")

    def attach(self, run: Any) -> None:
        """Watch a run; what it has told so far is not told again."""
        super().attach(run)
        self._said, self._step, self._skipped = self._clock(), 0, None

    def look(self) -> None:
        """Say what is new of the run."""
        watched = self.watched
        if watched is None or watched.state in OVER:
            return
        while events := watched.reader.read(CHUNK):
            for bundle in events:
                for event in apart(bundle):
                    watched.take(event)
                    self._hear(event)
        if watched.state not in OVER:
            self._how_far()
            super().look()
        if watched.state in ("crashed", "lost"):
            self.say(f"the training is {watched.state}: {watched.reason}")

    def _hear(self, event: Mapping[str, Any]) -> None:
        """Say an event, if it is worth a line; of epochs in quick succession only some."""
        assert self.watched is not None
        text = told(event, self.watched.epochs)
        if event.get("t") == "ack" and event.get("status") == "refused":
            text = f"error: {event.get('text', 'that was refused')}"
        if text is None:
            return
        if event.get("t") == "epoch_end":
            if self._clock() - self._said < PAUSE:
                self._skipped = event
                return
        elif self._skipped is not None:
            self.say(told(self._skipped, self.watched.epochs) or "")
        self._skipped = None
        self._said = self._clock()
        self.say(text)

    def _how_far(self) -> None:
        watched, now = self.watched, self._clock()
        assert watched is not None
        if now - self._said >= LONG and watched.step != self._step:
            self._said, self._step = now, watched.step
            self.say(self.status())

    def status(self) -> str:
        """How far the run is, in a line."""
        watched = self.watched
        if watched is None or self.run is None:
            return "nothing has been trained yet"
        of = f" of {watched.epochs}" if watched.epochs else ""
        batch = f", batch {watched.batch} of {watched.steps or '?'}" if watched.state in ("running", "paused") else ""
        logs = measures(watched.logs)
        return f"{watched.state}, epoch {watched.epoch}{of}{batch}{'  ' + logs if logs else ''}"
