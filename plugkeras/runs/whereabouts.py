"""In whose code a training is: kept in a file that outlives the process, so that a death can be explained.

Only the layers of other people's plugins are followed; the standard ones cost nothing more for it.
"""

import json
import mmap
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from plugkeras.host import host
from plugkeras.parts.config import Configurable
from plugkeras.parts.layer import Layer

FILE = "where"
SIZE = 512


def owner(part: Any) -> str:
    """The plugin that a part comes from, with its version; empty for standard parts, and for what nobody offers."""
    cls = part if isinstance(part, type) else type(part)
    kind = getattr(cls, "kind", None)
    found = host().owner(kind, cls) if kind else None
    return "" if found is None or found[0].is_standard else found[0].title


class Whereabouts:
    """Writes where the process is; memory that is shared with a file stays when the process dies."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        path.write_bytes(b" " * SIZE)
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SIZE)
        self.inside: tuple[str, str, float] | None = None
        """The part and the plugin whose code runs now, and since when."""

    @contextmanager
    def within(self, stage: str, layer: str = "", plugin: str = "") -> Iterator[None]:
        """From here to the end of the block the process is there."""
        outer = self._memory[:SIZE], self.inside
        self._write({"stage": stage, "layer": layer, "plugin": plugin})
        self.inside = (layer, plugin, time.monotonic()) if layer else outer[1]
        try:
            yield
        finally:
            self._memory[:SIZE], self.inside = outer

    def _write(self, where: dict[str, str]) -> None:
        text = json.dumps({name: value[:100] for name, value in where.items()}).encode()
        self._memory[:SIZE] = text[:SIZE].ljust(SIZE)

    def follow(self, model: Any) -> None:
        """From now on, say whenever a layer of somebody else's plugin is at work."""
        for layer in model.flatten_layers():
            plugin = owner(layer)
            if plugin:
                layer.call = self._followed(layer.call, layer.name, plugin)

    def _followed(self, call: Callable[..., Any], layer: str, plugin: str) -> Callable[..., Any]:
        @wraps(call)
        def followed(*args: Any, **kwargs: Any) -> Any:
            with self.within("training", layer, plugin):
                return call(*args, **kwargs)

        return followed


def last_seen(folder: str | os.PathLike[str]) -> dict[str, str]:
    """Where the process of a run was last: ``stage``, and ``layer`` and ``plugin`` if in such a one; or nothing."""
    try:
        with open(Path(folder) / FILE, "rb") as file:
            found = json.loads(file.read(SIZE))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def sentence(where: dict[str, str]) -> str:
    """``in the layer 'slow' of the plugin acme 0.2``; empty if nothing is known."""
    if where.get("layer"):
        return f"in the layer '{where['layer']}' of the plugin {where['plugin']}"
    return f"while {where['stage']}" if where.get("stage") else ""


def blamed(error: BaseException) -> tuple[str, str]:
    """The name of the layer, or other part, in whose code an error was raised, and its plugin; empty if in none's."""
    found = ("", "")
    trace = error.__traceback__
    while trace is not None:
        me = trace.tb_frame.f_locals.get("self")
        if isinstance(me, Configurable):
            plugin = owner(me)
            name = me.name if isinstance(me, Layer) else type(me).__name__
            if plugin or (isinstance(me, Layer) and not hasattr(me, "compile") and not found[1]):
                found = (name, plugin)
        trace = trace.tb_next
    return found
