"""When Python looks through all objects for circles of them that nobody needs: while no key is pressed.

The app has some hundred thousand objects, most of them modules and styles that stay; a look through all takes 100 ms,
and by itself Python has one every few seconds of drawing: in the middle of typing.
"""

import gc
import time
from collections.abc import Callable
from typing import Any

STILL = 2.0
"""Seconds without a key or the mouse after which a pause is not noticed."""

EVERY = 30.0
"""Seconds from one look to the next."""

NEVER = 1_000_000


class Sweeping:
    """Looks through everything in pauses; what is there in the first of them stays, and is looked at no more."""

    def __init__(self, app: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._swept: float | None = None

    def begin(self) -> None:
        """From now on Python by itself looks at young objects only."""
        gc.set_threshold(*gc.get_threshold()[:2], NEVER)
        self._app.set_interval(1.0, self.beat)

    def beat(self) -> None:
        """Look, if it is time and nobody is typing."""
        now = self._clock()
        if now - self._app.touched < STILL or (self._swept is not None and now - self._swept < EVERY):
            return
        gc.collect()
        if self._swept is None:
            gc.freeze()
        self._swept = now
