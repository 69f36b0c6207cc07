"""Ops that make arrays: windows, triangles, rows of numbers."""

from typing import Any

import numpy

from plugkeras.config import floatx, standardize_dtype
from plugkeras.engine import Array, current
from plugkeras.engine.promotion import NUMBERS, common
from plugkeras.errors import ArgumentError
from plugkeras.ops.constants import in_dtype, values
from plugkeras.ops.elementwise import cast, greater_equal, where
from plugkeras.ops.shapes import arange, broadcast_to, convert_to_tensor, ones_like, reshape, stack, zeros

__all__ = [
    *("array", "bartlett", "blackman", "copy", "empty", "empty_like", "geomspace", "hamming", "hanning", "kaiser"),
    *("logspace", "meshgrid", "tri", "tril", "triu", "vander", "view"),
]


def array(x: Any, dtype: Any = None) -> Array:
    """x as an array."""
    return convert_to_tensor(x, dtype)


def copy(x: Array) -> Array:
    """x, as an array of its own."""
    x = convert_to_tensor(x)
    return where(True, x, x)


def empty(shape: Any, dtype: Any = None) -> Array:
    """An array to be filled, which begins as zeros."""
    return zeros(shape, dtype)


def empty_like(x: Array, dtype: Any = None) -> Array:
    """An array of x's shape to be filled, which begins as zeros."""
    x = convert_to_tensor(x)
    return zeros(tuple(x.shape), dtype or str(x.dtype))


def view(x: Array, dtype: Any = None) -> Array:
    """The bits of x read as another dtype; of another width, the last axis is longer or shorter."""
    x = convert_to_tensor(x)
    return x if dtype is None else values(lambda np, x: x.view(standardize_dtype(dtype)), x)


# -- rows of numbers ------------------------------------------------------------------------------


def _spaced(name: str, start: Any, stop: Any, dtype: Any, axis: int, **options: Any) -> Array:
    ends = [x if isinstance(x, NUMBERS) else convert_to_tensor(x) for x in (start, stop)]
    kinds = [type(x) if isinstance(x, NUMBERS) else numpy.dtype(str(x.dtype)) for x in ends]
    dtype = standardize_dtype(dtype or common(*kinds, float))
    ends = [in_dtype(x, dtype if "float" in dtype else floatx()) for x in ends]
    made = values(lambda np, a, b: getattr(np, name)(a, b, axis=axis, **options), *ends)
    return in_dtype(made, dtype)


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10, dtype: Any = None, axis: int = 0
) -> Array:
    """``base`` to the power of ``num`` evenly spaced numbers."""
    return _spaced("logspace", start, stop, dtype, axis, num=num, endpoint=endpoint, base=base)


def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0) -> Array:
    """``num`` numbers, each the one before times the same factor."""
    return _spaced("geomspace", start, stop, dtype, axis, num=num, endpoint=endpoint)


def meshgrid(*x: Array, indexing: str = "xy") -> list[Array]:
    """Each of several rows of numbers repeated along the axes of the others: the coordinates of a grid.

    Raises:
        ArgumentError: ``indexing`` is neither "xy" nor "ij".
    """
    if indexing not in ("xy", "ij"):
        raise ArgumentError(f"meshgrid: `indexing` must be 'xy' or 'ij', not {indexing!r}.")
    rows = [reshape(row, (-1,)) for row in x]
    order = list(range(len(rows)))
    if indexing == "xy":
        order[:2] = reversed(order[:2])
    shape = tuple(rows[i].shape[0] for i in order)
    places = [order.index(i) for i in range(len(rows))]
    return [
        broadcast_to(reshape(row, tuple(-1 if i == place else 1 for i in range(len(rows)))), shape)
        for row, place in zip(rows, places, strict=True)
    ]


def vander(x: Array, N: int | None = None, increasing: bool = False) -> Array:
    """Powers of the elements of x as columns, falling to 0 unless ``increasing``."""
    x = convert_to_tensor(x)
    columns = [ones_like(x)]
    n = x.shape[0] if N is None else N
    while len(columns) < n:
        columns.append(columns[-1] * x)
    columns = columns[:n] if increasing else columns[:n][::-1]
    return stack(columns, -1) if columns else zeros((x.shape[0], 0), str(x.dtype))


# -- triangles ------------------------------------------------------------------------------------


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Array:
    """Ones on and below the k-th diagonal of an (N, M) matrix of zeros."""
    return cast(_below(N, N if M is None else M, k), dtype or floatx())


def _below(rows: int, columns: int, k: int) -> Array:
    return greater_equal(reshape(arange(rows), (-1, 1)) + k, arange(columns))


def tril(x: Array, k: int = 0) -> Array:
    """The matrices in the last two axes, with zeros above the k-th diagonal."""
    x = convert_to_tensor(x)
    return where(_below(x.shape[-2], x.shape[-1], k), x, _zero(x))


def triu(x: Array, k: int = 0) -> Array:
    """The matrices in the last two axes, with zeros below the k-th diagonal."""
    x = convert_to_tensor(x)
    return where(_below(x.shape[-2], x.shape[-1], k - 1), _zero(x), x)


def _zero(x: Array) -> Array:
    return zeros((), str(x.dtype))


# -- windows --------------------------------------------------------------------------------------


def _window(name: str, x: Any, *args: Any) -> Array:
    known = current().known(x) if hasattr(x, "shape") else x
    if known is None:
        raise ArgumentError(f"{name}: the length of a window must be known before a step is traced.")
    return current().array(getattr(numpy, name)(int(known), *args), floatx())


def bartlett(x: Any) -> Array:
    """A triangle of x points, from 0 to 1 and back."""
    return _window("bartlett", x)


def blackman(x: Any) -> Array:
    """Blackman's window of x points."""
    return _window("blackman", x)


def hamming(x: Any) -> Array:
    """Hamming's window of x points."""
    return _window("hamming", x)


def hanning(x: Any) -> Array:
    """The Hann window of x points, one period of a cosine."""
    return _window("hanning", x)


def kaiser(x: Any, beta: Any) -> Array:
    """Kaiser's window of x points, the narrower the larger ``beta``."""
    return _window("kaiser", x, float(current().known(beta) if hasattr(beta, "shape") else beta))
