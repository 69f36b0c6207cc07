"""Activation functions with arguments, as layers."""

from typing import Any, ClassVar

from plugkeras import activations, ops
from plugkeras.annotations import NotNegative
from plugkeras.engine import Array
from plugkeras_std.layers.core import SameShape
from plugkeras_std.layers.masks import broadcast


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
