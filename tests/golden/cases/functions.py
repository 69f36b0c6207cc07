"""Functions of an array: activations, regularizers, constraints, initializers; and schedules, of a step."""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, part, real


class Function(NamedTuple):
    """``keras.<path>(x, **kwargs)``."""

    path: str
    kwargs: dict[str, Any]
    x: Data | Given


_SMOOTH = ("elu", "exponential", "gelu", "log_sigmoid", "log_softmax", "mish", "selu", "sigmoid", "silu", "softmax",
           "softplus", "softsign", "swish", "tanh", "tanh_shrink", "squareplus", "celu", "linear")  # fmt: skip
_KINKED = ("relu", "relu6", "leaky_relu", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "hard_shrink",
           "soft_shrink", "sparse_plus", "sparse_sigmoid")  # fmt: skip
_WITH_ARGUMENTS = {
    "elu": {"alpha": 0.3},
    "celu": {"alpha": 2.0},
    "gelu": {"approximate": True},
    "glu": {"axis": 1},
    "hard_shrink": {"threshold": 1.25},
    "soft_shrink": {"threshold": 1.25},
    "leaky_relu": {"negative_slope": 0.05},
    "log_softmax": {"axis": 0},
    "softmax": {"axis": 0},
    "relu": {"negative_slope": 0.1, "max_value": 3.0, "threshold": 0.5},
    "squareplus": {"b": 2},
    "threshold": {"threshold": 0.5, "default_value": -2.0},
}

_X = real(shape=(4, 6), low=-4, high=7)
_SATURATED = Given([[-100.0, -50, -20, -9.5, 0.5, 9.5, 20, 50, 100, 99]])
_KINKS = Given([[-3.0, -1, -0.5, 0, 0.5, 1, 3, 6]])


def _activation(name: str, kwargs: dict[str, Any], x: Data | Given) -> Function:
    return Function(f"activations.{name}", kwargs, x)


activations = {
    **{name: _activation(name, {}, _X) for name in (*_SMOOTH, *_KINKED, "glu")},
    **{f"{name}-arguments": _activation(name, kwargs, _X) for name, kwargs in _WITH_ARGUMENTS.items()},
    **{
        f"{name}-saturated": _activation(name, {}, _SATURATED)
        for name in (*_SMOOTH, *_KINKED, "glu")
        if name != "exponential"
    },
    "relu6-layer-range": _activation("relu", {"max_value": 6}, _X),
    "softmax-3d": _activation("softmax", {"axis": (1, 2)}, real(shape=(2, 3, 2))),
    "softmax-large": _activation("softmax", {}, Given([[1000.0, 1001, 999], [-1000, 0, 1000]])),
    "log_softmax-large": _activation("log_softmax", {}, Given([[1000.0, 1001, 999], [-1000, 0, 1000]])),
}
"""Values and gradients; not of sparsemax, which real Keras gets wrong: of [1, 0.8, 0.1] it makes [0.1, 0, 0]."""

kinks = {name: _activation(name, {}, _KINKS) for name in (*_KINKED, *_SMOOTH)}
"""Values alone: at a kink every subgradient is right."""


class Weights(NamedTuple):
    """A part called with a weight: a regularizer or a constraint."""

    part: Part
    x: Data


_MATRIX = real(shape=(4, 3), low=-2, high=2)
_KERNEL = real(shape=(3, 2, 2, 3), low=-2, high=2)

regularizers = {
    "L1": Weights(part("regularizers.L1", l1=0.03), _MATRIX),
    "L2": Weights(part("regularizers.L2", l2=0.03), _MATRIX),
    "L1L2": Weights(part("regularizers.L1L2", l1=0.02, l2=0.05), _KERNEL),
    "l1_l2": Weights(part("regularizers.l1_l2", l1=0.2), _MATRIX),
    "L1-default": Weights(part("regularizers.L1"), _MATRIX),
    "L2-default": Weights(part("regularizers.L2"), _MATRIX),
    "Orthogonal-rows": Weights(part("regularizers.OrthogonalRegularizer", factor=0.1), _MATRIX),
    "Orthogonal-columns": Weights(part("regularizers.OrthogonalRegularizer", factor=0.1, mode="columns"), _MATRIX),
}

constraints = {
    "MaxNorm": Weights(part("constraints.MaxNorm"), _MATRIX),
    "MaxNorm-axis1": Weights(part("constraints.MaxNorm", max_value=1.5, axis=1), _MATRIX),
    "MaxNorm-kernel": Weights(part("constraints.MaxNorm", max_value=3, axis=[0, 1, 2]), _KERNEL),
    "NonNeg": Weights(part("constraints.NonNeg"), _MATRIX),
    "UnitNorm": Weights(part("constraints.UnitNorm"), _MATRIX),
    "UnitNorm-kernel": Weights(part("constraints.UnitNorm", axis=[0, 1, 2]), _KERNEL),
    "MinMaxNorm": Weights(part("constraints.MinMaxNorm"), _MATRIX),
    "MinMaxNorm-rate": Weights(part("constraints.MinMaxNorm", min_value=2.2, max_value=2.5, rate=0.7), _MATRIX),
    "MinMaxNorm-axis1": Weights(part("constraints.MinMaxNorm", min_value=0.5, max_value=1, axis=1), _MATRIX),
}


class Made(NamedTuple):
    """An initializer without chance, and the shape asked for."""

    part: Part
    shape: tuple[int, ...]


initializers = {
    "Zeros": Made(part("initializers.Zeros"), (2, 3)),
    "Ones": Made(part("initializers.Ones"), (3,)),
    "Constant": Made(part("initializers.Constant", value=0.3), (2, 2)),
    "Identity": Made(part("initializers.Identity"), (3, 3)),
    "Identity-gain": Made(part("initializers.Identity", gain=2.5), (2, 4)),
}

_DECAY = {"initial_learning_rate": 0.1, "decay_steps": 7}
_S = "optimizers.schedules."
schedules = {
    "ExponentialDecay": part(_S + "ExponentialDecay", **_DECAY, decay_rate=0.6),
    "ExponentialDecay-staircase": part(_S + "ExponentialDecay", **_DECAY, decay_rate=0.6, staircase=True),
    "InverseTimeDecay": part(_S + "InverseTimeDecay", **_DECAY, decay_rate=0.6),
    "InverseTimeDecay-staircase": part(_S + "InverseTimeDecay", **_DECAY, decay_rate=0.6, staircase=True),
    "PolynomialDecay": part(_S + "PolynomialDecay", **_DECAY),
    "PolynomialDecay-power": part(_S + "PolynomialDecay", **_DECAY, end_learning_rate=0.01, power=2.0),
    "PolynomialDecay-cycle": part(_S + "PolynomialDecay", **_DECAY, end_learning_rate=0.02, power=0.5, cycle=True),
    "CosineDecay": part(_S + "CosineDecay", **_DECAY),
    "CosineDecay-alpha": part(_S + "CosineDecay", **_DECAY, alpha=0.2),
    "CosineDecay-warmup": part(_S + "CosineDecay", **_DECAY, alpha=0.1, warmup_target=0.3, warmup_steps=5),
    "CosineDecayRestarts": part(_S + "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=5),
    "CosineDecayRestarts-all": part(
        _S + "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=5, t_mul=1.5, m_mul=0.8, alpha=0.1
    ),
    "CosineDecayRestarts-equal": part(
        _S + "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=6, t_mul=1.0, m_mul=0.5
    ),
    "PiecewiseConstantDecay": part(_S + "PiecewiseConstantDecay", boundaries=[3, 8, 15], values=[0.3, 0.1, 0.05, 0.01]),
}
