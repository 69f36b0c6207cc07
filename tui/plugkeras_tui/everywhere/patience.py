"""Code of other people that runs in the app's own thread, and hangs, is interrupted, so that the app goes on."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any

LIMIT = 5.0
"""Seconds in which the app has to come back from such code."""

SIGNAL: int | None = getattr(signal, "SIGURG", None)
"""Whatever does not know it ignores it."""


class Unanswered(Exception):
    """What is raised inside code that hangs."""


class Patience:
    """Looks from a thread whether the app still goes round; ``theirs`` are the top packages of strangers.

    Where threads cannot be sent signals, or the app is not in the main one, nothing is interrupted.
    """

    def __init__(self, theirs: Callable[[], set[str]]) -> None:
        self._theirs = theirs
        self._last = monotonic()
        self._is_making = False
        self._thread: threading.Thread | None = None
        self._over = threading.Event()

    def beat(self) -> None:
        """The app goes round."""
        self._last = monotonic()

    def end(self) -> None:
        """The app is over."""
        self._over.set()

    @contextmanager
    def making(self) -> Iterator[None]:
        """All that is done inside may be interrupted: a module is imported, a screen is made."""
        self._begin()
        self.beat()
        self._is_making = True
        try:
            yield
        finally:
            self._is_making = False

    def _begin(self) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        if self._thread is None and SIGNAL is not None and is_main:
            signal.signal(SIGNAL, self._interrupt)
            self._thread = threading.Thread(target=self._look, daemon=True)
            self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(LIMIT / 5):
            if SIGNAL is not None and monotonic() - self._last > LIMIT:
                signal.pthread_kill(threading.main_thread().ident or 0, SIGNAL)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        late, theirs = monotonic() - self._last > LIMIT, self._theirs()
        if late and (self._is_making or any(package_of(one) in theirs for one in _outwards(frame))):
            self.beat()
            raise Unanswered(f"It did not answer for {LIMIT:g} seconds, and was interrupted.")


def package_of(frame: FrameType) -> str:
    """The top package of the code that a frame runs."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _outwards(frame: FrameType | None) -> Iterator[Any]:
    while frame is not None:
        yield frame
        frame = frame.f_back
