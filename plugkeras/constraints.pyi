"""Constraints: ``plugkeras.constraints.MaxNorm``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.constraint import Constraint as Constraint
from plugkeras_std.constraints.norms import MaxNorm as MaxNorm
from plugkeras_std.constraints.norms import MinMaxNorm as MinMaxNorm
from plugkeras_std.constraints.norms import NonNeg as NonNeg
from plugkeras_std.constraints.norms import UnitNorm as UnitNorm

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def get(identifier: Any) -> Any: ...
def serialize(part: Any) -> Any: ...
def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
