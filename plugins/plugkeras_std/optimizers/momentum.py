"""Gradient descent, and rules that follow the mean of the gradients."""

from plugkeras import Optimizer, ops
from plugkeras.annotations import Rate
from plugkeras.engine import Array
from plugkeras.parts.optimizer import LearningRate
from plugkeras_std.optimizers.terms import follow


class SGD(Optimizer):
    """Gradient descent, with momentum if asked for. Polyak, 1964; with ``nesterov``, Sutskever et al., 2013."""

    learning_rate: LearningRate = 0.01
    momentum: Rate = 0.0
    nesterov: bool = False
    slots = {"momentum": 0.0}

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        """A slot only with momentum."""
        return super().slot_groups() if self.momentum else ()

    def update(self, value: Array, gradient: Array, *slots: Array, lr: float, step: int) -> tuple[Array, ...]:
        """The step is ``momentum * last step - lr * gradient``; nesterov takes it from where it will lead."""
        gradient *= lr
        if not slots:
            value -= gradient
            return (value,)
        (m,) = slots
        m *= self.momentum
        m -= gradient
        if not self.nesterov:
            value += m
            return value, m
        value -= gradient
        value += self.momentum * m
        return value, m


class Lion(Optimizer):
    """Steps of one size, in the direction that gradient and momentum agree on. Chen et al., 2023."""

    learning_rate: LearningRate = 0.001
    beta_1: Rate = 0.9
    beta_2: Rate = 0.99
    slots = {"momentum": 0.0}

    def update(self, value: Array, gradient: Array, m: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value and momentum."""
        value -= lr * ops.sign(self.beta_1 * m + (1 - self.beta_1) * gradient)
        return value, follow(m, gradient, self.beta_2)
