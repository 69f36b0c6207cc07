"""Layers, standard and installed: ``plugkeras.layers.Dense``.

A layer that is made to be called at once on all that it needs is there as a function, too: ``layers.add(inputs)`` is
``layers.Add.of(inputs)``, the same as ``layers.Add()(inputs)``.
"""

from typing import Any

from plugkeras.host import host, namespace
from plugkeras.parts.layer import Layer as Layer
from plugkeras.parts.namespaces import functions
from plugkeras.parts.specs import InputSpec as InputSpec

_, serialize, deserialize = functions("layers")
_part, __dir__ = namespace(__name__, own=("InputSpec", "Layer", "serialize", "deserialize"))


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return [*_part(name), *(n.lower() for n in host().standard_names("layers") if _function(n.lower()))]
    return _function(name) or _part(name)


def _function(name: str) -> Any:
    """The function of a layer whose name is this one with a capital letter; None if there is none."""
    layer = name.capitalize()
    is_known = name.islower() and layer in host().standard_names("layers")
    return getattr(host().get("layers", layer), "of", None) if is_known else None
