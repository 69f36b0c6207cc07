"""What checking knows of standard parts by name: what a loss or a metric is for, what a layer does to what it gets."""

from typing import NamedTuple

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.parts.naming import snake_case
from plugkeras.project.checking.strangers import owner
from plugkeras.project.values import Part

_canonical: dict[tuple[str, str], str] = {}


def standard_name(kind: str, part: Part | None) -> str:
    """The name that a standard part has whatever it is called: "MaxPooling2D" for MaxPool2D; "" for any other part.

    Losses, metrics and activations are told by their functions' names: "mean_squared_error" for mse.
    """
    if part is None:
        return ""
    key = kind, part.name
    if key not in _canonical:
        found = _looked_up(*key)
        if not found:  # it may be registered later
            return ""
        _canonical[key] = found
    return _canonical[key]


def _looked_up(kind: str, name: str) -> str:
    row = owner(kind, name)
    if row is None or not row.is_standard:
        return ""
    try:
        found = str(host().get(kind, host().spelt(kind, name)).__name__)
    except (PlugkerasError, AttributeError):
        return ""
    return found if kind in ("layers", "callbacks", "sources", "optimizers") else snake_case(found)


class Use(NamedTuple):
    """What a loss is for: its targets, the activation that the outputs need, and whether it can take logits instead."""

    targets: frozenset[str]
    activation: str = ""
    logits: bool = False


def _use(targets: str, activation: str = "", logits: bool = False) -> Use:
    return Use(frozenset(targets.split()), activation, logits)


LOSSES = {
    "categorical_crossentropy": _use("one_hot", "softmax", logits=True),
    "sparse_categorical_crossentropy": _use("classes", "softmax", logits=True),
    "binary_crossentropy": _use("binary", "sigmoid", logits=True),
    "categorical_focal_crossentropy": _use("one_hot", "softmax", logits=True),
    "binary_focal_crossentropy": _use("binary", "sigmoid", logits=True),
    "kl_divergence": _use("one_hot", "softmax"),
    "categorical_hinge": _use("one_hot"),
    "hinge": _use("binary"),
    "squared_hinge": _use("binary"),
    "poisson": _use("numbers"),
    "mean_squared_error": _use("numbers"),
    "mean_absolute_error": _use("numbers"),
    "mean_absolute_percentage_error": _use("numbers"),
    "mean_squared_logarithmic_error": _use("numbers"),
    "huber": _use("numbers"),
    "log_cosh": _use("numbers"),
    "cosine_similarity": _use("numbers"),
}
"""By name. "classes" are class numbers, "one_hot" a column a class, "binary" one column of two classes, "numbers"."""

_COUNTS = (
    *("precision", "recall", "auc", "true_positives", "false_positives", "true_negatives", "false_negatives"),
    *("precision_at_recall", "recall_at_precision", "sensitivity_at_specificity", "specificity_at_sensitivity"),
)
_ERRORS = ("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "root_mean_squared_error")
METRICS = {
    "accuracy": frozenset({"classes", "one_hot", "binary"}),
    "crossentropy": frozenset({"classes", "one_hot", "binary"}),
    "binary_accuracy": frozenset({"binary"}),
    "categorical_accuracy": frozenset({"one_hot"}),
    "sparse_categorical_accuracy": frozenset({"classes"}),
    "top_k_categorical_accuracy": frozenset({"one_hot"}),
    "sparse_top_k_categorical_accuracy": frozenset({"classes"}),
    **{name: frozenset({"binary", "one_hot"}) for name in _COUNTS},
    **{name: frozenset({"numbers", "binary", "one_hot"}) for name in _ERRORS},
    **{name: frozenset({"numbers"}) for name in ("mean_squared_logarithmic_error", "log_cosh", "log_cosh_error")},
    **{name: use.targets for name, use in LOSSES.items() if use.targets != {"numbers"}},
}
"""What each standard metric can be measured on."""

FAMILIES = {"accuracy": "accuracy", "acc": "accuracy", "crossentropy": "crossentropy", "ce": "crossentropy"}
"""The names that ``compile`` gives a meaning by the shapes."""

ACTIVATION_LAYERS = frozenset({"Activation", "Softmax", "ReLU", "LeakyReLU", "ELU"})
PROBABILITIES = frozenset({"softmax", "sigmoid", "hard_sigmoid", "sparsemax"})
KERNELS = frozenset({"Dense", "Conv1D", "Conv2D", "Conv3D"})
"""Layers that do nothing but multiply by a kernel, before their activation."""

KEEPING = frozenset({"Flatten", "Reshape", "Permute", "Identity", "Dropout", "ZeroPadding1D", "ZeroPadding2D"})
"""Layers that bend nothing: a chain of kernels with these between is one kernel."""

AVERAGES = frozenset({"GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D"})
NORMALIZING = frozenset({"BatchNormalization", "LayerNormalization", "Normalization", "Rescaling", "UnitNormalization"})
RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN"})
INPUTS = frozenset({"InputLayer"})
