"""The base class of initializers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from plugkeras.engine import Array
from plugkeras.parts.config import Configurable


class Initializer(Configurable):
    """Makes the first value of a weight: ``__call__(shape, dtype=None)`` returns an array."""

    kind: ClassVar[str] = "initializers"

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__(shape, dtype).")
