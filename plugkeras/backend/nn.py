"""Activations, losses and normalisation, as Keras 2 has them."""

from typing import Any

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.reductions import Axis


def relu(x: Array, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Array:
    """x from ``threshold`` on, at most ``max_value``; below, ``alpha * (x - threshold)``."""
    y = ops.relu(x) if threshold == 0 else ops.where(x >= threshold, x, 0.0)
    if max_value is not None:
        y = ops.minimum(y, max_value)
    return y if alpha == 0 else ops.where(x >= threshold, y, alpha * (x - threshold))


def softsign(x: Array) -> Array:
    """``x / (1 + |x|)``."""
    return x / (1 + ops.abs(x))


def hard_sigmoid(x: Array) -> Array:
    """``0.2 x + 0.5``, kept between 0 and 1: Keras 2's. (Keras 3's is ``plugkeras.activations.hard_sigmoid``.)"""
    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


hard_sigmoid.slope = 0.2  # type: ignore[attr-defined]  # for which recurrent layers have kernels


def l2_normalize(x: Array, axis: Axis = None) -> Array:
    """x divided by its Euclidean norm along ``axis``."""
    return ops.normalize(x, axis)


def in_top_k(predictions: Array, targets: Array, k: int) -> Array:
    """Whether each target is among the k largest predictions."""
    return ops.in_top_k(targets, predictions, k)


def sparse_categorical_crossentropy(target: Array, output: Array, from_logits: bool = False, axis: int = -1) -> Array:
    """As ``categorical_crossentropy``, for numbers of classes; ``target`` may have ``axis``, of length 1, or not."""
    if len(target.shape) == len(output.shape):
        target = ops.squeeze(target, axis)
    return ops.sparse_categorical_crossentropy(ops.cast(target, "int64"), output, from_logits, axis)


def bias_add(x: Array, bias: Array, data_format: str | None = None) -> Array:
    """``x + bias``, where ``bias`` has an element a channel, or x's shape without the batch axis.

    Raises:
        ArgumentError: it has neither.
    """
    first = data_format == "channels_first"
    if len(bias.shape) not in (1, len(x.shape) - 1):
        raise ArgumentError(f"K.bias_add: a bias of shape {tuple(bias.shape)} does not fit {tuple(x.shape)}.")
    if len(bias.shape) > 1:
        return x + (ops.moveaxis(bias, -1, 0) if first else bias)
    return x + (ops.reshape(bias, (-1, *[1] * (len(x.shape) - 2))) if first else bias)


def batch_normalization(
    x: Array, mean: Array, var: Array, beta: Array, gamma: Array, axis: int = -1, epsilon: float = 1e-3
) -> Array:
    """``(x - mean) / sqrt(var + epsilon) * gamma + beta``; gamma and beta may be None.

    The four may be vectors, one element for each place along ``axis``, or broadcast with x.
    """
    mean, var, beta, gamma = (_along(v, len(x.shape), axis) for v in (mean, var, beta, gamma))
    scale = ops.rsqrt(var + epsilon)
    y = (x - mean) * (scale if gamma is None else scale * gamma)
    return y if beta is None else y + beta


def _along(vector: Any, n: int, axis: int) -> Any:
    if vector is None or len(vector.shape) != 1 or axis % n == n - 1:
        return vector
    return ops.reshape(vector, [-1 if i == axis % n else 1 for i in range(n)])


def normalize_batch_in_training(
    x: Array, gamma: Array, beta: Array, reduction_axes: Any, epsilon: float = 1e-3
) -> tuple[Array, Array, Array]:
    """x normalised over ``reduction_axes``, its mean and its variance there."""
    axes = tuple(reduction_axes)
    mean, var = ops.moments(x, axes, keepdims=True)
    kept = [1 if i in axes else n for i, n in enumerate(x.shape)]
    gamma, beta = (None if v is None else ops.reshape(v, kept) for v in (gamma, beta))
    return batch_normalization(x, mean, var, beta, gamma, -1, epsilon), ops.squeeze(mean, axes), ops.squeeze(var, axes)
