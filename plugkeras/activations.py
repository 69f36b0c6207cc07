"""Activation functions: ``plugkeras.activations.relu``."""

from plugkeras.host import namespace
from plugkeras.parts.namespaces import functions

get, serialize, deserialize = functions("activations")
__getattr__, __dir__ = namespace(__name__, own=("get", "serialize", "deserialize"))
