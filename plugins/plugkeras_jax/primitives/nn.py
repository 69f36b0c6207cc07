"""Normalisation, softmax, dropout."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from plugkeras_jax.values import floating, given, plain, wide_enough


def batch_norm(x: Any, gamma: Any, beta: Any, axis: int, epsilon: float) -> tuple[Any, Any, Any]:
    """Over all axes but one; the batch's mean and variance are constants."""
    x, dtype = _prepared(x, gamma, beta)
    axis %= x.ndim
    over = tuple(i for i in range(x.ndim) if i != axis)
    shape = [x.shape[axis] if i == axis else 1 for i in range(x.ndim)]
    mean, variance = jnp.mean(x, over), jnp.var(x, over)
    scale = lax.rsqrt(variance + epsilon)
    scale = scale if gamma is None else scale * plain(gamma)
    y = (x - mean.reshape(shape)) * scale.reshape(shape)
    y = y if beta is None else y + plain(beta).reshape(shape)
    return y.astype(dtype), *(lax.stop_gradient(statistic.astype(dtype)) for statistic in (mean, variance))


def layer_norm(x: Any, gamma: Any, beta: Any, axis: Any, epsilon: float) -> Any:
    """Over some axes of each sample."""
    x, dtype = _prepared(x, gamma, beta)
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    mean, variance = jnp.mean(x, axes, keepdims=True), jnp.var(x, axes, keepdims=True)
    y = (x - mean) * lax.rsqrt(variance + epsilon)
    inside = {a % x.ndim for a in axes}
    shape = [n if i in inside else 1 for i, n in enumerate(x.shape)]
    y = y if gamma is None else y * plain(gamma).reshape(shape)
    y = y if beta is None else y + plain(beta).reshape(shape)
    return y.astype(dtype)


def _prepared(x: Any, *others: Any) -> tuple[Any, Any]:
    """x as it is computed with, and the dtype of the result."""
    x = floating(x)
    return wide_enough(x), jnp.result_type(x, *[plain(other) for other in others if other is not None])


def dropout(x: Any, rate: float, generator: Any, noise_shape: Any = None) -> Any:
    """By 32 random bits an element."""
    x = given(x)
    shape = x.shape
    if noise_shape is not None:
        shape = tuple(n if m is None else m for n, m in zip(shape, noise_shape, strict=True))
    drawn = generator.bits(shape) >= np.uint32(min(round(rate * 2**32), 2**32 - 1))
    kept = lax.sqrt(drawn.astype("float32")) > 0  # XLA thinks a root dear, and so draws once, not also for the gradient
    return jnp.where(kept, x * (1 / (1 - rate)), 0).astype(x.dtype)


TABLE: dict[str, Any] = {
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "dropout": dropout,
    "softmax": lambda x, axis=-1: jax.nn.softmax(floating(x), axis),
}
