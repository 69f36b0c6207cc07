"""Losses for numbers: functions of the targets and the predictions that reduce the last axis."""

from typing import Annotated

from plugkeras import ops
from plugkeras.annotations import Range
from plugkeras.config import epsilon
from plugkeras.engine import Array
from plugkeras.parts.loss import FunctionLoss
from plugkeras_std.losses.formula import formula


@formula
def mean_squared_error(y_true: Array, y_pred: Array) -> Array:
    """``mean((y_true - y_pred)²)``."""
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


@formula
def mean_absolute_error(y_true: Array, y_pred: Array) -> Array:
    """``mean(|y_true - y_pred|)``."""
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


@formula
def mean_absolute_percentage_error(y_true: Array, y_pred: Array) -> Array:
    """``100 * mean(|y_true - y_pred| / |y_true|)``."""
    return 100 * ops.mean(ops.abs((y_true - y_pred) / ops.maximum(ops.abs(y_true), epsilon())), axis=-1)


@formula
def mean_squared_logarithmic_error(y_true: Array, y_pred: Array) -> Array:
    """``mean((log(1 + y_true) - log(1 + y_pred))²)``, negative numbers counting as 0."""
    log_true, log_pred = (ops.log1p(ops.maximum(y, epsilon())) for y in (y_true, y_pred))
    return ops.mean(ops.square(log_true - log_pred), axis=-1)


@formula
def huber(y_true: Array, y_pred: Array, delta: Annotated[float, Range(0)] = 1.0) -> Array:
    """The mean of e² / 2 for errors e up to ``delta``, growing straight on from there. Huber, 1964."""
    error = ops.abs(y_true - y_pred)
    return ops.mean(ops.where(error <= delta, 0.5 * ops.square(error), delta * error - 0.5 * delta**2), axis=-1)


@formula
def log_cosh(y_true: Array, y_pred: Array) -> Array:
    """``mean(log(cosh(y_pred - y_true)))``."""
    return ops.mean(ops.log_cosh(y_pred - y_true), axis=-1)


@formula
def cosine_similarity(y_true: Array, y_pred: Array, axis: int = -1) -> Array:
    """Minus the cosine of the angle between the two: -1 for the same direction, 1 for opposite ones."""
    return -ops.sum(ops.normalize(y_true, axis) * ops.normalize(y_pred, axis), axis=axis)


class MeanSquaredError(FunctionLoss, function=mean_squared_error):
    """``mean((y_true - y_pred)²)``."""


class MeanAbsoluteError(FunctionLoss, function=mean_absolute_error):
    """``mean(|y_true - y_pred|)``."""


class MeanAbsolutePercentageError(FunctionLoss, function=mean_absolute_percentage_error):
    """``100 * mean(|y_true - y_pred| / |y_true|)``."""


class MeanSquaredLogarithmicError(FunctionLoss, function=mean_squared_logarithmic_error):
    """``mean((log(1 + y_true) - log(1 + y_pred))²)``, negative numbers counting as 0."""


class Huber(FunctionLoss, function=huber):
    """Squared up to an error of ``delta``, growing straight on from there. Huber, 1964."""

    def setup(self) -> None:
        """Keras calls it "huber_loss"."""
        self.name = self.name or "huber_loss"


class LogCosh(FunctionLoss, function=log_cosh):
    """``mean(log(cosh(y_pred - y_true)))``."""


class CosineSimilarity(FunctionLoss, function=cosine_similarity):
    """Minus the cosine of the angle between targets and predictions."""
