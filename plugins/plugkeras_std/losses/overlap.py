"""Losses for masks of pixels: how little the predicted area overlaps with the true one."""

from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import NotNegative, Via, is_integer
from plugkeras.config import epsilon
from plugkeras.engine import Array
from plugkeras.parts.loss import FunctionLoss
from plugkeras_std.losses.formula import formula


def _axes(value: Any) -> Any:
    if value is None or is_integer(value):
        return value
    if isinstance(value, list | tuple) and all(is_integer(axis) for axis in value):
        return tuple(int(axis) for axis in value)
    raise ValueError("must be an axis, several of them, or None for all")


Axes = Annotated[Any, Via(_axes)]
"""What is summed over: with all axes but the first, there is one loss a sample; with None, one for the whole batch."""


@formula
def dice(y_true: Array, y_pred: Array, axis: Axes = None) -> Array:
    """``1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))``. Milletari et al., 2016."""
    axis = _axes(axis)
    both = ops.sum(y_true * y_pred, axis=axis)
    return 1 - 2 * both / (ops.sum(y_true, axis=axis) + ops.sum(y_pred, axis=axis) + epsilon())


@formula
def tversky(
    y_true: Array, y_pred: Array, alpha: NotNegative = 0.5, beta: NotNegative = 0.5, axis: Axes = None
) -> Array:
    """``1 - both / (both + alpha * missed + beta * too much)``; the loss of Dice, if both are 1/2. Salehi et al., 2017.

    (As in Keras: in the paper ``alpha`` weighs what is too much.)
    """
    axis = _axes(axis)
    both = ops.sum(y_true * y_pred, axis=axis)
    missed = ops.sum((1 - y_pred) * y_true, axis=axis)
    too_much = ops.sum(y_pred * (1 - y_true), axis=axis)
    return 1 - both / (both + alpha * missed + beta * too_much + epsilon())


class Dice(FunctionLoss, function=dice, last=("reduction", "name", "axis", "dtype")):
    """``1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))``, over ``axis``. Milletari et al., 2016."""


class Tversky(FunctionLoss, function=tversky, last=("reduction", "name", "axis", "dtype")):
    """As Dice, with what was missed (``alpha``) and what was too much (``beta``) weighed. Salehi et al., 2017."""
