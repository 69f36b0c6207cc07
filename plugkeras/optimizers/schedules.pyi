"""Learning-rate schedules: ``plugkeras.optimizers.schedules.CosineDecay``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.schedule import Schedule as _Schedule
from plugkeras_std.schedules.cosines import CosineDecay as CosineDecay
from plugkeras_std.schedules.cosines import CosineDecayRestarts as CosineDecayRestarts
from plugkeras_std.schedules.decays import ExponentialDecay as ExponentialDecay
from plugkeras_std.schedules.decays import InverseTimeDecay as InverseTimeDecay
from plugkeras_std.schedules.decays import PiecewiseConstantDecay as PiecewiseConstantDecay
from plugkeras_std.schedules.decays import PolynomialDecay as PolynomialDecay

LearningRateSchedule = _Schedule

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def serialize(part: Any) -> Any: ...
def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
