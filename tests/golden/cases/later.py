"""What came later than the other files: optimizers that look at whole variables, losses of pairs and of sequences, …"""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, integer, part, real
from .functions import Made
from .losses import Loss

FLOATS = ("float32", "float64")


class Steps(NamedTuple):
    """As ``optimizers.Steps``, for the dtypes that it makes sense in."""

    optimizer: Part
    constraint: Part | None = None
    gradients: float = 2.0
    dtypes: tuple[str, ...] = FLOATS


_SHARED: dict[str, dict[str, Any]] = {
    "": {},
    "-decay-clip": {"weight_decay": 0.05, "clipnorm": 1.0},
    "-average": {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3, "global_clipnorm": 1.2},
    "-gathering": {"gradient_accumulation_steps": 3, "clipvalue": 0.7},
}
_OWN: dict[str, dict[str, dict[str, Any]]] = {
    "Adafactor": {
        "-options": {"beta_2_decay": -0.5, "epsilon_1": 1e-3, "epsilon_2": 0.1, "clip_threshold": 0.5},
        "-relative": {"learning_rate": 2.0},
    },
    "Lamb": {"-options": {"beta_1": 0.7, "beta_2": 0.95, "epsilon": 1e-3}},
    "Ftrl": {
        "-options": {"learning_rate_power": -0.3, "initial_accumulator_value": 0.5, "beta": 0.2},
        "-regularized": {"l1_regularization_strength": 0.05, "l2_regularization_strength": 0.1},
        "-shrinkage": {"l2_shrinkage_regularization_strength": 0.05},
    },
    "Lion": {"-options": {"beta_1": 0.7, "beta_2": 0.9}},
    "ScheduleFreeAdamW": {
        "-options": {"beta_1": 0.7, "beta_2": 0.95, "epsilon": 1e-3},
        "-warmup": {"warmup_steps": 7},
    },
    "Muon": {
        "-options": {"adam_beta_1": 0.7, "adam_beta_2": 0.9, "momentum": 0.8, "ns_steps": 3, "adam_lr_ratio": 0.5},
        "-plain": {"nesterov": False, "adam_weight_decay": None, "epsilon": 1e-3},
        "-polynomial": {"muon_a": 1.5, "muon_b": -0.5, "muon_c": 0.0},
        "-excluded": {"exclude_layers": ["vari.*"], "adam_weight_decay": 0.1},
    },
}


def _steps(name: str, kwargs: dict[str, Any]) -> Steps:
    unscaled = {"rms_rate": None} if name == "Muon" else {}  # real Keras takes the root of the side in float32
    return Steps(part(f"optimizers.{name}", **{"learning_rate": 0.05, **unscaled, **kwargs}))


optimizers = {f"{n}{key}": _steps(n, kwargs) for n, own in _OWN.items() for key, kwargs in {**_SHARED, **own}.items()}
optimizers |= {f"{name}-default": Steps(part(f"optimizers.{name}")) for name in _OWN if name != "Muon"}
optimizers["Muon-default"] = Steps(part("optimizers.Muon"), dtypes=("float32",))
optimizers["Muon-rms_rate"] = Steps(part("optimizers.Muon", learning_rate=0.05, rms_rate=0.4), dtypes=("float32",))
optimizers["LossScaleOptimizer"] = Steps(
    part(
        "optimizers.LossScaleOptimizer",
        inner_optimizer=part("optimizers.SGD", learning_rate=0.5, momentum=0.9),
        initial_scale=2.0,
        dynamic_growth_steps=3,
    )
)

_STFT: dict[str, dict[str, Any]] = {
    "": {},
    "-imaginary": {"side": "imag", "window": "hamming", "periodic": True},
    "-spectrum": {"scaling": "spectrum", "window": "blackman"},
    "-plain": {"scaling": None, "window": "bartlett"},
    "-without": {"window": None},
    "-own": {"window": [0.5, 0.25, 1.0, 0.5, 0.75, 0.5]},
}
initializers = {f"STFT{key}": Made(part("initializers.STFT", **kwargs), (6, 1, 4)) for key, kwargs in _STFT.items()}

_MASKS, _AREA = (3, 4, 5, 1), (1, 2, 3)
_CLASSES = integer((6,), high=4)


def _loss(name: str, y_true: Data | Given, y_pred: Data, weight: Data | None = None, **kwargs: Any) -> Loss:
    return Loss(part(f"losses.{name}", **kwargs), y_true, y_pred, weight)


def _overlap(name: str, **kwargs: Any) -> Loss:
    weight = real((3,), 0, 2) if kwargs.get("axis") == _AREA else None
    return _loss(name, Data("binary", _MASKS), real(_MASKS, 0, 1), weight, **kwargs)


_LABELS = Given([[1, 2, 2, 0], [3, 0, 0, 0], [2, 1, 3, 1]], integer=True)
losses = {
    "Dice": _overlap("Dice"),
    "Dice-axis": _overlap("Dice", axis=_AREA),
    "Dice-one": _overlap("Dice", axis=-1),
    "Tversky": _overlap("Tversky"),
    "Tversky-weighed": _overlap("Tversky", alpha=0.2, beta=0.8, axis=_AREA),
    "Circle": _loss("Circle", _CLASSES, real((6, 5), -0.6, 0.6), real((6,), 0, 2)),
    "Circle-options": _loss("Circle", _CLASSES, real((6, 5), -0.6, 0.6), gamma=10.0, margin=0.25),
    "Circle-with_itself": _loss("Circle", _CLASSES, real((6, 5), -0.6, 0.6), gamma=5.0, remove_diagonal=False),
    "CategoricalGeneralizedCrossEntropy": _loss(
        "CategoricalGeneralizedCrossEntropy", _CLASSES, Data("probabilities", (6, 4)), real((6,), 0, 2)
    ),
    "CategoricalGeneralizedCrossEntropy-q": _loss(
        "CategoricalGeneralizedCrossEntropy", _CLASSES, Data("probabilities", (6, 4)), q=0.9
    ),
    "CTC": _loss("CTC", _LABELS, real((3, 9, 4), -3, 3), real((3,), 0, 2)),
    "CTC-short": _loss("CTC", _LABELS, real((3, 5, 4), -3, 3)),
}


class Metric(NamedTuple):
    """As ``metrics.Metric``, for the dtypes that it makes sense in."""

    metric: Part
    y_true: Data | Given
    y_pred: Data | Given
    weight: Data | None = None
    dtypes: tuple[str, ...] = FLOATS


def _metric(name: str, y_true: Data | Given, y_pred: Data | Given, weight: Data | None = None, **kwargs: Any) -> Metric:
    dtypes = FLOATS[: 1 if "IoU" in name else 2]  # real Keras has float32 results of these whatever the dtype is
    return Metric(part(f"metrics.{name}", **kwargs), y_true, y_pred, weight, dtypes)


_ROWS = (6, 4)
_PER_ROW, _REAL, _LABELS_OF = real((6,), 0, 2), real(_ROWS), Data("binary", _ROWS)
_ONE_HOT, _CHANCES = Data("one_hot", _ROWS), real(_ROWS, 0, 1)
_PIXELS, _FLOAT = integer((2, 3, 4), high=4), {"dtype": "float32"}
_F: dict[str, dict[str, Any]] = {
    "": {},
    "-threshold": {"threshold": 0.4},
    "-micro": {"average": "micro", "threshold": 0.6},
    "-macro": {"average": "macro"},
    "-weighted": {"average": "weighted", "threshold": 0.3},
}
metrics = {
    "BinaryIoU": _metric("BinaryIoU", _LABELS_OF, _CHANCES),
    "BinaryIoU-one": _metric("BinaryIoU", _LABELS_OF, _CHANCES, real(_ROWS, 0, 2), target_class_ids=[1], **_FLOAT),
    "BinaryIoU-threshold": _metric("BinaryIoU", _LABELS_OF, _CHANCES, threshold=0.3),
    "IoU": _metric("IoU", _PIXELS, _PIXELS, num_classes=4, target_class_ids=[0, 2]),
    "IoU-weighted": _metric("IoU", _CLASSES, _CLASSES, _PER_ROW, num_classes=4, target_class_ids=[1, 3], **_FLOAT),
    "MeanIoU": _metric("MeanIoU", _PIXELS, _PIXELS, num_classes=4),
    "MeanIoU-ignored": _metric("MeanIoU", _PIXELS, _PIXELS, num_classes=4, ignore_class=0),
    "MeanIoU-few": _metric("MeanIoU", _PIXELS, _PIXELS, num_classes=3),
    "MeanIoU-dense": _metric("MeanIoU", _CLASSES, _CHANCES, num_classes=4, sparse_y_pred=False),
    "OneHotIoU": _metric("OneHotIoU", _ONE_HOT, _CHANCES, num_classes=4, target_class_ids=[0, 3]),
    "OneHotIoU-sparse": _metric(
        "OneHotIoU", _ONE_HOT, _CLASSES, num_classes=4, target_class_ids=[1], sparse_y_pred=True, ignore_class=2
    ),
    "OneHotMeanIoU": _metric("OneHotMeanIoU", _ONE_HOT, _CHANCES, _PER_ROW, num_classes=4, **_FLOAT),
    **{f"F1Score{key}": _metric("F1Score", _LABELS_OF, _CHANCES, _PER_ROW, **kwargs) for key, kwargs in _F.items()},
    **{f"FBetaScore{k}": _metric("FBetaScore", _ONE_HOT, _CHANCES, beta=2.0, **kwargs) for k, kwargs in _F.items()},
    "R2Score": _metric("R2Score", _REAL, _REAL, _PER_ROW),
    "R2Score-variance": _metric("R2Score", _REAL, _REAL, _PER_ROW, class_aggregation="variance_weighted_average"),
    "R2Score-each": _metric("R2Score", _REAL, _REAL, _PER_ROW, class_aggregation=None),
    "R2Score-adjusted": _metric("R2Score", real((6, 1)), real((6, 1)), num_regressors=2),
    "PearsonCorrelation": _metric("PearsonCorrelation", _REAL, _REAL, _PER_ROW),
    "PearsonCorrelation-axis": _metric("PearsonCorrelation", _REAL, _REAL, axis=0),
    "ConcordanceCorrelation": _metric("ConcordanceCorrelation", _REAL, _REAL, _PER_ROW),
    "ConcordanceCorrelation-axis": _metric("ConcordanceCorrelation", _REAL, _REAL, axis=0),
}
