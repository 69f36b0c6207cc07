"""What callbacks print: to wherever ``sys.stdout`` goes at that moment, whatever it can encode."""

import logging
import os
import sys
from typing import Annotated

from plugkeras import config
from plugkeras.annotations import Via

Verbosity = Annotated[int, Via(int)]  # scripts say True as well


def encoding() -> str:
    """How the output encodes text."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def is_terminal() -> bool:
    """Whether somebody sees the output as it is written."""
    if not config.is_interactive_logging_enabled():
        return False
    isatty = getattr(sys.stdout, "isatty", None)  # what scripts put in the place of stdout often cannot tell
    return isatty is not None and bool(isatty())


def has_cursor() -> bool:
    """Whether a terminal can be told where to write."""
    return os.environ.get("TERM", "dumb" if os.name == "posix" else "") != "dumb"


def has_colours() -> bool:
    """Whether a terminal may be sent colours."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def can_draw(glyphs: str = "━") -> bool:
    """Whether the output has these characters."""
    try:
        glyphs.encode(encoding())
    except UnicodeEncodeError:
        return False
    return True


def write(text: str) -> None:
    """Print ``text`` as it is, at once; what the output cannot encode becomes a question mark.

    It is logged instead, if ``config.disable_interactive_logging`` has been called.
    """
    if not config.is_interactive_logging_enabled():
        logging.getLogger("plugkeras").info(text.strip())
        return
    if sys.stdout is None:  # a windowed Python has no output
        return
    sys.stdout.write(text.encode(encoding(), "replace").decode(encoding()))
    sys.stdout.flush()


def say(message: str) -> None:
    """Print a line."""
    write(message + "\n")
