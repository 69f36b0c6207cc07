"""Whether rows fit into memory, asked before they are read: a sentence instead of a killed process."""

import os
from pathlib import Path

from plugkeras.errors import DataError

_CGROUPS = (
    ("/sys/fs/cgroup", "memory.max", "memory.current"),
    ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"),
)


def available() -> int | None:
    """The bytes that this process may still take, by the machine and by its container; None where nobody says."""
    found = [room for room in (_free(), *(_left(*files) for files in _CGROUPS)) if room is not None]
    return min(found) if found else None


def said(size: float) -> str:
    """A number of bytes for people: ``1.5 GB``."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.3g} TB"


def require(size: float, what: str, instead: str) -> None:
    """Ask for ``size`` bytes before taking them.

    Raises:
        DataError: so many are not free; ``what`` begins the sentence, ``instead`` says what to do.
    """
    room = available()
    if room is not None and size > room:
        raise DataError(f"{what} need about {said(size)} of memory, and {said(room)} are free: {instead}.")


def _free() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _left(folder: str, limit: str, used: str) -> int | None:
    """What a container's limit leaves; files that are merely cached give way."""
    try:
        cached = [line.split()[1] for line in Path(folder, "memory.stat").read_text().splitlines() if _CACHED in line]
        taken = int(Path(folder, used).read_text()) - max(map(int, cached), default=0)
        return max(0, int(Path(folder, limit).read_text()) - taken)
    except (OSError, ValueError, IndexError):  # no container, or one without a limit
        return None


_CACHED = "inactive_file "
