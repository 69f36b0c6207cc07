"""Convolution and pooling."""

from collections.abc import Callable, Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from plugkeras.config import image_data_format
from plugkeras.engine.windows import Windows, per_axis, windows
from plugkeras_jax.values import floating, given, plain, wide_enough

FEW = 16  # cells of a window that are worth an operation each


def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
    *,
    bias: Any = None,
    activation: Any = None,
) -> Any:
    """Over 1 to 3 spatial axes."""
    inputs, kernel = given(inputs), given(kernel)
    n, last = kernel.ndim - 2, (data_format or image_data_format()) == "channels_last"
    spatial = inputs.shape[1:-1] if last else inputs.shape[2:]
    steps, dilation = per_axis(strides, n), per_axis(dilation_rate, n)
    where = windows(spatial, kernel.shape[:-2], steps, dilation, padding, "A convolution")
    axes = "DHW"[3 - n :]
    layout = f"N{axes}C" if last else f"NC{axes}"
    y = lax.conv_general_dilated(
        inputs if inputs.dtype == kernel.dtype else inputs.astype(kernel.dtype),
        kernel,
        steps,
        list(zip(where.before, where.after, strict=True)),
        rhs_dilation=dilation,
        dimension_numbers=(layout, f"{axes}IO", layout),
        feature_group_count=inputs.shape[-1 if last else 1] // kernel.shape[-2],
    )
    if bias is not None:
        y = y + (plain(bias) if last else plain(bias).reshape(-1, *[1] * n))
    return y if activation is None else activation(y)


class _Pool(NamedTuple):
    """Where the windows lie, and which axes of the input they lie along."""

    where: Windows
    axes: tuple[int, ...]

    def over_all(self, numbers: Sequence[Any], other: Any) -> list[Any]:
        """A number for each axis of the input: ``other`` for the batch and the channels."""
        every = [other] * (len(numbers) + 2)
        for axis, number in zip(self.axes, numbers, strict=True):
            every[axis] = number
        return every

    @property
    def pads(self) -> list[tuple[int, int]]:
        """The padding of each axis of the input."""
        return self.over_all([*zip(self.where.before, self.where.after, strict=True)], (0, 0))

    @property
    def side_by_side(self) -> bool:
        """Whether no cell is in two windows, and windows are small."""
        return self.where.size == self.where.strides and prod(self.where.size) <= FEW

    def reduced(self, x: Any, blank: float, function: Callable[..., Any]) -> Any:
        """By XLA's own windows."""
        size, strides = (self.over_all(numbers, 1) for numbers in (self.where.size, self.where.strides))
        return lax.reduce_window(x, np.asarray(blank, x.dtype)[()], function, size, strides, self.pads)

    def inside(self, x: Any, blank: float) -> Any:
        """x with its padding, and without the cells that are in no window."""
        x = jnp.pad(x, self.pads, constant_values=blank) if self.where.padded else x
        used = [s * n for s, n in zip(self.where.strides, self.where.out, strict=True)]
        return x[tuple(slice(n) for n in self.over_all(used, None))]

    def cells(self, x: Any) -> list[Any]:
        """What lies at each place of a window, in order; x is as ``inside`` has it."""
        places = product(*[[slice(o, None, s) for o in range(s)] for s in self.where.size])
        return [x[tuple(self.over_all(place, slice(None)))] for place in places]

    def put_together(self, cells: list[Any]) -> Any:
        """The array whose ``cells`` these are."""
        first, *others = self.axes
        size = self.where.size
        if not others:
            return _woven(cells, first)
        rest = _Pool(self.where._replace(size=size[1:]), tuple(others))
        each = prod(size[1:])
        return _woven([rest.put_together(cells[i : i + each]) for i in range(0, len(cells), each)], first)


def _woven(parts: list[Any], axis: int) -> Any:
    """Arrays whose elements take turns along an axis."""
    shape = list(parts[0].shape)
    shape[axis] *= len(parts)
    return jnp.stack(parts, axis + 1).reshape(shape)


def _pool(inputs: Any, pool_size: Any, strides: Any, padding: str, data_format: str | None) -> _Pool:
    n, last = inputs.ndim - 2, (data_format or image_data_format()) == "channels_last"
    axes = tuple(range(1, n + 1) if last else range(2, n + 2))
    size = per_axis(pool_size, n)
    steps = size if strides is None else per_axis(strides, n)
    return _Pool(windows(tuple(inputs.shape[a] for a in axes), size, steps, 1, padding, "Pooling"), axes)


def max_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Any:
    """The largest of each window."""
    inputs = floating(inputs)
    pool = _pool(inputs, pool_size, strides, padding, data_format)
    if pool.side_by_side:
        return _largest(pool, pool.inside(inputs, -np.inf))
    return pool.reduced(inputs, -np.inf, lax.max)


def _largest(pool: _Pool, x: Any) -> Any:
    """The largest of windows that lie side by side; XLA's own gradient of that takes as long as all the rest."""

    @jax.custom_vjp
    def largest(x: Any) -> Any:
        return forward(x)[0]

    def forward(x: Any) -> tuple[Any, Any]:
        first, *others = pool.cells(x)
        y = first
        for cell in others:
            y = jnp.maximum(y, cell)
        return y, (x, y)

    def back(saved: Any, g: Any) -> tuple[Any]:
        x, y = saved
        free, grads = jnp.ones(y.shape, bool), []
        for cell in pool.cells(x):
            hit = free & (cell == y)
            grads.append(jnp.where(hit, g, 0))
            free = free & ~hit
        return (pool.put_together(grads),)

    largest.defvjp(forward, back)
    return largest(x)


def average_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Any:
    """The mean of each window; padding does not count."""
    inputs = floating(inputs)
    x = wide_enough(inputs)
    pool = _pool(x, pool_size, strides, padding, data_format)
    total = sum(pool.cells(pool.inside(x, 0.0))) if pool.side_by_side else pool.reduced(x, 0.0, lax.add)
    return (total * _shares(pool, x)).astype(inputs.dtype)


def _shares(pool: _Pool, x: Any) -> Any:
    """One over the number of real cells in each window."""
    where, share = pool.where, np.ones([1] * x.ndim)
    for axis, k, s, before, out in zip(pool.axes, where.size, where.strides, where.before, where.out, strict=True):
        first = np.arange(out) * s - before
        cells = np.minimum(first + k, x.shape[axis]) - np.maximum(first, 0)
        share = share / cells.reshape([-1 if i == axis else 1 for i in range(x.ndim)])
    return share.astype(x.dtype)


TABLE: dict[str, Any] = {"conv": conv, "max_pool": max_pool, "average_pool": average_pool}
