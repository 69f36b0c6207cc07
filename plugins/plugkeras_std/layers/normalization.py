"""Normalisation over the batch and over features."""

from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import Constraint, Initializer, Rate, Regularizer, Via
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.core import SameShape
from plugkeras_std.layers.masks import broadcast
from plugkeras_std.layers.weights import known_length, weight


def _one_axis(value: Any) -> int:
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]  # files of Keras 2
    if not isinstance(value, int):
        raise ValueError("must be one axis")
    return value


def _some_axes(value: Any) -> Any:
    if not isinstance(value, int | list | tuple):
        raise ValueError("must be an axis or a list of axes")
    return value if isinstance(value, int) else list(value)


class BatchNormalization(SameShape):
    """In training, each feature normalised over the batch; else by the moving mean and variance.

    ``moving = moving * momentum + batch * (1 - momentum)``, with the biased variance. With
    ``trainable=False`` it uses the moving statistics in training, too. Ioffe and Szegedy, 2015.
    """

    float_inputs = True
    axis: Annotated[Any, Via(_one_axis)] = -1
    momentum: Rate = 0.99
    epsilon: float = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: Initializer = "zeros"
    gamma_initializer: Initializer = "ones"
    moving_mean_initializer: Initializer = "zeros"
    moving_variance_initializer: Initializer = "ones"
    beta_regularizer: Regularizer = None
    gamma_regularizer: Regularizer = None
    beta_constraint: Constraint = None
    gamma_constraint: Constraint = None

    def build(self, input_shape: Shape) -> None:
        """gamma and beta (if wanted), moving_mean and moving_variance: one number a feature each."""
        n = known_length(self, input_shape, self.axis)
        self.input_axes = {self.axis: n}
        self.gamma = weight(self, "gamma", (n,)) if self.scale else None
        self.beta = weight(self, "beta", (n,)) if self.center else None
        statistic = {"shape": (n,), "trainable": False}
        self.moving_mean = self.add_weight(name="moving_mean", initializer=self.moving_mean_initializer, **statistic)
        self.moving_variance = self.add_weight(
            name="moving_variance", initializer=self.moving_variance_initializer, **statistic
        )

    def call(self, x: Array, training: bool | None = None, mask: Any = None) -> Array:
        """x normalised."""
        if not (training and self.trainable):
            return self._by(x, self.moving_mean, self.moving_variance)
        if mask is None:
            y, mean, variance = ops.batch_norm(x, self.gamma, self.beta, self.axis, self.epsilon)
        else:
            mean, variance = self._masked_moments(x, mask)
            y = self._by(x, mean, variance)
        self._move(self.moving_mean, mean)
        self._move(self.moving_variance, variance)
        return y

    def _by(self, x: Array, mean: Array, variance: Array) -> Array:
        """x normalised by given statistics."""
        factor = 1 / ops.sqrt(variance + self.epsilon)
        if self.gamma is not None:
            factor = factor * self.gamma
        offset = -mean * factor if self.beta is None else self.beta - mean * factor
        shape = [1] * len(x.shape)
        shape[self.axis] = -1
        return x * ops.reshape(factor, shape) + ops.reshape(offset, shape)

    def _masked_moments(self, x: Array, mask: Array) -> tuple[Array, Array]:
        """Mean and variance over what the mask leaves."""
        mask = ops.convert_to_tensor(mask)
        kept = broadcast(self, mask, (*mask.shape, *[1] * (len(x.shape) - len(mask.shape))), x.shape)
        kept = ops.broadcast_to(ops.cast(kept, "bool"), x.shape)
        axes = tuple(i for i in range(len(x.shape)) if i != self.axis % len(x.shape))
        n = ops.sum(ops.cast(kept, x.dtype), axis=axes, keepdims=True) + 1e-7
        mean = ops.sum(ops.where(kept, x, ops.zeros_like(x)), axis=axes, keepdims=True) / n
        variance = ops.sum(ops.square(ops.where(kept, x - mean, ops.zeros_like(x))), axis=axes, keepdims=True) / n
        return ops.reshape(mean, (-1,)), ops.reshape(variance, (-1,))

    def _move(self, moving: Any, batch: Array) -> None:
        moving.assign(moving.value * self.momentum + batch * (1 - self.momentum))


class LayerNormalization(SameShape):
    """Each sample normalised over ``axis``, then scaled and shifted. Ba, Kiros and Hinton, 2016."""

    float_inputs = True
    axis: Annotated[Any, Via(_some_axes)] = -1
    epsilon: float = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: Initializer = "zeros"
    gamma_initializer: Initializer = "ones"
    beta_regularizer: Regularizer = None
    gamma_regularizer: Regularizer = None
    beta_constraint: Constraint = None
    gamma_constraint: Constraint = None

    def build(self, input_shape: Shape) -> None:
        """gamma and beta (if wanted), of the shape of the axes."""
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        self.axes = tuple(sorted(a % len(input_shape) for a in axes))
        shape = tuple(known_length(self, input_shape, a) for a in self.axes)
        self.input_axes = dict(zip(self.axes, shape, strict=True))
        self.gamma = weight(self, "gamma", shape) if self.scale else None
        self.beta = weight(self, "beta", shape) if self.center else None

    def call(self, x: Array) -> Array:
        """x normalised."""
        return ops.layer_norm(x, self.gamma, self.beta, self.axes, self.epsilon)

    def flops(self, input_shape: Shape) -> int:
        """None, whatever axes the scale has: as for other layers that go by elements."""
        return 0
