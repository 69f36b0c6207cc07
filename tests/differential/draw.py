"""Random choices of one case, and the small parts of Keras's JSON that many layers take."""

from typing import Any

import numpy as np

Json = dict[str, Any]


def part(module: str, name: str, /, **config: Any) -> Json:
    """An object in Keras's JSON: ``part("layers", "Dense", units=3)``."""
    return {"module": f"keras.{module}", "class_name": name, "config": config, "registered_name": None}


class Drawn:
    """The random choices of one case: the same with every NumPy."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.RandomState(seed)
        self.noisy = False
        """Whether something was drawn that draws numbers of its own in training, which no two libraries share."""

    def chance(self, share: float) -> bool:
        return bool(self.random.uniform() < share)

    def one_of(self, *things: Any) -> Any:
        return things[self.random.randint(len(things))]

    def whole(self, low: int, high: int) -> int:
        """From ``low`` to ``high``, both included."""
        return int(self.random.randint(low, high + 1))

    def real(self, low: float, high: float) -> float:
        """With three digits, to be read."""
        return round(float(self.random.uniform(low, high)), 3)

    def some(self, **options: Any) -> Json:
        """About a third of the options, each with one of its values."""
        return {key: self.one_of(*values) for key, values in options.items() if values and self.chance(1 / 3)}

    def noise(self, low: float = 0.2, high: float = 0.6) -> float:
        """A rate of noise, mostly none so that the case can be trained."""
        if self.chance(0.7):
            return 0.0
        self.noisy = True
        return self.real(low, high)


ACTIVATIONS = (
    *("celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu"),
    *("linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink"),
    *("softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus", "swish", "tanh", "tanh_shrink"),
)
"""All but ``sparsemax``, which Keras has wrong, and those that change the shape or need arguments."""


def activation(d: Drawn) -> Any:
    """An activation by name, as an object of functions, or none."""
    name = d.one_of(None, "relu", "tanh", d.one_of(*ACTIVATIONS), d.one_of(*ACTIVATIONS))
    if name not in (None, "swish", "hard_swish") and d.chance(0.15):  # functions are written by their first name
        return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}
    return name


def initializer(d: Drawn) -> Any:
    """Any that works for all shapes; the numbers are set later."""
    made = (
        part("initializers", "RandomNormal", mean=0.0, stddev=d.real(0.01, 1), seed=d.whole(0, 9)),
        part("initializers", "VarianceScaling", scale=2.0, mode="fan_avg", distribution="uniform", seed=None),
        part("initializers", "Constant", value=d.real(-1, 1)),
    )
    return d.one_of("he_normal", "lecun_uniform", "ones", "glorot_normal", "truncated_normal", *made)


def regularizer(d: Drawn) -> Any:
    """One that works for all shapes."""
    made = (
        part("regularizers", "L1", l1=d.real(0.001, 0.05)),
        part("regularizers", "L2", l2=d.real(0.001, 0.05)),
        part("regularizers", "L1L2", l1=d.real(0.001, 0.05), l2=d.real(0.001, 0.05)),
    )
    return d.one_of("l1", "l2", "L1L2", *made)


def constraint(d: Drawn) -> Any:
    """One that works for all shapes."""
    low = d.real(0.1, 0.4)
    made = (
        part("constraints", "MaxNorm", max_value=d.real(0.3, 1.5), axis=d.one_of(0, -1)),
        part("constraints", "MinMaxNorm", min_value=low, max_value=low + 0.5, rate=d.one_of(1.0, 0.6), axis=0),
        part("constraints", "UnitNorm", axis=d.one_of(0, -1)),
    )
    return d.one_of("non_neg", "NonNeg", "unit_norm", *made)


ENDINGS = {"_initializer": initializer, "_regularizer": regularizer, "_constraint": constraint}


def of_weights(d: Drawn, parameters: list[str]) -> Json:
    """Some of the arguments by which layers keep, penalize and start their weights."""
    drawn = {}
    for name in parameters:
        for ending, make in ENDINGS.items():
            if name.endswith(ending) and d.chance(0.15):
                drawn[name] = make(d)
    return drawn
