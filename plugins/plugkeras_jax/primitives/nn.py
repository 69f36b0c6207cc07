"""Normalisation, softmax, dropout."""

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from plugkeras_jax.values import floating, given, plain


def batch_norm(x: Any, gamma: Any, beta: Any, axis: int, epsilon: float) -> tuple[Any, Any, Any]:
    """Over all axes but one; the batch's mean and variance are constants."""
    x = given(x)
    axis %= x.ndim
    over = tuple(i for i in range(x.ndim) if i != axis)
    shape = [x.shape[axis] if i == axis else 1 for i in range(x.ndim)]
    mean, variance = jnp.mean(x, over), jnp.var(x, over)
    scale = lax.rsqrt(variance + epsilon)
    scale = scale if gamma is None else scale * plain(gamma)
    y = (x - mean.reshape(shape)) * scale.reshape(shape)
    y = y if beta is None else y + plain(beta).reshape(shape)
    return y, lax.stop_gradient(mean), lax.stop_gradient(variance)


def layer_norm(x: Any, gamma: Any, beta: Any, axis: tuple[int, ...], epsilon: float) -> Any:
    """Over some axes of each sample."""
    x = given(x)
    mean, variance = jnp.mean(x, axis, keepdims=True), jnp.var(x, axis, keepdims=True)
    y = (x - mean) * lax.rsqrt(variance + epsilon)
    inside = {a % x.ndim for a in axis}
    shape = [n if i in inside else 1 for i, n in enumerate(x.shape)]
    y = y if gamma is None else y * plain(gamma).reshape(shape)
    return y if beta is None else y + plain(beta).reshape(shape)


def dropout(x: Any, rate: float, generator: Any, noise_shape: Any = None) -> Any:
    """By 16 random bits an element."""
    x = floating(x)
    shape = x.shape
    if noise_shape is not None:
        shape = tuple(n if m is None else m for n, m in zip(shape, noise_shape, strict=True))
    keep = generator.bits(shape) >= min(round(rate * 65536), 65535)
    return jnp.where(keep, x * (1 / (1 - rate)), 0).astype(x.dtype)


TABLE: dict[str, Any] = {
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "dropout": dropout,
    "softmax": lambda x, axis=-1: jax.nn.softmax(floating(x), axis),
}
