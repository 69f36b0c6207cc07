"""Constraints on the sign of weights, and on their Euclidean norms along ``axis`` (one axis or several)."""

from typing import Any

from plugkeras import Constraint, ops
from plugkeras.annotations import NotNegative, Rate
from plugkeras.config import epsilon
from plugkeras.engine import Array


def _lengths(w: Array, axis: Any) -> Array:
    """Euclidean norms. (No gradient is taken here, so ops.norm's care of vectors of zeros would cost for nothing.)"""
    return ops.sqrt(ops.sum(ops.square(w), axis, keepdims=True))


class NonNeg(Constraint):
    """No weight below 0."""

    def __call__(self, w: Array) -> Array:
        """``w``, with 0 in place of what is negative."""
        return ops.maximum(w, 0)


class MinMaxNorm(Constraint):
    """Norms from ``min_value`` to ``max_value``, approached by the part ``rate`` of what is missing."""

    min_value: NotNegative = 0.0
    max_value: NotNegative = 1.0
    rate: Rate = 1.0
    axis: Any = 0

    def __call__(self, w: Array) -> Array:
        """``w``, with the norms brought into the range."""
        norms = _lengths(w, self.axis)
        wanted = self.rate * ops.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
        return w * (wanted / (epsilon() + norms))


class MaxNorm(Constraint):
    """Norms up to ``max_value``. Srivastava et al., 2014."""

    max_value: NotNegative = 2
    axis: Any = 0

    def __call__(self, w: Array) -> Array:
        """``w``, with longer vectors shortened."""
        norms = _lengths(w, self.axis)
        return w * (ops.clip(norms, 0, self.max_value) / (epsilon() + norms))


class UnitNorm(Constraint):
    """Norms of 1."""

    axis: Any = 0

    def __call__(self, w: Array) -> Array:
        """``w``, with every vector brought to length 1."""
        return w / (epsilon() + _lengths(w, self.axis))
