"""Rules that measure a step against the size of the variable it changes; so each gets its variables one by one."""

from plugkeras import Optimizer, ops
from plugkeras.annotations import NotNegative
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.parts.optimizer import LearningRate
from plugkeras_std.optimizers.terms import Beta, Epsilon, Positive, follow, taken_in


class Lamb(Optimizer):
    """Adam's steps, made as long as the variable times the rate. You et al., 2019."""

    learning_rate: LearningRate = 0.001
    beta_1: Beta = 0.9
    beta_2: Beta = 0.999
    epsilon: Epsilon = 1e-7
    slots = {"momentum": 0.0, "velocity": 0.0}
    per_variable = True

    def update(self, value: Array, gradient: Array, m: Array, v: Array, *, lr: float, step: int) -> tuple[Array, ...]:
        """The new value, m and v."""
        m = follow(m, gradient, self.beta_1)
        v = follow(v, gradient * gradient, self.beta_2)
        change = m / taken_in(self.beta_1, step) / (ops.sqrt(v / taken_in(self.beta_2, step)) + self.epsilon)
        return value - lr * _length_ratio(value, change) * change, m, v


def _length_ratio(value: Array, change: Array) -> Array:
    """How many times longer the value is than the change; 1 if one of them is all zeros."""
    own, other = (ops.sqrt(ops.sum(ops.square(x))) for x in (value, change))
    both = ops.logical_and(own > 0, other > 0)
    return ops.where(both, own / ops.where(both, other, 1.0), 1.0)


class Adafactor(Optimizer):
    """The squares of a matrix's gradients are kept as means of its rows r and of its columns c. Shazeer et al., 2018.

    A step is as large as the variable's root mean square (``epsilon_2`` at least) times the rate, which with
    ``relative_step`` is never more than ``1 / sqrt(step)``. (Keras limits it without, too, so that the argument
    changes nothing there.) What is in front of the last two axes is a stack of matrices; vectors keep all squares.
    """

    learning_rate: LearningRate = 0.001
    beta_2_decay: float = -0.8
    epsilon_1: NotNegative = 1e-30
    epsilon_2: NotNegative = 0.001
    clip_threshold: Positive = 1.0
    relative_step: bool = True
    slots = {"r": 0.0, "c": 0.0, "velocity": 0.0}
    per_variable = True

    def slot_array(self, name: str, variable: Variable) -> Array:
        """Means over the last axis, means over the one before it; a vector's are an unused 0, as in Keras's files."""
        shape = variable.shape
        if name == "velocity":
            return ops.zeros(shape, variable.dtype)
        if len(shape) < 2:
            return ops.zeros((), "int32")
        return ops.zeros(shape[:-1] if name == "r" else (*shape[:-2], shape[-1]), variable.dtype)

    def update(
        self, value: Array, gradient: Array, r: Array, c: Array, v: Array, *, lr: float, step: int
    ) -> tuple[Array, ...]:
        """The new value, r, c and v."""
        keep = 1 - step**self.beta_2_decay
        squares = gradient * gradient + self.epsilon_1
        if len(value.shape) < 2:
            v = follow(v, squares, keep)
        else:
            r = follow(r, ops.mean(squares, axis=-1), keep)
            c = follow(c, ops.mean(squares, axis=-2), keep)
            v = ops.expand_dims(r / ops.mean(r, axis=-1, keepdims=True), -1) * ops.expand_dims(c, -2)
        change = gradient / ops.sqrt(v)
        change = change / ops.maximum(_rms(change) / self.clip_threshold, 1.0)
        rate = ops.minimum(lr, step**-0.5) if self.relative_step else lr
        return value - rate * ops.maximum(_rms(value), self.epsilon_2) * change, r, c, v


def _rms(x: Array) -> Array:
    return ops.sqrt(ops.mean(ops.square(x)))
