"""Probes for the training that is going on: its rows, its steps, its events."""

from plugkeras.errors import DataError
from plugkeras.runs.folder import Run
from plugkeras.runs.probes.probing import Probing
from plugkeras.runs.probes.sample import Sample
from plugkeras.runs.telling import Telling
from plugkeras.training.batches import Batches


class Attached:
    """Takes subscriptions, and computes what is due whenever it gets to ``look``, between two batches.

    Raises:
        DataError: the data are no arrays, so that there are no rows to look at again and again.
    """

    def __init__(self, run: Run, telling: Telling) -> None:
        self._telling = telling
        course = telling.course
        self._probing = Probing(run, course.model, sample_of(course.validation, course.batches))

    def look(self) -> None:
        """Compute what is due, and tell of it."""
        now = self._probing.clock()
        if self._probing.due(now):
            for type, fields in self._probing.take(now, self._telling.course.step):
                self._telling.say(type, **fields)

    def subscribe(self, probes: list[str], hz: float, seconds: float) -> str:
        """Compute these from now on, and say how long."""
        self._probing.subscribe(probes, hz, seconds, self._probing.clock())
        return f"for {seconds:g} seconds"

    def unsubscribe(self, probes: list[str]) -> None:
        """Compute these no more."""
        self._probing.unsubscribe(probes)


def sample_of(*sources: Batches | None) -> Sample:
    """The first rows of the first of these that has arrays; DataError if none has."""
    for source in sources:
        data = getattr(source, "data", None)
        if data is not None and hasattr(data, "rows"):
            return Sample(data.x, data.y)
    raise DataError("Probes look at the same rows again and again: they need data that are arrays, no generators.")
