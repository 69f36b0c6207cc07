"""How things stand with the run: its events say one thing, its process may say another. Looked at once a second."""

import os
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from plugkeras.errors import PlugkerasError
from plugkeras.project.process import alive
from plugkeras.runs import Run
from plugkeras.runs.starting import Worker, death
from plugkeras.runs.states import UNDER_WAY
from plugkeras.runs.watched import Watched
from plugkeras.runs.whereabouts import last_seen, sentence
from plugkeras_tui.train_key import train_key

SYMBOLS = dict.fromkeys(("draft", "queued"), "○") | dict.fromkeys(("failed", "crashed"), "✖")
SYMBOLS |= {"running": "●", "paused": "║", "done": "✓", "stopped": "■", "lost": "?"}


@dataclass(frozen=True)
class Standing:
    """``state`` is one of ``runs.states.STATES``; ``refusal`` says why the run cannot be steered, empty if it can."""

    state: str = "draft"
    reason: str = ""
    refusal: str = "there is no run"
    memory: float = nan
    """Bytes of the process, if it is on this machine."""
    pid: int | None = None
    """The process, if it is on this machine and lives."""

    @property
    def is_under_way(self) -> bool:
        """Whether a process works on it."""
        return self.state in UNDER_WAY


def standing(run: Run | None, watched: Watched | None, worker: Worker | None = None) -> Standing:
    """What is so now; a run that cannot be read any more is lost."""
    if run is None or watched is None:
        return Standing(refusal=f"there is no run: {train_key()} trains the project")
    try:
        info, state = run.info, run.state
    except PlugkerasError as error:
        return Standing("lost", str(error), "its folder cannot be read")
    if state in UNDER_WAY and watched.state in ("running", "paused", "done", "stopped", "failed"):
        state = watched.state  # told before it is written into the record
    lives = state in UNDER_WAY and alive(info) is True
    reason = watched.reason or str(info["reason"])
    if state in ("crashed", "lost"):
        reason = _why(run, state, str(info["reason"]), worker)
    return Standing(state, reason, _refusal(run, info, state), *_process(info["pid"] if lives else None))


def _why(run: Run, state: str, said: str, worker: Worker | None) -> str:
    """How a process ended that could not say so itself."""
    if state == "lost":
        return "there has been no sign of life for half a minute"
    if worker is not None and worker.run.path == run.path and worker.status is not None:
        return death(worker)
    return said or " ".join(filter(None, ("its process is gone", sentence(last_seen(run.path)))))


def _refusal(run: Run, info: dict[str, Any], state: str) -> str:
    if state not in UNDER_WAY:
        return f"the run is {state}"
    if not info["control"]:
        return "its script only lets itself be watched: RunLogger(control=True) would take controls"
    return "" if _may_write(run) else "the folder of the run is another user's, or read-only"


def _may_write(run: Run) -> bool:
    return os.access(run.path, os.W_OK)


def _process(pid: int | None) -> tuple[float, int | None]:
    """Its memory, and its id."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"), pid
    except (OSError, ValueError, IndexError):
        return nan, pid


def usual_pause(watched: Watched) -> float:
    """Seconds between two tellings of batches, the median of the last; 0 if that is not known."""
    times = watched.batches["ts"][-50:]
    gaps = np.diff(times)
    gaps = gaps[np.isfinite(gaps) & (gaps > 0)]
    return float(np.median(gaps)) if len(gaps) > 3 else 0.0
