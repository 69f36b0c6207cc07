"""The standard metrics: classes, and the functions that some of them are the mean of."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "accuracies": (
        *("binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"),
        *("top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy"),
        *("Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"),
        *("TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy"),
    ),
    "means": (
        *("Mean", "Sum", "RootMeanSquaredError", "MeanSquaredError", "MeanAbsoluteError"),
        *("MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "LogCoshError", "CosineSimilarity"),
        *("Hinge", "SquaredHinge", "CategoricalHinge", "KLDivergence", "Poisson"),
        *("CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy"),
    ),
    "confusion": ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "Precision", "Recall"),
    "curves": (
        *("AUC", "PrecisionAtRecall", "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity"),
    ),
}
_LOSSES = {
    "regression": (
        *("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error"),
        *("mean_squared_logarithmic_error", "huber", "log_cosh"),
    ),
    "probabilistic": (
        *("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"),
        *("categorical_focal_crossentropy", "binary_focal_crossentropy", "kl_divergence", "poisson"),
    ),
    "hinges": ("hinge", "squared_hinge", "categorical_hinge"),
}
_ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
}


@hookimpl
def register_metrics() -> dict[str, str]:
    """Classes, and functions of ``(y_true, y_pred)``, those of the losses among them."""
    found = {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}
    found |= {name: f"plugkeras_std.losses.{file}:{name}" for file, names in _LOSSES.items() for name in names}
    found |= {alias: found[name] for alias, name in _ALIASES.items()}
    found["MeanMetricWrapper"] = "plugkeras.metric:MeanMetricWrapper"
    return found | {alias.upper(): found[name] for alias, name in _ALIASES.items()}
