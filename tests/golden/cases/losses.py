"""Losses: values with every reduction, with and without weights, and gradients with respect to the prediction."""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, integer, part, real

Array = Data | Given


class Loss(NamedTuple):
    """A loss, its targets and predictions, and weights for the samples (or elements).

    ``gradients`` is False where real Keras has NaN for them.
    """

    loss: Part
    y_true: Array
    y_pred: Array
    weight: Array | None = None
    gradients: bool = True


def _loss(name: str, y_true: Array, y_pred: Array, weight: Array | None = None, **kwargs: Any) -> Loss:
    return Loss(part(f"losses.{name}", **kwargs), y_true, y_pred, weight)


_ROWS = (5, 3)
_SEQUENCE = (2, 4, 3)
_WEIGHTS = real((5,), low=0, high=2)
_COLUMN = real((5, 1), low=0, high=2)
_PER_STEP = real((2, 4), low=0, high=2)

# -- regression ----------------------------------------------------------------------------------

_TARGET: dict[str, tuple[str, dict[str, Any], Data, Data]] = {
    "MeanSquaredError": ("MeanSquaredError", {}, real(()), real(())),
    "MeanAbsoluteError": ("MeanAbsoluteError", {}, real(()), real(())),
    "MeanAbsolutePercentageError": ("MeanAbsolutePercentageError", {}, real((), 0.5, 3), real(())),
    "MeanSquaredLogarithmicError": ("MeanSquaredLogarithmicError", {}, real((), 0, 3), real((), -0.5, 3)),
    "Huber": ("Huber", {}, real((), -2, 2), real((), -2, 2)),
    "Huber-delta": ("Huber", {"delta": 0.3}, real(()), real(())),
    "LogCosh": ("LogCosh", {}, real((), -3, 3), real((), -3, 3)),
    "Poisson": ("Poisson", {}, real((), 0, 3), real((), 0.1, 3)),
    "KLDivergence": ("KLDivergence", {}, Data("probabilities", ()), Data("probabilities", ())),
    "Hinge": ("Hinge", {}, Data("sign", ()), real((), -2, 2)),
    "Hinge-01": ("Hinge", {}, Data("binary", ()), real((), -2, 2)),
    "SquaredHinge": ("SquaredHinge", {}, Data("sign", ()), real((), -2, 2)),
    "SquaredHinge-01": ("SquaredHinge", {}, Data("binary", ()), real((), -2, 2)),
    "CategoricalHinge": ("CategoricalHinge", {}, Data("one_hot", ()), real((), -2, 2)),
    "CosineSimilarity": ("CosineSimilarity", {}, real(()), real(())),
    "CosineSimilarity-axis": ("CosineSimilarity", {"axis": 1}, real(()), real(())),
}


def _shaped(name: str, true_shape: tuple[int, ...], pred_shape: tuple[int, ...], weight: Array | None) -> Loss:
    loss, kwargs, y_true, y_pred = _TARGET[name]
    return _loss(loss, y_true._replace(shape=true_shape), y_pred._replace(shape=pred_shape), weight, **kwargs)


regression = {
    **{name: _shaped(name, _ROWS, _ROWS, _WEIGHTS) for name in _TARGET if name != "CosineSimilarity-axis"},
    **{f"{name}-sequence": _shaped(name, _SEQUENCE, _SEQUENCE, _PER_STEP) for name in _TARGET if "axis" not in name},
    "CosineSimilarity-axis": _shaped("CosineSimilarity-axis", _SEQUENCE, _SEQUENCE, None),
    "MeanSquaredError-column": _shaped("MeanSquaredError", (5, 1), (5, 1), _COLUMN),
    "MeanSquaredError-(n,)-(n,1)": _shaped("MeanSquaredError", (5,), (5, 1), _WEIGHTS),
    "MeanSquaredError-(n,1)-(n,)": _shaped("MeanSquaredError", (5, 1), (5,), _COLUMN),
    "MeanSquaredError-vectors": _shaped("MeanSquaredError", (5,), (5,), None),
    "MeanAbsoluteError-(n,)-(n,1)": _shaped("MeanAbsoluteError", (5,), (5, 1), _WEIGHTS),
    "Huber-(n,)-(n,1)": _shaped("Huber", (5,), (5, 1), _WEIGHTS),
    "LogCosh-large": _loss("LogCosh", Given([[0.0, 0, 0]]), Given([[-200.0, 90, 500]])),
    "MeanAbsolutePercentageError-zero": _loss(
        "MeanAbsolutePercentageError", Given([[0.0, 1, -2]]), Given([[0.5, 2, 1]])
    ),
    "MeanSquaredLogarithmicError-negative": _loss(
        "MeanSquaredLogarithmicError", Given([[-1.0, 0, 2]]), Given([[0.5, -3, 1]])
    ),
    "Poisson-zero": _loss("Poisson", Given([[0.0, 1, 2]]), Given([[0.0, 0.0, 1]])),
    "KLDivergence-edges": _loss("KLDivergence", Given([[0.0, 1, 0.5]]), Given([[0.0, 0.0, 0.9]])),
    "CosineSimilarity-zero": _loss("CosineSimilarity", Given([[1.0, 2], [3, 4]]), Given([[0.0, 0], [1, -1]]))._replace(
        gradients=False
    ),
}

# -- cross-entropies -----------------------------------------------------------------------------

_LOGITS = real(_ROWS, -3, 3)
_LOGITS_SEQUENCE = real(_SEQUENCE, -3, 3)
_PROBABILITIES = Data("probabilities", _ROWS)
_UNNORMALISED = real(_ROWS, 0.1, 2)
_ONE_HOT = Data("one_hot", _ROWS)
_SOFT = Data("probabilities", _ROWS)
_CLASSES = integer((5,), high=3)
_EDGES = Given([[1.0, 0, 0], [0, 1, 0], [0.5, 0.5, 0], [0, 0, 1.0]])
_EDGE_TRUE = Given([[1.0, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]])
_EDGE_CLASSES = Given([0, 0, 2, 2], integer=True)
_SATURATED = Given([[50.0, -50, 0], [-50, 50, 50], [100, 99, -100], [-60, -61, -62]])

_CCE: dict[str, tuple[Array, Array, Array | None, dict[str, Any]]] = {
    "plain": (_ONE_HOT, _PROBABILITIES, _WEIGHTS, {}),
    "soft": (_SOFT, _PROBABILITIES, None, {}),
    "unnormalised": (_ONE_HOT, _UNNORMALISED, None, {}),
    "smoothing": (_ONE_HOT, _PROBABILITIES, _COLUMN, {"label_smoothing": 0.2}),
    "logits": (_ONE_HOT, _LOGITS, _WEIGHTS, {"from_logits": True}),
    "logits-soft": (_SOFT, _LOGITS, None, {"from_logits": True}),
    "logits-smoothing": (_ONE_HOT, _LOGITS, None, {"from_logits": True, "label_smoothing": 0.1}),
    "logits-saturated": (_EDGE_TRUE, _SATURATED, None, {"from_logits": True}),
    "sequence": (Data("one_hot", _SEQUENCE), Data("probabilities", _SEQUENCE), _PER_STEP, {}),
    "axis1": (Data("one_hot", _SEQUENCE), real(_SEQUENCE, 0.1, 1), None, {"axis": 1}),
    "logits-axis1": (Data("one_hot", _SEQUENCE), _LOGITS_SEQUENCE, None, {"axis": 1, "from_logits": True}),
    "edges": (_EDGE_TRUE, _EDGES, None, {}),
    "edges-smoothing": (_EDGE_TRUE, _EDGES, None, {"label_smoothing": 0.1}),
}
_SCCE: dict[str, tuple[Array, Array, Array | None, dict[str, Any]]] = {
    "plain": (_CLASSES, _PROBABILITIES, _WEIGHTS, {}),
    "column": (integer((5, 1), high=3), _PROBABILITIES, _WEIGHTS, {}),
    "real": (real((5,), 0, 2.9), _PROBABILITIES, None, {}),
    "unnormalised": (_CLASSES, _UNNORMALISED, None, {}),
    "logits": (_CLASSES, _LOGITS, _WEIGHTS, {"from_logits": True}),
    "logits-saturated": (_EDGE_CLASSES, _SATURATED, None, {"from_logits": True}),
    "sequence": (integer((2, 4), high=3), Data("probabilities", _SEQUENCE), _PER_STEP, {}),
    "sequence-logits": (integer((2, 4), high=3), _LOGITS_SEQUENCE, _PER_STEP, {"from_logits": True}),
    "axis1": (integer((2, 3), high=4), _LOGITS_SEQUENCE, None, {"axis": 1, "from_logits": True}),
    "ignore": (Given([0, 1, 2, 1, 1], integer=True), _PROBABILITIES, _WEIGHTS, {"ignore_class": 1}),
    "ignore-minus1": (Given([0, -1, 2, -1, 1], integer=True), _LOGITS, None, {"ignore_class": -1, "from_logits": True}),
    "ignore-sequence": (integer((2, 4), high=3), Data("probabilities", _SEQUENCE), _PER_STEP, {"ignore_class": 0}),
    "edges": (_EDGE_CLASSES, _EDGES, None, {}),
}
_BCE: dict[str, tuple[Array, Array, Array | None, dict[str, Any]]] = {
    "plain": (Data("binary", _ROWS), real(_ROWS, 0.05, 0.95), _WEIGHTS, {}),
    "column": (Data("binary", (5, 1)), real((5, 1), 0.05, 0.95), _COLUMN, {}),
    "(n,)-(n,1)": (Data("binary", (5,)), real((5, 1), 0.05, 0.95), _WEIGHTS, {}),
    "soft": (real(_ROWS, 0, 1), real(_ROWS, 0.05, 0.95), None, {}),
    "smoothing": (Data("binary", _ROWS), real(_ROWS, 0.05, 0.95), None, {"label_smoothing": 0.2}),
    "logits": (Data("binary", _ROWS), _LOGITS, _WEIGHTS, {"from_logits": True}),
    "logits-smoothing": (Data("binary", _ROWS), _LOGITS, None, {"from_logits": True, "label_smoothing": 0.1}),
    "logits-saturated": (_EDGE_TRUE, _SATURATED, None, {"from_logits": True}),
    "sequence": (Data("binary", _SEQUENCE), real(_SEQUENCE, 0.05, 0.95), _PER_STEP, {}),
    "axis1": (Data("binary", _SEQUENCE), real(_SEQUENCE, 0.05, 0.95), None, {"axis": 1}),
    "edges": (_EDGE_TRUE, _EDGES, None, {}),
}
_FOCAL: dict[str, dict[str, Any]] = {
    "": {},
    "-balanced": {"apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5},
    "-smoothing": {"label_smoothing": 0.1},
}


def _table(name: str, rows: dict[str, tuple[Array, Array, Array | None, dict[str, Any]]]) -> dict[str, Loss]:
    return {f"{name}-{key}": _loss(name, t, p, w, **kwargs) for key, (t, p, w, kwargs) in rows.items()}


cross_entropies = {
    **_table("CategoricalCrossentropy", _CCE),
    **_table("SparseCategoricalCrossentropy", _SCCE),
    **_table("BinaryCrossentropy", _BCE),
    **{
        f"BinaryFocalCrossentropy{key}": _loss(
            "BinaryFocalCrossentropy", Data("binary", _ROWS), real(_ROWS, 0.05, 0.95), _WEIGHTS, **kwargs
        )
        for key, kwargs in _FOCAL.items()
    },
    "BinaryFocalCrossentropy-logits": _loss(
        "BinaryFocalCrossentropy", Data("binary", _ROWS), _LOGITS, _WEIGHTS, from_logits=True
    ),
    "CategoricalFocalCrossentropy": _loss("CategoricalFocalCrossentropy", _ONE_HOT, _PROBABILITIES, _WEIGHTS),
    "CategoricalFocalCrossentropy-all": _loss(
        "CategoricalFocalCrossentropy", _ONE_HOT, _LOGITS, from_logits=True, label_smoothing=0.1, alpha=0.5, gamma=1.0
    ),
}

CASES = {**regression, **cross_entropies}

FUNCTIONS = {
    "mean_squared_error": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError",
    "huber": "Huber-delta",
    "log_cosh": "LogCosh",
    "poisson": "Poisson",
    "kl_divergence": "KLDivergence",
    "hinge": "Hinge-01",
    "squared_hinge": "SquaredHinge-01",
    "categorical_hinge": "CategoricalHinge",
    "cosine_similarity": "CosineSimilarity",
    "categorical_crossentropy": "CategoricalCrossentropy-smoothing",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy-ignore",
    "binary_crossentropy": "BinaryCrossentropy-smoothing",
    "binary_focal_crossentropy": "BinaryFocalCrossentropy-balanced",
    "categorical_focal_crossentropy": "CategoricalFocalCrossentropy-all",
}
"""Each loss that is a function too, and the case whose arguments and arrays it is called with."""

# -- behind an activation ------------------------------------------------------------------------


class Head(NamedTuple):
    """``Dense -> activation -> loss``, in which a library may fuse the last two.

    ``scale`` multiplies the weights: at 60 the activation saturates everywhere, at 12 here and there.
    """

    layers: list[Part]
    loss: Loss
    scale: float = 1.0
    dtypes: tuple[str, ...] = ("float32", "float64")


_DENSE = part("layers.Dense", units=3)
_ENDS = {
    "argument": lambda activation: [part("layers.Dense", units=3, activation=activation)],
    "layer": lambda activation: [_DENSE, part("layers.Activation", activation=activation)],
}
_HEADS = {
    "softmax-cce": ("softmax", _loss("CategoricalCrossentropy", _ONE_HOT, _ROWS, _WEIGHTS)),
    "softmax-cce-smoothing": ("softmax", _loss("CategoricalCrossentropy", _ONE_HOT, _ROWS, label_smoothing=0.1)),
    "softmax-cce-soft": ("softmax", _loss("CategoricalCrossentropy", _SOFT, _ROWS)),
    "softmax-scce": ("softmax", _loss("SparseCategoricalCrossentropy", _CLASSES, _ROWS, _WEIGHTS)),
    "softmax-scce-column": ("softmax", _loss("SparseCategoricalCrossentropy", integer((5, 1), high=3), _ROWS)),
    "softmax-kld": ("softmax", _loss("KLDivergence", _SOFT, _ROWS)),
    "softmax-mse": ("softmax", _loss("MeanSquaredError", _ONE_HOT, _ROWS)),
    "softmax-bce": ("softmax", _loss("BinaryCrossentropy", _ONE_HOT, _ROWS)),
    "sigmoid-bce": ("sigmoid", _loss("BinaryCrossentropy", Data("binary", _ROWS), _ROWS, _WEIGHTS)),
    "sigmoid-bce-smoothing": (
        "sigmoid",
        _loss("BinaryCrossentropy", Data("binary", _ROWS), _ROWS, label_smoothing=0.2),
    ),
    "sigmoid-cce": ("sigmoid", _loss("CategoricalCrossentropy", _ONE_HOT, _ROWS)),
    "linear-cce-logits": ("linear", _loss("CategoricalCrossentropy", _ONE_HOT, _ROWS, from_logits=True)),
    "linear-scce-logits": ("linear", _loss("SparseCategoricalCrossentropy", _CLASSES, _ROWS, from_logits=True)),
    "linear-bce-logits": ("linear", _loss("BinaryCrossentropy", Data("binary", _ROWS), _ROWS, from_logits=True)),
    "softmax-cce-logits": ("softmax", _loss("CategoricalCrossentropy", _ONE_HOT, _ROWS, from_logits=True)),
}


def _dtypes(name: str, scale: float) -> tuple[str, ...]:
    """Where a probability is nearly 1, one bit of its float32 decides about the binary cross-entropy's log(1 - p)."""
    return ("float64",) if "-bce" in name and "logits" not in name and scale > 1 else ("float32", "float64")


HEADS = {
    f"{name}-{end}{suffix}": Head(layers(activation), loss, scale, _dtypes(name, scale))
    for name, (activation, loss) in _HEADS.items()
    for end, layers in _ENDS.items()
    for suffix, scale in {"": 1.0, "-steep": 12.0, "-saturated": 60.0}.items()
    if (name, suffix) != ("softmax-cce-logits", "-saturated")  # a softmax of a softmax: nothing but rounding
}
