"""Probes while a training runs: only what somebody has subscribed to, and under 2 % of its time."""

import os
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from plugkeras.errors import PlugkerasError
from plugkeras.runs.probes import snapshots
from plugkeras.runs.probes.images import feature_maps, filters
from plugkeras.runs.probes.outcomes import boundary, confusion, predictions
from plugkeras.runs.probes.sample import Sample
from plugkeras.runs.probes.weights import activations, gradients, weights

Probe = Callable[[Any, Sample], Mapping[str, np.ndarray]]

PROBES: dict[str, Probe] = {
    "weights": weights,
    "gradients": gradients,
    "activations": activations,
    "confusion": confusion,
    "boundary": boundary,
    "filters": filters,
    "feature_maps": feature_maps,
    "predictions": predictions,
}
"""Every probe: a function of the model and a sample that returns arrays by name, and leaves the model as it was."""

SHARE = 0.01
"""How much of the training's time all probes together may take."""


@dataclass
class _Lease:
    """A subscription: seconds between snapshots, when it ends, and when the next is due."""

    pause: float
    until: float
    due: float
    patience: int = 1
    """By how much the pause is stretched, as the probe takes too long: a power of two."""


class Probing:
    """Computes what is subscribed to, between batches, and leaves it as snapshots.

    ``now`` is always seconds of ``clock``, which never jumps. Nothing here raises into the training.
    """

    def __init__(
        self,
        run: os.PathLike[str] | str,
        model: Any,
        sample: Sample,
        clock: Callable[[], float] = time.perf_counter,
        share: float = SHARE,
    ) -> None:
        self.run, self.model, self.sample = run, model, sample
        self.clock, self._share = clock, share
        self._leases: dict[str, _Lease] = {}
        self._hopeless: set[str] = set()  # they have said why; a lease that is renewed brings no second word
        self._next = float("inf")
        self.is_on = True

    def subscribe(self, probes: Iterable[str], hz: float, seconds: float, now: float) -> None:
        """Compute these for so many seconds from now, at most ``hz`` times a second; of two wishes, the greater."""
        for probe in probes:
            old = self._leases.get(probe)
            if probe in PROBES and self.is_on and probe not in self._hopeless:
                lease = old or _Lease(1 / hz, now + seconds, now)
                lease.pause, lease.until = min(lease.pause, 1 / hz), max(lease.until, now + seconds)
                self._leases[probe] = lease
        self._plan()

    def unsubscribe(self, probes: Iterable[str]) -> None:
        """Compute these no more."""
        for probe in probes:
            self._leases.pop(probe, None)
        self._plan()

    @property
    def subscribed(self) -> tuple[str, ...]:
        """What is computed."""
        return tuple(self._leases)

    def due(self, now: float) -> bool:
        """Whether ``take`` has something to do: a comparison."""
        return now >= self._next

    def take(self, now: float, step: int) -> list[tuple[str, dict[str, Any]]]:
        """Compute the probe that has waited longest, and return events to be written: their types and fields.

        ``step``: batches trained so far. One at a time, so that no batch waits for all of them.
        """
        for probe in [name for name, lease in self._leases.items() if now >= lease.until]:
            del self._leases[probe]
        waiting = [name for name, lease in self._leases.items() if now >= lease.due]
        told = self._computed(min(waiting, key=lambda name: self._leases[name].due), step) if waiting else []
        self._plan()
        return told

    def _computed(self, probe: str, step: int) -> list[tuple[str, dict[str, Any]]]:
        begun = self.clock()
        self.sample.step = step
        try:
            path = snapshots.write(self.run, probe, step, PROBES[probe](self.model, self.sample))
        except OSError as error:
            if not isinstance(error, PlugkerasError):
                return self._turn_off(error)
            return self._refused(probe, error)
        except Exception as error:  # a layer of somebody's may do anything; it costs this probe
            return self._refused(probe, error)
        self._pace(self._leases[probe], begun, self.clock())
        return [("probe", {"probe": probe, "path": path, "step": step})]

    def _pace(self, lease: _Lease, begun: float, ended: float) -> None:
        """Half as often, as many times as it takes, until it keeps to its share."""
        least = (ended - begun) * len(self._leases) / self._share
        lease.patience = 1
        while lease.pause * lease.patience < least and lease.patience < 2**40:
            lease.patience *= 2
        lease.due = ended + lease.pause * lease.patience

    def _refused(self, probe: str, error: Exception) -> list[tuple[str, dict[str, Any]]]:
        self._leases.pop(probe, None)
        self._hopeless.add(probe)
        said = str(error) if isinstance(error, PlugkerasError) else f"{type(error).__name__}: {error}"
        return [("warn", {"text": f"The probe '{probe}' is not computed: {said}"})]

    def _turn_off(self, error: OSError) -> list[tuple[str, dict[str, Any]]]:
        self.is_on = False
        self._leases.clear()
        sentence = f"Snapshots of {self.run} cannot be written ({error.strerror}): no more probes are computed."
        try:
            warnings.warn(sentence, stacklevel=4)
        except Warning:  # where warnings are errors
            return []
        return [("warn", {"text": sentence})]

    def _plan(self) -> None:
        dues = [min(lease.due, lease.until) for lease in self._leases.values()]
        self._next = min(dues, default=float("inf"))
