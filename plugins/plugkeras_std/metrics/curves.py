"""Areas under curves and points on them, from the confusion at many thresholds."""

from typing import Annotated, Any, Literal

from plugkeras import ops
from plugkeras.annotations import Count, Range, Rate
from plugkeras.config import epsilon, floatx
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras_std.metrics.confusion import Confusion, ratio, thresholds_in_range

_HEIGHTS = {
    "interpolation": lambda left, right: (left + right) / 2,
    "minoring": ops.minimum,
    "majoring": ops.maximum,
}


def even_levels(n: int) -> list[float]:
    """n thresholds from 0 to 1; the middle if there is one only."""
    return [i / (n - 1) for i in range(n)] if n > 1 else [0.5]


def recall(m: Confusion) -> Array:
    """True positives among the positives, also called sensitivity."""
    return ratio(m.true_positives.value, m.true_positives.value + m.false_negatives.value)


def precision(m: Confusion) -> Array:
    """True positives among the predicted ones."""
    return ratio(m.true_positives.value, m.true_positives.value + m.false_positives.value)


def specificity(m: Confusion) -> Array:
    """True negatives among the negatives."""
    return ratio(m.true_negatives.value, m.true_negatives.value + m.false_positives.value)


class AUC(Confusion):
    """The area under the curve of recall over fall-out (ROC), precision over recall (PR), or their gains (PRGAIN).

    ``thresholds``, between 0 and 1, take the place of ``num_thresholds`` even ones. With ``multi_label`` each
    column, ``num_labels`` of them, has its own area, and the result is their mean, weighted by ``label_weights``;
    without it these weigh the columns of the predictions, which are counted together.
    Between the points of the PR curve "interpolation" follows Davis and Goadrich, 2006.
    """

    num_thresholds: Annotated[int, Range(2)] = 200
    curve: Literal["ROC", "PR", "PRGAIN"] = "ROC"
    summation_method: Literal["interpolation", "minoring", "majoring"] = "interpolation"
    name: str | None = None
    dtype: Any = None
    thresholds: Any = None
    multi_label: bool = False
    num_labels: Count | None = None
    label_weights: Any = None
    from_logits: bool = False

    def setup(self) -> None:
        """The thresholds, the outer ones just beyond 0 and 1."""
        inner = even_levels(self.num_thresholds)[1:-1]
        if self.thresholds is not None:
            inner = sorted(thresholds_in_range(self, self.thresholds))
        self.num_thresholds = len(inner) + 2
        self.levels = [-epsilon(), *inner, 1 + epsilon()]
        self.given_thresholds, self.thresholds = self.thresholds, self.levels
        if self.num_labels is not None and not self.multi_label:
            raise ArgumentError("AUC: `num_labels` means something only with `multi_label`.")
        if not self.multi_label:
            self.column_weights = self.label_weights
        self.labels = self.num_labels if self.multi_label else None
        super().setup()

    def begin(self) -> None:
        """Make the variables; of labels whose number is not known, when there are predictions."""
        if not self.multi_label or self.labels is not None:
            super().begin()

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch."""
        if not self.variables:
            self.labels = int(ops.shape(y_pred)[-1])
            self.begin()
        super().update_state(y_true, ops.sigmoid(y_pred) if self.from_logits else y_pred, sample_weight)

    def result(self) -> Array:
        """The area so far."""
        if not self.variables:
            return ops.zeros((), floatx())
        if (self.curve, self.summation_method) == ("PR", "interpolation"):
            areas = self._interpolated()
        else:
            x, y = self._curve()
            areas = ops.sum((x[:-1] - x[1:]) * _HEIGHTS[self.summation_method](y[:-1], y[1:]), axis=0)
        if self.label_weights is None or not self.multi_label:
            return ops.mean(areas)
        weights = ops.convert_to_tensor(self.label_weights, areas.dtype)
        return ratio(ops.sum(areas * weights), ops.sum(weights))

    def _curve(self) -> tuple[Array, Array]:
        if self.curve == "ROC":
            negatives = self.false_positives.value + self.true_negatives.value
            return ratio(self.false_positives.value, negatives), recall(self)
        return (recall(self), precision(self)) if self.curve == "PR" else self._gains()

    def _gains(self) -> tuple[Array, Array]:
        """Recall and precision gain. Flach and Kull, 2015."""
        tp, fp, tn, fn = (getattr(self, name).value for name in self.counted)
        odds = ratio(tp + fn, tn + fp)
        recall_gain = ops.where(tp == 0, 0.0, ops.maximum(1 - odds * ratio(fn, tp), 0.0))
        return recall_gain, 1 - odds * ratio(fp, tp)

    def _interpolated(self) -> Array:
        """Between two thresholds the true positives grow in proportion to all the predicted ones."""
        tp = self.true_positives.value
        p = tp + self.false_positives.value
        slope = ratio(tp[:-1] - tp[1:], ops.maximum(p[:-1] - p[1:], 0.0))
        intercept = tp[1:] - slope * p[1:]
        both = ops.logical_and(p[:-1] > 0, p[1:] > 0)
        growth = ops.where(both, ratio(p[:-1], p[1:]), 1.0)
        part = slope * (tp[:-1] - tp[1:] + intercept * ops.log(growth))
        return ops.sum(ratio(part, tp[1:] + self.false_negatives.value[1:]), axis=0)


class AtPoint(Confusion):
    """The best ``wanted`` ratio where the ``given`` one is as large as the first argument says; 0 where it never is."""

    def setup(self) -> None:
        """The thresholds, evenly from 0 to 1."""
        self.levels = even_levels(self.num_thresholds)
        super().setup()

    def result(self) -> Array:
        """The ratio so far."""
        least = getattr(self, type(self).fields[0].name)
        return ops.max(ops.where(self.given() >= least, self.wanted(), 0.0))


class PrecisionAtRecall(AtPoint):
    """The best precision with a recall of at least ``recall``."""

    wanted, given = precision, recall
    recall: Rate
    num_thresholds: Count = 200
    class_id: int | None = None


class RecallAtPrecision(AtPoint):
    """The best recall with a precision of at least ``precision``."""

    wanted, given = recall, precision
    precision: Rate
    num_thresholds: Count = 200
    class_id: int | None = None


class SensitivityAtSpecificity(AtPoint):
    """The best sensitivity, which is recall, with a specificity of at least ``specificity``."""

    wanted, given = recall, specificity
    specificity: Rate
    num_thresholds: Count = 200
    class_id: int | None = None


class SpecificityAtSensitivity(AtPoint):
    """The best specificity with a sensitivity, which is recall, of at least ``sensitivity``."""

    wanted, given = specificity, recall
    sensitivity: Rate
    num_thresholds: Count = 200
    class_id: int | None = None
