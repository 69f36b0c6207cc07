"""The moments of a training at which one can look inside: snapshots of probes, kept epochs, the saved model."""

import os
import re
from dataclasses import dataclass

from plugkeras.runs import Run
from plugkeras.runs.forking import kept_epochs
from plugkeras.runs.restoring import MODEL

SNAPSHOT = re.compile(r"(.+)-(\d+)\.npz")


@dataclass(frozen=True, order=True)
class Moment:
    """After batch ``step``; ``kind`` is "snapshot", "checkpoint" (``name`` is its name) or "model"."""

    step: int
    kind: str
    name: str

    @property
    def label(self) -> str:
        """What people call it."""
        if self.kind == "model":
            return "the saved model"
        return f"epoch {int(self.name[6:])}" if self.kind == "checkpoint" else f"step {self.step}"


def moments(run: Run, probe: str, is_live: bool, steps: int | None = None) -> list[Moment]:
    """Those at which there is something to see for a probe, in their order; ``steps`` are the batches of an epoch.

    A run that goes on is looked at by its own snapshots alone: what it has saved is behind what it is.
    """
    seen = [Moment(step, "snapshot", name) for name, step in _snapshots(run, probe)]
    if is_live:
        return sorted(seen)
    there = {moment.step for moment in seen}
    kept = [Moment(epoch * (steps or 1), "checkpoint", f"epoch-{epoch:04d}") for epoch in kept_epochs(run)]
    found = sorted([*seen, *(moment for moment in kept if moment.step not in there)])
    if (run.path / MODEL).is_file() or (not found and run.checkpoints):
        found.append(Moment(max([m.step for m in found], default=0), "model", MODEL))
    return found


def _snapshots(run: Run, probe: str) -> list[tuple[str, int]]:
    """The names and steps of the files of a probe."""
    try:
        names = os.listdir(run.path / "snapshots")
    except OSError:
        return []
    found = [(name, SNAPSHOT.fullmatch(name)) for name in names]
    return [(name, int(match[2])) for name, match in found if match and match[1] == probe]
