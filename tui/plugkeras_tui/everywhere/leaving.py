"""Leaving the app: it asks only while something is being trained."""

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
