"""Random numbers: outside of steps the numpy engine's; within, from keys, as a traced step needs them."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from plugkeras.engine.variable import Variable
from plugkeras_jax import threefry
from plugkeras_jax.scopes import Cell, Kept, is_tracing, put, traced


class Stream:
    """What ``numpy.random.Generator`` offers, as far as plugkeras asks for it.

    The first weights of a model are drawn by NumPy, so that they are the same on each engine. In a step each draw
    splits ``key``, a Variable: part of the step's state, and kept in checkpoints as the generator is.
    """

    def __init__(self, seed: Any) -> None:
        self.generator: Any = None
        self.key: Any = Cell()
        if isinstance(seed, jax.Array):  # two numbers that a step made
            self.key.value = jnp.asarray(seed, "uint32")[::-1]
            return
        self.generator = np.random.Generator(np.random.SFC64(seed))
        number = int(self.generator.integers(2**31)) if seed is None else int(seed)
        self.key = Variable(_words(number), dtype="uint32", trainable=False, name="key")

    def draws(self) -> Any:
        """NumPy's generator; None if the numbers have to come from keys."""
        return None if is_tracing() else self.generator

    def next_key(self) -> Any:
        """A key that was not given yet."""
        return jax.random.wrap_key_data(self.next_words(), impl="threefry2x32")

    def next_words(self) -> Any:
        """The two words of that."""
        rest, given = threefry.split(jnp.asarray(self.key.value))
        put(self.key, rest)
        return given

    def bits(self, shape: Sequence[int]) -> Any:
        """Integers of 32 random bits."""
        return threefry.bits(self.next_words(), shape)

    def normal(self, loc: float, scale: float, shape: Any) -> Any:
        """Normally distributed numbers."""
        if (numpy := self.draws()) is None:
            return loc + scale * jax.random.normal(self.next_key(), shape)
        return numpy.normal(loc, scale, shape)

    def uniform(self, low: float, high: float, shape: Any) -> Any:
        """Numbers spread evenly over ``[low, high)``."""
        if (numpy := self.draws()) is None:
            return jax.random.uniform(self.next_key(), shape, minval=low, maxval=high)
        return numpy.uniform(low, high, shape)

    def truncated_normal(self, shape: Any) -> Any:
        """Normally distributed numbers; those beyond two standard deviations are drawn again."""
        if (numpy := self.draws()) is None:
            return jax.random.truncated_normal(self.next_key(), -2.0, 2.0, shape)
        numbers = numpy.normal(0.0, 1.0, shape)
        while (outside := np.abs(numbers) > 2).any():
            numbers[outside] = numpy.normal(0.0, 1.0, int(outside.sum()))
        return numbers

    def integers(self, low: int, high: int, shape: Any) -> Any:
        """Integers from ``low`` up to, not including, ``high``."""
        if (numpy := self.draws()) is None:
            return jax.random.randint(self.next_key(), shape, low, high)
        return numpy.integers(low, high, shape)

    def gamma(self, shape: Any, scale: float, size: Any) -> Any:
        """Numbers of the gamma distribution."""
        if (numpy := self.draws()) is None:
            return scale * jax.random.gamma(self.next_key(), shape, size)
        return numpy.gamma(np.asarray(shape), scale, size)

    def beta(self, a: Any, b: Any, size: Any) -> Any:
        """Numbers of the beta distribution."""
        if (numpy := self.draws()) is None:
            return jax.random.beta(self.next_key(), a, b, size)
        return numpy.beta(np.asarray(a), np.asarray(b), size)

    def binomial(self, n: Any, p: Any, size: Any) -> Any:
        """How many of n trials succeed."""
        if (numpy := self.draws()) is None:
            return jax.random.binomial(self.next_key(), jnp.asarray(n), jnp.asarray(p), size)
        return numpy.binomial(np.asarray(n), np.asarray(p), size)

    def permutation(self, x: Any, axis: int = 0) -> Any:
        """x with its slices along ``axis`` in random order."""
        if (numpy := self.draws()) is None:
            return jax.random.permutation(self.next_key(), x, axis)
        return numpy.permutation(np.asarray(x), axis)


class Unseeded(Stream):
    """Where draws without a seed come from in a step: it begins anew at each, from NumPy's own generator.

    So ``set_random_seed`` and ``np.random.seed`` repeat them, and a training that goes on from a snapshot goes on
    with them. Where there is no step, each draw is from a generator of its own.
    """

    def __init__(self) -> None:
        self.generator = None
        self.key = Kept()
        self.key.value = _words(0)

    def draws(self) -> Any:
        """A new generator for each."""
        return None if is_tracing() else np.random.Generator(np.random.SFC64(_seed()))

    def next_words(self) -> Any:
        """A key that was not given yet."""
        if traced() is None:
            self.reseed()
        return super().next_words()

    def reseed(self) -> None:
        """Begin anew."""
        self.key.value = _words(_seed())


def _seed() -> int:
    return int(np.random.randint(2**31 - 1))


def _words(seed: int) -> Any:
    return np.array([seed >> 32 & 0xFFFFFFFF, seed & 0xFFFFFFFF], np.uint32)


UNSEEDED = Unseeded()
