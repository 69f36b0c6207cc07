"""A run that begins where another one was after some epoch: with its weights, its history, and settings of its own."""

import os
import re
import shutil
from typing import Any

from plugkeras.errors import FileError, StateError, cause
from plugkeras.project.difference import diff
from plugkeras.project.document import Project
from plugkeras.runs import events
from plugkeras.runs.bundles import apart
from plugkeras.runs.events import EventReader
from plugkeras.runs.folder import Run, create
from plugkeras.runs.lines import Appender
from plugkeras.runs.texts import as_json

INHERITED = ("start", "resume", "epoch_begin", "batch", "epoch_end", "intervene", "note", "warn", "log")
"""The types of events that are history; the others are of the process, or name files of the other run."""

KEPT = re.compile(r"epoch-(\d+)")


def kept_epochs(run: Run) -> list[int]:
    """The epochs after which a checkpoint was kept, and so a run can be forked."""
    found = (KEPT.fullmatch(name) for name in run.checkpoints)
    return sorted(int(match[1]) for match in found if match)


def fork(run: Run, epoch: int, project: Project, name: str = "", rate: float | None = None) -> Run:
    """A new run, a draft, that goes on from ``run`` after ``epoch`` (from 1) with the settings of ``project``.

    It has the other's history up to there, and what was done to it; ``rate`` is its learning rate from there on, done
    as if by a control, so that it can be repeated.

    Raises:
        StateError: no checkpoint of that epoch was kept.
        FileError: the new run cannot be made.
    """
    kept = kept_epochs(run)
    if epoch not in kept:
        which = f"those of the epochs {_listed(kept)} are" if kept else "none is"
        raise StateError(f"The run {run} has no checkpoint of epoch {epoch}: {which} kept (see --checkpoint-every).")
    info, former = run.info, run.project()
    history = _until(run, epoch)
    step = max((event.get("step", 0) for event in history), default=0)
    changes = [done for done in info["interventions"] if done.get("step", 0) <= step]
    if rate is not None:
        changes.append({"step": step, "at": "epoch", "do": "learning_rate", "set": rate})
    made = create(
        name or info["name"],
        root=run.path.parent,
        project=project,
        parent={"run": run.id, "epoch": epoch, "changes": [] if former is None else _changes(former, project)},
        interventions=changes,
        epoch=epoch,
        step=step,
        folder=info.get("folder", ""),
    )
    try:
        shutil.copyfile(_checkpoint(run, epoch), made.path / "checkpoints" / "last.npz")
        _write(made, history)
    except OSError as error:
        shutil.rmtree(made.path, ignore_errors=True)
        raise FileError(f"The run {run} cannot be forked: {error.strerror or error}.") from cause(error)
    return made


def _changes(former: Project, project: Project) -> list[str]:
    """What makes the training before the fork another one than that of the new project would have been."""
    harmless = (("name",), ("note",), ("fit", "epochs"))
    return [change.text for change in diff(former, project) if change.where not in harmless]


def _checkpoint(run: Run, epoch: int) -> os.PathLike[str]:
    return next(path for name, path in run.checkpoints.items() if (m := KEPT.fullmatch(name)) and int(m[1]) == epoch)


def _until(run: Run, epoch: int) -> list[dict[str, Any]]:
    """The events up to the last end of that epoch, without those of its process."""
    found = [dict(one) for event in EventReader(run).read() for one in apart(event)]
    ends = [n for n, event in enumerate(found) if event.get("t") == "epoch_end" and event.get("epoch") == epoch]
    return [event for event in found[: ends[-1] + 1] if event["t"] in INHERITED] if ends else []


def _write(run: Run, history: list[dict[str, Any]]) -> None:
    lines = Appender(run.path / events.FILE)
    try:
        for event in history:
            lines.append(as_json(event))
    finally:
        lines.close()


def _listed(epochs: list[int]) -> str:
    shown = ", ".join(map(str, epochs[-12:]))
    return f"…, {shown}" if len(epochs) > 12 else shown
