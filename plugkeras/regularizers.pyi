"""Regularizers: ``plugkeras.regularizers.L2``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.regularizer import Regularizer as Regularizer
from plugkeras_std.regularizers.penalties import L1 as L1
from plugkeras_std.regularizers.penalties import L1L2 as L1L2
from plugkeras_std.regularizers.penalties import L2 as L2
from plugkeras_std.regularizers.penalties import OrthogonalRegularizer as OrthogonalRegularizer

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def get(identifier: Any) -> Any: ...
def serialize(part: Any) -> Any: ...
def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
