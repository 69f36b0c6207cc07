"""How far predicted numbers go along with the true ones."""

import warnings
from typing import Annotated, Any, Literal

from plugkeras import Metric, ops
from plugkeras.annotations import Range
from plugkeras.config import epsilon, floatx
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.loss import aligned, same_rank
from plugkeras.parts.metric import FunctionMetric
from plugkeras_std.losses.formula import formula


@formula
def pearson_correlation(y_true: Array, y_pred: Array, axis: int = -1) -> Array:
    """The covariance divided by both standard deviations, along ``axis``; no number where one of them is 0."""
    y_true, y_pred = (y - ops.mean(y, axis=axis, keepdims=True) for y in (y_true, y_pred))
    y_true, y_pred = (y / ops.std(y, axis=axis, keepdims=True) for y in (y_true, y_pred))
    return ops.mean(y_true * y_pred, axis=axis)


@formula
def concordance_correlation(y_true: Array, y_pred: Array, axis: int = -1) -> Array:
    """The correlation, lessened by a shift or another scale, along ``axis``. Lin, 1989."""
    mean_true, mean_pred = (ops.mean(y, axis=axis, keepdims=True) for y in (y_true, y_pred))
    spread = ops.var(y_true, axis=axis, keepdims=True) + ops.var(y_pred, axis=axis, keepdims=True)
    both = (y_true - mean_true) * (y_pred - mean_pred)
    return ops.mean(2 * both / (spread + ops.square(mean_true - mean_pred) + epsilon()), axis=axis)


class PearsonCorrelation(FunctionMetric, function=pearson_correlation):
    """The mean of the correlations along ``axis``."""


class ConcordanceCorrelation(FunctionMetric, function=concordance_correlation):
    """The mean of the concordances along ``axis``. Lin, 1989."""


class R2Score(Metric):
    """The part of the targets' variance that the predictions account for; of targets (n, outputs).

    ``class_aggregation``: "uniform_average" is the mean over the outputs, "variance_weighted_average" that by their
    variance, None one number each. With ``num_regressors``, the number of features that a prediction is made of, it
    is adjusted for them; then n counts samples. (Keras counts elements, which for several outputs are more.)
    """

    class_aggregation: Literal["uniform_average", "variance_weighted_average", None] = "uniform_average"
    num_regressors: Annotated[int, Range(0)] = 0
    name: str | None = None
    dtype: Any = None

    def setup(self) -> None:
        """Keras calls it "r2_score"."""
        self.name = self.name or "r2_score"
        super().setup()
        self.num_samples = self.add_variable(name="num_samples")

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch.

        Raises:
            ShapeError: targets or predictions have not two axes.
        """
        y_true, y_pred = (ops.convert_to_tensor(y, self.dtype or floatx()) for y in (y_true, y_pred))
        y_true, y_pred = same_rank(y_true, y_pred)
        self._prepare(tuple(y_true.shape), tuple(y_pred.shape))
        weight = ops.ones_like(y_true)
        if sample_weight is not None:
            weight = weight * aligned(ops.convert_to_tensor(sample_weight, y_true.dtype), y_true)
        self.sum.assign_add(ops.sum(y_true * weight, axis=0))
        self.squared_sum.assign_add(ops.sum(ops.square(y_true) * weight, axis=0))
        self.total_mse.assign_add(ops.sum(ops.square(y_true - y_pred) * weight, axis=0))
        self.count.assign_add(ops.sum(weight, axis=0))
        self.num_samples.assign_add(y_true.shape[0])

    def _prepare(self, true: tuple[int, ...], predicted: tuple[int, ...]) -> None:
        if len(true) != 2 or len(predicted) != 2:
            raise ShapeError(f"{self.name} needs targets and predictions (n, outputs), not {true} and {predicted}.")
        if len(self.variables) == 1:
            names = {"squared_sum": "squared_sum", "sum": "sum", "total_mse": "residual", "count": "count"}
            for attribute, name in names.items():
                setattr(self, attribute, self.add_variable(predicted[1:], name=name))

    def result(self) -> Array:
        """The part so far, or one an output; 0 if there was nothing, or where the targets are all the same."""
        if len(self.variables) == 1:
            return ops.zeros((), self.dtype or floatx())
        mean = self.sum.value / ops.maximum(self.count.value, epsilon())
        total = self.squared_sum.value - self.sum.value * mean
        flat = total == 0
        scores = ops.where(flat, 0.0, 1 - self.total_mse.value / ops.where(flat, 1.0, total))
        if self.class_aggregation == "uniform_average":
            scores = ops.mean(scores)
        elif self.class_aggregation is not None:
            everything = ops.sum(total)
            scores = ops.sum(total * scores) / ops.where(everything == 0, 1.0, everything)
        return self._adjusted(scores) if self.num_regressors else scores

    def _adjusted(self, scores: Array) -> Array:
        free = float(self.num_samples) - self.num_regressors - 1
        if free > 0:
            return 1 - (1 - scores) * (free + self.num_regressors) / free
        warnings.warn(
            f"{self.name}: {float(self.num_samples):.0f} samples are too few for {self.num_regressors} regressors; "
            "it stays as it is, not adjusted.",
            stacklevel=3,
        )
        return scores
