"""What is hot in a neural network: one op, one rule."""

from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras.config import floatx
from plugkeras.engine.promotion import summed
from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.dtypes import floating, given
from plugkeras_std.numpy_engine.fused import TABLE as FUSED
from plugkeras_std.numpy_engine.products import matmul
from plugkeras_std.numpy_engine.rules.families import added
from plugkeras_std.numpy_engine.rules.families import kept as kept_axes
from plugkeras_std.numpy_engine.tape import Softmax, again, give, node_of, plain, record, recording, untraceable

Activation = Callable[..., Any] | None

SMALL = 1e8  # elements of the kernel times those of the output, below which threads would only cost


def with_activation(run: Callable[..., Any]) -> Callable[..., Any]:
    """An op that takes any activation: those that can be fused inside, the others after it."""

    def fused(*arrays: Any, activation: Activation = None, **options: Any) -> Any:
        name = getattr(activation, "op", None)
        y = run(*arrays, activation=name if name in FUSED else None, **options)
        return y if activation is None or name in FUSED or name == "linear" else activation(y)

    return fused


def dense(x: Any, kernel: Any, bias: Any = None, activation: Activation = None) -> Any:
    """``activation(x @ kernel + bias)``."""
    xv, k, b = plain(x), plain(kernel), plain(bias)
    if xv.dtype != k.dtype:
        untraceable()
        xv = xv.astype(k.dtype)
    y = buffers.empty((*xv.shape[:-1], k.shape[1]), k.dtype)
    product = np.matmul if y.ndim == 2 and k.size * y.size < SMALL else matmul
    name = getattr(activation, "op", None)  # by which functions say that they are one of the ops
    fused = FUSED.get(name)
    _fill_dense(y, xv, k, b, fused, product)
    if recording.tape is not None:
        again(_fill_dense, y, xv, k, b, fused, product)
        y = record(_pull_dense, y, (node_of(x), node_of(kernel), node_of(bias)), (xv, k, y, fused, product))
    return y if activation is None or fused is not None or name == "linear" else activation(y)


def _fill_dense(y: Any, x: Any, kernel: Any, bias: Any, fused: Any, product: Any) -> None:
    if y.ndim == 2:
        product(x, kernel, y)
    else:
        product(x.reshape(-1, kernel.shape[0]), kernel, y.reshape(-1, kernel.shape[1]))
    if bias is not None:
        np.add(y, bias, y)
    if fused is not None:
        fused[0](y, y)


def _pull_dense(g: Any, nodes: Any, saved: Any) -> None:
    x, kernel, y, fused, product = saved
    to_x, to_kernel, to_bias = nodes
    if fused is not None:
        g = fused[1](g, y, buffers.empty(y.shape, y.dtype))
    if y.ndim != 2:
        x, g = x.reshape(-1, kernel.shape[0]), g.reshape(-1, kernel.shape[1])
    if to_kernel is not None:
        if to_kernel.grad is None and to_kernel.into is not None:
            to_kernel.grad = product(x.T, g, to_kernel.into)
        else:
            give(to_kernel, product(x.T, g, buffers.empty(kernel.shape, g.dtype)))
    if to_bias is not None:
        if to_bias.grad is None:
            to_bias.grad = np.add.reduce(g, 0, None, to_bias.into)
        else:
            give(to_bias, np.add.reduce(g, 0))
    if to_x is not None:
        gx = product(g, kernel.T, buffers.empty(x.shape, g.dtype))
        give(to_x, gx if y.ndim == 2 else gx.reshape(*y.shape[:-1], -1))


def softmax(x: Any, axis: int = -1) -> Any:
    """Softmax; what comes after it can find the logits at ``origin``."""
    xv = plain(x)
    if type(xv) is not np.ndarray or xv.dtype.kind != "f":
        xv = np.asarray(floating(xv))
    y = buffers.empty(xv.shape, xv.dtype)
    _fill_softmax(y, xv, axis)
    if recording.tape is None:
        return y
    again(_fill_softmax, y, xv, axis)
    out = record(_pull_softmax, y, (node_of(x),), (y, axis), Softmax)
    if isinstance(out, Softmax):
        out.origin = (x, axis % y.ndim)
    return out


def _fill_softmax(y: Any, x: Any, axis: int) -> None:
    np.subtract(x, np.maximum.reduce(x, axis, None, None, True), y)
    np.exp(y, y)
    np.divide(y, np.add.reduce(y, axis, None, None, True), y)


def _pull_softmax(g: Any, nodes: Any, saved: Any) -> None:
    y, axis = saved
    gy = g * y
    give(nodes[0], gy - y * np.add.reduce(gy, axis=axis, keepdims=True))


def dropout(x: Any, rate: float, generator: Any, noise_shape: Any = None) -> Any:
    """Inverted dropout."""
    xv = plain(x)
    shape = xv.shape
    if noise_shape is not None:
        shape = tuple(n if m is None else m for n, m in zip(shape, noise_shape, strict=True))
    y, scaled = buffers.empty(xv.shape, xv.dtype), buffers.empty(shape, xv.dtype)
    least, scale = min(round(rate * 65536), 65535), xv.dtype.type(1 / (1 - rate))
    _fill_dropout(y, scaled, xv, least, scale, generator.bit_generator)
    if recording.tape is None:
        return y
    again(_fill_dropout, y, scaled, xv, least, scale, generator.bit_generator)
    return record(_pull_dropout, y, (node_of(x),), scaled)


def _fill_dropout(y: Any, scaled: Any, x: Any, least: int, scale: Any, source: Any) -> None:
    """16 raw bits an element, which cost a quarter of what a random float does."""
    bits = source.random_raw(-(-scaled.size // 4)).view(np.uint16)[: scaled.size].reshape(scaled.shape)
    np.multiply(bits >= least, scale, scaled)
    np.multiply(x, scaled, y)


def _pull_dropout(g: Any, nodes: Any, scaled: Any) -> None:
    give(nodes[0], np.multiply(g, scaled, buffers.empty(g.shape, g.dtype)))


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean; np.mean takes five times as long for small arrays."""
    return _reduced(x, axis, keepdims, divided=True)


def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum."""
    return _reduced(x, axis, keepdims, divided=False)


def _reduced(x: Any, axis: Any, keepdims: bool, divided: bool) -> Any:
    xv, axis = np.asarray(given(plain(x))), tuple(axis) if isinstance(axis, list) else axis
    if xv.dtype.kind != "f" or xv.dtype == np.float16:  # NumPy chooses the dtype, and adds halves up as singles
        untraceable()
        halves = xv.dtype == np.float16
        if divided:
            y = np.mean(xv, axis, np.float32 if halves else floatx(), None, keepdims)
        else:
            y = np.add.reduce(xv, axis, np.float32 if halves else summed(xv.dtype), None, keepdims)
        y = np.asarray(y, np.float16) if halves else np.asarray(y)
        n = xv.size // max(y.size, 1) if divided else 1
    else:
        y = np.asarray(added(xv, axis, keepdims))
        n = xv.size // max(y.size, 1) if divided else 1
        y /= n
        again(_fill_mean, y, xv, axis, keepdims, n)
    if recording.tape is None:
        return y[()]
    return record(_pull_mean, y, (node_of(x),), (xv.shape, axis, n))


def _fill_mean(y: Any, x: Any, axis: Any, keepdims: bool, n: int) -> None:
    np.divide(added(x, axis, keepdims), n, y)


def _pull_mean(g: Any, nodes: Any, saved: Any) -> None:
    shape, axis, n = saved
    if g.size == 1:
        share = buffers.empty(shape, g.dtype)
        share.fill((g / n).item())
        give(nodes[0], share)
    else:
        give(nodes[0], np.broadcast_to(kept_axes(g / n, axis, shape), shape))


TABLE: dict[str, Any] = {
    "dense": dense,
    "softmax": softmax,
    "dropout": dropout,
    "mean": mean,
    "sum": total,
}
