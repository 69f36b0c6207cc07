"""What is hot in a neural network: one op, one rule."""

from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.fused import TABLE as FUSED
from plugkeras_std.numpy_engine.tape import Tensor, op

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


def _dense(x: Any, kernel: Any, bias: Any = None, activation: str | None = None) -> Any:
    if x.dtype != kernel.dtype:
        x = x.astype(kernel.dtype)
    y = buffers.empty((*x.shape[:-1], kernel.shape[1]), kernel.dtype)
    np.matmul(x, kernel, out=y)
    if bias is not None:
        np.add(y, bias, out=y)
    if activation is not None:
        FUSED[activation][0](y, y)
    return y, (x, kernel, y, activation)


def _dense_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    x, kernel, y, activation = saved
    if activation is not None:
        g = FUSED[activation][1](g, y, buffers.empty(y.shape, y.dtype))
    gx = gk = gb = None
    if wants[0]:
        gx = np.matmul(g, kernel.T, out=buffers.empty(x.shape, g.dtype))
    rows = g if g.ndim == 2 else g.reshape(-1, g.shape[-1])
    if wants[1]:
        columns = x if x.ndim == 2 else x.reshape(-1, x.shape[-1])
        gk = np.matmul(columns.T, rows, out=into[1])
    if len(wants) > 2 and wants[2]:
        gb = np.add.reduce(rows, axis=0, out=into[2])
    return (gx, gk, gb)[: len(wants)]


def _softmax(x: Any, axis: int = -1) -> Any:
    y = buffers.empty(x.shape, x.dtype)
    np.subtract(x, np.maximum.reduce(x, axis=axis, keepdims=True), out=y)
    np.exp(y, out=y)
    np.divide(y, np.add.reduce(y, axis=axis, keepdims=True), out=y)
    return y, (y, axis)


def _softmax_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    y, axis = saved
    gy = g * y
    return (gy - y * gy.sum(axis=axis, keepdims=True),)


_softmax_op = op(_softmax, _softmax_vjp)


def softmax(x: Any, axis: int = -1) -> Any:
    """Softmax; what comes after it can find the logits at ``origin``."""
    y = _softmax_op(x, axis=axis)
    if type(y) is Tensor:
        y.origin = ("softmax", x, axis % len(y.value.shape))
    return y


def _dropout(x: Any, rate: float = 0.0, generator: Any = None, noise_shape: Any = None) -> Any:
    shape = x.shape
    if noise_shape is not None:
        shape = tuple(n if m is None else m for n, m in zip(x.shape, noise_shape, strict=True))
    mask = _keep(generator, shape, rate, x.dtype)
    return np.multiply(x, mask, out=buffers.empty(x.shape, x.dtype)), mask


def _dropout_vjp(g: Any, mask: Any, wants: Any, into: Any) -> Any:
    return (np.multiply(g, mask, out=buffers.empty(g.shape, g.dtype)),)


def _keep(generator: Any, shape: tuple[int, ...], rate: float, dtype: Any) -> Any:
    """``1 / (1 - rate)`` where an element is kept, 0 elsewhere. 16 bits an element: half the price of a float."""
    size = int(np.prod(shape))
    bits = np.frombuffer(generator.bytes(2 * size), np.uint16).reshape(shape)
    mask = np.greater_equal(bits, min(round(rate * 65536), 65535))
    return np.multiply(mask, dtype.type(1 / (1 - rate)), out=buffers.empty(shape, dtype))


_dropout_op = op(_dropout, _dropout_vjp)


def dropout(x: Any, rate: float, generator: Any, noise_shape: Any = None) -> Any:
    """Inverted dropout."""
    return _dropout_op(x, rate=rate, generator=generator, noise_shape=noise_shape)


TABLE: dict[str, Any] = {
    "dense": with_activation(op(_dense, _dense_vjp)),
    "softmax": softmax,
    "dropout": dropout,
}
