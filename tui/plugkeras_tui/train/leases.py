"""Probes are computed only while somebody looks: subscriptions for half a minute, renewed while a pane is seen."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run

SECONDS = 30.0
"""How long a subscription lasts."""

HZ = 1.0
"""How often a probe is wanted: four of them twice a second took nearly the 2 % that a training lets them have."""


class Leases:
    """What is subscribed to of which run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._run: Run | None = None
        self.held: frozenset[str] = frozenset()
        self._until = float("-inf")

    def want(self, run: Run | None, probes: Iterable[str]) -> None:
        """Have these computed from now on, and no others; called again and again."""
        wanted, now = frozenset(probes) if run is not None else frozenset(), self._clock()
        if self._run is not None and (run != self._run or self.held - wanted):
            self._send(self._run, "unsubscribe", self.held if run != self._run else self.held - wanted)
        is_due = wanted != self.held or run != self._run or now > self._until - SECONDS / 2
        self._run = run
        if run is not None and wanted and is_due:
            self._send(run, "subscribe", wanted, hz=HZ, seconds=SECONDS)
            self._until = now + SECONDS
        self.held = wanted

    def _send(self, run: Run, do: str, probes: frozenset[str], **fields: float) -> None:
        """A run that takes nothing any more needs to compute nothing either."""
        with suppress(PlugkerasError):
            if probes:
                run.send(do, probes=sorted(probes), **fields)
