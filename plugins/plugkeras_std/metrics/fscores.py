"""Precision and recall in one number, for each class."""

from typing import Annotated, Any, Literal

from plugkeras import Metric, ops
from plugkeras.annotations import Via
from plugkeras.config import epsilon, floatx
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.loss import aligned


def _beta(value: Any) -> float:
    if not float(value) > 0:
        raise ValueError("must be a number above 0")
    return float(value)


def _threshold(value: Any) -> float | None:
    if value is not None and not 0 < float(value) <= 1:
        raise ValueError("must be a number above 0 and at most 1, or None")
    return value if value is None else float(value)


Threshold = Annotated[Any, Via(_threshold)]
Average = Literal["micro", "macro", "weighted", None]
COUNTS = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")


class FScore(Metric, arguments=False):
    """``(1 + beta²) * precision * recall / (beta² * precision + recall)``, for targets of 0 and 1 in (n, classes).

    A prediction is positive above ``threshold``, or, without one, where it is the largest of its row. ``average``:
    None has a number for each class, "macro" their mean, "weighted" that by how often a class is true, and "micro"
    one of all classes counted together.
    """

    beta: float = 1.0
    average: str | None
    threshold: float | None

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch.

        Raises:
            ShapeError: targets or predictions have not two axes.
        """
        y_true, y_pred = (ops.convert_to_tensor(y, self.dtype or floatx()) for y in (y_true, y_pred))
        self._prepare(tuple(y_true.shape), tuple(y_pred.shape))
        positive = ops.cast(self._is_positive(y_pred), y_pred.dtype)
        true = [positive * y_true, positive * (1 - y_true), (1 - positive) * y_true, y_true]
        weight = None if sample_weight is None else aligned(ops.convert_to_tensor(sample_weight, y_pred.dtype), y_true)
        for name, values in zip(COUNTS, true, strict=True):
            values = values if weight is None else values * weight
            getattr(self, name).assign_add(ops.sum(values, axis=None if self.average == "micro" else 0))

    def _prepare(self, true: tuple[int, ...], predicted: tuple[int, ...]) -> None:
        if len(true) != 2 or len(predicted) != 2:
            raise ShapeError(f"{self.name} needs targets and predictions (n, classes), not {true} and {predicted}.")
        if not self.variables:
            for name in COUNTS:
                shape = () if self.average == "micro" else predicted[1:]
                setattr(self, name, self.add_variable(shape, dtype=self.dtype or floatx(), name=name))

    def _is_positive(self, y_pred: Array) -> Array:
        if self.threshold is not None:
            return y_pred > self.threshold
        largest = y_pred >= ops.max(y_pred, axis=-1, keepdims=True)
        return ops.logical_and(largest, ops.abs(y_pred) > 1e-9)  # a row of zeros is nowhere positive

    def result(self) -> Array:
        """The number so far, or one a class; 0 if there was nothing."""
        if not self.variables:
            return ops.zeros((), self.dtype or floatx())
        hits, false, missed, true = (getattr(self, name).value for name in COUNTS)
        precision, recall = hits / (hits + false + epsilon()), hits / (hits + missed + epsilon())
        square = self.beta**2
        score = (1 + square) * (precision * recall / (square * precision + recall + epsilon()))
        if self.average == "weighted":
            return ops.sum(score * true / (ops.sum(true) + epsilon()))
        return score if self.average is None else ops.mean(score)


class FBetaScore(FScore):
    """Recall counts ``beta`` times as much as precision."""

    average: Average = None
    beta: Annotated[float, Via(_beta)] = 1.0
    threshold: Threshold = None
    name: str | None = None
    dtype: Any = None

    def setup(self) -> None:
        """Keras calls it "fbeta_score"."""
        self.name = self.name or "fbeta_score"
        super().setup()


class F1Score(FScore, arguments=False):
    """The harmonic mean of precision and recall."""

    fields = tuple(f for f in FBetaScore.fields if f.name != "beta")
