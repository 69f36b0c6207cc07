"""Optimizers: ``plugkeras.optimizers.Adam``; their schedules are in ``plugkeras.optimizers.schedules``."""

from plugkeras.host import namespace
from plugkeras.optimizers import legacy as legacy
from plugkeras.optimizers import schedules as schedules
from plugkeras.parts.namespaces import functions
from plugkeras.parts.optimizer import Optimizer as Optimizer
from plugkeras.parts.optimizer_map import OptimizerMap as OptimizerMap

get, serialize, deserialize = functions("optimizers")
__getattr__, __dir__ = namespace(
    __name__, own=("Optimizer", "OptimizerMap", "get", "serialize", "deserialize", "legacy", "schedules")
)
