"""Convolution and pooling."""

from typing import Any

import jax.numpy as jnp
from jax import lax

from plugkeras.config import image_data_format
from plugkeras_jax.values import floating, given, plain


def _each(value: Any, n: int) -> tuple[int, ...]:
    return (value,) * n if isinstance(value, int) else tuple(value)


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
    inputs, kernel = floating(inputs), given(kernel)
    n, last = kernel.ndim - 2, (data_format or image_data_format()) == "channels_last"
    space, dilation = "DHW"[3 - n :], _each(dilation_rate, n)
    layout = f"N{space}C" if last else f"NC{space}"
    pads: Any = [((kernel.shape[0] - 1) * dilation[0], 0)] if padding == "causal" else padding.upper()
    y = lax.conv_general_dilated(
        inputs.astype(kernel.dtype),
        kernel,
        _each(strides, n),
        pads,
        rhs_dilation=dilation,
        dimension_numbers=(layout, f"{space}IO", layout),
        feature_group_count=inputs.shape[-1 if last else 1] // kernel.shape[-2],
    )
    if bias is not None:
        y = y + (plain(bias) if last else plain(bias).reshape(-1, *[1] * n))
    return y if activation is None else activation(y)


def _windows(inputs: Any, pool_size: Any, strides: Any, data_format: str | None) -> tuple[Any, Any]:
    """Sizes and strides of windows, over all axes."""
    n = inputs.ndim - 2
    size = _each(pool_size, n)
    steps = size if strides is None else _each(strides, n)
    if (data_format or image_data_format()) == "channels_last":
        return (1, *size, 1), (1, *steps, 1)
    return (1, 1, *size), (1, 1, *steps)


def max_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Any:
    """The largest of each window."""
    inputs = floating(inputs)
    size, steps = _windows(inputs, pool_size, strides, data_format)
    return lax.reduce_window(inputs, -jnp.inf, lax.max, size, steps, padding.upper())


def average_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Any:
    """The mean of each window; padding does not count."""
    inputs = floating(inputs)
    size, steps = _windows(inputs, pool_size, strides, data_format)
    total = lax.reduce_window(inputs, 0.0, lax.add, size, steps, padding.upper())
    ones = jnp.ones([1 if s == 1 else n for n, s in zip(inputs.shape, size, strict=True)], inputs.dtype)
    return total / lax.reduce_window(ones, 0.0, lax.add, size, steps, padding.upper())


TABLE: dict[str, Any] = {"conv": conv, "max_pool": max_pool, "average_pool": average_pool}
