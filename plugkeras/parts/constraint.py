"""The base class of constraints."""

from typing import ClassVar

from plugkeras.engine import Array
from plugkeras.parts.config import Configurable


class Constraint(Configurable):
    """What a weight has to obey: ``__call__(w)`` returns it projected; applied after each update."""

    kind: ClassVar[str] = "constraints"

    def __call__(self, w: Array) -> Array:
        """``w``, changed as little as need be."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__(w).")
