"""Making, moving, joining and picking elements."""

from typing import Any

import numpy as np

from plugkeras.config import floatx, standardize_dtype
from plugkeras.engine import refusals
from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.dtypes import given, together
from plugkeras_std.numpy_engine.gathering import added_up
from plugkeras_std.numpy_engine.rules.families import constant, differentiable
from plugkeras_std.numpy_engine.tape import gathering, give, node_of, op, plain, record, recording, untraceable


def _of_one_dtype(xs: Any) -> Any:
    first = getattr(xs[0], "dtype", None)
    return xs if first is not None and all(getattr(x, "dtype", None) == first for x in xs) else together(*xs)


def _concatenate(*xs: Any, axis: int = 0) -> Any:
    xs = _of_one_dtype(xs)
    return np.concatenate(xs, axis=axis), (axis, [x.shape[axis] for x in xs])


def _concatenate_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    axis, lengths = saved
    return np.split(g, np.cumsum(lengths)[:-1], axis=axis)


def _stack(*xs: Any, axis: int = 0) -> Any:
    xs = _of_one_dtype(xs)
    return np.stack(xs, axis=axis), axis


def _stack_vjp(g: Any, axis: int, wants: Any, into: Any) -> Any:
    return list(np.moveaxis(g, axis, 0))


def _index(index: Any) -> Any:
    return tuple(plain(i) for i in index) if isinstance(index, tuple) else plain(index)


def get_item(x: Any, key: Any) -> Any:
    """A part of x; the gradients of many parts are gathered in one array."""
    xv, index = given(plain(x)), _index(key)
    y = xv[index]
    if recording.tape is None:
        return y
    if not (isinstance(y, np.ndarray) and np.may_share_memory(y, xv)):
        untraceable()
    return record(_pull_item, y, (node_of(x),), (xv.shape, index))


def _pull_item(g: Any, nodes: Any, saved: Any) -> None:
    shape, index = saved
    whole = gathering(nodes[0], shape, g.dtype)
    for i in index if isinstance(index, tuple) else (index,):
        if isinstance(i, list | np.ndarray):
            return np.add.at(whole, index, g)  # which may name an element twice
    whole[index] += g
    return None


def _take(x: Any, indices: Any, axis: int | None = None) -> Any:
    x, indices = given(x), np.asarray(indices)
    if indices.dtype.kind not in "iu":
        indices = indices.astype(np.int64)
    return np.take(x, indices, axis=axis), (x.shape, indices, axis)


def _take_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    """Each row is the sum of what its indices brought, in a fixed order."""
    shape, indices, axis = saved
    if axis is None:
        flat = _take_vjp(g.reshape(-1), ((int(np.prod(shape)),), indices.reshape(-1), 0), wants, (None, None))[0]
        return flat.reshape(shape), None
    axis, flat = axis % len(shape), indices.reshape(-1) % shape[axis]
    parts = g.reshape(*shape[:axis], flat.size, *shape[axis + 1 :])
    whole = into[0]
    if whole is None:
        whole = buffers.empty(shape, g.dtype)
    whole[...] = 0
    if axis == 0 and len(shape) > 1:
        added_up(whole.reshape(shape[0], -1), flat, parts.reshape(flat.size, -1))
    elif axis == 0:
        np.add.at(whole, flat, parts)
    elif len(np.unique(flat)) == flat.size:
        whole[(slice(None),) * axis + (flat,)] = parts
    else:
        rows = np.zeros((shape[axis], whole.size // shape[axis]), g.dtype)
        added_up(rows, flat, np.moveaxis(parts, axis, 0).reshape(flat.size, -1))
        whole[...] = np.moveaxis(rows.reshape(shape[axis], *shape[:axis], *shape[axis + 1 :]), 0, axis)
    return whole, None


def _take_along(x: Any, indices: Any, axis: int | None = None) -> Any:
    x, indices = given(x), np.asarray(indices)
    return np.take_along_axis(x, indices, axis), (x.shape, indices, axis)


def _take_along_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    shape, indices, axis = saved
    result = np.zeros(shape, g.dtype)
    if axis is None:
        np.add.at(result.reshape(-1), indices, g)
        return result, None
    places = list(np.ogrid[tuple(slice(n) for n in indices.shape)])
    places[axis] = indices
    np.add.at(result, tuple(places), g)
    return result, None


def _sort(x: Any, axis: int = -1) -> Any:
    x = given(x)
    order = np.argsort(x, axis=axis, kind="stable")
    return np.take_along_axis(x, order, axis), (order, axis)


def _sort_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    order, axis = saved
    result = np.empty_like(g)
    np.put_along_axis(result, order, g, axis)
    return (result,)


def _pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    refusals.of_padding(mode, constant_values)
    x = given(x)
    if mode == "constant":
        return np.pad(x, pad_width, constant_values=0 if constant_values is None else constant_values)
    return np.pad(x, pad_width, mode)


def _pad_rule(g: Any, y: Any, x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    if mode == "constant":
        widths = np.broadcast_to(np.asarray(pad_width), (x.ndim, 2))
        return g[tuple(slice(a, a + n) for (a, _), n in zip(widths, x.shape, strict=True))]
    source = np.pad(np.arange(x.size).reshape(x.shape), pad_width, mode)  # which element each one repeats
    result = np.zeros(x.size, g.dtype)
    np.add.at(result, source.ravel(), g.ravel())
    return result.reshape(x.shape)


def _repeat_rule(g: Any, y: Any, x: Any, repeats: int, axis: int | None = None) -> Any:
    if axis is None:
        return g.reshape(*x.shape, repeats).sum(-1)
    axis %= x.ndim
    return g.reshape(*x.shape[: axis + 1], repeats, *x.shape[axis + 1 :]).sum(axis + 1)


def _tile_rule(g: Any, y: Any, x: Any, repeats: Any) -> Any:
    repeats = (repeats,) if isinstance(repeats, int) else tuple(repeats)
    n = max(len(repeats), x.ndim)
    shape = (1,) * (n - x.ndim) + x.shape
    repeats = (1,) * (n - len(repeats)) + repeats
    blocks = [m for pair in zip(repeats, shape, strict=True) for m in pair]
    return g.reshape(blocks).sum(axis=tuple(range(0, 2 * n, 2))).reshape(x.shape)


def reshape(x: Any, newshape: Any) -> Any:
    """The same elements in another shape; a view where there can be one, which then follows what it looks at."""
    xv = given(plain(x))
    y = xv.reshape(newshape)
    if recording.tape is None:
        return y
    if not np.may_share_memory(y, xv):
        untraceable()
    return record(_pull_reshape, y, (node_of(x),), xv.shape)


def _pull_reshape(g: Any, nodes: Any, shape: tuple[int, ...]) -> None:
    give(nodes[0], g.reshape(shape))


def _transpose_rule(g: Any, y: Any, x: Any, axes: Any = None) -> Any:
    return g.transpose() if axes is None else g.transpose(np.argsort([a % x.ndim for a in axes]))


def _roll_rule(g: Any, y: Any, x: Any, shift: Any, axis: Any = None) -> Any:
    return np.roll(g, -np.asarray(shift) if axis is not None else -shift, axis)


def _one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Any:
    refusals.of_sparse(sparse)
    x = np.asarray(x).astype(np.int64)
    hot = (x[..., None] == np.arange(num_classes)).astype(standardize_dtype(dtype))
    return hot if axis == -1 else np.moveaxis(hot, -1, axis)


def _of_parts(joined: Any) -> Any:
    return lambda xs, axis=0: joined(*xs, axis=axis)


_stacked = op(_stack, _stack_vjp)

TABLE: dict[str, Any] = {
    "reshape": reshape,
    "transpose": differentiable(lambda x, axes=None: np.transpose(given(x), axes), _transpose_rule),
    "broadcast_to": differentiable(lambda x, shape: np.broadcast_to(given(x), shape), lambda g, y, x, shape: g),
    "pad": differentiable(_pad, _pad_rule),
    "flip": differentiable(lambda x, axis=None: np.flip(given(x), axis), lambda g, y, x, axis=None: np.flip(g, axis)),
    "roll": differentiable(lambda x, shift, axis=None: np.roll(given(x), shift, axis), _roll_rule),
    "repeat": differentiable(lambda x, repeats, axis=None: np.repeat(given(x), repeats, axis), _repeat_rule),
    "tile": differentiable(lambda x, repeats: np.tile(given(x), repeats), _tile_rule),
    "concatenate": _of_parts(op(_concatenate, _concatenate_vjp)),
    "stack": lambda x, axis=0: _stacked(*x, axis=axis),
    "get_item": get_item,
    "take": op(_take, _take_vjp),
    "take_along_axis": op(_take_along, _take_along_vjp),
    "sort": op(_sort, _sort_vjp),
    "argsort": constant(lambda x, axis=-1: np.argsort(given(x), axis=axis, kind="stable").astype(np.int32)),
    "one_hot": constant(_one_hot),
    "zeros": lambda shape, dtype=None: np.zeros(shape, standardize_dtype(dtype)),
    "ones": lambda shape, dtype=None: np.ones(shape, standardize_dtype(dtype)),
    "full": lambda shape, fill_value, dtype=None: np.full(shape, plain(fill_value), dtype or floatx()),
    "eye": lambda N, M=None, k=0, dtype=None: np.eye(N, M, k, dtype=standardize_dtype(dtype)),
    "arange": lambda start, stop=None, step=None, dtype=None: _arange(start, stop, step, dtype),
    "linspace": lambda start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0: np.linspace(
        plain(start), plain(stop), num, endpoint, retstep, standardize_dtype(dtype), axis
    ),
}


def _arange(start: Any, stop: Any, step: Any, dtype: Any) -> Any:
    first, last = (0, start) if stop is None else (start, stop)
    step = 1 if step is None else step
    return np.arange(first, last, step, dtype=dtype or together(first, last, step)[0].dtype)
