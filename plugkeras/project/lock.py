"""One writer at a time: a lock that is a file, and says which process has it.

A lock whose process is gone is nobody's. One that a living process has can be taken over, which that process sees
when it next asks ``is_held``.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from plugkeras.errors import FileError, cause
from plugkeras.project.process import alive, host_name, this_process

LONGEST = 4096
"""Bytes of a lock."""


class Lock:
    """The lock in ``file``, not taken yet; the folder is made if it is not there."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._token = ""

    def acquire(self) -> bool:
        """Take it if nobody who still lives has it; whether it is ours now.

        Raises:
            FileError: the folder cannot be written to.
        """
        for _ in range(10):  # others may come and go meanwhile
            if self.is_held() or self._created():
                return True
            holder = self.holder()
            if holder is not None and alive(holder) is not False:
                return False
            self._clear(holder)
        return False

    def take_over(self) -> None:
        """Take it, whoever has it.

        Raises:
            FileError: the folder cannot be written to.
        """
        with _telling(self.file):
            os.replace(self._written(), self.file)

    def is_held(self) -> bool:
        """Whether it is ours, and nobody has taken it over."""
        holder = self.holder() if self._token else None
        return holder is not None and holder.get("token") == self._token

    def holder(self) -> Mapping[str, Any] | None:
        """What the lock says of the process that has it; None if nobody has, or it says nothing."""
        try:
            with open(self.file, "rb") as file:
                said = json.loads(file.read(LONGEST))
        except (OSError, ValueError, RecursionError):
            return None
        return said if isinstance(said, dict) else None

    def release(self) -> None:
        """Give it back, if it is ours."""
        if self.is_held():
            with suppress(OSError):
                self.file.unlink()
        self._token = ""

    def _written(self) -> Path:
        """A file beside the lock that says that it is ours."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._token = os.urandom(8).hex()
        own = self.file.with_name(f".{self._token}.tmp")
        try:
            self._write(own)
        except OSError:
            own.unlink(missing_ok=True)
            raise
        return own

    def _write(self, file: Path) -> None:
        with open(file, "x", encoding="utf-8") as stream:
            json.dump({**this_process(), "token": self._token}, stream)

    def _created(self) -> bool:
        """Make the lock with its content in one step, or find that there is one."""
        with _telling(self.file):
            own = self._written()
            try:
                os.link(own, self.file)
                return True
            except FileExistsError:
                return False
            except OSError:  # no links on this disk
                return self._opened()
            finally:
                own.unlink(missing_ok=True)

    def _opened(self) -> bool:
        try:
            self._write(self.file)
            return True
        except FileExistsError:
            return False

    def _clear(self, stale: Mapping[str, Any] | None) -> None:
        """Remove a lock that is nobody's, unless it is another one by now."""
        with _telling(self.file), _alone(self.file.with_name(".guard")):
            if self.holder() == stale:
                self.file.unlink(missing_ok=True)


@contextmanager
def _alone(guard: Path) -> Iterator[None]:
    """One process at a time between looking at a stale lock and removing it, where the system can see to that."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(guard, "wb") as file:
        for _ in range(100):  # who has it needs no time; one that is stopped meanwhile is not waited for
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:  # not on this disk
                break
        yield


def told(holder: Mapping[str, Any]) -> str:
    """Who has a lock, for people: ``process 4711 on this machine``."""
    host = holder.get("host")
    place = "this machine" if host == host_name() else str(host)[:80]
    return f"process {str(holder.get('pid'))[:20]} on {place}"


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Make a sentence of what a disk says."""
    try:
        yield
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{file} cannot be written: {error.strerror or error}.") from cause(error)
