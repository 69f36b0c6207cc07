"""Many batches as few events, and no spike lost: at most 20 a second, with the range of their losses."""

from collections.abc import Callable
from typing import Any

import numpy as np

HZ = 20.0
"""Batch events a second, at most."""

ASKED = 200.0
"""How many times a second it pays to ask whether an event is due: asking costs a look at the clock."""


class BatchAggregate:
    """Collects the losses of batches between two events.

    ``add(loss)`` is a list's append; after ``every`` of them, ask ``due(now)``, and if so ``take(now)``::

        aggregate.add(loss)
        if len(aggregate.losses) >= aggregate.every and aggregate.due(clock()):
            events.write("batch", **aggregate.take(clock()), ...)
    """

    def __init__(self, now: float, hz: float = HZ) -> None:
        """``now``: seconds by a clock that does not jump (``time.monotonic``), as everywhere here."""
        self.losses: list[Any] = []
        self._begun = now
        self._gap = 1 / hz
        self.add: Callable[[Any], None] = self.losses.append
        """Take in the loss of one batch: a number, or an array of one, not looked at before ``take``."""
        self.every = 1
        """How many batches may pass before it is worth asking ``due``: told by how fast they have come."""

    def due(self, now: float) -> bool:
        """Whether it is time for an event. A clock that has gone back says yes."""
        passed = now - self._begun
        if self.losses and not 0 <= passed < self._gap:
            return True
        count = len(self.losses)
        # At most twice as many as so far: batches that get slower suddenly are asked about soon.
        self.every = count + min(max(int(count / max(passed, 1e-6) / ASKED), 1), max(count, 1))
        return False

    def take(self, now: float) -> dict[str, Any]:
        """``n`` and ``loss`` (min, mean, max) of the batches since the last time, and begin anew.

        A NaN makes the mean NaN and leaves the range to the others, if there are any; an infinite loss is an end of it.
        """
        losses = np.array([float(loss) for loss in self.losses])
        self.losses.clear()
        self._begun, self.every = now, 1
        return {"n": len(losses), "loss": spread(losses)}


def spread(losses: np.ndarray) -> dict[str, float]:
    """The least, the mean and the greatest, as floats; the mean of infinities of both signs is NaN."""
    if not len(losses):
        return {"min": float("nan"), "mean": float("nan"), "max": float("nan")}
    with np.errstate(all="ignore"):
        low, high = np.fmin.reduce(losses), np.fmax.reduce(losses)
        return {"min": float(low), "mean": float(losses.mean()), "max": float(high)}
