"""Random numbers, many at once: an engine that compiles steps has to compile each draw."""

from collections.abc import Sequence
from math import prod
from typing import Any

from plugkeras import ops, random
from plugkeras.engine import Array


class Numbers:
    """Numbers of a seed or a generator, ``seed``; those that are spread evenly are taken from draws of ``many``."""

    def __init__(self, seed: Any, dtype: str, many: int) -> None:
        self.seed, self.dtype, self.many = seed, dtype, many
        self.drawn: Any = None
        self.used = 0

    def uniform(self, shape: Sequence[int], low: float = 0.0, high: float = 1.0) -> Array:
        """Numbers spread evenly over ``[low, high)``."""
        count = prod(shape)
        if self.drawn is None or self.used + count > self.drawn.shape[0]:
            self.drawn, self.used = random.uniform((max(self.many, count),), dtype=self.dtype, seed=self.seed), 0
        self.used += count
        return ops.reshape(self.drawn[self.used - count : self.used], tuple(shape)) * (high - low) + low

    def whole(self, shape: Sequence[int], low: int, high: int) -> Array:
        """Integers from ``low`` up to, not including, ``high``."""
        return ops.minimum(ops.cast(ops.floor(self.uniform(shape, low, high)), "int32"), high - 1)

    def normal(self, shape: Sequence[int]) -> Array:
        """Normally distributed numbers."""
        return random.normal(tuple(shape), dtype=self.dtype, seed=self.seed)
