"""One process trains a run: it holds a lock on the run's heartbeat, which the system takes away when it dies."""

import os

from plugkeras.errors import StateError
from plugkeras.runs.folder import Run
from plugkeras.runs.states import FILE

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


def claim(run: Run) -> int | None:
    """Take the run for this process and those that inherit the open file that is returned, until all have closed it.

    None: there are no such locks here, as on Windows and on some network disks.

    Raises:
        StateError: another process has it.
        OSError: nothing can be written in the folder.
    """
    if fcntl is None:
        return None
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
    file = os.open(run.path / FILE, flags, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise StateError(f"The run {run} is being trained already: plugkeras watch {run} shows it.") from None
    except OSError:
        os.close(file)
        return None
    return file


def give_up(file: int | None) -> None:
    """Close what ``claim`` returned."""
    if file is not None:
        os.close(file)
