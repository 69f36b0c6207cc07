"""Regularizers: ``plugkeras.regularizers.L2``."""

from plugkeras.host import namespace
from plugkeras.namespaces import functions
from plugkeras.regularizer import Regularizer as Regularizer

get, serialize, deserialize = functions("regularizers")
__getattr__, __dir__ = namespace("regularizers", own=("Regularizer", "get", "serialize", "deserialize"))
