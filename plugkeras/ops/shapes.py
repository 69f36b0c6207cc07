"""Ops that make, move, join and pick elements."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from plugkeras import config
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, ShapeError
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
def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Array:
    """An (N, M) matrix with ones on its k-th diagonal."""


@primitive
def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Array:
    """Numbers from ``start`` up to, not including, ``stop``, in steps of ``step`` or 1; from 0 if ``stop`` is None."""


@primitive
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Array:
    """``num`` evenly spaced numbers along the new ``axis``; with ``retstep``, also how far apart they are."""


def zeros_like(x: Array, dtype: Any = None) -> Array:
    """Zeros of x's shape."""
    x = convert_to_tensor(x)
    return zeros(x.shape, dtype or x.dtype)


def ones_like(x: Array, dtype: Any = None) -> Array:
    """Ones of x's shape."""
    x = convert_to_tensor(x)
    return ones(x.shape, dtype or x.dtype)


def full_like(x: Array, fill_value: Any, dtype: Any = None) -> Array:
    """One value everywhere, in x's shape."""
    x = convert_to_tensor(x)
    return full(x.shape, fill_value, dtype or x.dtype)


def identity(n: int, dtype: Any = None) -> Array:
    """The unit matrix."""
    return eye(n, dtype=dtype)


def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Array:
    """x as an array of the engine; arrays and Variables that are being traced stay themselves.

    Raises:
        ArgumentError: a sparse or ragged one is asked for.
    """
    if sparse or ragged:
        raise ArgumentError("convert_to_tensor: there are no sparse and no ragged arrays here; leave the argument out.")
    if dtype is None and hasattr(x, "dtype"):
        return x
    if hasattr(x, "value"):
        return cast(x, dtype) if dtype else x
    return current().array(x, dtype)


def as_floats(x: Any) -> Array:
    """x as an array of floats: of the default float dtype, if it has none."""
    x = convert_to_tensor(x)
    return x if config.is_float(x.dtype) else cast(x, config.floatx())


def convert_to_numpy(x: Any) -> Any:
    """x as an ndarray."""
    return current().to_numpy(x)


def shape(x: Array) -> tuple[int, ...]:
    """The lengths of x's axes."""
    return tuple(convert_to_tensor(x).shape)


def ndim(x: Array) -> int:
    """The number of x's axes."""
    return len(convert_to_tensor(x).shape)


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
def pad(x: Array, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Array:
    """x with ``(before, after)`` elements added along each axis: 0 or ``constant_values``, or as ``mode`` says.

    ``mode`` is one of ``numpy.pad``'s: "constant", "edge", "reflect", "symmetric" or "wrap".

    Raises:
        ArgumentError: ``mode`` is none of these, or has no use for ``constant_values``.
    """


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


def expand_dims(x: Array, axis: int | Sequence[int]) -> Array:
    """x with a new axis of length 1 at ``axis``, or at each of several, counted in the result."""
    old = iter(shape(x))
    axes = (axis,) if isinstance(axis, int) else axis
    n = ndim(x) + len(axes)
    new = {a + n if a < 0 else a for a in axes}
    if len(new) < len(axes) or not all(0 <= a < n for a in new):
        raise ShapeError(f"expand_dims: {axis} does not name {len(axes)} of the {n} axes of the result.")
    return reshape(x, tuple(1 if i in new else next(old) for i in range(n)))


def squeeze(x: Array, axis: Any = None) -> Array:
    """x without its axes of length 1, or without those in ``axis``."""
    x = convert_to_tensor(x)
    axes = {axis} if isinstance(axis, int) else set(axis or [i for i, n in enumerate(x.shape) if n == 1])
    gone = {a % len(x.shape) for a in axes} if len(x.shape) else set()
    for a in gone:
        if x.shape[a] != 1:
            raise ShapeError(f"squeeze: axis {a} of shape {tuple(x.shape)} has length {x.shape[a]}, not 1.")
    return reshape(x, tuple(n for i, n in enumerate(x.shape) if i not in gone))


def swapaxes(x: Array, axis1: int, axis2: int) -> Array:
    """x with two axes exchanged."""
    order = list(range(ndim(x)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return transpose(x, order)


def moveaxis(x: Array, source: Any, destination: Any) -> Array:
    """x with the axes ``source`` moved to ``destination``."""
    n = ndim(x)
    from_ = [s % n for s in ([source] if isinstance(source, int) else source)]
    to = [d % n for d in ([destination] if isinstance(destination, int) else destination)]
    order = [i for i in range(n) if i not in from_]
    for d, s in sorted(zip(to, from_, strict=True)):
        order.insert(d, s)
    return transpose(x, order)


# -- joining and picking --------------------------------------------------------------------------


@primitive
def concatenate(xs: Sequence[Array], axis: int = 0) -> Array:
    """The arrays one after another along ``axis``."""


@primitive
def stack(x: Sequence[Array], axis: int = 0) -> Array:
    """The arrays along a new axis."""


@primitive
def get_item(x: Array, key: Any) -> Array:
    """``x[key]``."""


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
def one_hot(x: Array, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Array:
    """1 at each integer's place on a new axis, 0 elsewhere; all zeros for one outside 0..num_classes-1.

    Raises:
        ArgumentError: ``sparse``, of which there is nothing here.
    """


def top_k(x: Array, k: int, sorted: bool = True) -> tuple[Array, Array]:
    """The k largest elements along the last axis, largest first, and their indices."""
    x = convert_to_tensor(x)
    indices = flip(argsort(x), -1)[..., :k]
    return take_along_axis(x, indices, -1), indices


def split(x: Array, indices_or_sections: Any, axis: int = 0) -> list[Array]:
    """x cut along ``axis``: in so many equal parts, or before each index."""
    x = convert_to_tensor(x)
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
    x = convert_to_tensor(x)
    before = (slice(None),) * (axis % len(x.shape))
    return [x[(*before, i)] for i in range(num or x.shape[axis])]


def slice_(inputs: Array, start_indices: Sequence[int], shape: Sequence[int]) -> Array:
    """The block of ``shape`` that begins at ``start_indices``."""
    x = convert_to_tensor(inputs)
    return x[tuple(slice(s, s + n) for s, n in zip(start_indices, shape, strict=True))]
