"""Activations that multiply x by something between 0 and 1."""

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras_std.activations.sigmoids import hard_sigmoid


def silu(x: Array) -> Array:
    """``x * sigmoid(x)``, also called swish. Ramachandran et al., 2017."""
    return ops.silu(x)


def hard_silu(x: Array) -> Array:
    """``x * hard_sigmoid(x)``, also called hard swish. Howard et al., 2019."""
    return x * hard_sigmoid(x)


def gelu(x: Array, approximate: bool = False) -> Array:
    """``x * P(X <= x)`` for a standard normal X, or its tanh approximation. Hendrycks and Gimpel, 2016."""
    return ops.gelu(x, approximate)


def mish(x: Array) -> Array:
    """``x * tanh(softplus(x))``. Misra, 2019."""
    return x * ops.tanh(ops.softplus(x))


def glu(x: Array, axis: int = -1) -> Array:
    """The first half of x along ``axis``, gated by the sigmoid of the second. Dauphin et al., 2017."""
    value, gate = ops.split(x, 2, axis)
    return value * ops.sigmoid(gate)
