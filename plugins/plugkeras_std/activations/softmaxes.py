"""Activations that turn an axis into probabilities."""

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras_std.activations.fusion import same_as_op


@same_as_op("softmax")
def softmax(x: Array, axis: int | tuple[int, ...] = -1) -> Array:
    """``exp(x) / sum(exp(x))`` along ``axis``, which may be several."""
    return ops.softmax(x, axis=axis) if isinstance(axis, int) else ops.exp(log_softmax(x, axis))


def log_softmax(x: Array, axis: int | tuple[int, ...] = -1) -> Array:
    """The logarithm of ``softmax(x)``."""
    return ops.log_softmax(x, axis=axis)


def sparsemax(x: Array, axis: int = -1) -> Array:
    """The probabilities nearest to x, many of them 0. Martins and Astudillo, 2016."""
    chosen = _support(ops.stop_gradient(x), axis)
    total = ops.sum(ops.where(chosen, x, 0.0), axis, keepdims=True)
    count = ops.sum(ops.cast(chosen, x.dtype), axis, keepdims=True)
    return ops.relu(x - (total - 1) / ops.maximum(count, 1))


def _support(x: Array, axis: int) -> Array:
    """Where the probabilities are not 0."""
    order = ops.flip(ops.sort(x, axis), axis)
    ranks = ops.cumsum(ops.ones_like(x), axis)
    inside = 1 + ranks * order > ops.cumsum(order, axis)
    return x >= ops.min(ops.where(inside, order, float("inf")), axis, keepdims=True)
