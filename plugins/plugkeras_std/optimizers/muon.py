"""Muon: the momentum of a matrix made orthogonal; what is no such matrix learns by AdamW."""

import re
from collections.abc import Callable
from typing import Any

from plugkeras import Optimizer, ops
from plugkeras.annotations import Count, NotNegative, Rate
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.optimizer import LearningRate
from plugkeras_std.optimizers.terms import Beta, Epsilon, follow, taken_in


class Muon(Optimizer):
    """Matrices take steps in the nearest orthogonal direction; Jordan, 2024, with the sizes of Liu et al., 2025.

    What has not two axes, an embedding (``exclude_embeddings``: what has "embedding" in its path) and what one of the
    regular expressions ``exclude_layers`` finds in its path takes AdamW's steps, at ``adam_lr_ratio`` times the rate
    and with ``adam_weight_decay``. ``ns_steps`` iterations ``a x + (b (x xᵀ) + c (x xᵀ)²) x`` make a matrix nearly
    orthogonal; its step is ``rms_rate * sqrt(the longer side)`` times that, or 1 times if ``rms_rate`` is None.
    """

    learning_rate: LearningRate = 0.001
    adam_beta_1: Beta = 0.9
    adam_beta_2: Rate = 0.999
    adam_weight_decay: NotNegative | None = 0.004
    epsilon: Epsilon = 1e-7
    weight_decay: NotNegative | None = 0.004
    clipnorm: NotNegative | None = None
    clipvalue: NotNegative | None = None
    global_clipnorm: NotNegative | None = None
    use_ema: bool = False
    ema_momentum: Rate = 0.99
    ema_overwrite_frequency: Count | None = None
    loss_scale_factor: NotNegative | None = None
    gradient_accumulation_steps: Any = None
    name: str | None = None
    exclude_layers: Any = None
    exclude_embeddings: bool = True
    muon_a: float = 3.4445
    muon_b: float = -4.775
    muon_c: float = 2.0315
    adam_lr_ratio: NotNegative = 1.0
    momentum: Rate = 0.95
    ns_steps: Count = 5
    nesterov: bool = True
    rms_rate: NotNegative | None = 0.2
    slots = {"momentum": 0.0, "velocity": 0.0}
    per_variable = True

    def setup(self) -> None:
        """The expressions have to be some."""
        super().setup()
        self.exclude_layers = list(self.exclude_layers or [])
        for text in self.exclude_layers:
            try:
                re.compile(text)
            except (TypeError, re.error) as problem:
                raise ArgumentError(
                    f"Muon: {text!r} in `exclude_layers` is no regular expression: {problem}."
                ) from None

    def is_by_adam(self, variable: Variable) -> bool:
        """Whether a variable takes AdamW's steps."""
        path = variable.path
        embedding = self.exclude_embeddings and "embedding" in path.lower()
        return len(variable.shape) != 2 or embedding or any(re.search(text, path) for text in self.exclude_layers)

    def slot_array(self, name: str, variable: Variable) -> Array:
        """A velocity only for AdamW's steps."""
        return None if name == "velocity" and not self.is_by_adam(variable) else super().slot_array(name, variable)

    def rule(self, lr: float, step: int, decays: bool = True) -> Callable[..., Any]:
        """Both have a decay of their own; who has a velocity goes by AdamW's."""

        def rule(value: Array, gradient: Array, *slots: Array) -> tuple[Array, ...]:
            decay = self.adam_weight_decay if len(slots) == 2 else self.weight_decay
            value = value * (1 - decay * lr) if decay and decays else value
            return self.update(value, gradient, *slots, lr=lr, step=step)

        return rule

    def update(self, value: Array, gradient: Array, *slots: Array, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, momentum and, if there is one, velocity."""
        if len(slots) == 2:
            return self._by_adam(value, gradient, *slots, lr=lr * self.adam_lr_ratio, step=step)
        (m,) = slots
        m = self.momentum * m + gradient
        change = self._orthogonal(gradient + self.momentum * m if self.nesterov else m)
        size = 1.0 if self.rms_rate is None else self.rms_rate * max(value.shape) ** 0.5
        return value - lr * size * change, m

    def _by_adam(self, value: Array, gradient: Array, m: Array, v: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        m = follow(m, gradient, self.adam_beta_1)
        v = follow(v, gradient * gradient, self.adam_beta_2)
        rate = lr * taken_in(self.adam_beta_2, step) ** 0.5 / taken_in(self.adam_beta_1, step)
        return value - rate * m / (ops.sqrt(v) + self.epsilon), m, v

    def _orthogonal(self, x: Array) -> Array:
        """Newton and Schulz's iteration, with the shorter side first, for products as small as can be."""
        turned = x.shape[0] > x.shape[1]
        x = ops.transpose(x) if turned else x
        x = x / (ops.sqrt(ops.sum(ops.square(x))) + 1e-7)
        for _ in range(self.ns_steps):
            square = x @ ops.transpose(x)
            x = self.muon_a * x + (self.muon_b * square + self.muon_c * square @ square) @ x
        return ops.transpose(x) if turned else x
