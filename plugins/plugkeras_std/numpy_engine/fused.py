"""Activations that a kernel applies to its result while that is still in the cache.

Each row is (apply, vjp). `apply(z, out)` writes the activation of `z`; `vjp(g, y, out)` writes the gradient of `z`,
found from the activation's value `y` alone, so that `z` is not kept. `out` may be `z`; for `vjp` neither `g` nor `y`.
"""

from collections.abc import Callable

import numpy as np

Kernel = Callable[..., np.ndarray]


def relu(z: np.ndarray, out: np.ndarray) -> np.ndarray:
    """max(z, 0)"""
    return np.maximum(z, 0, out=out)


def relu_vjp(g: np.ndarray, y: np.ndarray, out: np.ndarray) -> np.ndarray:
    """g where y > 0, else 0"""
    np.greater(y, 0, out=out)
    return np.multiply(g, out, out=out)


def sigmoid(z: np.ndarray, out: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), as a tanh: that never overflows"""
    np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5
    return out


def sigmoid_vjp(g: np.ndarray, y: np.ndarray, out: np.ndarray) -> np.ndarray:
    """g y (1 - y)"""
    np.subtract(1, y, out=out)
    out *= y
    return np.multiply(out, g, out=out)


def tanh(z: np.ndarray, out: np.ndarray) -> np.ndarray:
    """tanh(z)"""
    return np.tanh(z, out=out)


def tanh_vjp(g: np.ndarray, y: np.ndarray, out: np.ndarray) -> np.ndarray:
    """g (1 - y²)"""
    np.multiply(y, y, out=out)
    np.subtract(1, out, out=out)
    return np.multiply(out, g, out=out)


TABLE: dict[str, tuple[Kernel, Kernel]] = {
    "relu": (relu, relu_vjp),
    "sigmoid": (sigmoid, sigmoid_vjp),
    "tanh": (tanh, tanh_vjp),
}
