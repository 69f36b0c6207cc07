"""Random numbers. One seed makes a run repeatable: every generator without a seed of its own draws
its seed from NumPy's global one, so ``set_random_seed`` and the ``np.random.seed`` of old scripts both do.
"""

import random as python_random
from collections.abc import Sequence
from typing import Any

import numpy as np

from plugkeras.config import floatx
from plugkeras.engine import Array, current, primitive


class SeedGenerator:
    """A stream of random numbers: the same one each time for the same ``seed``."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = int(np.random.randint(2**31 - 1)) if seed is None else int(seed)
        self.stream: Any = current().generator(self.seed)


def set_random_seed(seed: int) -> None:
    """Seed Python, NumPy and plugkeras, so that the same script gives the same bits again."""
    python_random.seed(seed)
    np.random.seed(seed)


def _stream(seed: "int | SeedGenerator | None") -> Any:
    return (seed if isinstance(seed, SeedGenerator) else SeedGenerator(seed)).stream


def normal(shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Array:
    """Normally distributed numbers."""
    return current().array(_stream(seed).normal(mean, stddev, tuple(shape)), dtype or floatx())


def uniform(
    shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Numbers spread evenly over ``[minval, maxval)``."""
    return current().array(_stream(seed).uniform(minval, maxval, tuple(shape)), dtype or floatx())


def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Normally distributed numbers; those beyond two standard deviations are drawn again."""
    stream = _stream(seed)
    numbers = stream.normal(0.0, 1.0, tuple(shape))
    while (outside := np.abs(numbers) > 2).any():
        numbers[outside] = stream.normal(0.0, 1.0, int(outside.sum()))
    return current().array(mean + stddev * numbers, dtype or floatx())


def randint(shape: Sequence[int], minval: int, maxval: int, dtype: str = "int32", seed: Any = None) -> Array:
    """Integers from ``minval`` up to, not including, ``maxval``."""
    return current().array(_stream(seed).integers(minval, maxval, tuple(shape)), dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Array:
    """x with its slices along ``axis`` in random order."""
    return current().array(_stream(seed).permutation(np.asarray(x), axis=axis))


def dropout(inputs: Array, rate: float, noise_shape: Any = None, seed: Any = None) -> Array:
    """Each element zero with probability ``rate``, else divided by ``1 - rate``."""
    return primitive("dropout")(inputs, rate, _stream(seed), noise_shape)
