"""When Python looks through all objects for circles of them that nobody needs: while no key is pressed, if possible.

The app has some hundred thousand objects, most of them modules and styles that stay; a look through all takes 100 ms,
and by itself Python has one every few seconds of drawing: in the middle of typing.
"""

import gc
import sys
import time
from collections.abc import Callable
from math import inf
from typing import Any

STILL = 2.0
"""Seconds without a key or the mouse after which a pause is not noticed."""

EVERY, LATEST = 10.0, 20.0
"""Seconds from one look to the next in such pauses, and if there are none: what nobody needs takes memory meanwhile."""

FIRST = 5
"""Looks after which what is left is looked at no more: screens are made when they are opened first, and stay."""

SWITCH = 0.0005
"""Seconds after which a thread that reads snapshots, say, gives way to the one that draws: a tenth of Python's."""

NEVER = 1_000_000


class Sweeping:
    """Looks through everything in pauses, but for what was left after the first of them."""

    def __init__(self, app: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._swept: float | None = None
        self._count = 0

    def begin(self) -> None:
        """From now on Python by itself looks at young objects only, and threads beside the app soon let go of it."""
        gc.set_threshold(*gc.get_threshold()[:2], NEVER)
        sys.setswitchinterval(SWITCH)
        self._app.set_interval(1.0, self.beat)

    def beat(self) -> None:
        """Look, if it is time."""
        now = self._clock()
        is_still = now - self._app.touched >= STILL
        since = inf if self._swept is None else now - self._swept
        if since < EVERY or (not is_still and (self._swept is None or since < LATEST)):
            return
        gc.collect()
        if self._count < FIRST:
            gc.freeze()
        self._count, self._swept = self._count + 1, now
