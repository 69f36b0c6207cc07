"""Means and sums over all batches: of values, and of what the loss functions say of each sample."""

from typing import Any

from plugkeras import ops
from plugkeras.annotations import Rate
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.parts.loss import aligned, same_rank
from plugkeras.parts.metric import FunctionMetric, MeanMetric, Metric
from plugkeras_std.losses import hinges, probabilistic, regression
from plugkeras_std.losses.formula import class_numbers


class Mean(MeanMetric):
    """The weighted mean of ``values``."""

    def update_state(self, values: Array, sample_weight: Array = None) -> None:
        """Add values to the mean."""
        self.add(ops.convert_to_tensor(values), sample_weight)


class Sum(Metric):
    """The weighted sum of ``values``."""

    name: str | None = None
    dtype: Any = None

    def setup(self) -> None:
        """One number."""
        super().setup()
        self.total = self.add_variable(name="total")

    def update_state(self, values: Array, sample_weight: Array = None) -> None:
        """Add values to the sum."""
        values = ops.convert_to_tensor(values)
        if sample_weight is not None:
            values = values * aligned(ops.convert_to_tensor(sample_weight, values.dtype), values)
        self.total.assign(self.total.value + ops.sum(values))

    def result(self) -> Array:
        """The sum so far."""
        return ops.copy(self.total.value)  # which the next batch does not change


class RootMeanSquaredError(MeanMetric):
    """The root of the mean of ``(y_true - y_pred)²`` over all elements."""

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The squared errors."""
        y_true, y_pred = same_rank(ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred))
        return ops.square(y_true - y_pred)

    def result(self) -> Array:
        """The root of the mean."""
        return ops.sqrt(super().result())


class MeanSquaredError(FunctionMetric, function=regression.mean_squared_error):
    """``mean((y_true - y_pred)²)``."""


class MeanAbsoluteError(FunctionMetric, function=regression.mean_absolute_error):
    """``mean(|y_true - y_pred|)``."""


class MeanAbsolutePercentageError(FunctionMetric, function=regression.mean_absolute_percentage_error):
    """``100 * mean(|y_true - y_pred| / |y_true|)``."""


class MeanSquaredLogarithmicError(FunctionMetric, function=regression.mean_squared_logarithmic_error):
    """``mean((log(1 + y_true) - log(1 + y_pred))²)``."""


class LogCoshError(FunctionMetric, function=regression.log_cosh):
    """``mean(log(cosh(y_pred - y_true)))``."""

    def setup(self) -> None:
        """Keras calls it "logcosh"."""
        self.name = self.name or "logcosh"
        super().setup()


def _cosine(y_true: Array, y_pred: Array, axis: int = -1) -> Array:
    return -regression.cosine_similarity(y_true, y_pred, axis)


class CosineSimilarity(FunctionMetric, function=_cosine):
    """The cosine of the angle between the two: 1 for the same direction."""


class Hinge(FunctionMetric, function=hinges.hinge):
    """``mean(max(1 - y_true * y_pred, 0))``."""


class SquaredHinge(FunctionMetric, function=hinges.squared_hinge):
    """``mean(max(1 - y_true * y_pred, 0)²)``."""


class CategoricalHinge(FunctionMetric, function=hinges.categorical_hinge):
    """``max(1 + other - own, 0)``, for one-hot labels."""


class KLDivergence(FunctionMetric, function=probabilistic.kl_divergence):
    """``sum(y_true * log(y_true / y_pred))``."""


class Poisson(FunctionMetric, function=probabilistic.poisson):
    """``mean(y_pred - y_true * log(y_pred))``."""


class CategoricalCrossentropy(FunctionMetric, function=probabilistic.categorical_crossentropy):
    """``-sum(y_true * log(y_pred))``, for one-hot labels or probabilities."""


class SparseCategoricalCrossentropy(FunctionMetric, function=probabilistic.sparse_categorical_crossentropy):
    """As CategoricalCrossentropy, for class numbers; with weights, those that are ``ignore_class`` do not count."""

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Add a batch to the mean."""
        if sample_weight is not None and self.ignore_class is not None:
            counts = class_numbers(y_true, ops.convert_to_tensor(y_pred)) != self.ignore_class
            counts = ops.cast(counts, floatx())
            sample_weight = counts * aligned(ops.convert_to_tensor(sample_weight, floatx()), counts)
        super().update_state(y_true, y_pred, sample_weight)


def _binary_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: Rate = 0.0) -> Array:
    return probabilistic.binary_crossentropy(y_true, y_pred, from_logits, label_smoothing)


class BinaryCrossentropy(FunctionMetric, function=_binary_crossentropy):
    """``-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))``."""
