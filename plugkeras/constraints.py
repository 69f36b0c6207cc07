"""Constraints: ``plugkeras.constraints.MaxNorm``."""

from plugkeras.host import namespace
from plugkeras.parts.constraint import Constraint as Constraint
from plugkeras.parts.namespaces import functions

get, serialize, deserialize = functions("constraints")
__getattr__, __dir__ = namespace(__name__, own=("Constraint", "get", "serialize", "deserialize"))
