"""Files of JSON objects, one a line, that grow at their end while others read them."""

import contextlib
import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

from plugkeras.errors import FileError, cause

VERSION = 1
"""Raised when a line could be misread by an earlier plugkeras; those skip it."""

LONGEST_WRITTEN = 64 * 1024
LONGEST_READ = 1024 * 1024
CHUNK = 4 * 1024 * 1024

Record = dict[str, Any]

_PLAIN = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Appender:
    """Appends whole lines, each in one system call, so that several processes may write to one file.

    Raises:
        OSError: the file cannot be opened, or is a link.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        self._file = os.open(path, flags | _PLAIN, 0o600)
        self._end = 0  # where our last line ended
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            self.close()
            raise OSError(errno.EINVAL, "it is no ordinary file")

    def append(self, line: str) -> None:
        """Write one line; all of it or, if the disk is full, nothing.

        Raises:
            OSError: it could not be written, or the file has been deleted.
        """
        now = os.fstat(self._file)
        if now.st_nlink == 0:
            raise FileNotFoundError(errno.ENOENT, "it has been deleted")
        torn = now.st_size != self._end and self._ends_torn(now.st_size)
        data = (b"\n" if torn else b"") + line.encode() + b"\n"
        written = os.write(self._file, data)
        if written != len(data):
            self._take_back(written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._end = now.st_size + written

    def _ends_torn(self, size: int) -> bool:
        """Whether a line was begun and not ended, by a process that was killed or found the disk full."""
        if not size:
            return False
        os.lseek(self._file, size - 1, os.SEEK_SET)
        return os.read(self._file, 1) != b"\n"

    def _take_back(self, written: int) -> None:
        """Remove what was written of a line, unless somebody has gone on writing behind it."""
        with contextlib.suppress(OSError):
            end = os.lseek(self._file, 0, os.SEEK_CUR)
            if os.fstat(self._file).st_size == end:
                os.ftruncate(self._file, end - written)

    def close(self) -> None:
        """Close the file; what was appended stays."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


class LineReader:
    """Reads what is new in such a file: whole lines only, and whatever else is in it is passed over and counted.

    When nothing is new, ``read`` costs one ``stat``. A file that shrinks is read anew from its beginning; one that is
    replaced (rotated) is read to its end, and then the new one.
    """

    def __init__(self, path: Path | str, containing: bytes = b"") -> None:
        """``containing``: lines without these bytes are of no interest."""
        self.path = Path(path)
        self.skipped = 0
        """How many lines could not be read: garbage, no object, of a later version, too long."""
        self.every, self.thinned, self._passed = 1, b"", 0
        """Of the lines that have ``thinned`` in them only every so many are read."""
        self._containing = containing
        self._file = -1
        self._which: tuple[int, int] = (0, 0)  # device and inode
        self._seen: tuple[int, int] = (-1, 0)  # size and time of change when all was read
        self._at = 0  # behind the last whole line
        self._in_long_line = False

    def read(self, limit: int | None = None) -> list[Record]:
        """What has been added since, or empty; with ``limit``, about so many bytes of it, and the rest next time.

        Raises:
            FileError: the file may not be read.
        """
        try:
            return self._read(os.stat(self.path), limit)
        except FileNotFoundError:
            return self._rest()
        except PermissionError as error:
            raise FileError(f"{self.path} may not be read: {error.strerror}.") from cause(error)
        except OSError as error:
            if isinstance(error, FileError):
                raise
            self.close()  # a network disk that is away for a moment
            return []

    def skip(self) -> None:
        """Pass over everything that is there now."""
        while self.read(CHUNK):
            pass

    def close(self) -> None:
        """Let go of the file; reading goes on where it was."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _read(self, now: os.stat_result, limit: int | None) -> list[Record]:
        if (now.st_dev, now.st_ino) != self._which:
            rest = self._rest()
            self._which, self._seen = (now.st_dev, now.st_ino), (-1, 0)
            self._at, self._in_long_line = 0, False
            if rest:
                return rest
        if (now.st_size, now.st_mtime_ns) == self._seen:
            return []
        if now.st_size < self._at:
            self._at, self._in_long_line = 0, False
        if self._file < 0:
            self._open(now)
        found, all_of_it = self._new(limit)
        self._seen = (now.st_size, now.st_mtime_ns) if all_of_it else (-1, 0)
        return found

    def _open(self, now: os.stat_result) -> None:
        if not stat.S_ISREG(now.st_mode):
            raise FileError(f"{self.path} is no ordinary file.")
        self._file = os.open(self.path, os.O_RDONLY | _PLAIN)

    def _rest(self) -> list[Record]:
        """The last lines of a file that has been moved or deleted."""
        if self._file < 0:
            return []
        try:
            return self._new(None)[0]
        except OSError:
            return []
        finally:
            self._which = (0, 0)
            self.close()

    def _new(self, limit: int | None) -> tuple[list[Record], bool]:
        """The records of the new whole lines, and whether that is all of them."""
        found: list[Record] = []
        begin = self._at
        while limit is None or self._at - begin < limit or not found:
            os.lseek(self._file, self._at, os.SEEK_SET)
            used = self._lines(os.read(self._file, CHUNK), found)
            if not used:
                return found, True
            self._at += used
        return found, False

    def _lines(self, data: bytes, found: list[Record]) -> int:
        """Add the objects in ``data`` to ``found``; returns how much of ``data`` is done with."""
        end = data.rfind(b"\n") + 1
        if not end:
            return self._without_end(data)
        lines = data[: end - 1].split(b"\n")
        if self._in_long_line:
            lines, self._in_long_line = lines[1:], False
        for line in lines:
            if line.strip() and self._containing in line and not (self.every > 1 and self._is_one_of_many(line)):
                self._add(line, found)
        return end

    def _is_one_of_many(self, line: bytes) -> bool:
        self._passed += self.thinned in line
        return self.thinned in line and self._passed % self.every > 0

    def _without_end(self, data: bytes) -> int:
        """A line that is not ended is waited for; if it is too long for one, its end is."""
        if not self._in_long_line:
            if len(data) <= LONGEST_READ:
                return 0
            self._in_long_line = True
            self.skipped += 1
        return len(data)

    def _add(self, line: bytes, found: list[Record]) -> None:
        record = parsed(line)
        if record is None:
            self.skipped += 1
        else:
            found.append(record)


def parsed(line: bytes) -> Record | None:
    """The object on a line, if there is one of a version that is known here."""
    if len(line) > LONGEST_READ:
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    version = record.get("v") if isinstance(record, dict) else None
    known = isinstance(version, int) and not isinstance(version, bool) and 1 <= version <= VERSION
    return record if known else None
