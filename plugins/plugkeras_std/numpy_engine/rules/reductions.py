"""Reductions and running sums."""

from typing import Any

import numpy as np

from plugkeras.engine.promotion import summed
from plugkeras_std.numpy_engine.dtypes import given
from plugkeras_std.numpy_engine.rules.families import added, axes_of, constant, differentiable, kept, short_rows

FOLD = 8
"""Rows that are seen as one where they are short."""


def _axis(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def _reducer(ufunc: np.ufunc) -> Any:
    """np.sum and its like without their detour through Python."""

    def reduce(x: Any, axis: Any = None, keepdims: bool = False, **options: Any) -> Any:
        return ufunc.reduce(given(x), axis=_axis(axis), keepdims=keepdims, **options)

    return reduce


def _extreme(ufunc: np.ufunc) -> Any:
    def reduce(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
        x, axis = given(x), _axis(axis)
        rows = short_rows(x, axis) if initial is None and x.dtype.kind == "f" else None
        if rows is not None and rows.shape[-2] % FOLD == 0:  # several rows as one, and then those
            longer = rows.reshape(*rows.shape[:-2], -1, FOLD * rows.shape[-1])
            folded = ufunc.reduce(longer, -2).reshape(*rows.shape[:-2], FOLD, rows.shape[-1])
            return kept(ufunc.reduce(folded, -2), axis, x.shape) if keepdims else ufunc.reduce(folded, -2)
        return ufunc.reduce(x, axis, None, None, keepdims, *([] if initial is None else [initial]))

    return reduce


def _prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    x = given(x)
    return np.multiply.reduce(x, _axis(axis), dtype or summed(x.dtype), None, keepdims)


def _extreme_rule(g: Any, y: Any, x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    largest = kept(y, axis, x.shape)
    share = (x == largest).astype(g.dtype)
    winners = added(share, _axis(axis), True)
    winners = np.maximum(winners if initial is None else winners + (largest == initial), 1)
    return np.multiply(share, kept(g, axis, x.shape) / winners, out=share)


def _prod_rule(g: Any, y: Any, x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The product of the others, from running products of both sides: right where elements are zero."""
    axes = axes_of(axis, x.ndim)
    rest = [i for i in range(x.ndim) if i not in axes]
    rows = x.transpose(*rest, *axes).reshape(*(x.shape[i] for i in rest), -1)
    before, after = np.ones_like(rows), np.ones_like(rows)
    np.cumprod(rows[..., :-1], axis=-1, out=before[..., 1:])
    np.cumprod(rows[..., :0:-1], axis=-1, out=after[..., -2::-1])
    others = (before * after).reshape(*(x.shape[i] for i in rest), *(x.shape[i] for i in axes))
    return kept(g, axis, x.shape) * others.transpose(np.argsort([*rest, *axes]))


def _running(function: Any) -> Any:
    def run(x: Any, axis: Any = None, dtype: Any = None) -> Any:
        x = given(x)
        return function(x, axis=axis, dtype=dtype or (np.int32 if x.dtype.kind == "b" else x.dtype))

    return run


def _suffix_sums(g: Any, axis: Any, shape: tuple[int, ...]) -> Any:
    if axis is None:
        return np.cumsum(g[::-1])[::-1].reshape(shape)
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


def _cumprod_rule(g: Any, y: Any, x: Any, axis: Any = None, dtype: Any = None) -> Any:
    return _suffix_sums(g * y, axis, x.shape) / x


def _place(x: Any, method: str, axis: int | None, keepdims: bool) -> Any:
    """The array's own method: np.argmax takes twice as long for small ones."""
    x = x if type(x) is np.ndarray else np.asarray(x)
    return getattr(x, method)(axis, None, keepdims=keepdims).astype(np.int32)


TABLE: dict[str, Any] = {
    "max": differentiable(_extreme(np.maximum), _extreme_rule),
    "min": differentiable(_extreme(np.minimum), _extreme_rule),
    "prod": differentiable(_prod, _prod_rule),
    "cumsum": differentiable(
        _running(np.cumsum), lambda g, y, x, axis=None, dtype=None: _suffix_sums(g, axis, x.shape)
    ),
    "cumprod": differentiable(_running(np.cumprod), _cumprod_rule),
    "any": constant(_reducer(np.logical_or)),
    "all": constant(_reducer(np.logical_and)),
    "argmax": constant(lambda x, axis=None, keepdims=False: _place(x, "argmax", axis, keepdims)),
    "argmin": constant(lambda x, axis=None, keepdims=False: _place(x, "argmin", axis, keepdims)),
}
