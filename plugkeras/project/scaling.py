"""Scaling of inputs: learnt from the training rows alone, kept in the document, applied to all others alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from plugkeras.errors import DataError
from plugkeras.project.values import Table

Scaling = Literal["none", "standard", "minmax", "unit"]

BYTES = 255.0
"""What "unit" divides by: the greatest value of a byte."""


@dataclass(frozen=True)
class Moments:
    """What is learnt of inputs, by column: float64, of the shape that the scaling has (see `axes`)."""

    rows: int
    mean: Any
    variance: Any
    low: Any
    high: Any

    def joined(self, other: "Moments") -> "Moments":
        """Of both together (Chan, Golub and LeVeque, 1983)."""
        rows = self.rows + other.rows
        apart, share = other.mean - self.mean, other.rows / rows
        spread = self.variance * (1 - share) + other.variance * share + apart**2 * share * (1 - share)
        low, high = np.minimum(self.low, other.low), np.maximum(self.high, other.high)
        return Moments(rows, self.mean + apart * share, spread, low, high)


def axes(x: Any) -> tuple[int, ...]:
    """The axes along which values are scaled alike: all but that of the columns, or of an image's channels.

    Grey images of bytes without an axis of channels are scaled as a whole.
    """
    last = x.ndim - 1 if not (x.ndim == 3 and x.dtype == np.uint8) else x.ndim
    return tuple(axis for axis in range(x.ndim) if axis != last)


def moments(blocks: Iterable[Any], along: tuple[int, ...]) -> Moments:
    """Mean, variance, least and greatest value of all blocks of rows."""
    found = None
    for block in blocks:
        values = np.asarray(block)
        with np.errstate(all="ignore"):
            each = _of_block(values, along)
        found = each if found is None else found.joined(each)
    assert found is not None
    return Moments(
        found.rows, *(np.asarray(v, np.float64) for v in (found.mean, found.variance, found.low, found.high))
    )


def _of_block(values: Any, along: tuple[int, ...]) -> Moments:
    """Along the rows first: sums over an inner axis of three channels are many times slower."""
    rest = tuple(axis - 1 for axis in along[1:])
    mean, spread = values.mean(0, dtype=np.float64), values.var(0, dtype=np.float64)
    low, high = values.min(0).min(rest), values.max(0).max(rest)
    return Moments(len(values), mean.mean(rest), spread.mean(rest) + mean.var(rest), low, high)


def is_tokens(x: Any) -> bool:
    """Whether inputs are whole numbers that stand for something: words, not brightness; those are never scaled."""
    return bool(x.dtype.kind in "iu" and x.dtype != np.uint8 and x.ndim <= 2)


class Scaler:
    """(x − shift) / scale as float32; without a scaling, tokens and bytes stay what they are.

    Raises:
        DataError: a document says something else than numbers by which inputs can be divided.
    """

    def __init__(self, learnt: Table) -> None:
        try:
            self.shift, self.scale = (_array(learnt.get(name)) for name in ("shift", "scale"))
        except (ValueError, TypeError):
            raise DataError(_NO_SCALING) from None
        if (self.shift is None) != (self.scale is None) or (self.scale is not None and not self.scale.all()):
            raise DataError(_NO_SCALING)

    def dtype(self, given: Any) -> Any:
        """That of values that had ``given``."""
        return np.dtype(np.float32) if self.scale is not None or given.kind in "fb" else given

    def __call__(self, values: Any) -> Any:
        """Rows of the same columns, scaled; never the same array if anything was changed."""
        values = np.asarray(values)
        found = values.astype(self.dtype(values.dtype), copy=False)
        if self.shift is None or self.scale is None:
            return found
        shift, scale = (np.ascontiguousarray(np.broadcast_to(v, found.shape[1:])) for v in (self.shift, self.scale))
        # Of whole rows, many times faster than by three channels; and in place, unless the rows are the user's.
        found = np.subtract(found, shift, out=None if found is values else found)
        return np.divide(found, scale, out=found)

    def fits(self, x: Any) -> bool:
        """Whether it was learnt from columns like these."""
        return all(v is None or v.ndim == 0 or v.shape == x.shape[-1:] for v in (self.shift, self.scale))


_NO_SCALING = (
    "What the project says was `learnt` of its data cannot be used for scaling: leave it out, and it is learnt anew."
)


def _array(value: Any) -> Any:
    if value is None:
        return None
    found = np.asarray(value, np.float32)
    if found.ndim > 1 or not np.isfinite(found).all():
        raise ValueError
    return found


def learnt(scaling: Scaling, found: Moments | None, names: Sequence[str]) -> Table:
    """What a scaling keeps: ``{"scaling", "shift", "scale"}``, numbers or a list of them by column.

    Only "standard" and "minmax" need anything to be ``found``.

    A constant column is shifted to zero and divided by one.

    Raises:
        DataError: a column has NaN or infinity.
    """
    if found is None:
        return Table({"scaling": scaling, "shift": 0.0, "scale": BYTES})
    if scaling == "standard":
        shift, scale = found.mean, np.sqrt(found.variance)
    else:
        shift, scale = found.low, found.high - found.low
    if not np.isfinite(np.asarray([shift, scale])).all():
        _refuse(~np.isfinite(np.atleast_1d(shift + scale)), names)
    nearly_none = scale <= 1e-7 * np.maximum(np.abs(found.low), np.abs(found.high))  # what float32 cannot tell apart
    scale = np.where(nearly_none, 1.0, scale)
    return Table({"scaling": scaling, "shift": _kept(shift), "scale": _kept(scale)})


def _kept(values: Any) -> Any:
    """As it will be used, and as short as that can be written."""
    values = np.asarray(values, np.float32)
    return float(str(values)) if values.ndim == 0 else tuple(float(str(value)) for value in values)


def _refuse(bad: Any, names: Sequence[str]) -> None:
    column = int(np.flatnonzero(bad)[0])
    name = f"'{names[column]}'" if column < len(names) else f"number {column}"
    raise DataError(
        f"The input column {name} has NaN or infinity, from which no scaling can be learnt: clean it first."
    )
