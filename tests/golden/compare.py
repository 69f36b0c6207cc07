"""When two results are the same."""

from collections.abc import Iterator
from typing import Any

import numpy as np

TOLERANCE = {"float32": 1e-5, "float64": 1e-10}
FLOOR = 1e-3
"""An array whose largest number is smaller is compared as if it were this, so that noise is not compared with noise."""

NOTHING = 1e-14
"""What is smaller than this in float64 is zero but for rounding: a sum of terms of size 1 that cancel, say."""


def differences(got: dict[str, Any], expected: dict[str, Any], dtype: str, exact: Any = None) -> Iterator[str]:
    """A line for each quantity that is not the same, relative to the largest number in it.

    ``exact`` is what real Keras gives in float64. Where its float32 is further from that than the tolerance,
    because the case or its order of operations loses digits, twice that distance is allowed.
    """
    if set(got) != set(expected):
        yield f"quantities {sorted(got)} instead of {sorted(expected)}"
    for name in [n for n in expected if n in got]:
        a, b = np.asarray(got[name]), expected[name]
        if a.shape != b.shape or a.dtype != b.dtype:
            yield f"{name}: {a.shape} {a.dtype} instead of {b.shape} {b.dtype}"
            continue
        lost = 0.0 if exact is None else _error(b, exact[name])
        is_nothing = exact is not None and (np.abs(exact[name]) <= NOTHING).all()
        error = _noise(a) if is_nothing else _error(a, b)
        if not error <= max(TOLERANCE[dtype], 2 * lost):
            yield f"{name}: off by {error:.1e}: {_short(a)} instead of {_short(b)}"


def _error(a: Any, b: Any) -> float:
    a, b = a.astype("float64"), b.astype("float64")
    finite = np.isfinite(b)
    if not (np.isfinite(a) == finite).all() or not ((a == b) | np.isnan(b))[~finite].all():
        return np.inf
    a, b = a[finite], b[finite]
    return float(np.abs(a - b).max(initial=0) / max(np.abs(b).max(initial=0), FLOOR))


def _noise(a: Any) -> float:
    return float(np.abs(a).max(initial=0))


def _short(array: Any) -> str:
    return np.array2string(array.ravel()[:4], precision=9, threshold=4)
