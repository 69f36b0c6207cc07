"""The cross-entropies, alone or right behind the softmax whose logits they then differentiate directly.

Keras keeps probabilities off 0 and 1 by epsilon; where that takes hold the loss is constant and its
gradient zero, on the shortcut too. Targets are constants.
"""

from typing import Any

import numpy as np

from plugkeras.floats import epsilon
from plugkeras_std.numpy_engine.rules.elementwise import _sigmoid
from plugkeras_std.numpy_engine.tape import Tensor, plain, record


def _logits_of(output: Any, axis: int) -> Any:
    """What went into the softmax that ``output`` is, if it is one along ``axis``."""
    origin = output.origin if type(output) is Tensor else None
    return origin[1] if origin is not None and origin[2] == axis % len(output.value.shape) else None


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """``-sum(target * log(output))`` along ``axis``."""
    t, p = plain(target), plain(output)
    if from_logits:
        log_p = _log_softmax(p, axis)
        y = -np.add.reduce(t * log_p, axis=axis)
        return record(_behind_softmax_vjp, y, [output], (t, np.exp(log_p), axis))
    logits = _logits_of(output, axis)
    q = p if logits is not None else p / np.add.reduce(p, axis=axis, keepdims=True)
    clipped = np.clip(q, epsilon(), 1 - epsilon())
    y = -np.add.reduce(t * np.log(clipped), axis=axis)
    if logits is not None:
        live = t if p.dtype == np.float16 else t * (clipped == q)
        return record(_behind_softmax_vjp, y, [logits], (live, p, axis))
    return record(_probabilities_vjp, y, [output], (t * (clipped == q), p, axis))


def _behind_softmax_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    t, p, axis = saved
    gx = p * np.add.reduce(t, axis=axis, keepdims=True)
    gx -= t
    gx *= np.expand_dims(g, axis)
    return (gx,)


def _probabilities_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    t, p, axis = saved
    total = np.add.reduce(p, axis=axis, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = np.where(t != 0, t / p, 0)
    return ((np.add.reduce(t, axis=axis, keepdims=True) / total - inner) * np.expand_dims(g, axis),)


def _log_softmax(x: Any, axis: int) -> Any:
    shifted = x - np.maximum.reduce(x, axis=axis, keepdims=True)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """As ``categorical_crossentropy``, for integer targets."""
    p = plain(output)
    t = np.asarray(plain(target)).astype(np.int64)
    axis %= p.ndim
    if t.ndim == p.ndim and t.shape[axis] == 1:
        t = np.squeeze(t, axis)
    hot = (np.expand_dims(t, axis) == np.arange(p.shape[axis]).reshape([-1] + [1] * (p.ndim - 1 - axis))).astype(
        p.dtype
    )
    return categorical_crossentropy(hot, output, from_logits, axis)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """``-(t log(p) + (1 - t) log(1 - p))``, elementwise."""
    t, p = plain(target), plain(output)
    if from_logits:
        y = np.maximum(p, 0) - p * t + np.log1p(np.exp(-np.abs(p)))
        return record(_from_logits_vjp, y, [output], (t, p))
    q = np.clip(p, epsilon(), 1 - epsilon())
    y = -(t * np.log(q) + (1 - t) * np.log(1 - q))
    return record(_binary_vjp, y, [output], (t, p, q))


def _from_logits_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    t, x = saved
    return (g * (_sigmoid(x) - t),)


def _binary_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    t, p, q = saved
    return (g * ((1 - t) / (1 - q) - t / q) * (p == q),)


TABLE: dict[str, Any] = {
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "binary_crossentropy": binary_crossentropy,
}
