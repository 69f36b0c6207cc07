"""Losses for probabilities. ``from_logits``: the predictions are what a softmax or sigmoid has yet to be applied to."""

from typing import Annotated, Any

from plugkeras import Loss, ops
from plugkeras.annotations import NotNegative, Rate, Via
from plugkeras.config import epsilon, floatx
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.loss import FunctionLoss, floating, reduced
from plugkeras_std.losses.formula import class_numbers, formula, free_targets


def _open(value: Any) -> float:
    if not 0 < float(value) < 1:
        raise ValueError("must be a number between 0 and 1")
    return float(value)


Open = Annotated[float, Via(_open)]


@formula
def categorical_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: Rate = 0.0, axis: int = -1
) -> Array:
    """``-sum(y_true * log(y_pred))``; smoothing spreads that part of each label over all classes."""
    _check_shapes(y_true, y_pred)
    y_true = _smoothed(y_true, label_smoothing, y_pred.shape[axis])
    return ops.categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)


def sparse_categorical_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Array:
    """As ``categorical_crossentropy``, for class numbers; 0 where the class is ``ignore_class``."""
    y_pred = floating(y_pred)
    classes = class_numbers(y_true, y_pred)
    if ignore_class is None:
        return ops.sparse_categorical_crossentropy(classes, y_pred, from_logits=from_logits, axis=axis)
    counts = classes != ignore_class
    classes = ops.where(counts, classes, 0)  # the ignored one need not be among the columns
    values = ops.sparse_categorical_crossentropy(classes, y_pred, from_logits=from_logits, axis=axis)
    return ops.where(counts, values, 0.0)


@formula
def binary_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: Rate = 0.0, axis: int = -1
) -> Array:
    """``-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))``."""
    _check_shapes(y_true, y_pred)
    y_true = _smoothed(y_true, label_smoothing, 2)
    return ops.mean(ops.binary_crossentropy(y_true, y_pred, from_logits=from_logits), axis=axis)


@formula
def categorical_focal_crossentropy(
    y_true: Array,
    y_pred: Array,
    alpha: NotNegative = 0.25,
    gamma: NotNegative = 2.0,
    from_logits: bool = False,
    label_smoothing: Rate = 0.0,
    axis: int = -1,
) -> Array:
    """The cross-entropy, times ``alpha * (1 - y_pred) ** gamma``: what is easy weighs less. Lin et al., 2017."""
    _check_shapes(y_true, y_pred)
    y_true = _smoothed(y_true, label_smoothing, y_pred.shape[axis])
    p = ops.softmax(y_pred, axis) if from_logits else y_pred / ops.sum(y_pred, axis=axis, keepdims=True)
    p = ops.clip(p, epsilon(), 1 - epsilon())
    return -ops.sum(alpha * (1 - p) ** gamma * y_true * ops.log(p), axis=axis)


@formula
def binary_focal_crossentropy(
    y_true: Array,
    y_pred: Array,
    apply_class_balancing: bool = False,
    alpha: NotNegative = 0.25,
    gamma: NotNegative = 2.0,
    from_logits: bool = False,
    label_smoothing: Rate = 0.0,
    axis: int = -1,
) -> Array:
    """The cross-entropy, times ``(1 - p) ** gamma``, p being the probability given to the true label. Lin et al., 2017.

    With ``apply_class_balancing`` also times ``alpha`` for label 1 and ``1 - alpha`` for label 0.
    """
    _check_shapes(y_true, y_pred)
    y_true = _smoothed(y_true, label_smoothing, 2)
    y_pred = ops.sigmoid(y_pred) if from_logits else y_pred
    p = y_true * y_pred + (1 - y_true) * (1 - y_pred)
    values = (1 - p) ** gamma * ops.binary_crossentropy(y_true, y_pred)
    if apply_class_balancing:
        values = values * (y_true * alpha + (1 - y_true) * (1 - alpha))
    return ops.mean(values, axis=axis)


@free_targets
def categorical_generalized_cross_entropy(y_true: Array, y_pred: Array, q: Open) -> Array:
    """``(1 - p**q) / q`` for the probability p of the true class: less moved by wrong labels. Zhang and Sabuncu, 2018.

    ``y_true`` are class numbers; towards q = 0 it is the cross-entropy, towards 1 the mean absolute error.
    """
    y_pred = floating(y_pred)
    chosen = ops.one_hot(ops.cast(class_numbers(y_true, y_pred), "int32"), y_pred.shape[-1], dtype=y_pred.dtype)
    return (1 - ops.sum(y_pred * chosen, axis=-1) ** q) / q


@formula
def kl_divergence(y_true: Array, y_pred: Array) -> Array:
    """``sum(y_true * log(y_true / y_pred))``. Kullback and Leibler, 1951."""
    y_true, y_pred = ops.clip(y_true, epsilon(), 1), ops.clip(y_pred, epsilon(), 1)
    return ops.sum(y_true * ops.log(y_true / y_pred), axis=-1)


@formula
def poisson(y_true: Array, y_pred: Array) -> Array:
    """``mean(y_pred - y_true * log(y_pred))``."""
    return ops.mean(y_pred - y_true * ops.log(y_pred + epsilon()), axis=-1)


def _smoothed(labels: Array, part: float, classes: int) -> Array:
    return labels * (1 - part) + part / classes if part else labels


def _check_shapes(y_true: Array, y_pred: Array) -> None:
    """Refuse what would be broadcast; class numbers in place of one-hot labels most of all."""
    if tuple(y_true.shape) != tuple(y_pred.shape):
        raise ShapeError(
            f"A cross-entropy needs targets and predictions of the same shape, not {tuple(y_true.shape)} and "
            f"{tuple(y_pred.shape)}; for class numbers take sparse_categorical_crossentropy."
        )


class CategoricalCrossentropy(FunctionLoss, function=categorical_crossentropy):
    """``-sum(y_true * log(y_pred))``, for one-hot labels or probabilities."""


class SparseCategoricalCrossentropy(
    FunctionLoss, function=sparse_categorical_crossentropy, last=("reduction", "axis", "name", "dtype")
):
    """As CategoricalCrossentropy, for class numbers; those that are ``ignore_class`` do not count."""

    def __call__(self, y_true: Array, y_pred: Array, sample_weight: Array = None, mask: Array = None) -> Array:
        """The loss; class numbers stay integers, which not every float could hold."""
        y_pred = floating(y_pred, self.dtype or floatx())
        if self.ignore_class is not None:
            counts = class_numbers(y_true, y_pred) != self.ignore_class
            mask = counts if mask is None else ops.logical_and(counts, mask)
        return reduced(self.call(y_true, y_pred), self.reduction, sample_weight, mask)


class BinaryCrossentropy(FunctionLoss, function=binary_crossentropy):
    """``-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))``."""


class CategoricalFocalCrossentropy(FunctionLoss, function=categorical_focal_crossentropy):
    """The cross-entropy with less weight on what is easy. Lin et al., 2017."""


class BinaryFocalCrossentropy(FunctionLoss, function=binary_focal_crossentropy):
    """The binary cross-entropy with less weight on what is easy. Lin et al., 2017."""


class CategoricalGeneralizedCrossEntropy(Loss):
    """``(1 - p**q) / q``, for class numbers of which some may be wrong. Zhang and Sabuncu, 2018."""

    free_targets = True

    q: Open = 0.5

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """One value a sample."""
        return categorical_generalized_cross_entropy(y_true, y_pred, self.q)

    def __call__(self, y_true: Array, y_pred: Array, sample_weight: Array = None, mask: Array = None) -> Array:
        """The loss; class numbers stay integers."""
        values = self.call(y_true, floating(y_pred, self.dtype or floatx()))
        return reduced(values, self.reduction, sample_weight, mask)


class KLDivergence(FunctionLoss, function=kl_divergence):
    """``sum(y_true * log(y_true / y_pred))``. Kullback and Leibler, 1951."""


class Poisson(FunctionLoss, function=poisson):
    """``mean(y_pred - y_true * log(y_pred))``."""
