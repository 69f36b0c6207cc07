"""The other end of ``answering``: asks parts of other people in a process of their own, within a time limit."""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from queue import Empty, Queue
from signal import Signals
from threading import RLock, Thread
from typing import Any

from plugkeras import config
from plugkeras.project.checking.answers import Answer, Question

COMMAND = ("-P", "-W", "ignore", "-m", "plugkeras.project.checking.answering")


class _Silent(Exception):
    """There came no answer; the message says why, as the end of a sentence that begins with the name."""


class Apart:
    """Starts the process when it is first needed, keeps it, and starts another one where that hung or ended.

    ``limit`` is how many seconds a part may take to answer, ``startup`` how many the process, or the import of what is
    asked, may take. Any number of threads may ask; they wait for each other. ``process`` is the present one, if any.
    """

    def __init__(self, limit: float = 0.25, startup: float = 10.0) -> None:
        self.limit, self.startup = limit, startup
        self.started = 0
        self.process: subprocess.Popen[str] | None = None
        self._lines: Queue[str | None] = Queue()
        self._lock, self._asked = RLock(), 0

    def ask(self, question: Question, name: str, plugins: Iterable[str] = ()) -> Answer:
        """The answer; if there comes none, one that says why. ``name`` is the part's, for that sentence."""
        with self._lock:
            try:
                return self._ask(question, list(plugins))
            except _Silent as silent:
                self._end()
                return Answer(wrong="unknown", reason=f"{name} {silent}.")
            except BaseException:  # Ctrl-C: an answer that is still to come would be taken for that to the next one
                self._end()
                raise

    def close(self) -> None:
        """End the process, if there is one; whoever waits for its answer holds the lock, and waits no longer."""
        while not self._lock.acquire(timeout=0.05):
            if (process := self.process) is not None:
                process.kill()
        try:
            self._end()
        finally:
            self._lock.release()

    def _ask(self, question: Question, plugins: list[str]) -> Answer:
        if self.process is None or self.process.poll() is not None:  # something may have ended it meanwhile
            self._end()
            self._start()
        self._asked += 1
        settings = {"floatx": config.floatx(), "data_format": config.image_data_format(), "plugins": plugins}
        self._send({"id": self._asked, **settings, **question.to_json()})
        self._receive("begins", self.startup, "was not imported within {:g} s")
        return Answer.from_json(self._receive("answer", self.limit, "did not answer within {:g} s"))

    def _start(self) -> None:
        path = os.pathsep.join(place or os.getcwd() for place in sys.path)
        environment = {**os.environ, "PYTHONPATH": path, "PLUGKERAS_STRICT": "0"}
        self._lines = Queue()
        try:
            self.process = subprocess.Popen(
                [sys.executable, *COMMAND],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        except OSError as error:
            raise _Silent(f"cannot be asked, since no process can be started ({error.strerror})") from None
        self.started += 1
        atexit.register(self.close)
        Thread(target=_pass_on, args=(self.process.stdout, self._lines), daemon=True).start()
        self._receive("ready", self.startup, "cannot be asked: the process for it was not ready within {:g} s")

    def _send(self, said: Any) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        with suppress(OSError):  # the end of the process is told by its silence
            self.process.stdin.write(json.dumps(said) + "\n")
            self.process.stdin.flush()

    def _receive(self, key: str, seconds: float, late: str) -> Any:
        try:
            line = self._lines.get(timeout=seconds)
        except Empty:
            raise _Silent(late.format(seconds)) from None
        if line is None:
            raise _Silent(f"ends the process that asks it ({self._fate()})")
        try:
            said = json.loads(line)
            if key != "ready" and said["id"] != self._asked:
                raise KeyError(key)
            return said[key]
        except (ValueError, KeyError, TypeError):
            raise _Silent("answers what makes no sense") from None

    def _fate(self) -> str:
        assert self.process is not None
        code = self.process.wait()
        if code >= 0:
            return f"exit code {code}"
        return Signals(-code).name if -code in Signals.__members__.values() else f"signal {-code}"

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        atexit.unregister(self.close)
        process.kill()
        process.wait()
        with suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()


def _pass_on(stream: Any, lines: "Queue[str | None]") -> None:
    """What the process says, line by line, and None at its end: a queue can be waited for, a pipe not everywhere."""
    with suppress(ValueError, OSError), stream:
        for line in stream:
            lines.put(line)
    lines.put(None)
