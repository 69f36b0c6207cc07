"""Initializers: ``plugkeras.initializers.HeNormal``."""

from plugkeras.host import namespace
from plugkeras.parts.initializer import Initializer as Initializer
from plugkeras.parts.namespaces import functions

get, serialize, deserialize = functions("initializers")
__getattr__, __dir__ = namespace(__name__, own=("Initializer", "get", "serialize", "deserialize"))
