"""Single keys from a terminal, which is as it was before whatever happens."""

import os
import select
import sys
import time
from types import TracebackType
from typing import Any, Self


class Keyboard:
    """Keys as they are pressed, without Enter, inside the ``with``; where there is no terminal, none come."""

    def __init__(self, stream: Any) -> None:
        self.is_there = stream is not None and sys.platform != "win32" and stream.isatty()
        self._file = stream.fileno() if self.is_there else -1
        self._before: Any = None

    def __enter__(self) -> Self:
        if self.is_there:
            import termios
            import tty

            self._before = termios.tcgetattr(self._file)
            tty.setcbreak(self._file)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._before is not None:
            import termios

            termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)

    def pressed(self, seconds: float) -> str:
        """The keys that were pressed, or "" after so many seconds; keys of several characters, arrows say, are none."""
        if not self.is_there:
            time.sleep(seconds)
            return ""
        if not select.select([self._file], [], [], seconds)[0]:
            return ""
        text = os.read(self._file, 1024).decode("utf-8", "replace")
        if not text:  # the terminal has gone
            self.is_there = False
        return "" if text.startswith("\x1b") else text
