"""Curves in a plain terminal: lines of text, of braille dots or, where those cannot be shown, of letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras.runs.page import Curve, Page
from plugkeras.runs.raster import Scale, spans
from plugkeras.runs.smoothing import smoothed
from plugkeras.runs.texts import printable

SMALLEST = (20, 5)


@dataclass(frozen=True, eq=False)
class Series:
    """A curve: ``x`` ascends, NaN in ``y`` is a gap; ``low`` and ``high`` are the range that each point stands for."""

    name: str
    x: Any
    y: Any
    low: Any = None
    high: Any = None


@np.errstate(all="ignore")  # numbers of any size may come
def draw(
    series: Sequence[Series],
    width: int = 80,
    height: int = 20,
    *,
    log: bool = False,
    smooth: float = 0.0,
    marks: Sequence[float] = (),
    ascii: bool = False,
    color: bool = False,
) -> list[str]:
    """``height`` lines of ``width`` characters with the curves, axes, and a legend if there is room.

    Args:
        log: the vertical axis is logarithmic; what is not above 0 is a gap.
        smooth: 0 to 1, how much of the moving average a point keeps; the range is not drawn then.
        marks: where on the x axis dotted lines go down: interventions.
        ascii: letters in place of braille.
        color: with the codes of a terminal's colors, which take no room on the screen.

    Raises:
        ArgumentError: there are fewer than 20 by 5 characters, or a curve's arrays differ in length.
    """
    if width < SMALLEST[0] or height < SMALLEST[1]:
        raise ArgumentError(f"Curves need at least {SMALLEST[0]} by {SMALLEST[1]} characters, not {width} by {height}.")
    page = Page(width, height, len(series), ascii, color)
    whole = [_sorted(one) for one in series]
    wide = _reach([end for one in whole if len(one.x) for end in (one.x[0], one.x[-1])], False)
    if wide is None:
        return page.empty()
    curves = [_by_column(one, wide, page.dots[1], log, smooth) for one in whole]
    high = _reach([end for one in curves for end in (*_finite(one.least), *_finite(one.greatest))], log)
    return page.empty() if high is None else page.lines(curves, wide, high, marks)


def _sorted(one: Series) -> Series:
    """The same as arrays whose ``x`` ascends."""
    arrays: list[Any] = [
        None if v is None else np.asarray(v, np.float64).ravel() for v in (one.x, one.y, one.low, one.high)
    ]
    x, lengths = arrays[0], [len(array) for array in arrays if array is not None]
    if len(set(lengths)) > 1:
        raise ArgumentError(f"The curve '{one.name}' has arrays of different lengths: {lengths}.")
    if not (x[1:] >= x[:-1]).all() or not np.isfinite(x[:1] + x[-1:]).all():
        order = np.argsort(x, kind="stable")
        order = order[np.isfinite(x[order])]
        arrays = [None if array is None else array[order] for array in arrays]
    return Series(printable(one.name, 40).replace("\n", " "), *arrays)


def _by_column(one: Series, wide: Scale, columns: int, log: bool, smooth: float) -> Curve:
    y = smoothed(one.y, smooth) if smooth else one.y
    low, high = (y, y) if smooth else (y if one.low is None else one.low, y if one.high is None else one.high)
    least = _drawable(low, log)
    greatest = least if high is low else _drawable(high, log)
    fine = _finite(_drawable(y[-1000:], log))
    return Curve(one.name, *spans(one.x, least, greatest, wide, columns), float(fine[-1]) if len(fine) else np.nan)


def _drawable(values: np.ndarray, log: bool) -> np.ndarray:
    """The same with NaN for what has no place on the axis; nothing is copied if all has one."""
    if not log and np.isfinite(values.sum()):
        return values
    fine = np.isfinite(values) & (values > 0) if log else np.isfinite(values)
    kept: np.ndarray = np.where(fine, values, np.nan)
    return kept


def _finite(values: np.ndarray) -> np.ndarray:
    return np.asarray(values[np.isfinite(values)])


def _reach(values: Sequence[float], log: bool) -> Scale | None:
    """An axis over all of these, which has a length; None if there are none."""
    if not values:
        return None
    low, high = float(min(values)), float(max(values))
    if high / 2 - low / 2 > 1e-12 * max(abs(low), abs(high)):
        return Scale(low, high, log)
    room = 0.5 if log and low < 1e300 else abs(low) / 10 or 1.0
    return Scale(low * (1 - room), high * (1 + room), log) if log else Scale(low - room, high + room)
