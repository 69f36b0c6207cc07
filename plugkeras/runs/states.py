"""What state a run is in: what its record says, unless the process that would know better is dead."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugkeras.project.process import alive, boot

STATES = ("draft", "queued", "running", "paused", "done", "stopped", "failed", "crashed", "lost")
"""``crashed``: the process died without a word. ``lost``: it is on another machine, and gives no sign of life."""

UNDER_WAY = ("queued", "running", "paused")

FILE = "heartbeat"

SILENCE = 30.0
"""Seconds without a heartbeat after which a run elsewhere is lost."""

_seen: dict[str, tuple[int, float]] = {}  # heartbeat file -> its time, and when by our own clock it was first seen


def state_of(folder: Path, record: Mapping[str, Any]) -> str:
    """One of ``STATES``: of the run in ``folder``, whose ``run.json`` says ``record``."""
    said = str(record["state"])
    if said not in UNDER_WAY or (said == "queued" and record["pid"] is None):
        return said
    lives = alive(record)
    if lives is True or (lives is False and record["boot"] == boot()):
        return said if lives else "crashed"
    if beats(folder):
        return said
    return "lost" if lives is None else "crashed"


def beat(folder: Path) -> None:
    """Give a sign of life; to be called every few seconds while a process works on the run.

    Raises:
        OSError: it could not be given.
    """
    file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    os.close(file)
    os.utime(folder / FILE)


def beats(folder: Path) -> bool:
    """Whether there was a heartbeat within ``SILENCE``.

    The first look compares the file's time with the clock of this machine. Clocks jump, and those of two machines
    differ: so from the second look on, only the time between looks counts, by a clock that never jumps, and that
    the file's time has changed at all. A time in the future counts as a heartbeat until it has stood still so long.
    """
    try:
        time_told = os.stat(folder / FILE).st_mtime_ns
    except OSError:
        return False
    now = time.monotonic()
    before = _seen.get(str(folder))
    if before is None:
        age = max(time.time() - time_told / 1e9, 0.0)
        before = _seen[str(folder)] = (time_told, now - age)
    elif before[0] != time_told:
        before = _seen[str(folder)] = (time_told, now)
    return now - before[1] < SILENCE
