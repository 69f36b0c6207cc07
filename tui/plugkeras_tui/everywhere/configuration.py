"""What a person has set: the folder of keys and themes, and what the app remembers of choices."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.folders import state_folder

CHOICES = "app.json"
LONGEST = 1 << 20


def config_folder() -> Path:
    """Where people keep ``keys.toml`` and ``themes/``: ``PLUGKERAS_CONFIG``, or the user's configuration folder."""
    said = os.environ.get("PLUGKERAS_CONFIG")
    if said:
        return Path(said).expanduser()
    from platformdirs import user_config_dir

    return Path(user_config_dir("plugkeras", appauthor=False))


def text_of(path: Path) -> str:
    """The text of a file of settings; "" if there is none.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no text, or longer than anybody would write.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(LONGEST + 1)
    except FileNotFoundError:
        return ""
    if len(data) > LONGEST:
        raise ValueError("it is longer than anybody would write")
    return data.decode("utf-8-sig")


def choices() -> dict[str, Any]:
    """What was chosen in the app; empty if nothing was, or if it cannot be read."""
    try:
        found = json.loads(text_of(state_folder() / CHOICES) or "{}")
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def remember(**chosen: Any) -> None:
    """Keep choices for the next time; where nothing can be written, they hold for this time alone."""
    before = choices()
    if {**before, **chosen} == before:
        return
    with suppress(OSError, PlugkerasError):
        state_folder().mkdir(parents=True, exist_ok=True)
        from plugkeras.saving.files import replacing  # with all that a project stands on

        with replacing(state_folder() / CHOICES, overwrite=True) as file:
            file.write_text(json.dumps({**before, **chosen}, indent=1), encoding="utf-8")
