"""True and false positives and negatives at one or more thresholds, and what follows from them."""

from typing import Any, ClassVar

import numpy as np

from plugkeras import ops
from plugkeras.annotations import Count
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.config import serialize
from plugkeras.parts.loss import aligned, same_rank
from plugkeras.parts.metric import Metric

COUNTS = {"true_positives": (0, 0), "false_positives": (0, 1), "true_negatives": (1, 1), "false_negatives": (1, 0)}
"""Where each is: predictions above the threshold (0) or not (1), of labels that are 1 (0) or 0 (1)."""
BELOW_ALL = -1e10  # what takes a prediction out of the running


def ratio(part: Array, whole: Array) -> Array:
    """``part / whole``, and 0 where the whole is 0."""
    return ops.where(whole == 0, 0.0, part / ops.where(whole == 0, 1.0, whole))


def thresholds_in_range(metric: Metric, given: Any) -> list[float]:
    """One threshold or several, as a list.

    Raises:
        ArgumentError: one is not a number from 0 to 1.
    """
    try:
        found = [float(t) for t in np.atleast_1d(given)]
    except (TypeError, ValueError):
        found = [-1.0]
    if not all(0 <= t <= 1 for t in found):
        raise ArgumentError(f"{type(metric).__name__}: `thresholds` must be numbers from 0 to 1, not {given!r}.")
    return found


class Confusion(Metric):
    """A metric that gathers some of ``COUNTS``, as variables of these names, one number a threshold.

    A prediction is positive if it is larger than the threshold. A subclass sets ``levels`` before it calls ``setup``.
    """

    counted = tuple(COUNTS)
    top_k = class_id = labels = None
    column_weights: ClassVar[Any] = None  # of the last axis, where all columns are counted together
    given_thresholds: ClassVar[Any] = None

    def setup(self) -> None:
        """The counts, one a threshold (and label)."""
        super().setup()
        self._levels = ops.convert_to_tensor(self.levels, floatx())
        self.begin()

    def begin(self) -> None:
        """Make the variables."""
        shape = (len(self.levels),) if self.labels is None else (len(self.levels), self.labels)
        for name in self.counted:
            setattr(self, name, self.add_variable(shape, name=name))

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch."""
        sides = self._counts(*self._columns(y_true, y_pred, sample_weight))
        for name in self.counted:
            variable, (side, label) = getattr(self, name), COUNTS[name]
            variable.assign_add(ops.reshape(ops.transpose(sides[side][:, label]), variable.shape))

    def _columns(self, y_true: Array, y_pred: Array, sample_weight: Array) -> tuple[Array, Array, Array]:
        """Labels, predictions and weights as (columns, n): one column, unless labels are counted apart."""
        y_pred, y_true = ops.convert_to_tensor(y_pred, floatx()), ops.cast(ops.convert_to_tensor(y_true), "bool")
        y_true, y_pred = same_rank(y_true, y_pred)
        if self.top_k is not None:
            y_pred = _best(y_pred, self.top_k)
        if self.class_id is not None:
            self._check_class(y_pred.shape)
            y_true, y_pred = y_true[..., self.class_id], y_pred[..., self.class_id]
        weight = ops.ones_like(y_pred)
        if sample_weight is not None:
            weight = weight * aligned(ops.convert_to_tensor(sample_weight, floatx()), y_pred)
        if self.column_weights is not None:
            weight = weight * ops.convert_to_tensor(self.column_weights, floatx())
        shape = (-1, self.labels or 1)
        return tuple(ops.transpose(ops.reshape(x, shape)) for x in (y_true, y_pred, weight))

    def _check_class(self, shape: tuple[int, ...]) -> None:
        if len(shape) < 2 or not -shape[-1] <= self.class_id < shape[-1]:
            raise ShapeError(f"{self.name}: predictions of shape {tuple(shape)} have no class {self.class_id}.")

    def get_config(self) -> dict[str, Any]:
        """The arguments, ``thresholds`` as they were given."""
        config = super().get_config()
        return config | {"thresholds": serialize(self.given_thresholds)} if "thresholds" in config else config

    def _counts(self, y_true: Array, y_pred: Array, weight: Array) -> tuple[Array, Array]:
        """The weights above each threshold and those not, both as (columns, label 1 or 0, thresholds)."""
        above = ops.cast(ops.expand_dims(y_pred, -1) > self._levels, y_pred.dtype)
        actual = ops.stack([ops.where(y_true, weight, 0.0), ops.where(y_true, 0.0, weight)], axis=1)
        positive = actual @ above
        return positive, ops.sum(actual, axis=-1, keepdims=True) - positive


def _best(y_pred: Array, k: int) -> Array:
    """The k largest predictions of each row, the others below all thresholds."""
    chosen = ops.multi_hot(ops.top_k(y_pred, k)[1], y_pred.shape[-1], dtype=y_pred.dtype)
    return ops.where(chosen > 0, y_pred, BELOW_ALL)


class AtThresholds(Confusion):
    """A number for each of ``thresholds``: a list of them, or one, by default 0.5."""

    thresholds: Any = None

    def setup(self) -> None:
        """The thresholds as a list."""
        default = 0.5 if self.top_k is None else BELOW_ALL
        self.given_thresholds = self.thresholds
        self.levels = [default] if self.thresholds is None else thresholds_in_range(self, self.thresholds)
        self.thresholds = self.levels
        super().setup()

    def value(self) -> Array:
        """The number at each threshold."""
        return ops.copy(getattr(self, self.counted[0]).value)  # which the next batch does not change

    def result(self) -> Array:
        """The number, or an array of one a threshold."""
        value = self.value()
        return value[0] if len(self.levels) == 1 else value


class TruePositives(AtThresholds):
    """The number of positives that were predicted."""

    counted = ("true_positives",)


class FalsePositives(AtThresholds):
    """The number of negatives that were predicted to be positive."""

    counted = ("false_positives",)


class TrueNegatives(AtThresholds):
    """The number of negatives that were predicted."""

    counted = ("true_negatives",)


class FalseNegatives(AtThresholds):
    """The number of positives that were predicted to be negative."""

    counted = ("false_negatives",)


class Precision(AtThresholds):
    """The part of the predicted positives that are positive.

    With ``top_k`` only the k largest predictions of a row can be positive; with ``class_id`` only that column counts.
    """

    counted = ("true_positives", "false_positives")
    top_k: Count | None = None
    class_id: int | None = None

    def value(self) -> Array:
        """The precision at each threshold."""
        found = self.true_positives.value
        return ratio(found, found + self.false_positives.value)


class Recall(AtThresholds):
    """The part of the positives that were predicted; ``top_k`` and ``class_id`` as with Precision."""

    counted = ("true_positives", "false_negatives")
    top_k: Count | None = None
    class_id: int | None = None

    def value(self) -> Array:
        """The recall at each threshold."""
        found = self.true_positives.value
        return ratio(found, found + self.false_negatives.value)
