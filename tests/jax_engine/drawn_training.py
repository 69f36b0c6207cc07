"""Losses, metrics and optimizers with drawn arguments; targets, predictions and weights for them."""

from typing import Any

import numpy as np
from drawing import Drawn

import plugkeras as keras
from plugkeras.optimizers import schedules

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)
SHAPES = ((5, 3), (2, 4, 3), (6, 1))

# name -> what targets and predictions are, and arguments that may be drawn
LOSSES: dict[str, tuple[str, dict[str, Any]]] = {
    "MeanSquaredError": ("real", {}),
    "MeanAbsoluteError": ("real", {}),
    "MeanAbsolutePercentageError": ("real", {}),
    "MeanSquaredLogarithmicError": ("positive", {}),
    "Huber": ("real", {"delta": [0.3]}),
    "LogCosh": ("real", {}),
    "Poisson": ("positive", {}),
    "KLDivergence": ("chances", {}),
    "Hinge": ("signs", {}),
    "SquaredHinge": ("signs", {}),
    "CategoricalHinge": ("classes", {}),
    "CosineSimilarity": ("real", {"axis": [1]}),
    "BinaryCrossentropy": ("labels", {"from_logits": [True], "label_smoothing": [0.1]}),
    "BinaryFocalCrossentropy": (
        "labels",
        {
            "apply_class_balancing": [True],
            "alpha": [0.4],
            "gamma": [1.5],
            "from_logits": [True],
            "label_smoothing": [0.1],
        },
    ),
    "CategoricalCrossentropy": ("classes", {"from_logits": [True], "label_smoothing": [0.1]}),
    "CategoricalFocalCrossentropy": (
        "classes",
        {"alpha": [0.4], "gamma": [1.5], "from_logits": [True], "label_smoothing": [0.1]},
    ),
    "SparseCategoricalCrossentropy": ("numbers", {"from_logits": [True], "ignore_class": [1]}),
}

_CURVE = {"num_thresholds": [5, 50]}
METRICS: dict[str, tuple[str, dict[str, Any]]] = {
    "Accuracy": ("equal", {}),
    "BinaryAccuracy": ("labels", {"threshold": [0.3]}),
    "CategoricalAccuracy": ("classes", {}),
    "SparseCategoricalAccuracy": ("numbers", {}),
    "TopKCategoricalAccuracy": ("classes", {"k": [2]}),
    "SparseTopKCategoricalAccuracy": ("numbers", {"k": [2]}),
    "RootMeanSquaredError": ("real", {}),
    "MeanSquaredError": ("real", {}),
    "LogCoshError": ("real", {}),
    "CosineSimilarity": ("real", {}),
    "KLDivergence": ("chances", {}),
    "Poisson": ("positive", {}),
    "Hinge": ("signs", {}),
    "CategoricalHinge": ("classes", {}),
    "BinaryCrossentropy": ("labels", {"from_logits": [True], "label_smoothing": [0.1]}),
    "CategoricalCrossentropy": ("classes", {"from_logits": [True]}),
    "SparseCategoricalCrossentropy": ("numbers", {"from_logits": [True], "ignore_class": [1]}),
    "TruePositives": ("labels", {"thresholds": [0.3, [0.2, 0.7]]}),
    "FalsePositives": ("labels", {"thresholds": [0.3, [0.2, 0.7]]}),
    "TrueNegatives": ("labels", {"thresholds": [0.3, [0.2, 0.7]]}),
    "FalseNegatives": ("labels", {"thresholds": [0.3, [0.2, 0.7]]}),
    "Precision": ("labels", {"thresholds": [0.3, [0.2, 0.7]]}),
    "Recall": ("labels", {"thresholds": [0.3, [0.2, 0.7]]}),
    "AUC": (
        "labels",
        {**_CURVE, "curve": ["PR"], "summation_method": ["minoring", "majoring"], "from_logits": [True]},
    ),
    "PrecisionAtRecall": ("labels", {"recall": 0.5, **_CURVE}),
    "RecallAtPrecision": ("labels", {"precision": 0.5, **_CURVE}),
    "SensitivityAtSpecificity": ("labels", {"specificity": 0.5, **_CURVE}),
    "SpecificityAtSensitivity": ("labels", {"sensitivity": 0.5, **_CURVE}),
}

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "SGD": {"momentum": [0.9], "nesterov": [True], "decay": [0.1]},
    "RMSprop": {"rho": [0.7], "momentum": [0.9], "centered": [True]},
    "Adam": {"amsgrad": [True], "beta_1": [0.7], "decay": [0.1]},
    "AdamW": {"amsgrad": [True], "weight_decay": [0.1]},
    "Adamax": {"beta_2": [0.9]},
    "Nadam": {"beta_1": [0.7]},
    "Adagrad": {"initial_accumulator_value": [0.5]},
    "Adadelta": {"rho": [0.8]},
    "Ftrl": {"l1_regularization_strength": [0.01], "l2_regularization_strength": [0.1], "beta": [0.1]},
    "Lion": {"beta_1": [0.8]},
}
_SHARED: dict[str, Any] = {
    "weight_decay": [0.02],
    "use_ema": [True],
    "gradient_accumulation_steps": [2, 3],
    "loss_scale_factor": [8.0],
}
_NOISY = ("RMSprop", "Adam", "AdamW", "Adamax", "Nadam", "Adagrad", "Adadelta")
"""Those that divide by what may be nearly nothing."""


def targets(d: Drawn, sort: str, shape: tuple[int, ...], logits: bool) -> tuple[Any, Any]:
    """Targets, and predictions."""
    n, rng = shape[-1], d.rng
    real, chances = d.normal(*shape), rng.uniform(0.05, 0.95, shape)
    shares = chances / chances.sum(-1, keepdims=True)
    numbers = rng.integers(0, n, shape[:-1])
    if sort == "numbers":
        numbers = d.one_of(numbers, numbers[..., None]).astype(d.one_of("int32", "int64", "float64"))
    return {
        "real": lambda: (d.normal(*shape), real),
        "equal": lambda: (rng.integers(0, 3, shape).astype(float), rng.integers(0, 3, shape).astype(float)),
        "positive": lambda: (rng.uniform(0, 3, shape), rng.uniform(0.1, 3, shape)),
        "chances": lambda: (shares[::-1], shares),
        "signs": lambda: (d.one_of(rng.integers(0, 2, shape) * 2.0 - 1, rng.integers(0, 2, shape) * 1.0), real),
        "labels": lambda: (rng.integers(0, 2, shape).astype(d.one_of("float64", "int32")), real if logits else chances),
        "classes": lambda: (np.eye(n)[numbers], real if logits else shares),
        "numbers": lambda: (numbers, real if logits else shares),
    }[sort]()


def weights_of(d: Drawn, shape: tuple[int, ...]) -> Any:
    """Weights of samples, of steps, some of them zero; or none."""
    shapes = [shape[:1], shape[:-1], (shape[0], *[1] * (len(shape) - 2))]
    return d.one_of(None, d.rng.uniform(0, 2, d.one_of(*shapes)), d.rng.integers(0, 2, shape[:1]).astype("float64"))


def _chosen(d: Drawn, arguments: dict[str, Any]) -> dict[str, Any]:
    fixed = {key: value for key, value in arguments.items() if not isinstance(value, list)}
    return fixed | d.some(**{key: value for key, value in arguments.items() if isinstance(value, list)})


def drawn_loss(d: Drawn, name: str) -> tuple[Any, Any, Any, Any, Any]:
    """A loss, targets, predictions, weights and a mask."""
    sort, arguments = LOSSES[name]
    several = sort in ("classes", "numbers", "chances") or name == "CosineSimilarity"  # which is 1 or -1 of one number
    shape, options = d.one_of(*SHAPES[: 2 if several else 3]), _chosen(d, arguments)
    y_true, y_pred = targets(d, sort, shape, options.get("from_logits", False))
    axes = shape[:-1] if options.get("axis") != 1 else (shape[0], *shape[2:])
    mask = d.one_of(None, None, d.rng.integers(0, 2, axes).astype(bool))
    weight = weights_of(d, (*axes, 1))
    return getattr(keras.losses, name)(reduction=d.one_of(*REDUCTIONS), **options), y_true, y_pred, weight, mask


def drawn_metric(d: Drawn, name: str) -> tuple[Any, list[Any]]:
    """A metric, and two batches: targets, predictions and weights."""
    sort, arguments = METRICS[name]
    shape, options = d.one_of(*SHAPES[: 2 if sort in ("classes", "numbers", "chances") else 3]), _chosen(d, arguments)
    batches = []
    for rows in (shape[0], shape[0] - 1):
        here = (rows, *shape[1:])
        weight = weights_of(d, here)
        batches.append((*targets(d, sort, here, options.get("from_logits", False)), weight))
    return getattr(keras.metrics, name)(**options), batches


def drawn_optimizer(d: Drawn, name: str) -> Any:
    """An optimizer with some of its options, and a rate that may be a schedule."""
    rates = (0.05, 0.01, schedules.ExponentialDecay(0.1, 3, 0.5), schedules.CosineDecay(0.1, 5, warmup_steps=2))
    rates += (
        schedules.PiecewiseConstantDecay([2, 4], [0.1, 0.05, 0.01]),
        schedules.InverseTimeDecay(0.1, 2, 0.5, True),
    )
    rates += (schedules.PolynomialDecay(0.1, 4, cycle=True), schedules.CosineDecayRestarts(0.1, 2))
    options = d.some(**{**_SHARED, **OPTIMIZERS[name]})
    options |= d.one_of({}, {}, {"clipnorm": 0.5}, {"clipvalue": 0.2}, {"global_clipnorm": 0.7})
    if options.get("use_ema"):
        options |= {"ema_momentum": 0.8, **d.some(ema_overwrite_frequency=[2, 3])}
    options |= {"epsilon": 1e-2} if name in _NOISY else {}
    rate = d.one_of(*rates)
    if "decay" in options and not isinstance(rate, float):
        rate = 0.05
    return getattr(keras.optimizers, name)(rate, **options)
