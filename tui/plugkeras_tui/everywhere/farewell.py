"""What is said when the app has ended: what goes on without it, where everything is, how to come back."""

import shlex
from pathlib import Path
from typing import Any


def farewell(session: Any, stopping: bool = False) -> str:
    """What goes on, or is ``stopping``, and what was not saved: a line each, and how to come back to it."""
    lines = []
    if stopping:
        lines.append(f"The training of {session.run} stops after its batch and saves: plugkeras runs lists it.")
    elif session.run is not None and session.is_training:
        lines.append(f"The training of {session.run} goes on: plugkeras watch {session.run} shows it.")
    if session.is_dirty and session.unkept:
        lines.append(f"The edits of {session.project.name} could not be kept: {session.unkept}")
    elif session.is_dirty and not session.read_only:
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
