"""Metrics: the result after each of three batches, with and without weights."""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, integer, part, real

Array = Data | Given


class Metric(NamedTuple):
    """A metric, and what its batches are drawn from."""

    metric: Part
    y_true: Array
    y_pred: Array
    weight: Array | None = None


def _metric(name: str, y_true: Array, y_pred: Array, weight: Array | None = None, **kwargs: Any) -> Metric:
    return Metric(part(f"metrics.{name}", **kwargs), y_true, y_pred, weight)


_ROWS = (6, 4)
_SEQUENCE = (2, 5, 4)
_WEIGHTS = real((6,), 0, 2)
_PER_STEP = real((2, 5), 0, 2)
_ONE_HOT = Data("one_hot", _ROWS)
_PROBABILITIES = Data("probabilities", _ROWS)
_BINARY = Data("binary", (6, 1))
_CHANCES = real((6, 1), 0, 1)
_LABELS = Data("binary", _ROWS)
_MANY_CHANCES = real(_ROWS, 0, 1)
_CLASSES = integer((6,), high=4)

accuracies = {
    "Accuracy": _metric("Accuracy", integer((6,), high=3), integer((6,), high=3), _WEIGHTS),
    "BinaryAccuracy": _metric("BinaryAccuracy", _BINARY, _CHANCES, _WEIGHTS),
    "BinaryAccuracy-rows": _metric("BinaryAccuracy", _LABELS, _MANY_CHANCES, _WEIGHTS),
    "BinaryAccuracy-threshold": _metric("BinaryAccuracy", _BINARY, _CHANCES, _WEIGHTS, threshold=0.3),
    "BinaryAccuracy-half": _metric("BinaryAccuracy", Given([[0.0], [1], [1]]), Given([[0.5], [0.5], [0.6]])),
    "BinaryAccuracy-(n,)": _metric("BinaryAccuracy", Data("binary", (6,)), _CHANCES, _WEIGHTS),
    "CategoricalAccuracy": _metric("CategoricalAccuracy", _ONE_HOT, _PROBABILITIES, _WEIGHTS),
    "CategoricalAccuracy-sequence": _metric(
        "CategoricalAccuracy", Data("one_hot", _SEQUENCE), Data("probabilities", _SEQUENCE), _PER_STEP
    ),
    "SparseCategoricalAccuracy": _metric("SparseCategoricalAccuracy", _CLASSES, _PROBABILITIES, _WEIGHTS),
    "SparseCategoricalAccuracy-column": _metric(
        "SparseCategoricalAccuracy", integer((6, 1), high=4), _PROBABILITIES, _WEIGHTS
    ),
    "SparseCategoricalAccuracy-sequence": _metric(
        "SparseCategoricalAccuracy", integer((2, 5), high=4), Data("probabilities", _SEQUENCE), _PER_STEP
    ),
    "TopKCategoricalAccuracy": _metric("TopKCategoricalAccuracy", _ONE_HOT, _PROBABILITIES, _WEIGHTS, k=2),
    "SparseTopKCategoricalAccuracy": _metric("SparseTopKCategoricalAccuracy", _CLASSES, _PROBABILITIES, _WEIGHTS, k=3),
    "SparseTopKCategoricalAccuracy-default": _metric(
        "SparseTopKCategoricalAccuracy", integer((6,), high=7), Data("probabilities", (6, 7))
    ),
}

_X = real(_ROWS)
_MEANS: dict[str, tuple[Array, Array, dict[str, Any]]] = {
    "MeanSquaredError": (_X, _X, {}),
    "RootMeanSquaredError": (_X, _X, {}),
    "MeanAbsoluteError": (_X, _X, {}),
    "MeanAbsolutePercentageError": (real(_ROWS, 0.5, 2), _X, {}),
    "MeanSquaredLogarithmicError": (real(_ROWS, 0, 2), real(_ROWS, 0, 2), {}),
    "LogCoshError": (_X, _X, {}),
    "CosineSimilarity": (_X, _X, {}),
    "Poisson": (real(_ROWS, 0, 2), real(_ROWS, 0.1, 2), {}),
    "KLDivergence": (_PROBABILITIES, _PROBABILITIES, {}),
    "Hinge": (_LABELS, real(_ROWS, -2, 2), {}),
    "SquaredHinge": (Data("sign", _ROWS), real(_ROWS, -2, 2), {}),
    "CategoricalHinge": (_ONE_HOT, real(_ROWS, -2, 2), {}),
    "BinaryCrossentropy": (_LABELS, _MANY_CHANCES, {"label_smoothing": 0.1}),
    "CategoricalCrossentropy": (_ONE_HOT, real(_ROWS, -2, 2), {"from_logits": True}),
    "SparseCategoricalCrossentropy": (_CLASSES, _PROBABILITIES, {}),
}
means = {name: _metric(name, t, p, _WEIGHTS, **kwargs) for name, (t, p, kwargs) in _MEANS.items()}
means["MeanSquaredError-(n,)"] = _metric("MeanSquaredError", real((6,)), real((6, 1)), _WEIGHTS)
means["RootMeanSquaredError-(n,)"] = _metric("RootMeanSquaredError", real((6,)), real((6, 1)), _WEIGHTS)
means["MeanAbsoluteError-sequence"] = _metric("MeanAbsoluteError", real(_SEQUENCE), real(_SEQUENCE), _PER_STEP)

_CURVES: dict[str, dict[str, Any]] = {
    "": {},
    "-PR": {"curve": "PR"},
    "-PR-minoring": {"curve": "PR", "summation_method": "minoring"},
    "-majoring": {"summation_method": "majoring"},
    "-minoring": {"summation_method": "minoring", "num_thresholds": 20},
    "-thresholds": {"thresholds": [0.2, 0.25, 0.7]},
    "-few": {"num_thresholds": 5},
}
_DECISIONS: dict[str, tuple[Array, Array, dict[str, Any]]] = {
    "": (_BINARY, _CHANCES, {}),
    "-rows": (_LABELS, _MANY_CHANCES, {}),
    "-threshold": (_LABELS, _MANY_CHANCES, {"thresholds": 0.7}),
    "-thresholds": (_LABELS, _MANY_CHANCES, {"thresholds": [0.1, 0.5, 0.9]}),
    "-top_k": (_ONE_HOT, _PROBABILITIES, {"top_k": 2}),
    "-class_id": (_ONE_HOT, _PROBABILITIES, {"class_id": 1, "thresholds": 0.15}),
    "-top_k-class_id": (_ONE_HOT, _PROBABILITIES, {"top_k": 3, "class_id": 2}),
}
confusion = {
    **{f"AUC{key}": _metric("AUC", _BINARY, _CHANCES, _WEIGHTS, **kwargs) for key, kwargs in _CURVES.items()},
    "AUC-logits": _metric("AUC", _BINARY, real((6, 1), -3, 3), _WEIGHTS, from_logits=True),
    "AUC-logits-PR": _metric("AUC", _BINARY, real((6, 1), -3, 3), from_logits=True, curve="PR"),
    "AUC-rows": _metric("AUC", _LABELS, _MANY_CHANCES, _WEIGHTS),
    "AUC-multi_label": _metric("AUC", _LABELS, _MANY_CHANCES, _WEIGHTS, multi_label=True, num_labels=4),
    "AUC-multi_label, as many as there are": _metric("AUC", _LABELS, _MANY_CHANCES, _WEIGHTS, multi_label=True),
    "AUC-multi_label-weights": _metric(
        "AUC", _LABELS, _MANY_CHANCES, multi_label=True, num_labels=4, label_weights=[0.5, 1.0, 2.0, 0.1], curve="PR"
    ),
    "AUC-(n,)": _metric("AUC", Data("binary", (6,)), real((6,), 0, 1), _WEIGHTS),
    **{f"Precision{key}": _metric("Precision", t, p, _WEIGHTS, **kwargs) for key, (t, p, kwargs) in _DECISIONS.items()},
    **{f"Recall{key}": _metric("Recall", t, p, _WEIGHTS, **kwargs) for key, (t, p, kwargs) in _DECISIONS.items()},
}

CASES = {**accuracies, **means, **confusion}
