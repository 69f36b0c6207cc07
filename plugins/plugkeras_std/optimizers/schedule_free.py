"""AdamW without a schedule: what is trained lies between the fast weights and the mean of all of them."""

from typing import Annotated

from plugkeras import Optimizer, ops
from plugkeras.annotations import Range, Rate
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.optimizer import LearningRate
from plugkeras_std.optimizers.terms import Epsilon, follow, taken_in


class ScheduleFreeAdamW(Optimizer):
    """AdamW at a rate that need not fall, for the weights tend to the mean of their course. Defazio et al., 2024.

    Fast weights z take the steps, x is the mean of all z so far, and the variable is ``beta_1 x + (1 - beta_1) z``.
    During the first ``warmup_steps`` the rate grows to what it is. (As in Keras, what is evaluated is the variable.)
    """

    learning_rate: LearningRate = 0.0025
    beta_1: Rate = 0.9
    beta_2: Rate = 0.999
    epsilon: Epsilon = 1e-8
    warmup_steps: Annotated[int, Range(0)] = 0
    slots = {"momentum": 0.0, "velocity": 0.0}

    def setup(self) -> None:
        """The mean is worked out from the other two, with a division."""
        super().setup()
        if not self.beta_1:
            raise ArgumentError(
                "ScheduleFreeAdamW: `beta_1` must be above 0, or nothing of the mean is in the weights."
            )

    def slot_array(self, name: str, variable: Variable) -> Array:
        """z, which Keras calls a momentum, begins where the variable is."""
        return variable.numpy() if name == "momentum" else super().slot_array(name, variable)

    def update(self, value: Array, gradient: Array, z: Array, v: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, z and v."""
        part = self.beta_1
        mean = (value - (1 - part) * z) / part
        v = follow(v, gradient * gradient, self.beta_2)
        gradient *= lr * ops.minimum(step / self.warmup_steps, 1.0) if self.warmup_steps else lr
        z -= gradient / (ops.sqrt(v / taken_in(self.beta_2, step)) + self.epsilon)
        mean += (z - mean) / step
        return (1 - part) * z + part * mean, z, v
