"""Activation functions with arguments, as layers."""

from typing import Any, ClassVar

from plugkeras import activations
from plugkeras.annotations import NotNegative
from plugkeras.engine import Array
from plugkeras_std.layers.core import SameShape


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


class Softmax(Parametric):
    """``exp(x) / sum(exp(x))`` along ``axis``; masked places get probability 0."""

    function = "softmax"
    axis: Any = -1

    def call(self, x: Array, mask: Any = None) -> Array:
        """The softmax of x."""
        if mask is not None:
            x = x + (1.0 - activations.linear(mask).astype(x.dtype)) * -3e38
        return activations.softmax(x, axis=self.axis)
