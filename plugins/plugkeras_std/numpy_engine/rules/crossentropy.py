"""The cross-entropies, alone or right behind the softmax whose logits they then differentiate directly.

Keras keeps probabilities off 0 and 1 by epsilon; where that takes hold the loss is constant and its
gradient zero, on the shortcut too. Targets are constants.
"""

from typing import Any

import numpy as np

from plugkeras.config import epsilon
from plugkeras.engine import refusals
from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.rules.elementwise import _sigmoid
from plugkeras_std.numpy_engine.tape import Softmax, again, give, node_of, plain, record, recording, untraceable


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """``-sum(target * log(output))`` along ``axis``."""
    t, p = plain(target), plain(output)
    origin = output.origin if isinstance(output, Softmax) and not from_logits else None
    if origin is not None and origin[1] == axis % p.ndim:
        y, saved = np.empty(p.shape[:axis] + p.shape[axis:][1:], p.dtype), [t, p, axis]
        _fill_cost(y, saved, t, p, axis)
        again(_fill_cost, y, saved, t, p, axis)
        return record(_pull_softmax, y, [node_of(origin[0])], saved)
    untraceable()
    if from_logits:
        log_p = _log_softmax(p, axis)
        return _recorded(_pull_softmax, _cost(t, log_p, axis), [node_of(output)], (t, np.exp(log_p), axis))
    q = p / np.add.reduce(p, axis=axis, keepdims=True)
    live, logs = _kept_off(t, q, axis)
    return _recorded(_pull_probabilities, _cost(t, logs, axis), [node_of(output)], (live, p, axis))


def _fill_cost(y: Any, saved: list[Any], t: Any, p: Any, axis: int) -> None:
    """The cost behind a softmax; what of the targets a gradient flows from is saved for the way back."""
    saved[0], logs = _kept_off(t, p, axis)
    np.add.reduce(t * logs, axis, None, y)
    np.negative(y, y)


def _recorded(pull: Any, y: Any, nodes: Any, saved: Any) -> Any:
    """``y``, on the tape if there is one."""
    return y if recording.tape is None else record(pull, y, nodes, saved)


def _cost(t: Any, logs: Any, axis: int) -> Any:
    return np.negative(np.add.reduce(t * logs, axis=axis))


def _kept_off(t: Any, p: Any, axis: int) -> tuple[Any, Any]:
    """The targets as far as a gradient flows, and the logarithms of the probabilities kept off 0 and 1."""
    eps = epsilon()
    if p.size and p.shape[axis] > 1 and np.minimum.reduce(p, axis=None) >= eps and p.dtype != np.float16:
        return t, np.log(p)  # then none is above 1 - epsilon either
    clipped = np.clip(p, eps, 1 - eps)
    return t * (clipped == p), np.log(clipped)


def _pull_softmax(g: Any, nodes: Any, saved: Any) -> None:
    t, p, axis = saved
    gx = np.multiply(p, np.add.reduce(t, axis, None, None, True), buffers.empty(p.shape, p.dtype))
    gx -= t
    gx *= np.expand_dims(g, axis) if axis != -1 else g[..., None]
    give(nodes[0], gx)


def _pull_probabilities(g: Any, nodes: Any, saved: Any) -> None:
    t, p, axis = saved
    total = np.add.reduce(p, axis=axis, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = np.where(t != 0, t / p, 0)
    give(nodes[0], (np.add.reduce(t, axis=axis, keepdims=True) / total - inner) * np.expand_dims(g, axis))


def _log_softmax(x: Any, axis: int) -> Any:
    shifted = x - np.maximum.reduce(x, axis=axis, keepdims=True)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """As ``categorical_crossentropy``, for integer targets."""
    t, p = np.asarray(plain(target)), plain(output)
    axis %= p.ndim
    if t.ndim < p.ndim:
        t = np.expand_dims(t, axis)
    hot = buffers.empty(p.shape, p.dtype)
    classes = np.arange(p.shape[axis]).reshape([-1] + [1] * (p.ndim - 1 - axis))
    _fill_hot(hot, t, classes)
    again(_fill_hot, hot, t, classes)
    return categorical_crossentropy(hot, output, from_logits, axis)


def _fill_hot(hot: Any, t: Any, classes: Any) -> None:
    n = classes.size
    if t.size and not (np.minimum.reduce(t, None) >= 0 and np.maximum.reduce(t, None) < n):
        refusals.of_classes(t, n)
    np.equal(np.trunc(t), classes, out=hot, casting="unsafe")


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """``-(t log(p) + (1 - t) log(1 - p))``, elementwise."""
    t, p = plain(target), plain(output)
    if from_logits:
        untraceable()
        y = np.maximum(p, 0) - p * t + np.log1p(np.exp(-np.abs(p)))
        return _recorded(_pull_logits, y, [node_of(output)], (t, p))
    y, q = np.empty(np.broadcast_shapes(np.shape(t), p.shape), p.dtype), np.empty_like(p)
    _fill_binary(y, q, t, p)
    again(_fill_binary, y, q, t, p)
    return _recorded(_pull_binary, y, [node_of(output)], (t, p, q))


def _fill_binary(y: Any, q: Any, t: Any, p: Any) -> None:
    np.clip(p, epsilon(), 1 - epsilon(), out=q)
    np.negative(t * np.log(q) + (1 - t) * np.log(1 - q), out=y, casting="same_kind")


def _pull_logits(g: Any, nodes: Any, saved: Any) -> None:
    t, x = saved
    give(nodes[0], g * (_sigmoid(x) - t))


def _pull_binary(g: Any, nodes: Any, saved: Any) -> None:
    t, p, q = saved
    give(nodes[0], g * ((1 - t) / (1 - q) - t / q) * (p == q))


TABLE: dict[str, Any] = {
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "binary_crossentropy": binary_crossentropy,
}
