"""The cross-entropies. Targets are constants."""

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from plugkeras.config import epsilon
from plugkeras.engine import refusals
from plugkeras_jax.looking import look
from plugkeras_jax.primitives.elementwise import clip
from plugkeras_jax.values import as_dtype, floating, given


def _within(p: Any) -> Any:
    return clip(p, epsilon(), 1 - epsilon())


def _log(output: Any, from_logits: bool, axis: int) -> Any:
    """The logarithm of probabilities, which are made to add up to 1."""
    if from_logits:
        return jax.nn.log_softmax(output, axis)
    return jnp.log(_within(output / jnp.sum(output, axis, keepdims=True)))


def _pair(target: Any, output: Any) -> tuple[Any, Any]:
    output = floating(output)
    return lax.stop_gradient(as_dtype(target, output.dtype)), output


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Of one-hot targets."""
    target, output = _pair(target, output)
    return -jnp.sum(target * _log(output, from_logits, axis), axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Of class numbers; NaN for one that there is not, if a traced step computes it."""
    output, classes = floating(output), given(target)
    n = output.shape[axis]
    look(classes, lambda numbers: refusals.of_classes(numbers, n))
    classes = classes.astype("int32")
    classes = jnp.where(classes < 0, n, classes)  # JAX would count from the end
    if classes.ndim < output.ndim:
        classes = jnp.expand_dims(classes, axis)
    return -jnp.take_along_axis(_log(output, from_logits, axis), classes, axis).squeeze(axis)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Elementwise."""
    target, output = _pair(target, output)
    if from_logits:
        above = output >= 0  # and not `maximum` and `abs`, whose gradients at 0 do not add up to the sigmoid's
        return jnp.where(above, output, 0) - output * target + jnp.log1p(jnp.exp(jnp.where(above, -output, output)))
    p = _within(output)
    return -(target * jnp.log(p) + (1 - target) * jnp.log(1 - p))


TABLE: dict[str, Any] = {
    function.__name__: function
    for function in (categorical_crossentropy, sparse_categorical_crossentropy, binary_crossentropy)
}
