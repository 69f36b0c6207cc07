"""Activation functions with arguments, as layers."""

from typing import Annotated, Any, ClassVar

from plugkeras import Layer, activations
from plugkeras.annotations import Range
from plugkeras.engine import Array
from plugkeras.shapes import Shape

NotNegative = Annotated[float, Range(0)]


class Elementwise(Layer):
    """A layer that applies the activation called ``function`` with its own arguments."""

    function: ClassVar[str]
    supports_masking = True
    float_inputs = True

    def call(self, x: Array) -> Array:
        """The function of x."""
        arguments = {f.name: getattr(self, f.name) for f in type(self).fields}
        return getattr(activations, self.function)(x, **arguments)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input shape."""
        return input_shape


class ReLU(Elementwise):
    """x above ``threshold`` (at most ``max_value``), ``negative_slope * (x - threshold)`` below."""

    function = "relu"
    max_value: NotNegative | None = None
    negative_slope: NotNegative = 0.0
    threshold: NotNegative = 0.0


class LeakyReLU(Elementwise):
    """x, or ``negative_slope * x`` below 0. Maas et al., 2013."""

    function = "leaky_relu"
    negative_slope: NotNegative = 0.3


class ELU(Elementwise):
    """x, or ``alpha * (exp(x) - 1)`` below 0. Clevert et al., 2015."""

    function = "elu"
    alpha: float = 1.0


class Softmax(Elementwise):
    """``exp(x) / sum(exp(x))`` along ``axis``; masked places get probability 0."""

    function = "softmax"
    axis: Any = -1

    def call(self, x: Array, mask: Any = None) -> Array:
        """The softmax of x."""
        if mask is not None:
            x = x + (1.0 - activations.linear(mask).astype(x.dtype)) * -3e38
        return activations.softmax(x, axis=self.axis)
