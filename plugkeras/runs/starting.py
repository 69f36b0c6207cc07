"""Starting the process that trains a run, and saying in a sentence how it ended if it could not say so itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from plugkeras.errors import FileError, cause
from plugkeras.runs.claim import claim, give_up
from plugkeras.runs.folder import Run
from plugkeras.runs.whereabouts import last_seen, sentence

PATIENCE = 3.0
"""The seconds that a process has between being asked to end and being ended."""


class Worker:
    """The process that trains a run. It has a session of its own, and so outlives a terminal that is closed."""

    def __init__(self, run: Run, process: "subprocess.Popen[bytes]") -> None:
        self.run, self.process = run, process

    @property
    def status(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        return self.process.poll()

    def wait(self, seconds: float) -> int | None:
        """Wait for its end, but no longer; the status as above."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End it at once: asked first, and if it does not listen, without asking."""
        if self.status is None:
            self.process.terminate()
        if self.wait(PATIENCE) is None:
            self.process.kill()
            self.process.wait()


def start(run: Run, *options: str) -> Worker:
    """Start ``python -m plugkeras.worker RUN``; what it prints goes to the run's ``log.txt``.

    The folder in which it starts is no place to import from: that takes the person's word, which the worker asks for.

    Raises:
        StateError: another process trains it.
        FileError: the log cannot be written, or no process can be started.
    """
    held = None
    try:
        held = claim(run)
        run.update(state="queued", pid=None, reason="", queued=time.time())
        return Worker(run, _process(run, held, options))
    except FileError:
        raise
    except OSError as error:
        raise FileError(f"The training of {run} cannot be started: {error.strerror or error}.") from cause(error)
    finally:
        give_up(held)


def _process(run: Run, held: int | None, options: Sequence[str]) -> "subprocess.Popen[bytes]":
    """The process, which inherits the claim that this one has on the run."""
    inherited = [] if held is None else [held]
    options = [*options, *(f"--held={file}" for file in inherited)]
    command = [sys.executable, "-P", "-m", "plugkeras.worker", str(run.path), *options]
    with open(run.path / "log.txt", "ab") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, pass_fds=inherited
        )


def death(worker: Worker) -> str:
    """Why a process is gone that had not said that it was done, and where it was: a sentence without its full stop."""
    status, where = worker.status, sentence(last_seen(worker.run))
    if status is not None and status < 0:
        return _killed(-status) + (f"; it was {where}" if where else "")
    last = _last_line(worker.run.path / "log.txt")
    if status == 0 and not last:
        return "its process came to its end and could not write that down: the disk may be full"
    return f"its process ended with status {status}" + (f" and said: {last}" if last else "")


def _killed(number: int) -> str:
    known = {s.value: s.name for s in signal.Signals}
    name = known.get(number, f"signal {number}")
    if name == "SIGKILL":
        return f"its process was killed (SIGKILL); if nobody did so, memory ran out{_peak()}"
    if name in ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT"):
        return f"its process crashed in compiled code ({name}); log.txt says where"
    return f"its process was ended ({name})"


def _peak() -> str:
    """The most memory that a child of this process has had."""
    try:
        import resource
    except ImportError:  # not on Windows
        return ""
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return f" (it had taken {kilobytes / 2**20:.1f} GB)" if kilobytes > 2**18 else ""


def _last_line(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 4096))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")
