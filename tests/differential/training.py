"""How losses, metrics, optimizers and schedules are drawn: a row each, by name.

A list in a row holds values, one of which may be drawn; what is no list is always given.
"""

from typing import Any

from .draw import Drawn, Json, part

LOSSES: dict[str, tuple[str, dict[str, Any]]] = {
    "MeanSquaredError": ("real", {}),
    "MeanAbsoluteError": ("real", {}),
    "MeanAbsolutePercentageError": ("large", {}),
    "MeanSquaredLogarithmicError": ("positive", {}),
    "Huber": ("real", {"delta": [0.3]}),
    "LogCosh": ("real", {}),
    "CosineSimilarity": ("real", {"axis": [1]}),
    "Poisson": ("positive", {}),
    "KLDivergence": ("shares", {}),
    "Hinge": ("signs", {}),
    "SquaredHinge": ("signs", {}),
    "CategoricalHinge": ("classes", {}),
    "CategoricalGeneralizedCrossEntropy": ("numbers", {"q": [0.3]}),
    "BinaryCrossentropy": ("labels", {"from_logits": [True], "label_smoothing": [0.1]}),
    "BinaryFocalCrossentropy": (
        "labels",
        {"apply_class_balancing": [True], "alpha": [0.4], "gamma": [1.5], "from_logits": [True]},
    ),
    "CategoricalCrossentropy": ("classes", {"from_logits": [True], "label_smoothing": [0.1]}),
    "CategoricalFocalCrossentropy": ("classes", {"alpha": [0.4], "gamma": [1.5], "from_logits": [True]}),
    "SparseCategoricalCrossentropy": ("numbers", {"from_logits": [True], "ignore_class": [1]}),
    "Dice": ("labels", {"axis": [[1], -1]}),
    "Tversky": ("labels", {"alpha": [0.3], "beta": [0.8]}),
    "Circle": ("embedded", {"gamma": [4.0], "margin": [0.2], "remove_diagonal": [False]}),
    "CTC": ("written", {}),
}
SHORT = {"mse": "real", "mae": "real", "bce": "labels", "kld": "shares", "msle": "positive", "mape": "large"}
REDUCTIONS = ("sum", "mean", "mean_with_sample_weight", "sum_over_batch_size")
ENDS = {
    **dict.fromkeys(("real", "large", "signs", "embedded", "written"), ("linear",)),
    "positive": ("softplus", "exponential"),
    **dict.fromkeys(("shares", "classes", "numbers"), ("softmax",)),
    "labels": ("sigmoid",),
}
"""What the last activation may be for the losses of each sort of targets."""

_CURVE = {"num_thresholds": [5, 50]}
_AREAS = {"num_classes": 3, "target_class_ids": [[0], [0, 2]]}
METRICS: dict[str, tuple[str, dict[str, Any]]] = {
    **dict.fromkeys(
        (
            *("MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "LogCoshError", "CosineSimilarity"),
            *("PearsonCorrelation", "ConcordanceCorrelation"),
        ),
        ("real", {}),
    ),
    "R2Score": ("real", {"class_aggregation": [None, "variance_weighted_average"], "num_regressors": [1]}),
    "MeanAbsolutePercentageError": ("large", {}),
    "MeanSquaredLogarithmicError": ("positive", {}),
    "Poisson": ("positive", {}),
    "KLDivergence": ("shares", {}),
    "Hinge": ("signs", {}),
    "SquaredHinge": ("signs", {}),
    "CategoricalHinge": ("classes", {}),
    "Accuracy": ("labels", {}),
    "BinaryAccuracy": ("labels", {"threshold": [0.3]}),
    "BinaryCrossentropy": ("labels", {"from_logits": [True], "label_smoothing": [0.1]}),
    "BinaryIoU": ("labels", {"target_class_ids": [[0], [1]], "threshold": [0.4]}),
    "CategoricalAccuracy": ("classes", {}),
    "CategoricalCrossentropy": ("classes", {"from_logits": [True], "label_smoothing": [0.1]}),
    "TopKCategoricalAccuracy": ("classes", {"k": 2}),
    "OneHotIoU": ("classes", _AREAS),
    "OneHotMeanIoU": ("classes", {"num_classes": 3}),
    "F1Score": ("classes", {"average": ["micro", "macro", "weighted"], "threshold": [0.4]}),
    "FBetaScore": ("classes", {"average": ["micro", "macro", "weighted"], "beta": [2.0], "threshold": [0.4]}),
    "SparseCategoricalAccuracy": ("numbers", {}),
    "SparseCategoricalCrossentropy": ("numbers", {"from_logits": [True], "ignore_class": [1]}),
    "SparseTopKCategoricalAccuracy": ("numbers", {"k": 2}),
    "IoU": ("numbers", {**_AREAS, "sparse_y_pred": False}),
    "MeanIoU": ("numbers", {"num_classes": 3, "sparse_y_pred": False, "ignore_class": [1]}),
    **{
        f"{right}{what}": ("labels", {"thresholds": [0.3, [0.2, 0.7]]})
        for right in ("True", "False")
        for what in ("Positives", "Negatives")
    },
    "Precision": ("labels", {"thresholds": [0.3, [0.2, 0.7]], "class_id": [0]}),
    "Recall": ("labels", {"thresholds": [0.3, [0.2, 0.7]], "top_k": [1]}),
    "AUC": ("labels", {**_CURVE, "curve": ["PR"], "summation_method": ["minoring", "majoring"]}),
    "PrecisionAtRecall": ("labels", {"recall": 0.5, **_CURVE}),
    "RecallAtPrecision": ("labels", {"precision": 0.5, **_CURVE}),
    "SensitivityAtSpecificity": ("labels", {"specificity": 0.5, **_CURVE}),
    "SpecificityAtSensitivity": ("labels", {"sensitivity": 0.5, **_CURVE}),
}
NOT_DRAWN = ("Mean", "Sum", "MeanMetricWrapper")
"""Metrics that want values or a function instead of targets and predictions."""
BY_NAME = {
    "real": ("mse", "mae", "MAE", "mean_squared_error", "cosine_similarity"),
    "labels": ("accuracy", "acc", "binary_accuracy", "bce"),
    "classes": ("accuracy", "categorical_accuracy"),
    "numbers": ("accuracy", "sparse_categorical_accuracy"),
}

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "SGD": {"momentum": [0.9], "nesterov": [True]},
    "RMSprop": {"rho": [0.7], "momentum": [0.9], "centered": [True], "epsilon": [1e-3]},
    "Adam": {"amsgrad": [True], "beta_1": [0.7], "beta_2": [0.95], "epsilon": [1e-3]},
    "AdamW": {"amsgrad": [True], "weight_decay": [0.1], "beta_2": [0.95], "epsilon": [1e-3]},
    "Adamax": {"beta_1": [0.7], "beta_2": [0.9], "epsilon": [1e-3]},
    "Nadam": {"beta_1": [0.7], "epsilon": [1e-3]},
    "Adagrad": {"initial_accumulator_value": [0.5], "epsilon": [1e-3]},
    "Adadelta": {"rho": [0.8], "epsilon": [1e-3]},
    "Adafactor": {"relative_step": [False], "clip_threshold": [0.7], "beta_2_decay": [-0.6], "epsilon_2": [0.01]},
    "Ftrl": {
        "learning_rate_power": [-0.6],
        "l1_regularization_strength": [0.01],
        "l2_regularization_strength": [0.1],
        "l2_shrinkage_regularization_strength": [0.1],
        "beta": [0.1],
    },
    "Lamb": {"beta_1": [0.7], "epsilon": [1e-3]},
    "Lion": {"beta_1": [0.8], "beta_2": [0.9]},
    "Muon": {"momentum": [0.8], "nesterov": [False], "adam_lr_ratio": [0.5], "rms_rate": [None, None], "ns_steps": [3]},
}
OPTIMIZERS_AROUND = ("LossScaleOptimizer",)
"""Those that hold another."""
OPTIMIZERS_NOT_DRAWN = {
    **dict.fromkeys(("MultiOptimizer", "OptimizerMap"), "others for some layers each, told by a function"),
    "ScheduleFreeAdamW": "Keras on torch overwrites the momentum that it still needs",
}
"""Those without a row, and why."""

_SHARED: dict[str, list[Any]] = {
    "weight_decay": [0.02],
    "use_ema": [True],
    "gradient_accumulation_steps": [2, 3],
    "loss_scale_factor": [8.0],
}
_CLIPS: tuple[Json, ...] = ({}, {}, {}, {"clipnorm": 0.5}, {"clipvalue": 0.2}, {"global_clipnorm": 0.7})


def _schedules() -> list[Json]:
    def schedule(name: str, /, **config: Any) -> Json:
        return part("optimizers.schedules", name, **config)

    return [
        schedule("ExponentialDecay", initial_learning_rate=0.05, decay_steps=3, decay_rate=0.5),
        schedule("ExponentialDecay", initial_learning_rate=0.05, decay_steps=3, decay_rate=0.5, staircase=True),
        schedule("CosineDecay", initial_learning_rate=0.01, decay_steps=5, warmup_target=0.05, warmup_steps=2),
        schedule("CosineDecay", initial_learning_rate=0.05, decay_steps=5, alpha=0.1),
        schedule("CosineDecayRestarts", initial_learning_rate=0.05, first_decay_steps=2, t_mul=1.5, m_mul=0.8),
        schedule("PiecewiseConstantDecay", boundaries=[2, 4], values=[0.05, 0.02, 0.01]),
        schedule("InverseTimeDecay", initial_learning_rate=0.05, decay_steps=2, decay_rate=0.5),
        schedule("PolynomialDecay", initial_learning_rate=0.05, decay_steps=4, power=2.0, cycle=True),
    ]


def chosen(d: Drawn, arguments: dict[str, Any]) -> Json:
    """The arguments of a row: those that are given, and some of the others."""
    fixed = {key: value for key, value in arguments.items() if not isinstance(value, list)}
    if "target_class_ids" in arguments and "num_classes" in arguments:  # has no default
        fixed["target_class_ids"] = d.one_of(*arguments["target_class_ids"])
        arguments = {key: value for key, value in arguments.items() if key != "target_class_ids"}
    return fixed | d.some(**{key: value for key, value in arguments.items() if isinstance(value, list)})


def drawn_optimizer(d: Drawn, name: str) -> Any:
    """An optimizer by name, in Keras's JSON; seldom by its name alone."""
    if name != "Lamb" and d.chance(0.05):  # which Keras does not know by its name
        return name.lower()
    options = d.some(**OPTIMIZERS[name], **{k: v for k, v in _SHARED.items() if k not in OPTIMIZERS[name]})
    options |= d.one_of(*_CLIPS)
    if options.get("use_ema"):
        options |= {"ema_momentum": 0.8, **d.some(ema_overwrite_frequency=[2, 3])}
    rate = d.one_of(0.05, 0.01, 0.003, d.one_of(*_schedules()))
    if d.chance(0.1):
        inner = part("optimizers", name, learning_rate=rate, **options)
        return part("optimizers", "LossScaleOptimizer", inner_optimizer=inner, initial_scale=d.one_of(4.0, 1024.0))
    return part("optimizers", name, learning_rate=rate, **options)


def drawn_loss(d: Drawn, name: str, *, whole: bool) -> tuple[Any, str]:
    """A loss by name and the activation of the layer before it; ``whole`` if it may take any reduction."""
    sort, arguments = LOSSES[name]
    options = chosen(d, arguments)
    end = "linear" if options.get("from_logits") else d.one_of(*ENDS[sort])
    short = [word for word, targets in SHORT.items() if targets == sort]
    if not options and short and d.chance(0.2):
        return short[0], ENDS[sort][0]
    if whole and d.chance(0.3):
        options["reduction"] = d.one_of(*REDUCTIONS)
    return part("losses", name, **options), end


CURVES = ("AUC", "PrecisionAtRecall", "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity")
"""Metrics that want predictions between 0 and 1."""


def drawn_metrics(d: Drawn, sort: str, end: str, number: int, seed: int, ending: str = "") -> list[Any]:
    """Some metrics for targets of a sort; each comes up as ``seed`` goes on. Their names tell what they are."""
    names = [name for name, (of, _) in METRICS.items() if of == sort and not (end == "linear" and name in CURVES)]
    if not names:
        return []
    found = []
    for n in range(number):
        name = names[(seed + n) % len(names)]
        metric = part("metrics", name, **chosen(d, METRICS[name][1]), name=f"{name}{n}{ending}")
        found.append(d.one_of(*BY_NAME[sort]) if sort in BY_NAME and d.chance(0.25) else metric)
    return [metric for n, metric in enumerate(found) if metric not in found[:n]]
