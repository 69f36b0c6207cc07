"""How often the prediction is right. Here the truth is a bool, whose mean a class takes without a cast."""

from collections.abc import Callable
from typing import Any

from plugkeras import ops
from plugkeras.annotations import Count
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.parts.loss import same_rank
from plugkeras.parts.metric import FunctionMetric
from plugkeras_std.losses.formula import class_numbers

# -- whether each is right -----------------------------------------------------------------------


def _equal(y_true: Array, y_pred: Array) -> Array:
    return ops.equal(y_true, y_pred)


def _binary(y_true: Array, y_pred: Array, threshold: float = 0.5) -> Array:
    return ops.equal(y_true, ops.greater(y_pred, threshold))


def _categorical(y_true: Array, y_pred: Array) -> Array:
    return ops.equal(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1))


def _sparse(y_true: Array, y_pred: Array) -> Array:
    return ops.equal(class_numbers(y_true, y_pred), ops.argmax(y_pred, axis=-1))


def _top_k(y_true: Array, y_pred: Array, k: int = 5) -> Array:
    return ops.in_top_k(ops.argmax(y_true, axis=-1), y_pred, k)


def _sparse_top_k(y_true: Array, y_pred: Array, k: int = 5, from_sorted_ids: bool = False) -> Array:
    classes = class_numbers(y_true, y_pred)
    if from_sorted_ids:
        return ops.any(ops.equal(ops.expand_dims(classes, -1), y_pred[..., :k]), axis=-1)
    return ops.in_top_k(classes, y_pred, k)


# -- as functions --------------------------------------------------------------------------------


def _as_floats(matches: Callable[..., Array], y_true: Array, y_pred: Array, *args: object) -> Array:
    y_true, y_pred = same_rank(ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred))
    return ops.cast(matches(y_true, y_pred, *args), floatx())


def binary_accuracy(y_true: Array, y_pred: Array, threshold: float = 0.5) -> Array:
    """1 for each element where ``y_pred > threshold`` is what the label 0 or 1 says, else 0."""
    return _as_floats(_binary, y_true, y_pred, threshold)


def categorical_accuracy(y_true: Array, y_pred: Array) -> Array:
    """1 for each sample whose largest prediction is at the place of its one-hot label, else 0."""
    return _as_floats(_categorical, y_true, y_pred)


def sparse_categorical_accuracy(y_true: Array, y_pred: Array) -> Array:
    """As ``categorical_accuracy``, for class numbers."""
    return _as_floats(_sparse, y_true, y_pred)


def top_k_categorical_accuracy(y_true: Array, y_pred: Array, k: int = 5) -> Array:
    """1 for each sample whose one-hot label is among the k largest predictions, else 0."""
    return _as_floats(_top_k, y_true, y_pred, k)


def sparse_top_k_categorical_accuracy(y_true: Array, y_pred: Array, k: int = 5, from_sorted_ids: bool = False) -> Array:
    """As ``top_k_categorical_accuracy``, for class numbers; ``y_pred`` may be class numbers too, the best first."""
    return _as_floats(_sparse_top_k, y_true, y_pred, k, from_sorted_ids)


# -- as metrics ----------------------------------------------------------------------------------


class Accuracy(FunctionMetric, function=_equal):
    """How often ``y_pred`` equals ``y_true``."""


class BinaryAccuracy(FunctionMetric, function=_binary):
    """How often ``y_pred > threshold`` is what the label 0 or 1 says."""


class CategoricalAccuracy(FunctionMetric, function=_categorical):
    """How often the largest prediction is at the place of the one-hot label."""


class SparseCategoricalAccuracy(FunctionMetric, function=_sparse):
    """How often the largest prediction is at the place that the class number says."""


class TopKCategoricalAccuracy(FunctionMetric, function=_top_k):
    """How often the one-hot label is among the k largest predictions."""

    k: Count = 5
    name: str | None = None
    dtype: Any = None


class SparseTopKCategoricalAccuracy(FunctionMetric, function=_sparse_top_k):
    """How often the class number is among the k largest predictions."""

    k: Count = 5
    name: str | None = None
    dtype: Any = None
    from_sorted_ids: bool = False
