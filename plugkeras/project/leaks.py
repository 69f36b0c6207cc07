"""What makes a model look better than it is: columns that give the target away, rows that are in both parts."""

from typing import Any

import numpy as np

CORRELATION = 0.999

ROWS = 20
"""With fewer rows, a column that goes with the target does so by chance."""

MANY = 1000
"""More classes than these are not looked for."""

COUNTED = 1 << 29
"""Bytes of inputs up to which duplicates are counted."""


def leak(values: Any, groups: Any, y: Any) -> str:
    """How the columns ``values`` (rows, n), which belong together, tell the target; "" if they do not.

    ``groups`` are whole numbers from 0, the same for rows of the same values.
    """
    if len(values) < ROWS or values.shape[0] != len(y):
        return ""
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    labels = y.argmax(axis=1) if y.ndim == 2 else y
    if labels.ndim != 1 or (y.ndim == 2 and y.dtype.kind != "i" and not np.isin(y, (0, 1)).all()):
        return ""
    if values.shape[1] == 1:
        column = values[:, 0].astype(np.float64)
        if np.array_equal(column, labels):
            return "it is equal to it"
        correlation = _correlation(column, labels.astype(np.float64))
        if abs(correlation) >= CORRELATION:
            return f"the correlation is {correlation:.4f}"
    return _determines(groups, labels) if labels.dtype.kind in "iu" or y.ndim == 2 else ""


def _correlation(a: Any, b: Any) -> float:
    with np.errstate(all="ignore"):  # of what is infinite
        a, b = a - a.mean(), b - b.mean()
        size = float(np.sqrt((a @ a) * (b @ b)))
        return float(a @ b) / size if 0 < size < np.inf else 0.0


def _determines(groups: Any, labels: Any) -> str:
    """Whether each value, of not too many, occurs with one class alone."""
    different = int(groups.max()) + 1
    if different < 2 or different > max(len(labels) // ROWS, MANY):
        return ""
    classes = np.unique(labels, return_inverse=True)[1]
    if classes.max() < 1 or different > max(int(classes.max()) + 1, len(labels) // ROWS):
        return ""
    pairs = len(np.unique(groups * (int(classes.max()) + 1) + classes))
    if pairs != different:
        return ""
    return "each class has a value of its own" if pairs == classes.max() + 1 else "each value belongs to one class"


def duplicates(x: Any, train: Any, others: Any) -> int | None:
    """How many of the rows ``others`` are among the rows ``train`` of x too; None where there are too many to look."""
    if x.nbytes + others.nbytes > COUNTED or x.dtype.kind == "O" or x.shape[1:] != others.shape[1:]:
        return None
    seen = {row.tobytes() for row in (x if len(train) == len(x) else x[train])}
    return sum(row.tobytes() in seen for row in others.astype(x.dtype, copy=False))
