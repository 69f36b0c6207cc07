"""The standard losses: each a function, and a class of one line on top of it."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "regression": (
        *("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error"),
        *("mean_squared_logarithmic_error", "huber", "log_cosh", "cosine_similarity"),
        *("MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError"),
        *("MeanSquaredLogarithmicError", "Huber", "LogCosh", "CosineSimilarity"),
    ),
    "probabilistic": (
        *("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"),
        *("categorical_focal_crossentropy", "binary_focal_crossentropy", "kl_divergence", "poisson"),
        *("CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy"),
        *("CategoricalFocalCrossentropy", "BinaryFocalCrossentropy", "KLDivergence", "Poisson"),
        *("categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"),
    ),
    "hinges": ("hinge", "squared_hinge", "categorical_hinge", "Hinge", "SquaredHinge", "CategoricalHinge"),
    "overlap": ("dice", "tversky", "Dice", "Tversky"),
    "embeddings": ("circle", "Circle"),
    "sequences": ("ctc", "CTC"),
}
_NO_METRICS = ("cosine_similarity", "dice", "tversky", "circle", "ctc", "categorical_generalized_cross_entropy")

_ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
}


_PLACES = {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}


def _with_aliases(found: dict[str, str]) -> dict[str, str]:
    aliases = {alias: found[name] for alias, name in _ALIASES.items()}
    return found | aliases | {alias.upper(): place for alias, place in aliases.items()}


@hookimpl
def register_losses() -> dict[str, str]:
    """Functions of ``(y_true, y_pred)``, and classes."""
    return _with_aliases(_PLACES)


@hookimpl
def register_metrics() -> dict[str, str]:
    """The functions again, as far as Keras has them; the cosine similarity as a metric has the other sign."""
    return _with_aliases({n: place for n, place in _PLACES.items() if n.islower() and n not in _NO_METRICS})
