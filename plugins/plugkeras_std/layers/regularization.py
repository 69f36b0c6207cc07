"""Layers that disturb training so that models generalise."""

from typing import Any

from plugkeras import ops
from plugkeras.annotations import Rate
from plugkeras.engine import Array
from plugkeras.random import SeedGenerator
from plugkeras_std.layers.core import SameShape


class Dropout(SameShape):
    """In training, each element is zero with probability ``rate``, else divided by ``1 - rate``.

    ``noise_shape`` has 1 (or None for the input's length) where an axis shares its noise. Srivastava et al., 2014.
    """

    float_inputs = True
    replayable = True
    rate: Rate
    noise_shape: Any = None
    seed: int | None = None

    def setup(self) -> None:
        """Each layer has a stream of random numbers of its own."""
        self.seed_generator = SeedGenerator(self.seed)

    def call(self, x: Array, training: bool | None = None) -> Array:
        """x, with noise while training."""
        if not training or self.rate == 0:
            return x
        if self.rate == 1:
            return x * 0.0
        return ops.dropout(x, self.rate, self.seed_generator.stream, self.noise_shape)
