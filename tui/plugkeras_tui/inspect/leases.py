"""Asking a training for probes, only while somebody looks at them."""

from collections.abc import Iterable

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run

SECONDS = 20.0
RENEWED = 8.0
"""A lease lasts ``SECONDS`` and is renewed after ``RENEWED``: an app that is killed leaves none for long."""

HZ = 1.0


class Leases:
    """The subscription of one app to one run: ``want`` says what is looked at now, nothing if nobody looks.

    ``now`` is in seconds of a clock that never jumps.
    """

    def __init__(self) -> None:
        self.trouble = ""
        """Why the run is not asked, in a sentence."""
        self._run: Run | None = None
        self._probes: tuple[str, ...] = ()
        self._until = float("-inf")

    def want(self, run: Run | None, probes: Iterable[str], now: float) -> None:
        """Have these probes computed in this run, and no others, and none in another run."""
        wanted = tuple(probes) if run is not None else ()
        if self._run is not None and self._probes and (self._run != run or set(self._probes) - set(wanted)):
            gone = self._probes if self._run != run else tuple(set(self._probes) - set(wanted))
            self._send(self._run, "unsubscribe", probes=sorted(gone))
        if run is not None and wanted and (run != self._run or wanted != self._probes or now >= self._until):
            self.trouble = self._send(run, "subscribe", probes=list(wanted), hz=HZ, seconds=SECONDS)
            self._until = now + RENEWED
        self._run, self._probes = run, wanted

    @staticmethod
    def _send(run: Run, do: str, **fields: object) -> str:
        try:
            run.send(do, **fields)
        except PlugkerasError as error:
            return str(error)
        return ""
