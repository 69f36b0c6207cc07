"""Leaving the app: it asks only while something is being trained, and says afterwards what goes on without it."""

import shlex
from pathlib import Path
from typing import Any

from plugkeras_tui.everywhere.choosing import Answer, Choosing

ANSWERS: tuple[Answer, ...] = (
    ("detach", "d", "leave; the training goes on"),
    ("stop", "s", "stop the training after this batch, save, and leave"),
    ("cancel", "c", "stay here"),
)


def question(session: Any) -> Choosing:
    """What is asked while something is being trained."""
    how = f"{session.run} is being trained, in a process of its own.\nplugkeras watch {session.run} comes back to it."
    return Choosing("Leave?", how, ANSWERS)


def farewell(session: Any) -> str:
    """What goes on, and what was not saved: a line each, and how to come back to it."""
    lines = []
    if session.run is not None and session.is_training:
        lines.append(f"The training of {session.run} goes on: plugkeras watch {session.run} shows it.")
    if session.is_dirty and not session.read_only:
        lines.append(f"The edits of {session.project.name} are kept, and in no file yet: plugkeras opens them again.")
    return "\n".join(lines)


def last_words(session: Any, error: BaseException, report: Path | None) -> str:
    """After a fault of the app itself: what it was, and where everything is."""
    lines = [f"The app ended by a fault of its own: {type(error).__name__}: {error}"]
    if session.autosave is not None:
        lines.append(f"Your project is kept in {session.autosave.folder}: plugkeras opens it again.")
    if session.run is not None:
        state = "goes on" if session.is_training else "is over"
        lines.append(f"The training {state}: plugkeras watch {shlex.quote(str(session.run.path))} shows it.")
    if report is not None:
        lines.append(f"What happened stands in {report}; please send it with a report.")
    return "\n".join(lines)
