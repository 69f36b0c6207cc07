"""How near the numbers of two libraries must be."""

from collections.abc import Iterator
from typing import Any

import numpy as np

Numbers = dict[str, Any]

TOLERANCE = {"float32": 1e-5, "float64": 1e-10}
"""Of the largest number of an array. Sums of some hundred terms in another order differ by less."""

FLOOR = 1e-2
"""An array whose largest number is smaller is compared as if it were this: noise is not compared with noise."""

ROUNDING = {"float32": 1.0, "float64": 2.0**-29}
"""The rounding of a dtype, that of float32 being 1."""

ROOM = 10.0
"""How many times the error of Keras's own float32 is allowed: two libraries round differently, and neither is exact."""

HOPELESS = 0.1
"""Where so much would be allowed in float32, rounding decides what comes out, and nothing is compared in either."""


def differences(found: Numbers, wanted: Numbers, dtype: str, rough: Numbers, exact: Numbers) -> Iterator[str]:
    """A line for each quantity that is not as it should be.

    ``rough`` and ``exact`` are what Keras finds in float32 and float64. How far they are from one another tells how
    much the case enlarges rounding: a division by what is nearly nothing, say, or an optimizer that looks at signs.
    So much is allowed in float32, and in float64 as much less as float64 is finer.
    """
    if set(found) != set(wanted):
        yield f"quantities {sorted(set(found) ^ set(wanted))} are there on one side only"
    for name in [n for n in wanted if n in found]:
        a, b = found[name], wanted[name]
        if a.dtype.kind == "U" or b.dtype.kind == "U":
            if str(a) != str(b):
                yield f"{name}: {a} instead of {b}"
        elif a.shape != b.shape or a.dtype != b.dtype:
            yield f"{name}: {a.shape} {a.dtype} instead of {b.shape} {b.dtype}"
        else:
            lost = ROOM * far(rough[name], exact[name]) if name in rough and name in exact else 0.0
            if lost > HOPELESS:
                continue
            allowed = max(TOLERANCE[dtype], lost * ROUNDING[dtype])
            if not (off := far(a, b)) <= allowed:
                yield f"{name}: off by {off:.1e} where {allowed:.1e} is allowed: {_short(a)} instead of {_short(b)}"


def far(a: Any, b: Any) -> float:
    """The largest difference, as a share of the largest number."""
    if a.shape != b.shape:
        return np.inf
    a, b = a.astype("float64"), b.astype("float64")
    finite = np.isfinite(b)
    if not (np.isfinite(a) == finite).all() or not ((a == b) | np.isnan(b))[~finite].all():
        return np.inf
    a, b = a[finite], b[finite]
    return float(np.abs(a - b).max(initial=0) / max(np.abs(b).max(initial=0), FLOOR))


def _short(array: Any) -> str:
    return np.array2string(array.ravel()[:4], precision=9, threshold=4)
