"""How well predicted areas cover the true ones: the intersection over the union of classes, from their confusion."""

from typing import Annotated, Any

from plugkeras import Metric, ops
from plugkeras.annotations import Count, Via, is_integer
from plugkeras.config import epsilon, floatx
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.loss import aligned


def _classes(value: Any) -> list[int]:
    if not isinstance(value, list | tuple | range) or not len(value) or not all(is_integer(v) for v in value):
        raise ValueError("must be the numbers of one or more classes")
    return [int(v) for v in value]


Classes = Annotated[Any, Via(_classes)]


class Overlap(Metric, arguments=False):
    """The mean of ``both / (both + missed + too much)`` over those of the ``targets`` that were seen at all.

    Targets and predictions are class numbers of one shape; where not sparse, the largest along ``axis`` tells the
    class. What is no class, or is ``ignore_class`` in truth, does not count. Weights may have a fraction, unless the
    ``dtype`` is one of integers. (Keras has int32 unless told otherwise, and cuts their fraction off.)
    """

    num_classes: int
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1

    def setup(self) -> None:
        """The confusion: true classes in rows, predicted ones in columns."""
        super().setup()
        n = self.num_classes
        wrong = [c for c in self.targets() if not 0 <= c < n]
        if wrong:
            raise ArgumentError(f"{type(self).__name__}: there is no class {wrong[0]}; they go from 0 to {n - 1}.")
        self.total_cm = self.add_variable((n, n), dtype=self.dtype or floatx(), name="total_confusion_matrix")

    def targets(self) -> list[int]:
        """The classes over which the mean is taken."""
        return list(range(self.num_classes))

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch.

        Raises:
            ShapeError: there are not as many predictions as targets.
        """
        labels = self._labels(y_true, self.sparse_y_true)
        found = self._labels(y_pred, self.sparse_y_pred)
        self._count(labels, ops.reshape(found, (-1,)), sample_weight)

    def _labels(self, y: Array, sparse: bool) -> Array:
        y = ops.convert_to_tensor(y)
        return ops.cast(y if sparse else ops.argmax(y, axis=self.axis), "int32")

    def _count(self, labels: Array, found: Array, sample_weight: Array) -> None:
        weight, n = self._weights(labels, sample_weight), self.num_classes
        labels = ops.reshape(labels, (-1,))
        if labels.shape != found.shape:
            raise ShapeError(f"{self.name}: there are {labels.shape[0]} targets and {found.shape[0]} predictions.")
        known = ops.logical_and(ops.logical_and(labels >= 0, labels < n), ops.logical_and(found >= 0, found < n))
        if self.ignore_class is not None:
            known = ops.logical_and(known, labels != self.ignore_class)
        place = ops.where(known, labels * n + found, 0)
        counts = ops.bincount(place, weights=ops.where(known, weight, 0), minlength=n * n)
        self.total_cm.assign_add(ops.cast(ops.reshape(counts, (n, n)), self.total_cm.dtype))

    def _weights(self, labels: Array, given: Array) -> Array:
        """One weight a label, flat."""
        if given is None:
            return ops.ones((labels.size,), floatx())
        weight = ops.cast(ops.convert_to_tensor(given), self.total_cm.dtype)  # cut off, for a dtype of integers
        if weight.size != labels.size:
            weight = ops.broadcast_to(aligned(weight, labels), labels.shape)
        return ops.cast(ops.reshape(weight, (-1,)), floatx())

    def result(self) -> Array:
        """The mean so far; 0 if none of the classes was seen."""
        confusion = ops.cast(self.total_cm.value, floatx())
        both = ops.diagonal(confusion)
        either = ops.sum(confusion, axis=0) + ops.sum(confusion, axis=1) - both
        places = ops.convert_to_tensor(self.targets(), "int32")
        both, either = ops.take(both, places), ops.take(either, places)
        seen = ops.cast(either > 0, floatx())
        return ops.sum(seen * both / (either + epsilon())) / (ops.sum(seen) + epsilon())


class IoU(Overlap):
    """The intersection over the union of the classes ``target_class_ids``, on average."""

    num_classes: Count
    target_class_ids: Classes
    name: str | None = None
    dtype: Any = None
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1

    def targets(self) -> list[int]:
        """Those asked for."""
        return list(self.target_class_ids)


class MeanIoU(Overlap):
    """The intersection over the union of a class, on average over all that were seen."""

    num_classes: Count
    name: str | None = None
    dtype: Any = None
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1


class OneHotIoU(Overlap):
    """As IoU, for one-hot targets, and for predictions with a number for each class."""

    num_classes: Count
    target_class_ids: Classes
    name: str | None = None
    dtype: Any = None
    ignore_class: int | None = None
    sparse_y_pred: bool = False
    axis: int = -1
    sparse_y_true = False

    def targets(self) -> list[int]:
        """Those asked for."""
        return list(self.target_class_ids)


class OneHotMeanIoU(Overlap):
    """As MeanIoU, for one-hot targets, and for predictions with a number for each class."""

    num_classes: Count
    name: str | None = None
    dtype: Any = None
    ignore_class: int | None = None
    sparse_y_pred: bool = False
    axis: int = -1
    sparse_y_true = False


class BinaryIoU(Overlap):
    """As IoU, for labels 0 and 1 and predictions of which those of at least ``threshold`` mean 1."""

    target_class_ids: Classes = (0, 1)
    threshold: float = 0.5
    name: str | None = None
    dtype: Any = None
    num_classes = 2

    def targets(self) -> list[int]:
        """Those asked for."""
        return list(self.target_class_ids)

    def _labels(self, y: Array, sparse: bool) -> Array:
        return ops.cast(ops.convert_to_tensor(y), "int32")

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch."""
        super().update_state(y_true, ops.convert_to_tensor(y_pred, floatx()) >= self.threshold, sample_weight)
