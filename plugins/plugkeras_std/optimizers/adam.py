"""Adam and its kin: steps in the direction of the mean gradient m, divided by the size v of the gradients."""

from plugkeras import Optimizer, ops
from plugkeras.annotations import NotNegative, Rate
from plugkeras.config import floatx
from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable
from plugkeras.parts.optimizer import LearningRate
from plugkeras_std.optimizers.terms import Beta, Epsilon, follow, taken_in


class Adam(Optimizer):
    """Kingma and Ba, 2014; with ``amsgrad`` divided by the largest v so far: Reddi et al., 2018."""

    learning_rate: LearningRate = 0.001
    beta_1: Beta = 0.9
    beta_2: Rate = 0.999
    epsilon: Epsilon = 1e-7
    amsgrad: bool = False
    slots = {"momentum": 0.0, "velocity": 0.0, "velocity_hat": 0.0}

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        """A third slot only with ``amsgrad``."""
        return (("momentum", "velocity"), *((("velocity_hat",),) if self.amsgrad else ()))

    def update(
        self, value: Array, gradient: Array, m: Array, v: Array, *largest: Array, lr: float, step: int
    ) -> tuple[Array, ...]:
        """The new value, m and v."""
        m = follow(m, gradient, self.beta_1)
        gradient *= gradient
        v = follow(v, gradient, self.beta_2)
        largest = tuple(ops.maximum(u, v) for u in largest)
        rate = lr * taken_in(self.beta_2, step) ** 0.5 / taken_in(self.beta_1, step)
        value -= rate * m / (ops.sqrt(largest[0] if largest else v) + self.epsilon)
        return value, m, v, *largest


class AdamW(Adam):
    """Adam with weight decay apart from the gradient. Loshchilov and Hutter, 2019."""

    weight_decay: NotNegative | None = 0.004
    beta_1: Beta = 0.9
    beta_2: Rate = 0.999
    epsilon: Epsilon = 1e-7
    amsgrad: bool = False


class Adamax(Optimizer):
    """Adam with the largest gradient so far, slowly forgotten, in place of their size. Kingma and Ba, 2014."""

    learning_rate: LearningRate = 0.001
    beta_1: Beta = 0.9
    beta_2: Rate = 0.999
    epsilon: Epsilon = 1e-7
    slots = {"momentum": 0.0, "norm": 0.0}

    def update(self, value: Array, gradient: Array, m: Array, u: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, m and u."""
        m = follow(m, gradient, self.beta_1)
        u *= self.beta_2
        u = ops.maximum(u, ops.abs(gradient))
        value -= lr / taken_in(self.beta_1, step) * m / (u + self.epsilon)
        return value, m, u


class Nadam(Optimizer):
    """Adam with Nesterov's momentum, which grows during the first steps. Dozat, 2016."""

    learning_rate: LearningRate = 0.001
    beta_1: Beta = 0.9
    beta_2: Beta = 0.999
    epsilon: Epsilon = 1e-7
    slots = {"momentum": 0.0, "velocity": 0.0}

    def setup(self) -> None:
        """One more number: the product of the momenta so far."""
        super().setup()
        self.u_product = Variable(1.0, dtype=floatx(), trainable=False, name="u_product")

    def extra_variables(self) -> list[Variable]:
        """The product of the momenta."""
        return [self.u_product]

    def prepare(self, step: int) -> None:
        """Take this step's momentum into the product."""
        self.u_product.assign(self.u_product.value * self._momentum(step))

    def _momentum(self, step: int) -> float:
        return self.beta_1 * (1 - 0.5 * 0.96**step)

    def update(self, value: Array, gradient: Array, m: Array, v: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, m and v."""
        now, soon, product = self._momentum(step), self._momentum(step + 1), current().number(self.u_product)
        m = follow(m, gradient, self.beta_1)
        direction = soon / (1 - product * soon) * m + (1 - now) / (1 - product) * gradient
        gradient *= gradient
        v = follow(v, gradient, self.beta_2)
        value -= lr * direction / (ops.sqrt(v / taken_in(self.beta_2, step)) + self.epsilon)
        return value, m, v
