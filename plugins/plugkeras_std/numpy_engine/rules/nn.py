"""What is hot in a neural network: one op, one rule."""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.fused import TABLE as FUSED
from plugkeras_std.numpy_engine.tape import Tensor, give, node_of, plain, record, recording, room

Activation = Callable[..., Any] | None


def _fusible(activation: Activation) -> str | None:
    """The name of an activation that an op can apply itself; functions tell it as their ``op``."""
    name = getattr(activation, "op", None)
    return name if name in FUSED else None


def with_activation(run: Callable[..., Any]) -> Callable[..., Any]:
    """An op that takes any activation: those that can be fused inside, the others after it."""

    def fused(*arrays: Any, activation: Activation = None, **options: Any) -> Any:
        if activation is None:
            return run(*arrays, activation=None, **options)
        name = _fusible(activation)
        y = run(*arrays, activation=name, **options)
        return y if name or getattr(activation, "op", None) == "linear" else activation(y)

    return fused


def dense(x: Any, kernel: Any, bias: Any = None, activation: Activation = None) -> Any:
    """``activation(x @ kernel + bias)``; the op that small models spend their time in, so it records itself."""
    xv, k = plain(x), plain(kernel)
    if xv.dtype != k.dtype:
        xv = xv.astype(k.dtype)
    y = buffers.empty((*xv.shape[:-1], k.shape[1]), k.dtype)
    np.matmul(xv, k, out=y)
    if bias is not None:
        np.add(y, plain(bias), out=y)
    name = None if activation is None else _fusible(activation)
    if name is not None:
        FUSED[name][0](y, y)
    if recording.tape is not None:
        y = record(_pull_dense, y, (node_of(x), node_of(kernel), node_of(bias)), (xv, k, y, name))
    return y if name or activation is None or getattr(activation, "op", None) == "linear" else activation(y)


def _pull_dense(g: Any, nodes: Any, saved: Any) -> None:
    x, kernel, y, activation = saved
    to_x, to_kernel, to_bias = nodes
    if activation is not None:
        g = FUSED[activation][1](g, y, buffers.empty(y.shape, y.dtype))
    if to_x is not None:
        give(to_x, np.matmul(g, kernel.T, out=buffers.empty(x.shape, g.dtype)))
    rows = g if g.ndim == 2 else g.reshape(-1, g.shape[-1])
    if to_kernel is not None:
        columns = x if x.ndim == 2 else x.reshape(-1, x.shape[-1])
        give(to_kernel, np.matmul(columns.T, rows, out=room(to_kernel)))
    if to_bias is not None:
        give(to_bias, np.add.reduce(rows, axis=0, out=room(to_bias)))


def softmax(x: Any, axis: int = -1) -> Any:
    """Softmax; what comes after it can find the logits at ``origin``."""
    xv = plain(x)
    y = np.subtract(xv, np.maximum.reduce(xv, axis=axis, keepdims=True), out=buffers.empty(xv.shape, xv.dtype))
    np.exp(y, out=y)
    np.divide(y, np.add.reduce(y, axis=axis, keepdims=True), out=y)
    if recording.tape is None:
        return y
    out = record(_pull_softmax, y, (node_of(x),), (y, axis))
    if type(out) is Tensor:
        out.origin = (x, axis % y.ndim)
    return out


def _pull_softmax(g: Any, nodes: Any, saved: Any) -> None:
    y, axis = saved
    gy = g * y
    give(nodes[0], gy - y * np.add.reduce(gy, axis=axis, keepdims=True))


def dropout(x: Any, rate: float, generator: Any, noise_shape: Any = None) -> Any:
    """Inverted dropout. 16 random bits an element cost half of what a random float does."""
    xv = plain(x)
    shape = xv.shape
    if noise_shape is not None:
        shape = tuple(n if m is None else m for n, m in zip(shape, noise_shape, strict=True))
    bits = np.frombuffer(generator.bytes(2 * prod(shape)), np.uint16).reshape(shape)
    kept = np.greater_equal(bits, min(round(rate * 65536), 65535))
    scaled = np.multiply(kept, xv.dtype.type(1 / (1 - rate)), out=buffers.empty(shape, xv.dtype))
    y = np.multiply(xv, scaled, out=buffers.empty(xv.shape, xv.dtype))
    return y if recording.tape is None else record(_pull_dropout, y, (node_of(x),), scaled)


def _pull_dropout(g: Any, nodes: Any, scaled: Any) -> None:
    give(nodes[0], np.multiply(g, scaled, out=buffers.empty(g.shape, g.dtype)))


TABLE: dict[str, Any] = {
    "dense": dense,
    "softmax": softmax,
    "dropout": dropout,
}
