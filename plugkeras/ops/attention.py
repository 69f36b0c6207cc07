"""Attention, normalisation by given numbers, and pictures cut into blocks."""

from math import sqrt as root
from typing import Any

from plugkeras import config
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.constants import in_dtype, together
from plugkeras.ops.elementwise import abs, cast, log10, logical_and, sqrt, square, where
from plugkeras.ops.linear import einsum
from plugkeras.ops.making import tri
from plugkeras.ops.nn import layer_norm, softmax
from plugkeras.ops.reductions import mean, var, wide
from plugkeras.ops.shapes import convert_to_tensor, repeat, reshape, transpose

__all__ = [
    *("batch_normalization", "depth_to_space", "dot_product_attention", "layer_normalization", "psnr"),
    *("rms_normalization", "space_to_depth"),
]


def dot_product_attention(
    query: Array,
    key: Array,
    value: Array,
    bias: Array = None,
    mask: Array = None,
    scale: Any = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: Any = None,
) -> Array:
    """``softmax(query @ key.T * scale + bias) @ value`` for each head. Vaswani et al., 2017.

    ``query`` (n, t, heads, d), ``key`` (n, s, heads or a part of them, d), ``value`` (n, s, as key, e); the result is
    (n, t, heads, e). ``scale`` is by default ``1 / sqrt(d)``; ``bias`` and ``mask`` (n, heads, t, s) or broadcast to
    it; nothing is seen where the mask is False, nor with ``is_causal`` what comes later. With a soft cap c, logits x
    are ``x / (1 + |x| / c)``.

    Raises:
        ArgumentError: ``flash_attention``, of which there is none here.
        ShapeError: the shapes do not fit.
    """
    if flash_attention:
        raise ArgumentError("dot_product_attention: there is no flash attention here; leave `flash_attention` out.")
    query, key, value = together(query, key, value, floats=True)
    shapes = [tuple(x.shape) for x in (query, key, value)]
    if any(len(shape) != 4 for shape in shapes) or query.shape[2] % key.shape[2] or key.shape[2] != value.shape[2]:
        raise ShapeError(f"dot_product_attention: query, key and value have 4 axes, not shapes {shapes}.")
    groups = query.shape[2] // key.shape[2]
    if groups > 1:
        key, value = repeat(key, groups, 2), repeat(value, groups, 2)
    logits, _ = wide(einsum("btnh,bsnh->bnts", query, key))
    logits = logits * (1 / root(key.shape[3]) if scale is None else scale)
    if attn_logits_soft_cap is not None:
        logits = logits / (1 + abs(logits) / attn_logits_soft_cap)
    if bias is not None:
        logits = logits + in_dtype(bias, str(logits.dtype))
    if is_causal:
        causal = in_dtype(tri(query.shape[1], key.shape[1]), "bool")
        mask = causal if mask is None else logical_and(mask, causal)
    if mask is not None:
        logits = where(in_dtype(mask, "bool"), logits, -1e30)
    return einsum("bnts,bsnh->btnh", in_dtype(softmax(logits), str(value.dtype)), value)


# -- normalisation --------------------------------------------------------------------------------


def _along(v: Array, shape: Any, axes: list[int], dtype: str) -> Array:
    """v, of the lengths of ``axes``, as an array that goes with one of ``shape``."""
    v = in_dtype(v, dtype)
    if len(v.shape) in (0, len(shape)):
        return v
    return reshape(v, tuple(n if i in axes else 1 for i, n in enumerate(shape)))


def batch_normalization(
    x: Array,
    mean: Array,
    variance: Array,
    axis: int,
    offset: Array = None,
    scale: Array = None,
    epsilon: float = 1e-3,
) -> Array:
    """``(x - mean) / sqrt(variance + epsilon) * scale + offset``; all have one number for each place on ``axis``."""
    x = together(x, floats=True)[0]
    shape, axes, dtype = tuple(x.shape), [axis % len(x.shape)], str(x.dtype)
    factor = 1 / sqrt(_along(variance, shape, axes, dtype) + epsilon)
    if scale is not None:
        factor = factor * _along(scale, shape, axes, dtype)
    y = (x - _along(mean, shape, axes, dtype)) * factor
    return y if offset is None else y + _along(offset, shape, axes, dtype)


def _axes(axis: Any, n: int) -> list[int]:
    return sorted(a % n for a in ([axis] if isinstance(axis, int) else axis))


def layer_normalization(
    x: Array, gamma: Array = None, beta: Array = None, axis: Any = -1, epsilon: float | None = None, **kwargs: Any
) -> Array:
    """x less its mean over ``axis``, by its standard deviation, times ``gamma``, plus ``beta``. Ba et al., 2016.

    ``rms_scaling=True`` leaves the mean and ``beta`` out, as old Keras does; ``rms_normalization`` is what was meant.

    Raises:
        ArgumentError: another argument.
    """
    rms_scaling = kwargs.pop("rms_scaling", False)
    if kwargs:
        raise ArgumentError(f"layer_normalization: unknown argument `{next(iter(kwargs))}`.")
    x, dtype = wide(x)
    shape, axes, least = tuple(x.shape), _axes(axis, len(x.shape)), config.epsilon() if epsilon is None else epsilon
    if rms_scaling:
        y = x / sqrt(var(x, tuple(axes), keepdims=True) + least)
        return cast(y if gamma is None else y * _along(gamma, shape, axes, str(x.dtype)), dtype)
    y = layer_norm(x, None, None, tuple(axes), least)
    y = y if gamma is None else y * _along(gamma, shape, axes, str(x.dtype))
    return cast(y if beta is None else y + _along(beta, shape, axes, str(x.dtype)), dtype)


def rms_normalization(x: Array, scale: Array = None, axis: Any = -1, epsilon: float | None = None) -> Array:
    """x divided by the root of the mean of its squares over ``axis``, times ``scale``. Zhang and Sennrich, 2019."""
    x, dtype = wide(x)
    shape, axes = tuple(x.shape), _axes(axis, max(1, len(x.shape)))
    x = x if shape else reshape(x, (1,))
    least = config.epsilon() if epsilon is None else epsilon
    y = x / sqrt(mean(square(x), tuple(axes), keepdims=True) + least)
    return cast(y if scale is None else y * _along(scale, tuple(x.shape), axes, str(x.dtype)), dtype)


# -- pictures -------------------------------------------------------------------------------------


def psnr(x1: Array, x2: Array, max_val: float) -> Array:
    """The ratio of ``max_val`` to the root of the mean squared difference of two pictures, in decibels.

    Raises:
        ShapeError: they are not of one shape.
    """
    x1, x2 = together(x1, x2, floats=True)
    if tuple(x1.shape) != tuple(x2.shape):
        raise ShapeError(f"psnr: both must have one shape, not {tuple(x1.shape)} and {tuple(x2.shape)}.")
    return 20 * log10(in_dtype(max_val, str(x1.dtype))) - 10 * log10(mean(square(x1 - x2)))


def _blocks(name: str, x: Array, block_size: int, data_format: str | None) -> tuple[Array, bool]:
    x = convert_to_tensor(x)
    data_format = data_format or config.image_data_format()
    if len(x.shape) != 4 or block_size < 2 or data_format not in config.FORMATS:
        raise ArgumentError(
            f"{name}: it takes four axes, a block of at least 2 and one of {', '.join(config.FORMATS)}, not shape "
            f"{tuple(x.shape)}, {block_size} and {data_format!r}."
        )
    return x, data_format == "channels_last"


def depth_to_space(x: Array, block_size: int, data_format: str = "channels_last") -> Array:
    """Channels as blocks of ``block_size`` by ``block_size`` pixels: (n, h, w, c) as (n, h b, w b, c / b²).

    Raises:
        ArgumentError: x has not four axes, or another argument makes no sense.
        ShapeError: the channels do not come out even.
    """
    x, last = _blocks("depth_to_space", x, block_size, data_format)
    b, c = block_size, x.shape[3 if last else 1]
    if c % b**2:
        raise ShapeError(f"depth_to_space: {c} channels do not make blocks of {b} by {b}.")
    n, h, w = (x.shape[i] for i in ((0, 1, 2) if last else (0, 2, 3)))
    if last:
        return reshape(transpose(reshape(x, (n, h, w, b, b, c // b**2)), (0, 1, 3, 2, 4, 5)), (n, h * b, w * b, -1))
    return reshape(transpose(reshape(x, (n, c // b**2, b, b, h, w)), (0, 1, 4, 2, 5, 3)), (n, -1, h * b, w * b))


def space_to_depth(x: Array, block_size: int, data_format: str = "channels_last") -> Array:
    """Blocks of ``block_size`` by ``block_size`` pixels as channels: (n, h b, w b, c) as (n, h, w, b² c).

    Raises:
        ArgumentError: x has not four axes, or another argument makes no sense.
        ShapeError: the picture does not come out even.
    """
    x, last = _blocks("space_to_depth", x, block_size, data_format)
    b, c = block_size, x.shape[3 if last else 1]
    n, h, w = (x.shape[i] for i in ((0, 1, 2) if last else (0, 2, 3)))
    if h % b or w % b:
        raise ShapeError(f"space_to_depth: {h} by {w} pixels are no blocks of {b} by {b}.")
    if last:
        blocks = transpose(reshape(x, (n, h // b, b, w // b, b, c)), (0, 1, 3, 2, 4, 5))
        return reshape(blocks, (n, h // b, w // b, -1))
    return reshape(transpose(reshape(x, (n, c, h // b, b, w // b, b)), (0, 1, 3, 5, 2, 4)), (n, -1, h // b, w // b))
