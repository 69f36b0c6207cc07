"""What is left of a fault of the app itself: a file with the traceback, for a report."""

import traceback
from pathlib import Path

from plugkeras.errors import PlugkerasError
from plugkeras.folders import state_folder

FILE = "fault.txt"


def keep(error: BaseException) -> Path | None:
    """Write the traceback down; None if that cannot be done, either."""
    text = "".join(traceback.format_exception(error))
    try:
        state_folder().mkdir(parents=True, exist_ok=True)
        from plugkeras.saving.files import replacing  # with all that a project stands on

        with replacing(state_folder() / FILE, overwrite=True) as file:
            file.write_text(text, encoding="utf-8", errors="replace")
    except (OSError, PlugkerasError):
        return None
    return state_folder() / FILE
