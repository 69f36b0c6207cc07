"""Arrays of numbers as histograms that can be drawn side by side."""

from collections.abc import Mapping
from typing import Any

import numpy as np

BINS = 30


def histograms(arrays: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """One row an array: ``names``, ``counts`` (n, 30), ``edges`` (n, 31), ``mean``, ``std``, ``norm``, ``zeros``
    (share that is exactly 0) and ``nonfinite`` (how many are NaN or infinite, which count for nothing else).
    """
    with np.errstate(all="ignore"):
        rows = [_row(np.asarray(array)) for array in arrays.values()]
    names = ("counts", "edges", "mean", "std", "norm", "zeros", "nonfinite")
    shapes: dict[str, tuple[int, ...]] = {"counts": (BINS,), "edges": (BINS + 1,)}
    told = {n: np.array([row[i] for row in rows]).reshape(-1, *shapes.get(n, ())) for i, n in enumerate(names)}
    return {"names": np.array(list(arrays), dtype=np.str_), **told}


def _row(array: np.ndarray) -> tuple[Any, ...]:
    values = np.ravel(array)
    values = values if values.dtype in (np.float32, np.float64) else values.astype(np.float64)
    fine = np.isfinite(values)
    nonfinite = int(values.size - np.count_nonzero(fine))
    if nonfinite:
        values = values[fine]
    if not values.size:
        return np.zeros(BINS, np.int64), np.linspace(-0.5, 0.5, BINS + 1), 0.0, 0.0, 0.0, 0.0, nonfinite
    counts, edges = _counted(values)
    wide = values.astype(np.float64)
    zeros = 1 - np.count_nonzero(values) / values.size
    return counts, edges, wide.mean(), wide.std(), np.sqrt(wide @ wide), zeros, nonfinite


def _counted(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As ``np.histogram``, several times as fast."""
    low, high = float(values.min()), float(values.max())
    if not high - low > 1e-12 * max(abs(low), abs(high)):
        low, high = low - 0.5, high + 0.5
    bins = ((values / 2 - low / 2) * (BINS / (high / 2 - low / 2))).astype(np.int64)
    counts = np.bincount(np.clip(bins, 0, BINS - 1, out=bins), minlength=BINS)
    place = np.linspace(0, 1, BINS + 1)
    return counts, low * (1 - place) + high * place
