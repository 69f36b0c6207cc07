"""The kernels as their definitions say, one window, step or row at a time: slow, plain, and in float64."""

from itertools import product

import numpy as np


def edges(n, k, stride, dilation, padding):
    """(cells of padding in front, behind) an axis of n cells."""
    reach = dilation * (k - 1)
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return reach, 0
    surplus = max((-(-n // stride) - 1) * stride + reach + 1 - n, 0)
    return surplus // 2, surplus - surplus // 2


def windows(x, size, strides, dilation, padding, blank):
    """For x (images, *spatial, channels): each output position, and its window (images, *size, channels)."""
    axes = list(zip(x.shape[1:-1], size, strides, dilation, strict=True))
    framed = np.pad(x, [(0, 0), *(edges(*axis, padding) for axis in axes), (0, 0)], constant_values=blank)
    reaches = [d * (k - 1) for k, d in zip(size, dilation, strict=True)]
    starts = [range(0, n - r, s) for n, r, s in zip(framed.shape[1:-1], reaches, strides, strict=True)]
    for spot in product(*map(enumerate, starts)):
        cut = [slice(a, a + r + 1, d) for (_, a), r, d in zip(spot, reaches, dilation, strict=True)]
        yield tuple(index for index, _ in spot), framed[(slice(None), *cut)]


def assemble(spots):
    """The array with those values at those spots: (images, *spots, channels)."""
    spots = dict(spots)
    images, channels = next(iter(spots.values())).shape
    y = np.empty((images, *(max(s[i] for s in spots) + 1 for i in range(len(next(iter(spots))))), channels))
    for spot, value in spots.items():
        y[(slice(None), *spot)] = value
    return y


def conv(x, kernel, bias, strides=1, padding="valid", dilation_rate=1, groups=1, data_format=None, activation=None):
    n = kernel.ndim - 2
    x = np.moveaxis(x, 1, -1) if data_format == "channels_first" else x
    strides, dilation = (((v,) * n if isinstance(v, int) else v) for v in (strides, dilation_rate))

    def filtered(window):
        channels, filters = kernel.shape[-2], kernel.shape[-1] // groups
        parts = [
            window[..., g * channels : (g + 1) * channels].reshape(len(window), -1)
            @ kernel[..., g * filters : (g + 1) * filters].reshape(-1, filters)
            for g in range(groups)
        ]
        return np.concatenate(parts, -1) + (0 if bias is None else bias)

    y = assemble((s, filtered(w)) for s, w in windows(x, kernel.shape[:n], strides, dilation, padding, 0.0))
    y = {None: y, "relu": np.maximum(y, 0), "sigmoid": 1 / (1 + np.exp(-y)), "tanh": np.tanh(y)}[activation]
    return np.moveaxis(y, -1, 1) if data_format == "channels_first" else y


def pool(reduce, x, pool_size, strides=None, padding="valid", data_format=None):
    x = np.moveaxis(x, 1, -1) if data_format == "channels_first" else x
    n = len(pool_size)
    strides = pool_size if strides is None else (strides,) * n if isinstance(strides, int) else strides
    axes = tuple(range(1, n + 1))
    y = assemble((s, reduce(w, axis=axes)) for s, w in windows(x, pool_size, strides, (1,) * n, padding, np.nan))
    return np.moveaxis(y, -1, 1) if data_format == "channels_first" else y


def max_pool(x, **options):
    return pool(np.nanmax, x, **options)


def average_pool(x, **options):
    return pool(np.nanmean, x, **options)


def _gate(z, slope):
    return 1 / (1 + np.exp(-z)) if slope is None else np.clip(slope * z + 0.5, 0, 1)


def _over_time(step, x, states, mask):
    output, outputs = np.zeros_like(states[0]), []
    for t in range(x.shape[1]):
        on = np.ones((len(x), 1), bool) if mask is None else mask[:, t, None]
        new = step(x[:, t], *states)
        output = np.where(on, new[0], output)
        states = [np.where(on, a, b) for a, b in zip(new, states, strict=True)]
        outputs.append(output)
    return np.stack(outputs, 1), *states


def lstm(x, h, c, kernel, recurrent_kernel, bias=None, mask=None, slope=None):
    def step(x, h, c):
        i, f, candidate, o = np.split(x @ kernel + h @ recurrent_kernel + (0 if bias is None else bias), 4, -1)
        c = _gate(f, slope) * c + _gate(i, slope) * np.tanh(candidate)
        return _gate(o, slope) * np.tanh(c), c

    return _over_time(step, x, (h, c), mask)


def gru(x, h, kernel, recurrent_kernel, bias=None, mask=None, slope=None, reset_after=True):
    units = len(recurrent_kernel)
    one, other = (0, 0) if bias is None else bias if reset_after else (bias, 0)

    def step(x, h):
        xz, xr, xh = np.split(x @ kernel + one, 3, -1)
        hz, hr, hh = np.split(h @ recurrent_kernel + other, 3, -1)
        z, r = _gate(xz + hz, slope), _gate(xr + hr, slope)
        candidate = np.tanh(xh + (r * hh if reset_after else (r * h) @ recurrent_kernel[:, 2 * units :]))
        return (z * h + (1 - z) * candidate,)

    return _over_time(step, x, (h,), mask)


def simple_rnn(x, h, kernel, recurrent_kernel, bias=None, mask=None, activation="tanh"):
    def step(x, h):
        z = x @ kernel + h @ recurrent_kernel + (0 if bias is None else bias)
        return (np.tanh(z) if activation == "tanh" else np.maximum(z, 0),)

    return _over_time(step, x, (h,), mask)


def _normalised(x, over, gamma, beta, epsilon):
    mean, variance = x.mean(over, keepdims=True), x.var(over, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta, mean, variance


def _spread(v, x, axis, blank):
    shape = [n if a in axis else 1 for a, n in enumerate(x.shape)]
    return blank if v is None else v.reshape(shape)


def batch_norm(x, gamma, beta, axis=-1, epsilon=1e-3):
    axis = tuple(a % x.ndim for a in ((axis,) if isinstance(axis, int) else axis))
    over = tuple(a for a in range(x.ndim) if a not in axis)
    y, mean, variance = _normalised(x, over, _spread(gamma, x, axis, 1), _spread(beta, x, axis, 0), epsilon)
    return y, mean.squeeze(over), variance.squeeze(over)


def layer_norm(x, gamma, beta, axis=-1, epsilon=1e-3):
    axis = tuple(a % x.ndim for a in ((axis,) if isinstance(axis, int) else axis))
    return _normalised(x, axis, _spread(gamma, x, axis, 1), _spread(beta, x, axis, 0), epsilon)[0]
