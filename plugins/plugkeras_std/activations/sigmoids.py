"""The identity, the exponential, and activations that level off at both ends."""

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras_std.activations.fusion import hard, same_as_op


@same_as_op("linear")
def linear(x: Array) -> Array:
    """x."""
    return x


def exponential(x: Array) -> Array:
    """``e ** x``."""
    return ops.exp(x)


@same_as_op("sigmoid")
def sigmoid(x: Array) -> Array:
    """``1 / (1 + exp(-x))``."""
    return ops.sigmoid(x)


@hard(1 / 6)
def hard_sigmoid(x: Array) -> Array:
    """``x / 6 + 1/2``, kept between 0 and 1. (In Keras 1 and 2 the slope was 0.2.)"""
    return ops.relu6(x + 3) / 6


def sparse_sigmoid(x: Array) -> Array:
    """``(x + 1) / 2``, kept between 0 and 1."""
    return ops.clip(0.5 * (x + 1), 0, 1)


def log_sigmoid(x: Array) -> Array:
    """``log(sigmoid(x))``."""
    return ops.log_sigmoid(x)


@same_as_op("tanh")
def tanh(x: Array) -> Array:
    """The hyperbolic tangent."""
    return ops.tanh(x)


def hard_tanh(x: Array) -> Array:
    """x kept between -1 and 1."""
    return ops.clip(x, -1, 1)


def tanh_shrink(x: Array) -> Array:
    """``x - tanh(x)``."""
    return x - ops.tanh(x)


def softsign(x: Array) -> Array:
    """``x / (1 + |x|)``."""
    return x / (1 + ops.abs(x))
