"""Normalisation over the batch and over features."""

from collections.abc import Mapping
from math import inf
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


def some_axes(value: Any) -> Any:
    """An axis, or a list of axes."""
    if not isinstance(value, int | list | tuple):
        raise ValueError("must be an axis or a list of axes")
    return value if isinstance(value, int) else list(value)


def _clipping(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) - {"rmin", "rmax", "dmax"}:
        raise ValueError("must be a dict of rmin, rmax and dmax")
    if value.get("rmax", inf) < value.get("rmin", 0) or value.get("dmax", 0) < 0:
        raise ValueError("must have an rmax of at least rmin, and no dmax below 0")
    return dict(value)


class BatchNormalization(SameShape):
    """In training, each feature normalised over the batch; else by the moving mean and variance.

    ``moving = moving * momentum + batch * (1 - momentum)``, with the biased variance. With
    ``trainable=False`` it uses the moving statistics in training, too. Ioffe and Szegedy, 2015.

    With ``renorm``, training sees what inference will: the batch's statistics are corrected towards moving ones (of
    ``renorm_momentum``), as far as ``renorm_clipping`` lets it: a dict of rmin, rmax, dmax. Ioffe, 2017.
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
    renorm: bool = False
    renorm_clipping: Annotated[Any, Via(_clipping)] = None
    renorm_momentum: Rate = 0.99
    synchronized: bool = False  # over the devices of a distribution, where statistics are of the whole batch anyway

    def build(self, input_shape: Shape) -> None:
        """gamma and beta (if wanted), moving_mean and moving_variance: one number a feature each.

        With ``renorm`` moving_stddev, renorm_mean and renorm_stddev besides.
        """
        n = known_length(self, input_shape, self.axis)
        self.input_axes = {self.axis: n}
        self.gamma = weight(self, "gamma", (n,)) if self.scale else None
        self.beta = weight(self, "beta", (n,)) if self.center else None
        first = {"mean": self.moving_mean_initializer, "variance": self.moving_variance_initializer}
        self.moving_mean = self._statistic("moving_mean", n, first["mean"])
        self.moving_variance = self._statistic("moving_variance", n, first["variance"])
        if self.renorm:
            self.moving_stddev = self._statistic("moving_stddev", n, self._first_stddev)
            self.renorm_mean = self._statistic("renorm_mean", n, first["mean"])
            self.renorm_stddev = self._statistic("renorm_stddev", n, self._first_stddev)

    def _statistic(self, name: str, n: int, initializer: Any) -> Any:
        return self.add_weight(name=name, shape=(n,), initializer=initializer, trainable=False)

    def _first_stddev(self, shape: Shape, dtype: Any = None) -> Array:
        return ops.sqrt(self.moving_variance_initializer(shape, dtype))

    def call(self, x: Array, training: bool | None = None, mask: Any = None) -> Array:
        """x normalised."""
        if not (training and self.trainable):
            return self._by(x, self.moving_mean, self.moving_variance)
        if mask is None and not self.renorm:
            y, mean, variance = ops.batch_norm(x, self.gamma, self.beta, self.axis, self.epsilon)
        else:
            mean, variance = self._moments(x, mask)
            y = self._renormed(x, mean, variance) if self.renorm else self._by(x, mean, variance)
        self._move(self.moving_mean, mean)
        if not self.renorm:
            self._move(self.moving_variance, variance)
        return y

    def _renormed(self, x: Array, mean: Array, variance: Array) -> Array:
        """x normalised by the batch's statistics, corrected; the moving ones are told of them."""
        stddev = ops.sqrt(variance + self.epsilon)
        known = ops.maximum(self.renorm_stddev, self.epsilon**0.5)
        bounds = self.renorm_clipping or {}
        r, d = ops.stop_gradient(stddev / known), ops.stop_gradient((mean - self.renorm_mean) / known)
        r = r if bounds.get("rmin") is None else ops.maximum(r, bounds["rmin"])
        r = r if bounds.get("rmax") is None else ops.minimum(r, bounds["rmax"])
        d = d if bounds.get("dmax") is None else ops.clip(d, -bounds["dmax"], bounds["dmax"])
        y = self._by(x, mean, variance, r, d)
        self._move(self.renorm_mean, mean, self.renorm_momentum)
        self._move(self.renorm_stddev, stddev, self.renorm_momentum)
        self._move(self.moving_stddev, stddev)
        self.moving_variance.assign(ops.relu(ops.square(self.moving_stddev.value) - self.epsilon))
        return y

    def _by(self, x: Array, mean: Array, variance: Array, r: Array = None, d: Array = None) -> Array:
        """x normalised by given statistics, times r, and d added to it, if there are these."""
        factor = 1 / ops.sqrt(variance + self.epsilon)
        factor = factor if r is None else factor * r
        offset = -mean * factor if d is None else d - mean * factor
        if self.gamma is not None:
            factor, offset = factor * self.gamma, offset * self.gamma
        offset = offset if self.beta is None else offset + self.beta
        shape = [1] * len(x.shape)
        shape[self.axis] = -1
        return x * ops.reshape(factor, shape) + ops.reshape(offset, shape)

    def _moments(self, x: Array, mask: Array) -> tuple[Array, Array]:
        """Mean and variance, over what the mask leaves if there is one."""
        if mask is None:
            over = tuple(i for i in range(len(x.shape)) if i != self.axis % len(x.shape))
            return ops.moments(x, over)
        mask = ops.convert_to_tensor(mask)
        kept = broadcast(self, mask, (*mask.shape, *[1] * (len(x.shape) - len(mask.shape))), x.shape)
        kept = ops.broadcast_to(ops.cast(kept, "bool"), x.shape)
        axes = tuple(i for i in range(len(x.shape)) if i != self.axis % len(x.shape))
        n = ops.sum(ops.cast(kept, x.dtype), axis=axes, keepdims=True) + 1e-7
        mean = ops.sum(ops.where(kept, x, ops.zeros_like(x)), axis=axes, keepdims=True) / n
        variance = ops.sum(ops.square(ops.where(kept, x - mean, ops.zeros_like(x))), axis=axes, keepdims=True) / n
        return ops.reshape(mean, (-1,)), ops.reshape(variance, (-1,))

    def _move(self, moving: Any, batch: Array, momentum: float | None = None) -> None:
        momentum = self.momentum if momentum is None else momentum
        moving.assign(moving.value * momentum + batch * (1 - momentum))

    def get_config(self) -> dict[str, Any]:
        """Without what is as it always was: Keras before 3.14 refuses names that it does not know."""
        config = super().get_config()
        return config if self.renorm else {k: v for k, v in config.items() if not k.startswith("renorm")}


class LayerNormalization(SameShape):
    """Each sample normalised over ``axis``, then scaled and shifted. Ba, Kiros and Hinton, 2016."""

    float_inputs = True
    axis: Annotated[Any, Via(some_axes)] = -1
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
