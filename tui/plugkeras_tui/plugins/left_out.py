"""Plugins that a person has left out in the app: of the app and of the trainings that it starts, and of nothing else.

What a script or another command means is not changed by what somebody pressed here: for those, ``PLUGKERAS_DISABLE``
says it. The choice is remembered among the app's own.
"""

import os
from collections.abc import Iterable

from plugkeras.host import host
from plugkeras_tui.everywhere.configuration import choices, remember

VARIABLE = "PLUGKERAS_DISABLE"
CHOICE = "left_out"


def remembered() -> set[str]:
    """The names of the plugins that were left out."""
    said = choices().get(CHOICE)
    return {name for name in said if isinstance(name, str)} if isinstance(said, list) else set()


def in_environment() -> set[str]:
    """The names that the environment leaves out."""
    return {name.strip() for name in os.environ.get(VARIABLE, "").split(",")} - {""}


def apply() -> None:
    """Leave out what was left out before; to be called before manifests of other people are read."""
    names = remembered()
    if names:
        _tell_children(in_environment() | names)
        for row in host().rows():
            if row.name in names and not row.is_standard and row.state != "disabled":
                host().leave_out(row)


def leave_out(name: str) -> None:
    """Leave a plugin out from now on."""
    remember(**{CHOICE: sorted(remembered() | {name})})
    _tell_children(in_environment() | {name})


def take_in(name: str) -> None:
    """Leave a plugin out no longer."""
    remember(**{CHOICE: sorted(remembered() - {name})})
    _tell_children(in_environment() - {name})


def _tell_children(names: Iterable[str]) -> None:
    """Trainings, and processes in which layers are asked, are children of the app."""
    said = ",".join(sorted(names))
    if said:
        os.environ[VARIABLE] = said
    else:
        os.environ.pop(VARIABLE, None)
