"""Regularizers: ``plugkeras.regularizers.L2``."""

from plugkeras.host import namespace
from plugkeras.parts.namespaces import functions
from plugkeras.parts.regularizer import Regularizer as Regularizer

get, serialize, deserialize = functions("regularizers")
__getattr__, __dir__ = namespace(__name__, own=("Regularizer", "get", "serialize", "deserialize"))
