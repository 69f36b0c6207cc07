"""Ops that make, move, join and pick elements."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from plugkeras.config import floatx
from plugkeras.engine import refusals
from plugkeras.engine.promotion import common
from plugkeras_jax.looking import followed
from plugkeras_jax.scopes import is_tracing
from plugkeras_jax.values import as_dtype, dtype_of, given, is_known, placed, plain, taken, together


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """One value everywhere; outside of a step by NumPy, for JAX would compile a program for each shape."""
    value = as_dtype(fill_value, dtype or floatx())
    return jnp.full(shape, value) if is_tracing() else placed(np.full(shape, value))


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """Numbers in steps, as NumPy has them: they are constants."""
    start, stop, step = plain(start), plain(stop), plain(step)
    first, last = (0, start) if stop is None else (start, stop)
    step = 1 if step is None else step
    kind: Any = dtype or common(*[getattr(v, "dtype", type(v)) for v in (first, last, step)])
    return taken(np.arange(*map(_number, (first, last, step)), dtype=kind))


def _number(x: Any) -> Any:
    return x.item() if hasattr(x, "item") else x


def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Evenly spaced numbers."""
    start, stop, dtype = plain(start), plain(stop), dtype_of(dtype)
    if is_known(start) and is_known(stop):
        found, step = np.linspace(start, stop, num, endpoint, retstep=True, dtype=np.dtype(dtype), axis=axis)
        return (taken(found), step) if retstep else taken(found)
    return jnp.linspace(start, stop, num, endpoint, retstep, dtype=dtype, axis=axis)


def concatenate(xs: Sequence[Any], axis: int = 0) -> Any:
    """One after another, in their common dtype."""
    return jnp.concatenate(together(*xs), axis)


def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Along a new axis."""
    return jnp.stack(together(*x), axis)


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """Elements added along each axis."""
    refusals.of_padding(mode, constant_values)
    if mode != "constant":
        return jnp.pad(given(x), pad_width, mode)
    return jnp.pad(given(x), pad_width, constant_values=0 if constant_values is None else plain(constant_values))


def get_item(x: Any, key: Any) -> Any:
    """``x[key]``."""
    x = given(x)
    parts = [_index(part) for part in key] if isinstance(key, tuple) else [_index(key)]
    if all(map(is_known, parts)):
        np.broadcast_to(np.False_, x.shape)[tuple(parts)]  # JAX would take another element than one that is not there
    return x[tuple(parts)]


def _index(part: Any) -> Any:
    part = plain(part)
    return np.asarray(part, None if part else int) if isinstance(part, list) else part


def whole(indices: Any) -> Any:
    """Indices as integers."""
    indices = given(indices)
    return indices if indices.dtype.kind in "iu" else indices.astype("int32")


def _within(indices: Any, x: Any, axis: int | None) -> Any:
    """Indices along an axis of x.

    Raises:
        IndexError: one is not there, as far as they are known.
    """
    indices = whole(indices)
    place = 0 if axis is None else normalize_axis_index(axis, x.ndim)
    length = x.size if axis is None else x.shape[place]
    if indices.size and is_known(indices):
        known = np.asarray(indices)
        for index in (int(known.min()), int(known.max())):
            if not -length <= index < length:
                raise IndexError(f"index {index} is out of bounds for axis {place} with size {length}")
    return indices


def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Any:
    """1 at each integer's place."""
    refusals.of_sparse(sparse)
    return jax.nn.one_hot(whole(x), num_classes, axis=axis, dtype=dtype_of(dtype))


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Some elements along an axis; NaN for one that is not there, if a traced step asks for it."""
    x = given(x)
    return jnp.take(x, _within(indices, x, axis), axis=axis)


def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Any:
    """One element for each index."""
    x = given(x)
    indices = whole(indices)
    if axis is not None and indices.ndim != x.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")  # as NumPy says it
    return jnp.take_along_axis(x, _within(indices, x, axis), axis=axis)


TABLE: dict[str, Any] = {
    "zeros": lambda shape, dtype=None: full(shape, 0, dtype),
    "ones": lambda shape, dtype=None: full(shape, 1, dtype),
    "eye": lambda N, M=None, k=0, dtype=None: jnp.eye(N, M, k, dtype=dtype_of(dtype)),
    "reshape": lambda x, newshape: followed(jnp.reshape(given(x), newshape), x),
    "transpose": lambda x, axes=None: jnp.transpose(given(x), axes),
    "broadcast_to": lambda x, shape: jnp.broadcast_to(given(x), shape),
    "flip": lambda x, axis=None: jnp.flip(given(x), axis),
    "roll": lambda x, shift, axis=None: jnp.roll(given(x), shift, axis),
    "repeat": lambda x, repeats, axis=None: jnp.repeat(given(x), plain(repeats), axis),
    "tile": lambda x, repeats: jnp.tile(given(x), repeats),
    "sort": lambda x, axis=-1: jnp.sort(given(x), axis=axis),
    "argsort": lambda x, axis=-1: jnp.argsort(given(x), axis=axis).astype("int32"),
    **{
        function.__name__: function
        for function in (full, arange, linspace, concatenate, stack, pad, get_item, one_hot, take, take_along_axis)
    },
}
