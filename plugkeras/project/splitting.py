"""Which rows are trained on, and which are kept apart for validation."""

from typing import Any

import numpy as np

from plugkeras.errors import DataError

# RandomState and not default_rng: its streams stay the same in every version of NumPy.


def split(rows: int, share: float, seed: int, how: str, labels: Any = None) -> tuple[Any, Any]:
    """The numbers of the rows for training and for validation, rising.

    "last": the last rows are for validation. "random": they are drawn, from each class its share if there are
    ``labels``, one whole number a row. So many as Keras's ``validation_split`` takes, give or take one.

    Raises:
        DataError: one side would be empty.
    """
    if not 0 <= share < 1:
        raise DataError(f"The share of rows for validation must be from 0 to below 1, not {share!r}.")
    cut = int(rows * (1 - share))
    if share and not 0 < cut < rows:
        raise DataError(f"With {share:g} of {rows} rows for validation, one side is empty: give another share.")
    if not share:
        return np.arange(rows), np.arange(0)
    if how == "last":
        return np.arange(cut), np.arange(cut, rows)
    order = np.random.RandomState(seed % 2**32).permutation(rows)
    if labels is not None:
        order = order[np.argsort(_turns(labels[order]), kind="stable")]
    return np.sort(order[:cut]), np.sort(order[cut:])


def _turns(labels: Any) -> Any:
    """For each row how far its class has come by then, from 0 to 1: in that order every class is spread evenly."""
    order = np.argsort(labels, kind="stable")
    _, starts, counts = np.unique(labels[order], return_index=True, return_counts=True)
    places = np.arange(len(labels)) - np.repeat(starts, counts)
    found = np.empty(len(labels))
    found[order] = (places + 0.5) / np.repeat(counts, counts)
    return found


def drawn(rows: int, wanted: int | None, seed: int, how: str) -> Any:
    """The numbers of ``wanted`` of the rows, rising: drawn, or the first ones; None for all.

    Raises:
        DataError: less than one is wanted.
    """
    if wanted is None or wanted >= rows > 0:
        return None
    if wanted < 1:
        raise DataError(f"The number of rows to use must be at least 1, not {wanted}.")
    if how == "last":
        return np.arange(wanted)
    return np.sort(np.random.RandomState((seed + 1) % 2**32).permutation(rows)[:wanted])
