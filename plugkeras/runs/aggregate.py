"""Many batches in one event, and no spike lost: the range of their losses is told."""

from typing import Any

import numpy as np


class BatchAggregate:
    """Collects the losses of batches between two events: ``losses``, to which each is appended."""

    def __init__(self) -> None:
        self.losses: list[Any] = []

    def take(self) -> dict[str, Any]:
        """``n`` and ``loss`` (min, mean, max) of the batches since the last time, and begin anew.

        A NaN makes the mean NaN and leaves the range to the others, if there are any; an infinite loss is an end of it.
        """
        losses = np.array([float(loss) for loss in self.losses])
        self.losses.clear()
        return {"n": len(losses), "loss": spread(losses)}


def spread(losses: np.ndarray) -> dict[str, float]:
    """The least, the mean and the greatest, as floats; the mean of infinities of both signs is NaN."""
    if not len(losses):
        return {"min": float("nan"), "mean": float("nan"), "max": float("nan")}
    with np.errstate(all="ignore"):
        low, high = np.fmin.reduce(losses), np.fmax.reduce(losses)
        return {"min": float(low), "mean": float(losses.mean()), "max": float(high)}
