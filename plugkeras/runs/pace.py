"""How fast a training goes, and how long it will take, told by the times of its events."""

from collections import deque
from math import isfinite, nan

SPAN = 10.0
"""Seconds over which the pace is taken."""


class Pace:
    """Batches a second over the last seconds, pauses left out."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=1000)  # time, batches since the beginning
        self._batches = 0
        self._epoch = nan

    def took(self, batches: int, ts: float) -> None:
        """So many batches more were done at ``ts`` (seconds); a clock that jumps begins anew."""
        self._batches += batches
        if self._marks and not 0 <= ts - self._marks[-1][0] < 60 * SPAN:
            self._marks.clear()
        if isfinite(ts):
            self._marks.append((ts, self._batches))
        while len(self._marks) > 2 and self._marks[-1][0] - self._marks[1][0] > SPAN:
            self._marks.popleft()

    def epoch(self, seconds: float) -> None:
        """An epoch took so long, validation and all."""
        self._epoch = seconds if seconds > 0 else nan

    def interrupted(self) -> None:
        """What comes now says nothing of how long the last batch took."""
        self._marks.clear()

    @property
    def steps_per_second(self) -> float:
        """NaN if that is not known yet."""
        if len(self._marks) < 2:
            return nan
        (begin, first), (end, last) = self._marks[0], self._marks[-1]
        return (last - first) / (end - begin) if end > begin else nan

    def seconds_for(self, batches: int, in_epoch: int) -> float:
        """How long so many batches will take: by the last epoch, which had validation, or else by the last batches."""
        if not batches:
            return 0.0
        rate = self.steps_per_second
        return batches * self._epoch / in_epoch if isfinite(self._epoch) else batches / rate if rate > 0 else nan
