"""Optimizers: ``plugkeras.optimizers.Adam``; their schedules are in ``plugkeras.optimizers.schedules``."""

from plugkeras.host import namespace
from plugkeras.namespaces import functions
from plugkeras.optimizer import Optimizer as Optimizer
from plugkeras.optimizers import schedules as schedules

get, serialize, deserialize = functions("optimizers")
__getattr__, __dir__ = namespace("optimizers", own=("Optimizer", "get", "serialize", "deserialize", "schedules"))
