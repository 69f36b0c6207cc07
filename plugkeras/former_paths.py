"""What was given a room: whoever imports a module or name by its former path gets the same one, and a hint."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast
from warnings import warn

_ROOMS = {
    "engine": ("operators", "variable"),
    "host": ("kinds", "manifest", "plugin"),
    "parts": (
        *("arguments", "callback", "constraint", "initializer", "layer", "loss", "metric", "namespaces", "naming"),
        *("optimizer", "regularizer", "schedule", "shapes", "spellings", "weighted"),
    ),
    "training": ("batches", "compiling", "data", "model", "sequential", "steps", "summary"),
}
MOVED = {f"plugkeras.{name}": f"plugkeras.{room}.{name}" for room, names in _ROOMS.items() for name in names}
MOVED |= {"plugkeras.floats": "plugkeras.config", "plugkeras.lookup": "plugkeras.host.custom_objects"}

_NAMES = dict.fromkeys(("Configurable", "Field", "deserialize", "get", "part", "revived", "serialize"), "parts.config")
NAMES = {("plugkeras.config", name): f"plugkeras.{place}" for name, place in _NAMES.items()}


def former_name(module: str, name: str) -> Any:
    """What ``module`` once had under ``name``, with a hint at the new place.

    Raises:
        AttributeError: it never had.
    """
    if (module, name) not in NAMES:
        raise AttributeError(f"module '{module}' has no attribute '{name}'", name=name)
    place = NAMES[module, name]
    warn(f"`{module}.{name}` is now `{place}.{name}`.", DeprecationWarning, stacklevel=3)
    return getattr(import_module(place), name)


class _Finder:
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, cast(Any, self)) if name in MOVED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        warn(f"`{spec.name}` is now `{MOVED[spec.name]}`.", DeprecationWarning, stacklevel=2)
        module = import_module(MOVED[spec.name])
        spec.loader_state = module.__spec__  # the import that is under way sets its own, which is wrong for the module
        return module

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__ = module.__spec__.loader_state


def install() -> None:
    """From now on, the former paths can be imported."""
    sys.meta_path.append(_Finder())
