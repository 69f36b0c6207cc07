"""Parts as JSON: in the form that Keras 3 writes and reads, under the names that files know them by."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras.host import host
from plugkeras.host.custom_objects import get_custom_objects
from plugkeras.host.kinds import FUNCTION_KINDS

JSON = Any

FILE_KINDS = (
    *("layers", "activations", "initializers", "regularizers", "constraints"),
    *("losses", "metrics", "optimizers", "schedules"),
)
"""The kinds whose parts a config may name. A command or a dataset, say, is nothing that a model is made of."""

_MODULES = {"schedules": "keras.optimizers.schedules"}


def serialize(value: Any) -> JSON:
    """``value`` as JSON, in the form that Keras 3 writes and reads."""
    if isinstance(getattr(type(value), "kind", None), str) and hasattr(value, "get_config"):
        return _serialize_part(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(k): serialize(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [serialize(v) for v in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return {"class_name": "__numpy__", "config": {"value": value.tolist(), "dtype": str(value.dtype)}}
    if type(value) in _plain:
        full, config = _plain[type(value)], serialize(value.get_config())
        return {"module": None, "class_name": type(value).__name__, "config": config, "registered_name": full}
    if callable(value):
        return _name_of(value)
    if hasattr(value, "__array__"):
        return serialize(np.asarray(value))
    raise ArgumentError(
        f"{value!r} cannot be written to a config: it is no number, text, list, part or registered name."
    )


_plain: dict[type, str] = {}


def register_plain(cls: Any, full_name: str) -> None:
    """Let objects of a class that is no part stand in configs, under ``full_name``.

    Raises:
        ArgumentError: it has no ``get_config``, without which there is nothing to write.
    """
    if not callable(getattr(cls, "get_config", None)):
        raise ArgumentError(f"{cls.__name__} needs a method get_config to be registered: files say its arguments.")
    _plain[cls] = full_name
    get_custom_objects()[full_name] = cls


def _serialize_part(value: Any) -> JSON:
    cls = type(value)
    module, name = vars(cls).get("module"), None
    if module is None:
        owner = host().owner(cls.kind, cls)
        if owner is not None and owner[0].is_standard:
            module = _MODULES.get(cls.kind, f"keras.{cls.kind}")
        else:
            name = cls.__name__ if owner is None else owner[1]
    config = serialize(value.get_config())  # one that is written by hand may hold anything
    return {"module": module, "class_name": cls.__name__, "config": config, "registered_name": name}


def registered_name(value: Any, kinds: Iterable[str]) -> str | None:
    """The name that ``value`` is registered under in the first of ``kinds`` that has it: ``Dense``, ``acme>Swish``."""
    return next((owner[1] for owner in (host().owner(kind, value) for kind in kinds) if owner is not None), None)


def registered_function(function: Any, owner: str) -> JSON:
    """How a file names a function: by the name it is registered under, never by its code.

    Raises:
        ArgumentError: it has no such name.
    """
    name = registered_name(function, FUNCTION_KINDS)
    if name is None:
        raise ArgumentError(f"{owner}: its function has no name to save it by; decorate it with @plugkeras.register.")
    short = name.rpartition(">")[2]
    return {"module": "builtins", "class_name": "function", "config": short, "registered_name": name}


def _name_of(function: Any) -> str:
    own = getattr(function, "__name__", type(function).__name__)
    return registered_name(function, FUNCTION_KINDS) or str(own)
