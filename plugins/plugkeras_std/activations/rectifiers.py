"""Activations that bend at a threshold: x on one side of it, something small on the other."""

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras.parts.spellings import tolerant
from plugkeras_std.activations.fusion import same_as_op


@same_as_op("relu")
@tolerant
def relu(x: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Array:
    """x above ``threshold`` (at most ``max_value``), ``negative_slope * (x - threshold)`` below."""
    if not negative_slope and not threshold:
        return ops.relu(x) if max_value is None else ops.clip(x, 0, max_value)
    below = negative_slope * (x - threshold) if negative_slope else 0.0
    y = ops.where(x <= threshold, below, x)  # a NaN stays one
    return y if max_value is None else ops.minimum(y, max_value)


def relu6(x: Array) -> Array:
    """x kept between 0 and 6."""
    return ops.relu6(x)


@tolerant
def leaky_relu(x: Array, negative_slope: float = 0.2) -> Array:
    """x, or ``negative_slope * x`` below 0. Maas et al., 2013."""
    return ops.leaky_relu(x, negative_slope)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """x, or ``alpha * (exp(x) - 1)`` below 0. Clevert et al., 2015."""
    return ops.elu(x, alpha)


def celu(x: Array, alpha: float = 1.0) -> Array:
    """x, or ``alpha * (exp(x / alpha) - 1)`` below 0. Barron, 2017."""
    return alpha * ops.elu(x / alpha)


def selu(x: Array) -> Array:
    """The scaled ``elu`` that keeps mean 0 and variance 1. Klambauer et al., 2017."""
    return 1.0507009873554805 * ops.elu(x, 1.6732632423543772)


def softplus(x: Array) -> Array:
    """``log(1 + exp(x))``."""
    return ops.softplus(x)


def squareplus(x: Array, b: float = 4) -> Array:
    """``(x + sqrt(x² + b)) / 2``. Barron, 2021."""
    return 0.5 * (x + ops.sqrt(x * x + b))


def sparse_plus(x: Array) -> Array:
    """0 up to -1, ``(x + 1)² / 4`` up to 1, then x."""
    return ops.where(x < 1, 0.25 * ops.square(ops.relu(x + 1)), x)


def threshold(x: Array, threshold: float, default_value: float) -> Array:
    """x above ``threshold``, ``default_value`` elsewhere."""
    return ops.where(x <= threshold, default_value, x)


def hard_shrink(x: Array, threshold: float = 0.5) -> Array:
    """x beyond ``threshold`` on either side, 0 between."""
    return ops.where(ops.abs(x) <= threshold, 0.0, x)


def soft_shrink(x: Array, threshold: float = 0.5) -> Array:
    """x brought nearer to 0 by ``threshold``, and 0 if it is as near as that."""
    return x - ops.clip(x, -threshold, threshold)
