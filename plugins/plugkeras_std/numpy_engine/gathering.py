"""Rows added to the places that indices name, some of them often."""

from typing import Any

import numpy as np

OFTEN = 8
"""How many rows for one place are worth a sum of their own. Fewer are added in turns, a row to each place a turn."""


def added_up(places: np.ndarray, indices: np.ndarray, rows: np.ndarray) -> None:
    """Add ``rows[i]`` to ``places[indices[i]]`` for each i, those of one place in their order."""
    if not indices.size:
        return
    order = _sorting(indices, len(places))
    ordered = indices[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    counts = np.diff(np.r_[starts, len(ordered)])
    for start, count in zip(*_some(counts > OFTEN, starts, counts), strict=True):
        places[ordered[start]] += np.add.reduce(rows[order[start : start + count]], axis=0)
    turn, (starts, counts) = 0, _some(counts <= OFTEN, starts, counts)
    while len(starts):
        places[ordered[starts]] += rows[order[starts + turn]]
        turn += 1
        starts, counts = _some(counts > turn, starts, counts)


def _sorting(indices: Any, below: int) -> np.ndarray:
    """The order that sorts; of small numbers NumPy knows a faster way."""
    return np.argsort(indices.astype(np.uint16) if below <= 1 << 16 else indices, kind="stable")


def _some(which: np.ndarray, *arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(array[which] for array in arrays)
