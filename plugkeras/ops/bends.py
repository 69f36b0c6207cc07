"""Activations that are no primitives: formulas, elementwise or along an axis."""

from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.ops.elementwise import abs, cast, clip, maximum, relu, sigmoid, sqrt, square, stop_gradient, tanh, where
from plugkeras.ops.nn import elu, relu6, silu
from plugkeras.ops.reductions import cumsum, min, sum
from plugkeras.ops.shapes import as_floats, convert_to_tensor, flip, ones_like, sort, split

__all__ = [
    *("celu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "selu", "soft_shrink"),
    *("softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh_shrink", "threshold"),
]


def celu(x: Array, alpha: float = 1.0) -> Array:
    """x, or ``alpha * (exp(x / alpha) - 1)`` below 0. Barron, 2017."""
    return alpha * elu(as_floats(x) / alpha)


def selu(x: Array) -> Array:
    """The scaled ``elu`` that keeps mean 0 and variance 1. Klambauer et al., 2017."""
    return 1.0507009873554805 * elu(as_floats(x), 1.6732632423543772)


def swish(x: Array) -> Array:
    """``x * sigmoid(x)``. Ramachandran et al., 2017."""
    return silu(x)


def hard_sigmoid(x: Array) -> Array:
    """``x / 6 + 1/2``, kept between 0 and 1. (In Keras 1 and 2 the slope was 0.2.)"""
    return relu6(as_floats(x) + 3) / 6


def hard_silu(x: Array) -> Array:
    """``x * hard_sigmoid(x)``. Howard et al., 2019."""
    x = as_floats(x)
    return x * hard_sigmoid(x)


def hard_swish(x: Array) -> Array:
    """``x * hard_sigmoid(x)``. Howard et al., 2019."""
    return hard_silu(x)


def hard_tanh(x: Array) -> Array:
    """x kept between -1 and 1."""
    return clip(x, -1, 1)


def softsign(x: Array) -> Array:
    """``x / (1 + |x|)``."""
    x = as_floats(x)
    return x / (1 + abs(x))


def tanh_shrink(x: Array) -> Array:
    """``x - tanh(x)``."""
    x = as_floats(x)
    return x - tanh(x)


def sparse_sigmoid(x: Array) -> Array:
    """``(x + 1) / 2``, kept between 0 and 1."""
    return clip(0.5 * (as_floats(x) + 1), 0, 1)


def sparse_plus(x: Array) -> Array:
    """0 up to -1, ``(x + 1)² / 4`` up to 1, then x."""
    x = as_floats(x)
    return where(x < 1, 0.25 * square(relu(x + 1)), x)


def squareplus(x: Array, b: float = 4) -> Array:
    """``(x + sqrt(x² + b)) / 2``. Barron, 2021."""
    x = as_floats(x)
    return 0.5 * (x + sqrt(x * x + b))


def threshold(x: Array, threshold: float, default_value: float) -> Array:
    """x above ``threshold``, ``default_value`` elsewhere."""
    x = convert_to_tensor(x)
    return where(x <= threshold, default_value, x)


def hard_shrink(x: Array, threshold: float = 0.5) -> Array:
    """x beyond ``threshold`` on either side, 0 between."""
    x = as_floats(x)
    return where(abs(x) <= threshold, 0.0, x)


def soft_shrink(x: Array, threshold: float = 0.5) -> Array:
    """x brought nearer to 0 by ``threshold``, and 0 if it is as near as that."""
    x = as_floats(x)
    return x - clip(x, -threshold, threshold)


def glu(x: Array, axis: int = -1) -> Array:
    """The first half of x along ``axis``, gated by the sigmoid of the second. Dauphin et al., 2017.

    Raises:
        ShapeError: the axis has no halves.
    """
    x = as_floats(x)
    if x.shape[axis] % 2:
        raise ShapeError(f"glu: an axis of length {x.shape[axis]} has no halves.")
    value, gate = split(x, 2, axis)
    return value * sigmoid(gate)


def sparsemax(x: Array, axis: int = -1) -> Array:
    """The probabilities nearest to x, many of them 0. Martins and Astudillo, 2016."""
    x = as_floats(x)
    chosen = _support(stop_gradient(x), axis)
    total = sum(where(chosen, x, 0.0), axis, keepdims=True)
    count = sum(cast(chosen, str(x.dtype)), axis, keepdims=True)
    return relu(x - (total - 1) / maximum(count, 1))


def _support(x: Array, axis: int) -> Array:
    """Where the probabilities are not 0."""
    order = flip(sort(x, axis), axis)
    inside = 1 + cumsum(ones_like(x), axis) * order > cumsum(order, axis)
    return x >= min(where(inside, order, float("inf")), axis, keepdims=True)
