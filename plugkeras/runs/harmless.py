"""What only tells of a training must not end it."""

import sys
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any

Event = Callable[..., None]


def harmless(event: Event) -> Event:
    """A callback's method whose errors turn the callback off, with one warning, and never reach the training.

    ``was_told`` of the callback says that there was a warning already.
    """

    @wraps(event)
    def told(self: Any, *args: Any, **kwargs: Any) -> None:
        if self._off:
            return
        try:
            event(self, *args, **kwargs)
        except Exception as error:
            self.turn_off()
            if self.was_told:
                return
            _warn(f"{type(self).__name__} is off, and the training goes on without it: {error!r}")

    return told


def _warn(sentence: str) -> None:
    try:
        warnings.warn(sentence, stacklevel=4)
    except Warning:  # where warnings are errors
        print(f"warning: {sentence}", file=sys.stderr)
