"""Ops that make, move, join and pick elements."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from plugkeras.config import floatx
from plugkeras_jax.values import dtype_of, given, plain, together


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """One value everywhere."""
    value = given(fill_value)
    return jnp.full(shape, value, value.dtype if dtype is None else dtype_of(dtype))


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """Numbers in steps."""
    first, last = (0, start) if stop is None else (start, stop)
    step = 1 if step is None else step
    whole = all(isinstance(v, int | np.integer) for v in (first, last, step))
    return jnp.arange(first, last, step, dtype_of(dtype or ("int32" if whole else floatx())))


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
    return jnp.linspace(plain(start), plain(stop), num, endpoint, retstep, dtype=dtype_of(dtype or floatx()), axis=axis)


def concatenate(xs: Sequence[Any], axis: int = 0) -> Any:
    """One after another, in their common dtype."""
    return jnp.concatenate(together(*xs), axis)


def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Along a new axis."""
    return jnp.stack(together(*x), axis)


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """Elements added along each axis."""
    options = {"constant_values": constant_values or 0} if mode == "constant" else {}
    return jnp.pad(given(x), pad_width, mode, **options)


def get_item(x: Any, key: Any) -> Any:
    """``x[key]``."""
    key = tuple(map(plain, key)) if isinstance(key, tuple) else plain(key)
    return given(x)[jnp.asarray(key) if isinstance(key, list) else key]


def whole(indices: Any) -> Any:
    """Indices as integers."""
    indices = given(indices)
    return indices if jnp.issubdtype(indices.dtype, jnp.integer) else indices.astype("int32")


def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Any:
    """1 at each integer's place."""
    return jax.nn.one_hot(whole(x), num_classes, axis=axis, dtype=dtype_of(dtype or floatx()))


def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Any:
    """One element for each index."""
    return jnp.take_along_axis(given(x), whole(indices), axis=axis)


TABLE: dict[str, Any] = {
    "zeros": lambda shape, dtype=None: jnp.zeros(shape, dtype_of(dtype or floatx())),
    "ones": lambda shape, dtype=None: jnp.ones(shape, dtype_of(dtype or floatx())),
    "eye": lambda N, M=None, k=0, dtype=None: jnp.eye(N, M, k, dtype=dtype_of(dtype or floatx())),
    "reshape": lambda x, newshape: jnp.reshape(given(x), newshape),
    "transpose": lambda x, axes=None: jnp.transpose(given(x), axes),
    "broadcast_to": lambda x, shape: jnp.broadcast_to(given(x), shape),
    "flip": lambda x, axis=None: jnp.flip(given(x), axis),
    "roll": lambda x, shift, axis=None: jnp.roll(given(x), shift, axis),
    "repeat": lambda x, repeats, axis=None: jnp.repeat(given(x), plain(repeats), axis),
    "tile": lambda x, repeats: jnp.tile(given(x), repeats),
    "take": lambda x, indices, axis=None: jnp.take(given(x), whole(indices), axis=axis),
    "sort": lambda x, axis=-1: jnp.sort(given(x), axis=axis),
    "argsort": lambda x, axis=-1: jnp.argsort(given(x), axis=axis),
    **{
        function.__name__: function
        for function in (full, arange, linspace, concatenate, stack, pad, get_item, one_hot, take_along_axis)
    },
}
