"""Which process writes a run or holds a lock, told so that it can be asked later whether that process still lives.

A process id alone says little: ids are used again, begin anew with every boot, and mean something else in a container.
So it goes with the boot of the machine, the id's own space, and the moment when the process began.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

DEAD = "ZX"
"""States of /proc/PID/stat of what has ended, and waits only for its parent to take notice."""


def this_process() -> dict[str, Any]:
    """This process as JSON: ``host`` (a name), ``boot``, ``pid`` and ``started``; ``alive`` understands it."""
    pid = os.getpid()
    return {"host": host_name(), "boot": boot(), "pid": pid, "started": _began(pid)}


def alive(info: Mapping[str, Any]) -> bool | None:
    """Whether the process that ``this_process`` described still runs; None if that cannot be told from here.

    The same boot is the same machine, whatever its name is now. There, the id and the start tell. On a machine of the
    same name that has been booted anew it is dead; on others, in other containers, and for nonsense: None.
    """
    pid, there = info.get("pid"), info.get("boot")
    if not isinstance(pid, int) or isinstance(pid, bool) or not 0 < pid < 2**31:
        return None
    if there == boot() and there:
        return _runs_here(pid, info.get("started"))
    if not there or not boot():
        return _runs_here(pid, info.get("started")) if info.get("host") == host_name() else None
    rebooted = str(there).partition(" ")[0] != boot().partition(" ")[0]
    return False if rebooted and info.get("host") == host_name() else None


def host_name() -> str:
    """The name of this machine."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


@cache
def boot() -> str:
    """This boot of this machine, and the space in which process ids mean something; "" if nobody knows."""
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            booted = file.read().strip()
        return f"{booted} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return _ask("sysctl", "-n", "kern.bootsessionuuid") or _ask("sysctl", "-n", "kern.boottime")


def _runs_here(pid: int, started: Any) -> bool | None:
    if sys.platform == "win32":  # where signal 0 ends the process
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's: it is there
    now = _began(pid)
    if now is None or started is None:
        return _still_there(pid)
    return bool(now) and now == started


def _still_there(pid: int) -> bool | None:
    """Between the two questions it may have ended; that its start is hidden from us says nothing."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return None


def _began(pid: int) -> int | str | None:
    """When it began (ticks since boot on Linux); 0 if it has ended; None if nobody can tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The second field is the program's name in parentheses, which may hold anything.
            state, *fields = file.read().rpartition(b")")[2].split()
        return 0 if state.decode() in DEAD else int(fields[18])
    except (OSError, ValueError, IndexError):
        return None if sys.platform == "linux" else _ask("ps", "-o", "lstart=", "-p", str(pid)) or None


def _ask(*command: str) -> str:
    if sys.platform in ("win32", "linux"):
        return ""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=5).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
