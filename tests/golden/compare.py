"""When two results are the same."""

from collections.abc import Iterator
from typing import Any

import numpy as np

TOLERANCE = {"float32": 1e-5, "float64": 1e-10}
FLOOR = 1e-3
"""Arrays whose largest number is below this are compared as if it were this: rounding noise is not compared with itself."""


def differences(got: dict[str, Any], expected: dict[str, Any], dtype: str, tolerance: float | None = None) -> Iterator[str]:
    """A line for each quantity that is not the same, relative to the largest number in it."""
    if set(got) != set(expected):
        yield f"quantities {sorted(got)} instead of {sorted(expected)}"
    for name in [n for n in expected if n in got]:
        a, b = np.asarray(got[name]), expected[name]
        if a.shape != b.shape:
            yield f"{name}: shape {a.shape} instead of {b.shape}"
            continue
        error = _error(a.astype("float64"), b.astype("float64"))
        if not error <= (tolerance or TOLERANCE[dtype]):
            yield f"{name}: off by {error:.1e}: {_short(a)} instead of {_short(b)}"


def _error(a: Any, b: Any) -> float:
    finite = np.isfinite(b)
    if not (np.isfinite(a) == finite).all() or not ((a == b) | np.isnan(b))[~finite].all():
        return np.inf
    a, b = a[finite], b[finite]
    return float(np.abs(a - b).max(initial=0) / max(np.abs(b).max(initial=0), FLOOR))


def _short(array: Any) -> str:
    return np.array2string(array.ravel()[:4], precision=9, threshold=4)
