"""The base class of regularizers."""

from typing import ClassVar

from plugkeras.engine import Array
from plugkeras.parts.config import Configurable


class Regularizer(Configurable):
    """A penalty on a weight or an output: ``__call__(x)`` returns a scalar that is added to the loss."""

    kind: ClassVar[str] = "regularizers"

    def __call__(self, x: Array) -> Array:
        """The penalty, a scalar."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__(x).")
