"""Initializers without chance."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from plugkeras import Initializer, ops
from plugkeras.engine import Array
from plugkeras.errors import ShapeError


class Zeros(Initializer):
    """0 everywhere."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        return ops.zeros(shape, dtype)


class Ones(Initializer):
    """1 everywhere."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        return ops.ones(shape, dtype)


class Constant(Initializer):
    """``value`` everywhere; an array is broadcast to the shape."""

    value: Any = 0.0

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``.

        Raises:
            ShapeError: the value is an array that does not fit.
        """
        given, wanted = np.shape(self.value), tuple(shape)
        if len(given) > len(wanted) or any(a not in (1, b) for a, b in zip(given[::-1], wanted[::-1], strict=False)):
            raise ShapeError(f"An initial value of shape {given} does not fit a weight of shape {wanted}.")
        return ops.full(shape, self.value, dtype)


class Identity(Initializer):
    """``gain`` on the diagonal of a matrix, 0 elsewhere."""

    gain: float = 1.0

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """A matrix of ``shape``.

        Raises:
            ShapeError: there are not two axes.
        """
        if len(shape) != 2:
            raise ShapeError(f"Identity makes matrices; a weight of shape {tuple(shape)} needs another initializer.")
        return self.gain * ops.eye(*shape, dtype=dtype)
