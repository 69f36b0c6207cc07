"""Optimizers: two variables after 1, 2, 3, 10 and 20 steps with fixed gradients."""

from typing import Any, NamedTuple

from ..parts import Part, part
from .functions import schedules


class Steps(NamedTuple):
    """An optimizer, the constraint on its first variable, and the size of the gradients."""

    optimizer: Part
    constraint: Part | None = None
    gradients: float = 2.0


_EMA = {"use_ema": True, "ema_momentum": 0.8}
_SHARED: dict[str, dict[str, Any]] = {
    "default": {},
    "weight_decay": {"weight_decay": 0.02},
    "clipnorm": {"clipnorm": 1.1},
    "clipvalue": {"clipvalue": 0.6},
    "global_clipnorm": {"global_clipnorm": 1.3},
    "ema": _EMA,
    "ema-overwrite": {**_EMA, "ema_overwrite_frequency": 4},
    "all": {**_EMA, "ema_overwrite_frequency": 6, "weight_decay": 0.01, "global_clipnorm": 1.5},
}
_OWN: dict[str, dict[str, dict[str, Any]]] = {
    "SGD": {
        "momentum": {"momentum": 0.9},
        "nesterov": {"momentum": 0.9, "nesterov": True},
        "momentum-decay": {"momentum": 0.8, "weight_decay": 0.05, "clipnorm": 1.0},
    },
    "RMSprop": {
        "rho": {"rho": 0.7},
        "momentum": {"momentum": 0.9},
        "centered": {"centered": True},
        "centered-momentum": {"centered": True, "momentum": 0.8, "rho": 0.8, "epsilon": 1e-3},
    },
    "Adam": {
        "amsgrad": {"amsgrad": True},
        "betas": {"beta_1": 0.7, "beta_2": 0.95, "epsilon": 1e-3},
        "amsgrad-decay": {"amsgrad": True, "weight_decay": 0.1, "clipvalue": 0.4},
    },
    "AdamW": {"amsgrad": {"amsgrad": True}, "betas": {"beta_1": 0.7, "beta_2": 0.95, "weight_decay": 0.2}},
    "Adagrad": {"start": {"initial_accumulator_value": 0.5, "epsilon": 1e-3}},
    "Adadelta": {"rho": {"rho": 0.8, "epsilon": 1e-4}, "rate-1": {"learning_rate": 1.0}},
    "Adamax": {"betas": {"beta_1": 0.7, "beta_2": 0.95}},
    "Nadam": {"betas": {"beta_1": 0.7, "beta_2": 0.95}},
}

CASES = {
    f"{name}-{key}": Steps(part(f"optimizers.{name}", **{"learning_rate": 0.05, **kwargs}))
    for name, own in _OWN.items()
    for key, kwargs in {**_SHARED, **own}.items()
}
CASES |= {f"{name}-rate_default": Steps(part(f"optimizers.{name}")) for name in _OWN}
CASES |= {
    f"{name}-{key}": Steps(part(f"optimizers.{name}", learning_rate=schedule))
    for name in ("SGD", "Adam")
    for key, schedule in schedules.items()
}
CASES |= {
    f"SGD-{key}": Steps(part("optimizers.SGD", learning_rate=0.1, momentum=0.5), constraint)
    for key, constraint in {
        "MaxNorm": part("constraints.MaxNorm", max_value=0.9),
        "NonNeg": part("constraints.NonNeg"),
        "UnitNorm": part("constraints.UnitNorm", axis=1),
        "MinMaxNorm": part("constraints.MinMaxNorm", min_value=0.5, max_value=0.8, rate=0.9),
    }.items()
}
_GATHER = {"gradient_accumulation_steps": 3, "learning_rate": 0.05}
CASES |= {
    f"{name}-accumulation{key}": Steps(part(f"optimizers.{name}", **_GATHER, **kwargs))
    for name in ("SGD", "Adam", "Nadam")
    for key, kwargs in {"": {}, "-clip": {"global_clipnorm": 0.5}}.items()
}
CASES |= {
    "Adam-constraint-ema": Steps(
        part("optimizers.Adam", learning_rate=0.1, **_EMA, ema_overwrite_frequency=3),
        part("constraints.MaxNorm", max_value=0.9),
    ),
    "Adam-small": Steps(part("optimizers.Adam", learning_rate=0.01), gradients=1e-6),
    "RMSprop-small": Steps(part("optimizers.RMSprop", learning_rate=0.01), gradients=1e-5),
}
