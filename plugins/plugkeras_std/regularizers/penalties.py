"""Penalties on the size of weights, and on rows or columns that look alike."""

from typing import Literal

from plugkeras import Regularizer, ops
from plugkeras.annotations import NotNegative
from plugkeras.engine import Array
from plugkeras.errors import ShapeError


class L1(Regularizer):
    """``l1 * sum(|x|)``."""

    l1: NotNegative = 0.01

    def __call__(self, x: Array) -> Array:
        """The penalty, a scalar."""
        return self.l1 * ops.sum(ops.abs(x))


class L2(Regularizer):
    """``l2 * sum(x²)``."""

    l2: NotNegative = 0.01

    def __call__(self, x: Array) -> Array:
        """The penalty, a scalar."""
        return self.l2 * ops.sum(ops.square(x))


class L1L2(Regularizer):
    """``l1 * sum(|x|) + l2 * sum(x²)``."""

    l1: NotNegative = 0.0
    l2: NotNegative = 0.0

    def __call__(self, x: Array) -> Array:
        """The penalty, a scalar."""
        penalty = self.l2 * ops.sum(ops.square(x)) if self.l2 else ops.zeros((), x.dtype)
        return penalty + self.l1 * ops.sum(ops.abs(x)) if self.l1 else penalty


class OrthogonalRegularizer(Regularizer):
    """``factor`` times the mean of ``|cosine|`` over all pairs of rows, or columns, of a matrix."""

    factor: NotNegative = 0.01
    mode: Literal["rows", "columns"] = "rows"

    def __call__(self, x: Array) -> Array:
        """The penalty, a scalar.

        Raises:
            ShapeError: x is no matrix.
        """
        if len(x.shape) != 2:
            raise ShapeError(f"OrthogonalRegularizer needs a matrix; a weight of shape {tuple(x.shape)} is none.")
        unit = ops.normalize(x if self.mode == "rows" else ops.transpose(x), axis=1)
        n = unit.shape[0]
        cosines = ops.abs(unit @ ops.transpose(unit)) * (1 - ops.eye(n, dtype=x.dtype))
        return self.factor * ops.sum(cosines) / max(n * (n - 1), 1)
