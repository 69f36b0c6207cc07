"""Round numbers along an axis, and how they are written in few characters."""

from math import ceil, floor, isfinite, log10

STEPS = (1, 2, 5, 10)


def ticks(low: float, high: float, most: int, log: bool = False) -> list[float]:
    """At most ``most`` round numbers from ``low`` to ``high``, in order; with ``log``, powers of ten if there are two.

    Empty if the range is empty or not finite.
    """
    if not (isfinite(low) and isfinite(high)) or not low <= high or most < 1:
        return []
    if log and low > 0:
        powers = _powers(low, high, most)
        if len(powers) > 1:
            return powers
    return _linear(low, high, most)


def _linear(low: float, high: float, most: int) -> list[float]:
    span = high - low
    if not 1e-300 < span < 1e300:
        return [low]
    decade = 10.0 ** floor(log10(span / most))
    for step in (decade * factor for factor in STEPS if 0 < decade < 1e307):
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first < most:
            return [float(f"{n * step:.12g}") for n in range(first, last + 1)]
    return []


def _powers(low: float, high: float, most: int) -> list[float]:
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    every = max(1, ceil((last - first + 1) / most))
    return [10.0**n for n in range(first, last + 1, every) if -300 < n < 300]


def label(value: float, longest: int = 7) -> str:
    """``value`` in at most ``longest`` (5 or more) characters: 0.25, 1e-05, 12k, 3M."""
    if not isfinite(value):
        return str(value)
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= 10 * size or (abs(value) >= size and value % 100 == 0 and size >= 1e3):
            short = f"{value / size:.4g}{letter}"
            if len(short) <= longest and "e" not in short:
                return short
            break
    for digits in (6, 5, 4, 3, 2, 1):
        text = f"{value:.{digits}g}"
        if len(text) <= longest:
            return text
    return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")[:longest]
