"""When a run is saved, and what of it is kept."""

import contextlib
import os
import time
from pathlib import Path
from typing import Any

from plugkeras.runs.folder import Run
from plugkeras.training.snapshot import Snapshot

SHARE = 100
"""Saving may take one part in so many of the time."""

PATIENCE = 1.5
"""How many times as long a checkpoint waits for the end of an epoch: only there can a run be forked."""

MOST = 20
"""How many epochs are kept; beyond, every second one goes."""


EARLY = 8
"""How many times as long as it takes lie between the ends of the first epochs, which are kept for forks; later ones are
further and further apart."""

SMALL = 4 << 20
"""Bytes of a checkpoint of which early epochs are kept."""


class Checkpoints:
    """Saves a training into ``checkpoints/last.npz``, every so many ``seconds`` and when asked; 0: at every batch.

    At the end of an epoch the file is kept under the epoch's number as well: ``epoch-0003.npz``.
    Only what is finite is saved, so that ``last`` is always something to go back to.
    """

    def __init__(self, run: Run, seconds: float) -> None:
        self.folder, self.seconds = run.path / "checkpoints", seconds
        self._last = float("-inf")
        self._cost = 0.0
        self._kept = 0  # the last epoch
        self.problem = ""
        """Why the last one could not be saved; empty if it could."""

    @property
    def path(self) -> Path:
        """The last one."""
        return self.folder / "last.npz"

    def latest_first(self) -> list[Path]:
        """What there is to go back to: the last one, then the ends of epochs before it."""
        last = [self.path] if self.path.exists() else []
        epochs = sorted(self.folder.glob("epoch-*.npz"), reverse=True)
        return [*last, *(path for path in epochs if not (last and path.samefile(self.path)))]

    def is_due(self, now: float, in_epoch: bool = False) -> bool:
        """Whether it is time for the next; in an epoch, whether that can no longer wait for its end."""
        wait = max(self.seconds, SHARE * self._cost) * (PATIENCE if in_epoch else 1)
        return not self.seconds or now - self._last >= wait

    def is_early(self, now: float, epoch: int) -> bool:
        """Whether the end of an epoch is kept though it is not time: of a short run, too, there is much to fork."""
        is_next = epoch >= self._kept + max(1, self._kept // 10)
        return is_next and now - self._last >= EARLY * self._cost and self._size() <= SMALL

    def _size(self) -> int:
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def save(self, course: Any) -> bool:
        """Save now, if every number is finite; whether that was done. Never raises: a full disk is a ``problem``."""
        begun = time.monotonic()
        snapshot = course.snapshot()
        if not snapshot.is_finite():
            self.problem = "the weights are not finite"
            return False
        self.problem = self._write(snapshot)
        if self.problem and self._make_room():
            self.problem = self._write(snapshot)
        if not self.problem and not snapshot.done:
            self._keep(snapshot.epoch)
        self._last = time.monotonic()
        self._cost = self._last - begun
        return not self.problem

    def _write(self, snapshot: Snapshot) -> str:
        """Write it; why that could not be done."""
        try:
            snapshot.write(self.path)
        except OSError as error:
            return str(error)
        return ""

    def _make_room(self) -> bool:
        """On a full disk, the last checkpoint is worth more than those of earlier epochs; whether any went."""
        epochs = sorted(self.folder.glob("epoch-*.npz"))
        with contextlib.suppress(OSError):
            for path in epochs:
                path.unlink()
        return bool(epochs)

    def _keep(self, epoch: int) -> None:
        """Another name for the same file costs nothing."""
        self._kept = epoch
        kept = self.folder / f"epoch-{epoch:04d}.npz"
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)
            os.link(self.path, kept)
            self._thin_out()

    def _thin_out(self) -> None:
        epochs = sorted(self.folder.glob("epoch-*.npz"))
        for path in epochs[1:-1:2] if len(epochs) > MOST else ():
            path.unlink(missing_ok=True)
