"""Layers, standard and installed: ``plugkeras.layers.Dense``."""

from plugkeras.host import namespace
from plugkeras.parts.layer import Layer as Layer
from plugkeras.parts.namespaces import functions

_, serialize, deserialize = functions("layers")
__getattr__, __dir__ = namespace(__name__, own=("Layer", "serialize", "deserialize"))
