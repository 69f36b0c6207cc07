"""Leaving the app: it asks only while something is being trained, or if edits would be lost."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from plugkeras_tui.everywhere.choosing import Answer, Choosing

ANSWERS: tuple[Answer, ...] = (
    ("detach", "d", "leave; the training goes on"),
    ("stop", "s", "stop the training after this batch, save, and leave"),
    ("cancel", "c", "stay here"),
)


UNKEPT: tuple[Answer, ...] = (
    ("save", "s", "save the project to its file, and leave"),
    ("lose", "l", "leave; the edits are lost"),
    ("cancel", "c", "stay here"),
)


def on_signals(leave: Callable[[], None]) -> None:
    """Leave in order when the system asks for it, or the terminal is closed: it is given back as it was."""
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):  # not here, or not this thread
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), leave)


def lost(session: Any) -> Choosing:
    """What is asked if the edits are in no file, and could not be kept beside it, either."""
    return Choosing("Leave?", f"The edits of {session.project.name} are nowhere but here: {session.unkept}", UNKEPT)


def question(session: Any) -> Choosing:
    """What is asked while something is being trained."""
    how = f"{session.run} is being trained, in a process of its own.\nplugkeras watch {session.run} comes back to it."
    return Choosing("Leave?", how, ANSWERS)
