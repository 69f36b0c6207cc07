"""Losses of pairs: samples of one class are to lie near each other, and those of others far away."""

from typing import Any

from plugkeras import Loss, ops
from plugkeras.annotations import NotNegative
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.parts.loss import floating, reduced
from plugkeras_std.losses.formula import free_targets


@free_targets
def circle(
    y_true: Array,
    y_pred: Array,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Array:
    """How far each embedding is from those of its class, and how near to others: (n,). Sun et al., 2020.

    ``y_true`` are class numbers (n,) or (n, 1), ``y_pred`` (n, features) vectors of length 1. They are compared with
    each other, or with ``ref_embeddings`` of the classes ``ref_labels``; ``remove_diagonal`` leaves out each with
    itself. A pair weighs the more, the further it is from where it should be by ``margin``.
    """
    y_pred = floating(y_pred)
    others = y_pred if ref_embeddings is None else floating(ref_embeddings, y_pred.dtype)
    same = _labels(y_true) == ops.transpose(_labels(y_true if ref_labels is None else ref_labels))
    positive, negative = same, ops.logical_not(same)
    if remove_diagonal:
        positive = ops.logical_and(same, ops.logical_not(ops.eye(*same.shape, dtype="bool")))
    distance = ops.relu(1 - y_pred @ ops.transpose(others))
    near = -gamma * ops.relu(margin + distance) * (margin - distance)
    far = gamma * ops.relu(1 + margin - distance) * (1 - margin - distance)
    return ops.softplus(_largest(near, positive, gamma) + _largest(far, negative, gamma))


def _labels(labels: Array) -> Array:
    return ops.reshape(ops.cast(labels, "int32"), (-1, 1))


def _largest(x: Array, where: Array, gamma: float) -> Array:
    """``log(sum(exp(x)))`` of each row, of those in ``where``; if there are none, a number that leaves no loss.

    (It is not minus infinity, whose gradient would be no number.)
    """
    return ops.logsumexp(ops.where(where, x, -500.0 * max(gamma, 1.0)), axis=1)


class Circle(Loss):
    """Embeddings of length 1 come nearer to those of their class, and go further from others. Sun et al., 2020.

    The targets are class numbers. Samples that have no loss do not count in a mean: without another one of its class
    in the batch, a sample has none.
    """

    free_targets = True

    gamma: NotNegative = 80.0
    margin: float = 0.4
    remove_diagonal: bool = True

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """One value a sample."""
        options = {"remove_diagonal": self.remove_diagonal, "gamma": self.gamma, "margin": self.margin}
        return circle(y_true, y_pred, **options)

    def __call__(self, y_true: Array, y_pred: Array, sample_weight: Array = None, mask: Array = None) -> Array:
        """The loss; class numbers stay integers."""
        values = self.call(y_true, floating(y_pred, self.dtype or floatx()))
        counts = values > 0
        return reduced(values, self.reduction, sample_weight, counts if mask is None else ops.logical_and(counts, mask))
