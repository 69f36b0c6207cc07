"""Ops that make, move, join and pick elements."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from plugkeras.engine import Array, current
from plugkeras.errors import ShapeError
from plugkeras.ops.dispatch import primitive
from plugkeras.ops.elementwise import cast

# -- making ---------------------------------------------------------------------------------------


@primitive
def zeros(shape: Sequence[int], dtype: Any = None) -> Array:
    """Zeros, by default in the default float dtype."""


@primitive
def ones(shape: Sequence[int], dtype: Any = None) -> Array:
    """Ones, by default in the default float dtype."""


@primitive
def full(shape: Sequence[int], fill_value: Any, dtype: Any = None) -> Array:
    """One value everywhere."""


@primitive
def eye(n: int, m: int | None = None, k: int = 0, dtype: Any = None) -> Array:
    """An (n, m) matrix with ones on its k-th diagonal."""


@primitive
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Array:
    """Numbers from ``start`` up to, not including, ``stop``."""


@primitive
def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None) -> Array:
    """``num`` evenly spaced numbers."""


def zeros_like(x: Array, dtype: Any = None) -> Array:
    """Zeros of x's shape."""
    return zeros(x.shape, dtype or x.dtype)


def ones_like(x: Array, dtype: Any = None) -> Array:
    """Ones of x's shape."""
    return ones(x.shape, dtype or x.dtype)


def full_like(x: Array, fill_value: Any, dtype: Any = None) -> Array:
    """One value everywhere, in x's shape."""
    return full(x.shape, fill_value, dtype or x.dtype)


def identity(n: int, dtype: Any = None) -> Array:
    """The unit matrix."""
    return eye(n, dtype=dtype)


def convert_to_tensor(x: Any, dtype: Any = None) -> Array:
    """x as an array of the engine; arrays and Variables that are being traced stay themselves."""
    if dtype is None and hasattr(x, "dtype"):
        return x
    if hasattr(x, "value"):
        return cast(x, dtype) if dtype else x
    return current().array(x, dtype)


def convert_to_numpy(x: Any) -> Any:
    """x as an ndarray."""
    return current().to_numpy(x)


def shape(x: Array) -> tuple[int, ...]:
    """The lengths of x's axes."""
    return tuple(x.shape)


def ndim(x: Array) -> int:
    """The number of x's axes."""
    return len(x.shape)


# -- moving ---------------------------------------------------------------------------------------


@primitive
def reshape(x: Array, newshape: Any) -> Array:
    """The same elements in another shape; -1 stands for what remains."""


@primitive
def transpose(x: Array, axes: Any = None) -> Array:
    """The axes in the order ``axes``; reversed when it is None."""


@primitive
def broadcast_to(x: Array, shape: Sequence[int]) -> Array:
    """x repeated along new or length-1 axes."""


@primitive
def pad(x: Array, pad_width: Any, constant_values: float = 0.0) -> Array:
    """x with ``(before, after)`` constant elements added along each axis."""


@primitive
def flip(x: Array, axis: Any = None) -> Array:
    """The elements in reverse order along ``axis``."""


@primitive
def roll(x: Array, shift: Any, axis: Any = None) -> Array:
    """The elements moved by ``shift``, those pushed out coming in at the other end."""


@primitive
def repeat(x: Array, repeats: int, axis: int | None = None) -> Array:
    """Each element ``repeats`` times in a row."""


@primitive
def tile(x: Array, repeats: Any) -> Array:
    """The whole array repeated along its axes."""


def ravel(x: Array) -> Array:
    """x with one axis."""
    return reshape(x, (-1,))


def expand_dims(x: Array, axis: int) -> Array:
    """x with a new axis of length 1 at ``axis``."""
    new = list(x.shape)
    new.insert(axis if axis >= 0 else axis + len(new) + 1, 1)
    return reshape(x, tuple(new))


def squeeze(x: Array, axis: Any = None) -> Array:
    """x without its axes of length 1, or without those in ``axis``."""
    axes = {axis} if isinstance(axis, int) else set(axis or [i for i, n in enumerate(x.shape) if n == 1])
    gone = {a % len(x.shape) for a in axes} if len(x.shape) else set()
    for a in gone:
        if x.shape[a] != 1:
            raise ShapeError(f"squeeze: axis {a} of shape {tuple(x.shape)} has length {x.shape[a]}, not 1.")
    return reshape(x, tuple(n for i, n in enumerate(x.shape) if i not in gone))


def swapaxes(x: Array, axis1: int, axis2: int) -> Array:
    """x with two axes exchanged."""
    order = list(range(len(x.shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return transpose(x, order)


def moveaxis(x: Array, source: Any, destination: Any) -> Array:
    """x with the axes ``source`` moved to ``destination``."""
    n = len(x.shape)
    from_ = [s % n for s in ([source] if isinstance(source, int) else source)]
    to = [d % n for d in ([destination] if isinstance(destination, int) else destination)]
    order = [i for i in range(n) if i not in from_]
    for d, s in sorted(zip(to, from_, strict=True)):
        order.insert(d, s)
    return transpose(x, order)


# -- joining and picking --------------------------------------------------------------------------


@primitive
def concatenate(xs: Sequence[Array], axis: int = -1) -> Array:
    """The arrays one after another along ``axis``."""


@primitive
def stack(xs: Sequence[Array], axis: int = 0) -> Array:
    """The arrays along a new axis."""


@primitive
def get_item(x: Array, index: Any) -> Array:
    """``x[index]``."""


@primitive
def take(x: Array, indices: Array, axis: int | None = None) -> Array:
    """The elements at ``indices`` along ``axis``."""


@primitive
def take_along_axis(x: Array, indices: Array, axis: int | None = None) -> Array:
    """One element for each of ``indices``, which line up with x outside ``axis``."""


@primitive
def sort(x: Array, axis: int = -1) -> Array:
    """The elements in rising order along ``axis``."""


@primitive
def argsort(x: Array, axis: int = -1) -> Array:
    """The indices that would sort x."""


@primitive
def one_hot(x: Array, num_classes: int, axis: int = -1, dtype: Any = None) -> Array:
    """1 at each integer's place on a new axis, 0 elsewhere; all zeros for one outside 0..num_classes-1."""


def top_k(x: Array, k: int, sorted: bool = True) -> tuple[Array, Array]:
    """The k largest elements along the last axis, largest first, and their indices."""
    indices = flip(argsort(x), -1)[..., :k]
    return take_along_axis(x, indices, -1), indices


def split(x: Array, indices_or_sections: Any, axis: int = 0) -> list[Array]:
    """x cut along ``axis``: in so many equal parts, or before each index."""
    n = x.shape[axis]
    if isinstance(indices_or_sections, int):
        if n % indices_or_sections:
            raise ShapeError(f"split: an axis of length {n} has no {indices_or_sections} equal parts.")
        indices_or_sections = range(n // indices_or_sections, n, n // indices_or_sections)
    cuts = [0, *indices_or_sections, n]
    before = (slice(None),) * (axis % len(x.shape))
    return [x[(*before, slice(a, b))] for a, b in pairwise(cuts)]


def unstack(x: Array, num: int | None = None, axis: int = 0) -> list[Array]:
    """The slices of x along ``axis``."""
    before = (slice(None),) * (axis % len(x.shape))
    return [x[(*before, i)] for i in range(num or x.shape[axis])]


def slice_(x: Array, start_indices: Sequence[int], shape: Sequence[int]) -> Array:
    """The block of ``shape`` that begins at ``start_indices``."""
    return x[tuple(slice(s, s + n) for s, n in zip(start_indices, shape, strict=True))]
