"""Normalisation of each sample by itself, over groups of features, to a mean square of 1, or to length 1."""

from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import Constraint, Initializer, Regularizer, Via, is_integer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.core import SameShape
from plugkeras_std.layers.normalization import some_axes
from plugkeras_std.layers.weights import known_length, weight


def _groups(value: Any) -> int:
    if not is_integer(value) or (value < 1 and value != -1):
        raise ValueError("must be an integer of at least 1, or -1: a group a feature")
    return int(value)


class GroupNormalization(SameShape):
    """Each sample normalised over each of its ``groups`` of features. Wu and He, 2018.

    One group is layer normalisation; -1, a group a feature, is instance normalisation.
    """

    float_inputs = True
    groups: Annotated[int, Via(_groups)] = 32
    axis: int = -1
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
        """gamma and beta (if wanted), one number a feature each.

        Raises:
            ArgumentError: the features cannot be divided into so many groups.
        """
        n = known_length(self, input_shape, self.axis)
        self.groups = n if self.groups == -1 else self.groups
        if n % self.groups:
            raise ArgumentError(f"{self}: {n} features cannot be divided into {self.groups} groups.")
        self.input_axes = {self.axis: n}
        self.gamma = weight(self, "gamma", (n,)) if self.scale else None
        self.beta = weight(self, "beta", (n,)) if self.center else None

    def call(self, x: Array) -> Array:
        """x normalised."""
        at = self.axis % len(x.shape)
        if 1 < at == len(x.shape) - 1:
            return self._features_last(x)
        apart = (*x.shape[:at], self.groups, x.shape[at] // self.groups, *x.shape[at + 1 :])
        over = tuple(axis for axis in range(1, len(apart)) if axis != at)
        y = ops.reshape(ops.layer_norm(ops.reshape(x, apart), None, None, over, self.epsilon), x.shape)
        shape = [x.shape[at] if axis == at else 1 for axis in range(len(x.shape))]
        y = y if self.gamma is None else y * ops.reshape(self.gamma, shape)
        return y if self.beta is None else y + ops.reshape(self.beta, shape)

    def _features_last(self, x: Array) -> Array:
        """The same where a group is not in one piece: by the means of features, so that x need not be laid anew."""
        space = tuple(range(1, len(x.shape) - 1))
        apart = ops.cast(x, wide(x))
        apart = apart - self._of_groups(ops.mean(apart, space), len(space))
        factor = ops.rsqrt(self._of_groups(ops.mean(ops.square(apart), space), len(space)) + self.epsilon)
        y = ops.cast(apart * (factor if self.gamma is None else factor * self.gamma), str(x.dtype))
        return y if self.beta is None else y + self.beta

    def _of_groups(self, means: Array, axes: int) -> Array:
        """The mean of each feature's group, given those of the features; ``axes`` of length 1 before the last."""
        size = means.shape[-1] // self.groups
        of_groups = ops.mean(ops.reshape(means, (-1, self.groups, size)), -1)
        return ops.reshape(ops.repeat(of_groups, size, -1), (-1, *(1,) * axes, means.shape[-1]))


class RMSNormalization(SameShape):
    """Each sample divided by the root of its mean square over ``axis``, then scaled. Zhang and Sennrich, 2019."""

    float_inputs = True
    axis: Annotated[Any, Via(some_axes)] = -1
    epsilon: float = 1e-6

    def build(self, input_shape: Shape) -> None:
        """scale, of the shape of the axes."""
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        self.axes = tuple(sorted(axis % len(input_shape) for axis in axes))
        self.input_axes = {axis: known_length(self, input_shape, axis) for axis in self.axes}
        self.scale = self.add_weight(name="scale", shape=tuple(self.input_axes.values()), initializer="ones")

    def call(self, x: Array) -> Array:
        """x normalised."""
        square = ops.mean(ops.square(ops.cast(x, wide(x))), axis=self.axes, keepdims=True)
        scale = ops.reshape(self.scale, [self.input_axes.get(axis, 1) for axis in range(len(x.shape))])
        return ops.cast(ops.cast(x, wide(x)) / ops.sqrt(square + self.epsilon), x.dtype) * scale


def wide(x: Array) -> str:
    """The dtype for sums of squares: not halves."""
    return "float32" if str(x.dtype) == "float16" else str(x.dtype)


class UnitNormalization(SameShape):
    """Each sample divided by its length over ``axis``."""

    float_inputs = True
    axis: Annotated[Any, Via(some_axes)] = -1

    def call(self, x: Array) -> Array:
        """x of length 1; zeros stay zeros.

        Raises:
            ShapeError: x has no such axis.
        """
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        if not all(-len(x.shape) <= axis < len(x.shape) for axis in axes):
            raise ShapeError(f"{self} normalises along axis {self.axis}, and its input has shape {tuple(x.shape)}.")
        square = ops.sum(ops.square(ops.cast(x, wide(x))), axis=tuple(axes), keepdims=True)
        return ops.cast(ops.cast(x, wide(x)) / ops.sqrt(ops.maximum(square, 1e-12)), x.dtype)
