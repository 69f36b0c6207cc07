"""The cross-entropies."""

from typing import Any

import jax
import jax.numpy as jnp

from plugkeras.config import epsilon
from plugkeras_jax.primitives.elementwise import clip
from plugkeras_jax.values import floating, together


def _within(p: Any) -> Any:
    return clip(p, epsilon(), 1 - epsilon())


def _log(output: Any, from_logits: bool, axis: int) -> Any:
    """The logarithm of probabilities, which are made to add up to 1."""
    if from_logits:
        return jax.nn.log_softmax(output, axis)
    return jnp.log(_within(output / jnp.sum(output, axis, keepdims=True)))


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Of one-hot targets."""
    target, output = together(target, floating(output))
    return -jnp.sum(target * _log(output, from_logits, axis), axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Of class numbers."""
    output = floating(output)
    classes = jnp.expand_dims(jnp.asarray(target).astype("int32"), axis)
    return -jnp.take_along_axis(_log(output, from_logits, axis), classes, axis).squeeze(axis)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Elementwise."""
    target, output = together(target, floating(output))
    if from_logits:
        return jnp.maximum(output, 0) - output * target + jnp.log1p(jnp.exp(-jnp.abs(output)))
    p = _within(output)
    return -(target * jnp.log(p) + (1 - target) * jnp.log(1 - p))


TABLE: dict[str, Any] = {
    function.__name__: function
    for function in (categorical_crossentropy, sparse_categorical_crossentropy, binary_crossentropy)
}
