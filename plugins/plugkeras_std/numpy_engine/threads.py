"""One large piece of work on all cores: threads of our own, each with a BLAS of one thread.

A multi-threaded BLAS speeds up the products alone, and collapses when somebody else uses the cores; with these threads
copies and element-wise functions run on all cores too. The BLAS is held to one thread only while they run.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from math import inf
from queue import SimpleQueue
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

THREADED = 5e5  # floating-point operations from which OpenBLAS uses several threads for a product

_here = threading.local()
_lock = threading.Lock()
_jobs: SimpleQueue["_Job"] = SimpleQueue()
_helpers = 0


def count() -> int:
    """How many threads `run` uses: PLUGKERAS_THREADS, or the cores that this process may use."""
    wanted = os.environ.get("PLUGKERAS_THREADS", "")
    return max(1, int(wanted)) if wanted.isdecimal() else _cores()


def run(work: Callable[[Piece], Result], pieces: Sequence[Piece]) -> list[Result]:
    """The results of `work(piece)` in the order of the pieces.

    Which thread does which piece is open, so a piece must not depend on another; sums over pieces are repeatable if the
    caller adds the results in their order. With one piece, one core, or from within a piece, all is done here and now.
    An exception of a piece is raised again, and pieces that were not begun are left out.
    """
    if len(pieces) < 2 or getattr(_here, "busy", False) or count() < 2:
        return [work(piece) for piece in pieces]
    job = _Job(work, pieces)
    with _blas:
        _call_helpers(job, min(count(), len(pieces)) - 1)
        job.drain()
        job.close()
    if job.error is not None:
        raise job.error
    return job.results


def quiet(work: float = inf) -> AbstractContextManager[None]:
    """While it is entered, products of `work` floating-point operations run on this thread alone.

    For many small products in a row, where a BLAS gains nothing by threads, and may lose milliseconds at each.
    """
    return _blas if work > THREADED and _blas.has_threads() else _NOTHING


class _Job:
    """Pieces that several threads take from one heap."""

    def __init__(self, work: Callable[[Any], Any], pieces: Sequence[Any]) -> None:
        self.work: Callable[[Any], Any] | None = work
        self.waiting = deque(enumerate(pieces))
        self.results: list[Any] = [None] * len(pieces)
        self.error: BaseException | None = None
        self.inside = 0
        self.closed = False
        self.change = threading.Condition()

    def drain(self) -> None:
        """Do pieces until there are none left, or one fails."""
        _here.busy = True
        try:
            while (item := self._next()) is not None:
                self.results[item[0]] = self.work(item[1])
        except BaseException as error:
            self.error = self.error or error
            self.waiting.clear()
        finally:
            _here.busy = False

    def help(self) -> None:
        """Drain as a helper, unless the caller has finished already."""
        with self.change:
            if self.closed:
                return
            self.inside += 1
        self.drain()
        with self.change:
            self.inside -= 1
            self.change.notify()

    def close(self) -> None:
        """Wait until all helpers are out, and let go of the work and the buffers that it holds."""
        with self.change:
            self.closed = True
            self.change.wait_for(lambda: not self.inside)
        self.work = None

    def _next(self) -> tuple[int, Any] | None:
        try:
            return self.waiting.popleft()
        except IndexError:
            return None


class _OneThreadBlas:
    """While anybody is inside, BLAS libraries use one thread; the last one out restores what was set before."""

    def __init__(self) -> None:
        self.inside = 0
        self.libraries: Any = None
        self.before: list[int] = []

    def has_threads(self) -> bool:
        """Whether there is anything to hold: inside, or with a BLAS of one thread, there is not."""
        with _lock:
            if self.libraries is None:
                self.libraries = _found_libraries()
            return not self.inside and any(get() != 1 for get, _ in self.libraries)

    def __enter__(self) -> None:
        with _lock:
            if self.libraries is None:
                self.libraries = _found_libraries()
            if not self.inside:
                self.before = [get() for get, _ in self.libraries]
                self.set([1] * len(self.before))
            self.inside += 1

    def __exit__(self, *_: object) -> None:
        with _lock:
            self.inside -= 1
            if not self.inside:
                self.set(self.before)

    def set(self, numbers: list[int]) -> None:
        """Give each library its number of threads."""
        for (_, set_to), number in zip(self.libraries, numbers, strict=True):
            set_to(number)


def _found_libraries() -> list[tuple[Callable[[], int], Callable[[int], Any]]]:
    """How to ask and tell each BLAS its number of threads. To find them takes milliseconds."""
    import threadpoolctl

    found = threadpoolctl.ThreadpoolController().lib_controllers
    return [(lib.get_num_threads, lib.set_num_threads) for lib in found if lib.user_api == "blas"]


_blas = _OneThreadBlas()
_NOTHING: AbstractContextManager[None] = nullcontext()


def _call_helpers(job: _Job, wanted: int) -> None:
    global _helpers
    with _lock:
        for number in range(_helpers, wanted):
            threading.Thread(target=_serve, args=(_jobs,), name=f"plugkeras-{number}", daemon=True).start()
        _helpers = max(_helpers, wanted)
    for _ in range(wanted):
        _jobs.put(job)


def _serve(jobs: SimpleQueue[_Job]) -> None:
    while True:
        jobs.get().help()


def _cores() -> int:
    """The cores that this process may use, which `os.cpu_count` does not tell in a container."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _forget_threads() -> None:
    """Threads do not survive a fork: the child begins without any."""
    global _lock, _jobs, _helpers
    _lock, _jobs, _helpers = threading.Lock(), SimpleQueue(), 0
    _here.busy = False
    if _blas.inside:
        _blas.inside = 0
        _blas.set(_blas.before)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_threads)
