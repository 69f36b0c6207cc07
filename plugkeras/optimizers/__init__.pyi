"""Optimizers: ``plugkeras.optimizers.Adam``; their schedules are in ``plugkeras.optimizers.schedules``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.optimizers import legacy as legacy
from plugkeras.optimizers import schedules as schedules
from plugkeras.parts.optimizer import Optimizer as Optimizer
from plugkeras.parts.optimizer_map import OptimizerMap as OptimizerMap
from plugkeras_std.optimizers.adam import Adam as Adam
from plugkeras_std.optimizers.adam import Adamax as Adamax
from plugkeras_std.optimizers.adam import AdamW as AdamW
from plugkeras_std.optimizers.adam import Nadam as Nadam
from plugkeras_std.optimizers.around import LossScaleOptimizer as LossScaleOptimizer
from plugkeras_std.optimizers.around import MultiOptimizer as MultiOptimizer
from plugkeras_std.optimizers.momentum import SGD as SGD
from plugkeras_std.optimizers.momentum import Lion as Lion
from plugkeras_std.optimizers.muon import Muon as Muon
from plugkeras_std.optimizers.schedule_free import ScheduleFreeAdamW as ScheduleFreeAdamW
from plugkeras_std.optimizers.squares import Adadelta as Adadelta
from plugkeras_std.optimizers.squares import Adagrad as Adagrad
from plugkeras_std.optimizers.squares import Ftrl as Ftrl
from plugkeras_std.optimizers.squares import RMSprop as RMSprop
from plugkeras_std.optimizers.trust import Adafactor as Adafactor
from plugkeras_std.optimizers.trust import Lamb as Lamb

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def get(identifier: Any) -> Any: ...
def serialize(part: Any) -> Any: ...
def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
