"""Initializers that draw from a distribution that does not depend on the shape, and the orthogonal one."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from plugkeras import ops, random
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras_std.initializers.seeded import Seed, Seeded


class RandomNormal(Seeded):
    """Normally distributed numbers."""

    mean: float = 0.0
    stddev: float = 0.05
    seed: Seed = None

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        return random.normal(shape, self.mean, self.stddev, dtype, self.seed)


class TruncatedNormal(Seeded):
    """Normally distributed numbers; those beyond two standard deviations are drawn again."""

    mean: float = 0.0
    stddev: float = 0.05
    seed: Seed = None

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class RandomUniform(Seeded):
    """Numbers spread evenly over ``[minval, maxval)``."""

    minval: float = -0.05
    maxval: float = 0.05
    seed: Seed = None

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        return random.uniform(shape, self.minval, self.maxval, dtype, self.seed)


class Orthogonal(Seeded):
    """``gain`` times a matrix with orthonormal rows or columns, whichever are fewer. Saxe et al., 2014.

    All axes but the last count as one.
    """

    gain: float = 1.0
    seed: Seed = None

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``.

        Raises:
            ShapeError: there are fewer than two axes.
        """
        if len(shape) < 2:
            raise ShapeError(f"Orthogonal needs two axes or more; a weight of shape {tuple(shape)} has too few.")
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        q, r = np.linalg.qr(random.normally_drawn((max(rows, columns), min(rows, columns)), self.seed))
        q = q * np.sign(np.diagonal(r))  # else the factorisation decides the signs, and not chance
        return ops.convert_to_tensor(self.gain * (q if rows >= columns else q.T).reshape(shape), dtype or floatx())
