"""Rows by number, in batches: what data sets of files, of time series and of arrays share."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras.utils.dataset import PyDataset


class Rows(PyDataset):
    """Batches of ``rows(numbers)``; without a ``batch_size``, rows one by one, without the axis of the batch.

    One that shuffles does so at the end of each epoch, from ``seed``.
    """

    def __init__(self, count: int, batch_size: int | None, shuffle: bool = False, seed: int | None = None) -> None:
        super().__init__()
        if batch_size is not None and batch_size < 1:
            raise ArgumentError(f"`batch_size` must be None or at least 1, not {batch_size!r}.")
        self.batch_size, self.shuffle = batch_size, shuffle
        self._order = np.arange(count)
        self._rng = np.random.default_rng(seed)

    def rows(self, numbers: Any) -> Any:
        """The rows of these numbers: x, or (x, y)."""
        raise NotImplementedError(f"{type(self).__name__} does not define rows(numbers).")

    def __len__(self) -> int:
        return -(-len(self._order) // (self.batch_size or 1))

    def __getitem__(self, index: int) -> Any:
        n = self.batch_size or 1
        if not -len(self) <= index < len(self):
            raise IndexError(f"There are {len(self)} batches, and none has the number {index}.")
        start = index % len(self) * n
        found = self.rows(self._order[start : start + n])
        if self.batch_size is not None:
            return found
        return tuple(part[0] for part in found) if isinstance(found, tuple) else found[0]

    def __iter__(self) -> Iterator[Any]:
        yield from (self[i] for i in range(len(self)))
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        """Another order, if it shuffles."""
        if self.shuffle:
            self._rng.shuffle(self._order)
