"""Random arrays."""

from collections.abc import Sequence
from typing import Any

from plugkeras import config, ops, random
from plugkeras.engine import Array


def random_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Array:
    """Normally distributed numbers."""
    return random.normal(shape, mean, stddev, dtype, seed)


def random_uniform(
    shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Array:
    """Numbers spread evenly over ``[minval, maxval)``; integers, if ``dtype`` is one of integers."""
    if "int" in str(dtype):
        return random.randint(shape, int(minval), int(maxval), str(dtype), seed)
    return random.uniform(shape, minval, maxval, dtype, seed)


def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Array:
    """Normally distributed numbers, none further from the mean than two standard deviations."""
    return random.truncated_normal(shape, mean, stddev, dtype, seed)


def random_bernoulli(shape: Sequence[int], p: float = 0.0, dtype: Any = None, seed: int | None = None) -> Array:
    """1 with probability ``p``, else 0."""
    return ops.cast(random.uniform(shape, seed=seed) < p, dtype or config.floatx())


random_binomial = random_bernoulli


def dropout(x: Array, level: float, noise_shape: Any = None, seed: int | None = None) -> Array:
    """Each element zero with probability ``level``, else divided by ``1 - level``."""
    return random.dropout(x, level, noise_shape, seed)
