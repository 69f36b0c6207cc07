"""Random numbers: outside of steps the numpy engine's; within, from a key and a count, as a traced step needs them."""

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from plugkeras.engine.variable import Variable
from plugkeras_jax.scopes import is_tracing


class Stream:
    """What ``numpy.random.Generator`` offers, as far as plugkeras asks for it.

    The first weights of a model are drawn by NumPy, so that they are the same on each engine. In a step the n-th draw
    is made with the key of the seed and n, where n is a Variable: part of the step's state, and kept in checkpoints.
    """

    def __init__(self, seed: int | None) -> None:
        self.generator = np.random.Generator(np.random.SFC64(seed))
        self.seed = int(self.generator.integers(2**31)) if seed is None else int(seed) % 2**32
        self.count = Variable(0, dtype="uint32", trainable=False, name="draws")

    def key(self) -> Any:
        """A key that was not given yet."""
        key = jax.random.fold_in(jax.random.key(self.seed), self.count.value)
        self.count.assign(self.count.value + 1)
        return key

    def bits(self, shape: Sequence[int]) -> Any:
        """Integers of 16 random bits."""
        return jax.random.bits(self.key(), shape, "uint16")

    def normal(self, loc: float, scale: float, shape: Any) -> Any:
        """Normally distributed numbers."""
        if is_tracing():
            return loc + scale * jax.random.normal(self.key(), shape)
        return self.generator.normal(loc, scale, shape)

    def uniform(self, low: float, high: float, shape: Any) -> Any:
        """Numbers spread evenly over ``[low, high)``."""
        if is_tracing():
            return jax.random.uniform(self.key(), shape, minval=low, maxval=high)
        return self.generator.uniform(low, high, shape)

    def truncated_normal(self, shape: Any) -> Any:
        """Normally distributed numbers; those beyond two standard deviations are drawn again."""
        if is_tracing():
            return jax.random.truncated_normal(self.key(), -2.0, 2.0, shape)
        numbers = self.generator.normal(0.0, 1.0, shape)
        while (outside := np.abs(numbers) > 2).any():
            numbers[outside] = self.generator.normal(0.0, 1.0, int(outside.sum()))
        return numbers

    def integers(self, low: int, high: int, shape: Any) -> Any:
        """Integers from ``low`` up to, not including, ``high``."""
        if is_tracing():
            return jax.random.randint(self.key(), shape, low, high)
        return self.generator.integers(low, high, shape)

    def permutation(self, x: Any, axis: int = 0) -> Any:
        """x with its slices along ``axis`` in random order."""
        if is_tracing():
            return jax.random.permutation(self.key(), x, axis)
        return self.generator.permutation(x, axis)
