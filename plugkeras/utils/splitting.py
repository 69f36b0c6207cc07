"""A data set in two."""

import random
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError
from plugkeras.utils.batches import Rows
from plugkeras.utils.dataset import PyDataset

Size = int | float | None


def split_dataset(
    dataset: Any,
    left_size: Size = None,
    right_size: Size = None,
    shuffle: bool = False,
    seed: int | None = None,
    preferred_backend: str | None = None,
) -> tuple[Any, Any]:
    """The first and the last rows of ``dataset``, each as what it is itself.

    Args:
        dataset: An array, a list or tuple of arrays of one length, or a `PyDataset`, whose batches are read.
        left_size, right_size: A number of rows, or a part between 0 and 1; one of them is enough.
        shuffle, seed: Whether rows are drawn, and from which numbers: with a seed, those that Keras draws.
        preferred_backend: Of no effect: there are only our own data sets.

    Raises:
        ArgumentError: sizes that leave one side empty, or are more than there is.
        DataError: it is no such data set, or its arrays have different lengths.
    """
    if isinstance(dataset, PyDataset):
        arrays = _gathered(dataset)
    elif isinstance(dataset, list | tuple) and dataset and all(isinstance(a, np.ndarray) for a in dataset):
        arrays = list(dataset)
    elif isinstance(dataset, np.ndarray):
        arrays = [dataset]
    else:
        raise DataError("split_dataset needs an array, a list or tuple of arrays, or a PyDataset.")
    if len({len(a) for a in arrays}) != 1:
        raise DataError(f"split_dataset: the arrays have different lengths: {[len(a) for a in arrays]}.")
    order = list(range(len(arrays[0])))
    left, right = _sizes(left_size, right_size, len(order))
    if shuffle:
        random.Random(seed).shuffle(order)
    return _like(dataset, arrays, order[:left]), _like(dataset, arrays, order[len(order) - right :])


def _sizes(left: Size, right: Size, n: int) -> tuple[int, int]:
    if left is None and right is None:
        raise ArgumentError("split_dataset: give `left_size`, `right_size`, or both.")
    for name, size in (("left_size", left), ("right_size", right)):
        if size is not None and not 0 < size < (1 if isinstance(size, float) else n):
            raise ArgumentError(f"split_dataset: `{name}` is a number of rows below {n}, or a part of 1, not {size!r}.")
    counts = [round(size * n) if isinstance(size, float) else size for size in (left, right)]
    found = [n - (counts[1 - i] or 0) if size is None else size for i, size in enumerate(counts)]
    if sum(found) > n or 0 in found:
        raise ArgumentError(
            f"split_dataset: of {n} rows there cannot be {found[0]} on one side, {found[1]} on the other."
        )
    return found[0], found[1]


class Slices(Rows):
    """Arrays of one length in batches."""

    def __init__(self, arrays: list[Any], batch_size: int | None) -> None:
        super().__init__(len(arrays[0]), batch_size)
        self._arrays = arrays

    def rows(self, numbers: Any) -> Any:
        """The rows of all arrays."""
        found = tuple(a[numbers] for a in self._arrays)
        return found if len(found) > 1 else found[0]


def _gathered(dataset: PyDataset) -> list[Any]:
    batches = [dataset[i] for i in range(len(dataset))]
    if getattr(dataset, "batch_size", 1) is None:  # rows one by one
        batches = [tuple(np.asarray(part)[None] for part in _parts(row)) for row in batches]
    return [np.concatenate(column) for column in zip(*map(_parts, batches), strict=True)]


def _parts(item: Any) -> tuple[Any, ...]:
    return tuple(np.asarray(part) for part in item) if isinstance(item, tuple | list) else (np.asarray(item),)


def _like(dataset: Any, arrays: list[Any], rows: list[int]) -> Any:
    found = [a[rows] for a in arrays]
    if isinstance(dataset, np.ndarray):
        return found[0]
    if isinstance(dataset, PyDataset):
        return Slices(found, getattr(dataset, "batch_size", len(_parts(dataset[0])[0])))
    return type(dataset)(found)
