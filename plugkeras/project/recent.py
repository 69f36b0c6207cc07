"""The projects that were opened last: a short list in the user's state folder."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugkeras.errors import FormatError, PlugkerasError
from plugkeras.folders import state_folder
from plugkeras.project.opening import text_in
from plugkeras.saving.files import replacing
from plugkeras.saving.untrusted import read_json

FILE = "recent.json"

MOST = 30


@dataclass(frozen=True)
class Recent:
    """A project's file, what the project is called, and when it was opened or saved last, in seconds since 1970."""

    path: Path
    name: str
    when: float

    @property
    def changed(self) -> float:
        """When the file was last written; 0 if it is not there any more."""
        try:
            return self.path.stat().st_mtime
        except OSError:
            return 0.0


def recent() -> list[Recent]:
    """The projects that were opened last, the latest first; those whose file is gone are left out. Never raises."""
    return [one for one in _listed() if one.changed]


def remember(path: Path, name: str) -> None:
    """Put a project's file first; a list that cannot be written is no reason not to open a project."""
    now = Recent(path.absolute(), name, time.time())
    kept = [now, *(one for one in _listed() if one.path != now.path)][:MOST]
    data = [{"path": str(one.path), "name": one.name, "when": one.when} for one in kept]
    with suppress(PlugkerasError, OSError):
        state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(state_folder() / FILE, overwrite=True) as temporary:
            temporary.write_text(json.dumps({"plugkeras_recent": 1, "projects": data}, indent=1), encoding="utf-8")


def _listed() -> list[Recent]:
    try:
        data = read_json(text_in(state_folder() / FILE).encode(), "It").get("projects")
    except (PlugkerasError, OSError):
        return []
    found = []
    for item in data if isinstance(data, list) else ():
        with suppress(FormatError):
            found.append(_entry(item))
    return found[:MOST]


def _entry(item: Any) -> Recent:
    said = [item.get(key) for key in ("path", "name", "when")] if isinstance(item, dict) else [None] * 3
    path, name, when = said
    if not isinstance(path, str) or "\0" in path or not isinstance(name, str) or not isinstance(when, int | float):
        raise FormatError("An entry of the recent projects says no path.")
    return Recent(Path(path), "".join(c for c in name if c.isprintable())[:80], float(when))
