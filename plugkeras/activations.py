"""Activation functions: ``plugkeras.activations.relu``."""

from typing import Any

from plugkeras.host import namespace
from plugkeras.parts.namespaces import functions

_get, serialize, deserialize = functions("activations")


def get(identifier: Any) -> Any:
    """An activation from its name, config or itself; None is "linear"."""
    return _get("linear" if identifier is None else identifier)


__getattr__, __dir__ = namespace(__name__, own=("get", "serialize", "deserialize"))
