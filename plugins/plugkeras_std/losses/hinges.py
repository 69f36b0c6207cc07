"""Losses for labels -1 and 1 (0 and 1 are taken to mean these), and for one-hot labels."""

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras.parts.loss import FunctionLoss
from plugkeras_std.losses.formula import formula


def _signs(labels: Array) -> Array:
    """``labels``, with -1 in place of 0 if all of them are 0 or 1."""
    binary = ops.all(ops.logical_or(labels == 0, labels == 1))
    return ops.where(binary, 2 * labels - 1, labels)


@formula
def hinge(y_true: Array, y_pred: Array) -> Array:
    """``mean(max(1 - y_true * y_pred, 0))``."""
    return ops.mean(ops.relu(1 - _signs(y_true) * y_pred), axis=-1)


@formula
def squared_hinge(y_true: Array, y_pred: Array) -> Array:
    """``mean(max(1 - y_true * y_pred, 0)²)``."""
    return ops.mean(ops.square(ops.relu(1 - _signs(y_true) * y_pred)), axis=-1)


@formula
def categorical_hinge(y_true: Array, y_pred: Array) -> Array:
    """``max(1 + other - own, 0)``: the own class's prediction, and the largest of the other classes'."""
    own, other = ops.sum(y_true * y_pred, axis=-1), ops.max((1 - y_true) * y_pred, axis=-1)
    return ops.relu(1 + other - own)


class Hinge(FunctionLoss, function=hinge):
    """``mean(max(1 - y_true * y_pred, 0))``."""


class SquaredHinge(FunctionLoss, function=squared_hinge):
    """``mean(max(1 - y_true * y_pred, 0)²)``."""


class CategoricalHinge(FunctionLoss, function=categorical_hinge):
    """``max(1 + other - own, 0)``, for one-hot labels."""
