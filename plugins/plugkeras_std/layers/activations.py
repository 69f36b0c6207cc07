"""Activation functions with arguments, as layers."""

from typing import Annotated, Any, ClassVar

from plugkeras import activations, ops
from plugkeras.annotations import Constraint, Initializer, NotNegative, Regularizer, Via, is_integer
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.core import SameShape
from plugkeras_std.layers.masks import broadcast
from plugkeras_std.layers.weights import known_length, weight


def _axes(value: Any) -> Any:
    if value is None:
        return None
    axes = list(value) if isinstance(value, list | tuple) else [value]
    if not all(is_integer(axis) and axis for axis in axes):
        raise ValueError("must be axes behind that of the batch")
    return axes


class Parametric(SameShape):
    """A layer that applies the activation called ``function`` with its own arguments."""

    function: ClassVar[str]
    float_inputs = True

    def call(self, x: Array) -> Array:
        """The function of x."""
        arguments = {f.name: getattr(self, f.name) for f in type(self).fields}
        return getattr(activations, self.function)(x, **arguments)


class ReLU(Parametric):
    """x above ``threshold`` (at most ``max_value``), ``negative_slope * (x - threshold)`` below."""

    function = "relu"
    max_value: NotNegative | None = None
    negative_slope: NotNegative = 0.0
    threshold: NotNegative = 0.0


class LeakyReLU(Parametric):
    """x, or ``negative_slope * x`` below 0. Maas et al., 2013."""

    function = "leaky_relu"
    negative_slope: NotNegative = 0.3


class ELU(Parametric):
    """x, or ``alpha * (exp(x) - 1)`` below 0. Clevert et al., 2015."""

    function = "elu"
    alpha: float = 1.0


class ThresholdedReLU(SameShape):
    """x above ``theta``, else 0: a layer of Keras 1 and 2. Konda et al., 2014."""

    float_inputs = True
    theta: NotNegative = 1.0

    def call(self, x: Array) -> Array:
        """The function of x."""
        return ops.where(x > self.theta, x, ops.zeros_like(x))


class PReLU(SameShape):
    """x, or ``alpha * x`` below 0, with an alpha for each element that is learnt. He et al., 2015.

    Along ``shared_axes`` (counted with that of the batch) there is one alpha.
    """

    float_inputs = True
    alpha_initializer: Initializer = "Zeros"
    alpha_regularizer: Regularizer = None
    alpha_constraint: Constraint = None
    shared_axes: Annotated[Any, Via(_axes)] = None

    def build(self, input_shape: Shape) -> None:
        """alpha, of the shape of a sample; 1 where it is shared."""
        shared = {axis % len(input_shape) for axis in self.shared_axes or ()}
        axes = range(1, len(input_shape))
        self.input_axes = {axis: known_length(self, input_shape, axis) for axis in axes if axis not in shared}
        self.alpha = weight(self, "alpha", tuple(self.input_axes.get(axis, 1) for axis in axes))

    def call(self, x: Array) -> Array:
        """The function of x."""
        return ops.relu(x) - self.alpha * ops.relu(-x)


_FAR = (-1e9, -3e4)
"""What stands for -inf, and in float16."""


class Softmax(Parametric):
    """``exp(x) / sum(exp(x))`` along ``axis``; masked places get probability 0, also where all are masked.

    A mask of numbers keeps what is above 0.5.
    """

    function = "softmax"
    axis: Any = -1

    def call(self, x: Array, mask: Any = None) -> Array:
        """The softmax of x."""
        if mask is None:
            return activations.softmax(x, axis=self.axis)
        kept = ops.convert_to_tensor(mask)
        kept = kept if kept.dtype == "bool" else kept > 0.5
        kept = broadcast(self, kept, (*[1] * (len(x.shape) - len(kept.shape)), *kept.shape), x.shape)
        y = activations.softmax(ops.where(kept, x, ops.full_like(x, _FAR[x.dtype == "float16"])), axis=self.axis)
        return ops.where(kept, y, ops.zeros_like(y))
