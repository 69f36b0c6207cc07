"""How often the run is looked at: ten times a second, and less where a picture takes long, over a slow line say."""

import time
from collections.abc import Callable
from typing import Any

USUAL = 0.1
"""Seconds from one look to the next."""

SLOWEST = 0.5
"""However long a picture takes, they are no more than these."""

SHARE = 4.0
"""A picture takes at most one part in so many of the time."""


class Pulse:
    """Called every ``USUAL`` seconds; lets looks out while pictures are slow."""

    def __init__(self, app: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self.pause = USUAL
        """Seconds that are to be between two looks now."""
        self._due = float("-inf")

    def beat(self) -> None:
        """Look, if it is time."""
        session, now = self._app.session, self._clock()
        if now < self._due:
            return
        before = session.watched.version if session.watched is not None else None
        session.look()
        if before is not None and session.watched is not None and session.watched.version != before:
            self._due = now + SLOWEST  # or until the picture is seen
            self._app.call_after_refresh(self._seen, now)

    def _seen(self, begun: float) -> None:
        """The picture stands: as it took so long, the next one is to wait."""
        ended = self._clock()
        took = ended - begun
        self.pause = min(max(SHARE * took, USUAL), SLOWEST)
        self._due = max(begun + self.pause, ended + min(took, SLOWEST)) - USUAL / 2  # the beat next to it
