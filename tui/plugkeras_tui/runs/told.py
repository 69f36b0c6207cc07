"""What the events of a run say that a table of runs wants to know; small, however long the run was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite, nan

import numpy as np

from plugkeras.runs.smoothing import smoothed
from plugkeras.runs.watched import Watched

MOST = 2000
"""Points of a curve that are kept."""

BREAK = 60.0
"""Seconds without a batch after which a training was not going on."""

HIGHER = ("acc", "auc", "precision", "recall", "f1", "r2", "iou", "similarity", "top_k")
"""What is in the names of metrics that are better higher; every other is better lower."""


@dataclass(frozen=True, eq=False)
class Told:
    """``curves``: by metric, the epochs and the values; ``seconds`` of training, NaN if nobody said; and the last
    ``epoch``.
    """

    curves: Mapping[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    seconds: float = nan
    epoch: int = 0

    def last(self, metric: str, weight: float = 0.0) -> float:
        """The last value of a metric, smoothed by ``weight``; NaN if there is none."""
        _, values = self.curves.get(metric, (None, np.empty(0)))
        return float(smoothed(values, weight)[-1]) if len(values) else nan

    def best(self, metric: str) -> tuple[float, int]:
        """The best value of a metric and its epoch; NaN and 0 if there is none."""
        epochs, values = self.curves.get(metric, (np.empty(0), np.empty(0)))
        fine = np.flatnonzero(np.isfinite(values))
        if not len(fine):
            return nan, 0
        at = fine[np.argmax(values[fine]) if is_better_higher(metric) else np.argmin(values[fine])]
        return float(values[at]), int(epochs[at])


def told(watched: Watched) -> Told:
    """What has been told so far."""
    curves = {name: (_thin(curve["epoch"]), _thin(curve["value"])) for name, curve in watched.by_epoch.items()}
    if not curves and len(watched.batches) and watched.steps:  # in the first epoch
        curves = {"loss": (_thin(watched.batches["step"] / watched.steps), _thin(watched.batches["mean"]))}
    gaps = np.diff(watched.batches["ts"])
    seconds = float(gaps[(gaps > 0) & (gaps < BREAK)].sum()) if len(gaps) else nan
    return Told(curves, seconds if isfinite(seconds) else nan, watched.epoch)


def _thin(values: np.ndarray) -> np.ndarray:
    """A copy, of which not more than ``MOST`` are kept, and the last always."""
    every = -(-len(values) // MOST) or 1
    return values[::-1][::every][::-1].copy()


def is_better_higher(metric: str) -> bool:
    """Whether a metric of that name is better higher, as far as names tell."""
    return any(word in metric.lower() for word in HIGHER) and "loss" not in metric.lower()
