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
    "overlaps": ("BinaryIoU", "IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU"),
    "fscores": ("F1Score", "FBetaScore"),
    "agreement": (
        *("R2Score", "PearsonCorrelation", "ConcordanceCorrelation"),
        *("pearson_correlation", "concordance_correlation"),
    ),
    "curves": (
        *("AUC", "PrecisionAtRecall", "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity"),
    ),
}


@hookimpl
def register_metrics() -> dict[str, str]:
    """Classes, and the functions that are no losses; those that are come with the losses."""
    found = {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}
    return found | {"MeanMetricWrapper": "plugkeras.parts.metric:MeanMetricWrapper"}
