"""Data that come in batches by number."""

from collections.abc import Iterator
from typing import Any


class PyDataset:
    """Batches by number, for ``fit``, ``evaluate`` and ``predict``.

    A subclass defines ``__len__``, the number of batches, and ``__getitem__(index)``, which returns ``(inputs,
    targets)`` or ``(inputs, targets, sample_weights)``. The arguments are kept but change nothing: batches are made
    one after another, in the process that trains.
    """

    workers = 1
    use_multiprocessing = False
    max_queue_size = 10

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} does not say how many batches it has: define __len__.")

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__} does not make batches: define __getitem__(index).")

    @property
    def num_batches(self) -> int:
        """The number of batches."""
        return len(self)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def on_epoch_begin(self) -> None:
        """Called before each epoch."""

    def on_epoch_end(self) -> None:
        """Called after each epoch, to shuffle for example."""


Sequence = PyDataset
