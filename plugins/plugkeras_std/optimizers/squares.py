"""Rules that divide the gradient by the root of its squares, of all so far or of the last ones."""

from typing import Annotated

from plugkeras import Optimizer, ops
from plugkeras.annotations import NotNegative, Range, Rate
from plugkeras.engine import Array
from plugkeras.parts.optimizer import LearningRate
from plugkeras_std.optimizers.terms import Epsilon, follow


class RMSprop(Optimizer):
    """Divided by the root of the mean square (``centered``: of the variance). Tieleman and Hinton, 2012."""

    learning_rate: LearningRate = 0.001
    rho: Rate = 0.9
    momentum: Rate = 0.0
    epsilon: Epsilon = 1e-7
    centered: bool = False
    slots = {"velocity": 0.0, "momentum": 0.0, "average_gradient": 0.0}

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        """All mean squares, then all momenta, then all means."""
        wanted = {"velocity": True, "momentum": self.momentum > 0, "average_gradient": self.centered}
        return tuple((name,) for name in self.slots if wanted[name])

    def update(
        self, value: Array, gradient: Array, v: Array, *others: Array, lr: float, step: int
    ) -> tuple[Array, ...]:
        """The new value and slots."""
        rest = list(others)
        v = follow(v, gradient * gradient, self.rho)
        variance = v
        if self.centered:
            rest[-1] = follow(rest[-1], gradient, self.rho)
            variance = v - rest[-1] * rest[-1]
        gradient *= lr
        change = gradient / ops.sqrt(variance + self.epsilon)
        if self.momentum:
            rest[0] *= self.momentum
            rest[0] += change
            change = rest[0]
        value -= change
        return value, v, *rest


class Adagrad(Optimizer):
    """Divided by the root of the sum of all squares so far. Duchi et al., 2011."""

    learning_rate: LearningRate = 0.001
    initial_accumulator_value: NotNegative = 0.1
    epsilon: Epsilon = 1e-7
    slots = {"accumulator": 0.0}

    def slot_value(self, name: str) -> float:
        """What the sum begins with."""
        return self.initial_accumulator_value

    def update(self, value: Array, gradient: Array, total: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value and sum of squares."""
        total += gradient * gradient
        gradient *= lr
        value -= gradient / ops.sqrt(total + self.epsilon)
        return value, total


class Adadelta(Optimizer):
    """As RMSprop, with steps in the units of the steps before. Zeiler, 2012."""

    learning_rate: LearningRate = 0.001
    rho: Rate = 0.95
    epsilon: Epsilon = 1e-7
    slots = {"accumulated_grad": 0.0, "accumulated_delta_var": 0.0}

    def update(self, value: Array, gradient: Array, v: Array, d: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, mean square of the gradients v and of the changes d."""
        v = follow(v, gradient * gradient, self.rho)
        change = gradient * ops.sqrt((d + self.epsilon) / (v + self.epsilon))
        d = follow(d, change * change, self.rho)
        change *= lr
        value -= change
        return value, v, d


class Ftrl(Optimizer):
    """Follow the regularized leader: many weights become exactly 0. McMahan et al., 2013.

    The rule divides by the learning rate; at a rate of 0, nothing changes.
    """

    learning_rate: LearningRate = 0.001
    learning_rate_power: Annotated[float, Range(high=0)] = -0.5
    initial_accumulator_value: NotNegative = 0.1
    l1_regularization_strength: NotNegative = 0.0
    l2_regularization_strength: NotNegative = 0.0
    l2_shrinkage_regularization_strength: NotNegative = 0.0
    beta: NotNegative = 0.0
    slots = {"accumulator": 0.0, "linear": 0.0}

    def slot_value(self, name: str) -> float:
        """What the sum of squares begins with."""
        return self.initial_accumulator_value if name == "accumulator" else 0.0

    def update(self, value: Array, gradient: Array, n: Array, z: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, sum of squares n, and leader z."""
        stays, moves = lr == 0, lr != 0
        lr = lr + stays
        power, l1 = -self.learning_rate_power, self.l1_regularization_strength
        root = n**power
        n += moves * gradient * gradient
        new_root = n**power
        change = gradient + 2 * self.l2_shrinkage_regularization_strength * value - (new_root - root) / lr * value
        z += moves * change
        quadratic = new_root / lr + 2 * self.l2_regularization_strength + self.beta / lr
        return ops.where(stays, value, (ops.clip(z, -l1, l1) - z) / quadratic), n, z
