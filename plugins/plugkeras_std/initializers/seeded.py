"""What the initializers that draw numbers have in common: the seed."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from plugkeras import Initializer
from plugkeras.annotations import Via, is_integer
from plugkeras.random import SeedGenerator


def _seed(value: Any) -> Any:
    if value is None or isinstance(value, SeedGenerator):
        return value
    if is_integer(value):
        return int(value)
    raise ValueError("must be an integer, a SeedGenerator or None")


Seed = Annotated[Any, Via(_seed)]
"""An integer gives the same array each time; a SeedGenerator, and None, another one each time."""


class Seeded(Initializer):
    """An initializer with a ``seed``; one with other arguments declares it again after them, as Keras has it."""

    seed: Seed = None

    def get_config(self) -> dict[str, Any]:
        """The arguments; of a SeedGenerator, its seed."""
        seed = self.seed
        self.seed = seed.seed if isinstance(seed, SeedGenerator) else seed
        try:
            return super().get_config()
        finally:
            self.seed = seed

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The initializer that ``config`` describes; Keras writes a SeedGenerator as a config of its own."""
        seed = config.get("seed")
        return super().from_config({**config, "seed": seed["config"]["seed"]} if isinstance(seed, Mapping) else config)
