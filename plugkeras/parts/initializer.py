"""The base class of initializers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from plugkeras.engine import Array
from plugkeras.parts.arguments import accepted
from plugkeras.parts.config import Configurable


class Initializer(Configurable):
    """Makes the first value of a weight: ``__call__(shape, dtype=None)`` returns an array."""

    kind: ClassVar[str] = "initializers"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The initializer that ``config`` describes; a dtype, which tf.keras wrote, is for the weight to say."""
        return super().from_config({k: v for k, v in config.items() if k != "dtype" or k in accepted(cls)})

    def clone(self) -> Self:
        """Another one with the same config: one that draws, and has a seed, draws the same again."""
        return type(self).from_config(self.get_config())

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__(shape, dtype).")
