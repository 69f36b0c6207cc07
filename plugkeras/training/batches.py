"""Data in batches: of arrays, generators and datasets, all as ``(x, y, sample_weight)``."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from itertools import chain
from numbers import Real
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError
from plugkeras.parts.spellings import Samples
from plugkeras.training.data import Batch, Columns, columns, refuse_nan, weights_by_class


class Batches(ABC):
    """A source of batches. ``epoch()`` yields those of one epoch; ``steps`` is their number, if known."""

    steps: int | None = None
    begun: bool = False  # whether somebody has made ready for them

    @abstractmethod
    def epoch(self) -> Iterator[Batch]:
        """The batches of the next epoch."""

    def epoch_end(self) -> None:  # noqa: B027 (most have nothing to do then)
        """Told after each epoch."""


class ArrayBatches(Batches):
    """Rows of arrays, a new order each epoch if wanted; the last batch may be smaller."""

    def __init__(self, data: Columns, batch_size: int, shuffle: bool | str = False, steps: int | None = None) -> None:
        self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
        whole = -(-data.rows // batch_size)
        self.steps = whole if steps is None else steps
        self._rest: Iterator[Batch] | None = None if steps is None or steps == whole else iter(())

    def epoch(self) -> Iterator[Batch]:
        """All rows; with ``steps`` given, so many batches, the next epoch going on where this one stops."""
        if self._rest is None:
            yield from self._pass()
            return
        for _ in range(self.steps or 0):
            batch = next(self._rest, None)
            if batch is None:
                self._rest = self._pass()
                batch = next(self._rest)
            yield batch

    def _pass(self) -> Iterator[Batch]:
        n, size = self.data.rows, self.batch_size
        if self.shuffle == "batch":
            for i in np.random.permutation(-(-n // size)):
                yield self.data.part(slice(i * size, (i + 1) * size))
        elif self.shuffle:
            order = np.random.permutation(n)
            for start in range(0, n, size):
                yield self.data.part(order[start : start + size])
        else:
            for start in range(0, n, size):
                yield self.data.part(slice(start, start + size))


class IteratorBatches(Batches):
    """What a generator yields: ``x``, ``(x, y)`` or ``(x, y, sample_weight)``."""

    def __init__(self, source: Any, steps: int | None, class_weight: Mapping[int, float] | None = None) -> None:
        self.source, self.steps, self.class_weight = iter(source), steps, class_weight
        self._again = source if iter(source) is not source else None

    def epoch(self) -> Iterator[Batch]:
        """``steps`` batches, or all there are."""
        if self.steps is None and self._again is not None:
            self.source = iter(self._again)
        seen = 0
        while self.steps is None or seen < self.steps:
            item = next(self.source, None)
            if item is None:
                self._ran_out(seen)
                return
            yield as_batch(item, self.class_weight)
            seen += 1

    def _ran_out(self, seen: int) -> None:
        if self.steps is not None or not seen:
            wanted = f"{self.steps} batches" if self.steps else "another epoch"
            warnings.warn(
                f"The data ran out after {seen} batches of this epoch, and {wanted} were wanted; training goes on "
                "without them. Let the generator go on for steps_per_epoch * epochs batches.",
                stacklevel=2,
            )


class DatasetBatches(Batches):
    """A ``PyDataset`` (Keras 2: ``Sequence``): its items are batches."""

    def __init__(self, dataset: Any, shuffle: bool, steps: int | None, class_weight: Any = None) -> None:
        self.dataset, self.shuffle, self.class_weight = dataset, shuffle, class_weight
        self.steps = int(steps if steps is not None else len(dataset))

    def epoch(self) -> Iterator[Batch]:
        """The items, in random order if shuffled."""
        n = len(self.dataset)
        order = np.random.permutation(n) if self.shuffle else np.arange(n)
        for i in range(self.steps or 0):
            yield as_batch(self.dataset[int(order[i % n])], self.class_weight)

    def epoch_end(self) -> None:
        """The dataset may rearrange itself."""
        getattr(self.dataset, "on_epoch_end", lambda: None)()


def as_batch(item: Any, class_weight: Mapping[int, float] | None = None) -> Batch:
    """One item of a generator or dataset as ``(x, y, sample_weight)``."""
    parts = item if isinstance(item, tuple | list) and not isinstance(item, np.ndarray) else (item,)
    if not 1 <= len(parts) <= 3:
        raise DataError(f"A generator must yield x, (x, y) or (x, y, sample_weight), and yielded {len(parts)} items.")
    data = columns(*parts)
    if class_weight is not None and data.y is not None:
        data = data._replace(w=weights_by_class(data.y, class_weight))
    return data.x, data.y, data.w


def is_dataset(x: Any) -> bool:
    """Whether x gives batches by number, as ``PyDataset`` does."""
    return hasattr(x, "__getitem__") and hasattr(x, "__len__") and not hasattr(x, "shape") and not _is_plain(x)


def is_iterator(x: Any) -> bool:
    """Whether x is a generator or anything else that yields batches."""
    return hasattr(x, "__iter__") and not hasattr(x, "__array__") and not hasattr(x, "shape") and not _is_plain(x)


def _is_plain(x: Any) -> bool:
    return isinstance(x, list | tuple | dict | str) or hasattr(x, "__array__")


def batches_of(
    x: Any,
    y: Any,
    sample_weight: Any,
    batch_size: int | None,
    shuffle: bool | str,
    steps: int | None = None,
    class_weight: Any = None,
    training: bool = False,
) -> Batches:
    """Batches from whatever a user calls data.

    Raises:
        DataError: it is nothing to train on.
    """
    if x is None:
        raise DataError("There are no data: give x.")
    if isinstance(steps, Samples):
        x, steps = _in_batches(x, steps, batch_size)
    if is_dataset(x) or is_iterator(x):
        if y is not None or sample_weight is not None:
            raise DataError("x is a generator or dataset, which yields the targets and weights itself: give no y.")
        if is_dataset(x):
            return DatasetBatches(x, bool(shuffle), steps, class_weight)
        return IteratorBatches(x, steps, class_weight)
    data = columns(x, y, sample_weight)
    if not data.rows:
        raise DataError("x has no rows.")
    if class_weight is not None:
        if sample_weight is not None:
            raise ArgumentError("Give class_weight or sample_weight, not both.")
        data = data._replace(w=weights_by_class(data.y, class_weight))
    if training:
        refuse_nan(data)
    size = batch_size if batch_size is not None else (-(-data.rows // steps) if steps else 32)
    if not isinstance(size, Real) or size < 1 or size != int(size):
        raise ArgumentError(f"`batch_size` must be an integer of at least 1, not {batch_size!r}.")
    return ArrayBatches(data, int(size), shuffle, steps)


def _in_batches(x: Any, samples: Samples, batch_size: int | None) -> tuple[Any, int]:
    """The data, and how many batches hold so many samples, if all are as large as the first."""
    if not is_iterator(x) and not is_dataset(x):
        return x, -(-samples // (batch_size or 32))
    source: Any = iter(x) if not is_dataset(x) else None
    first = x[0] if source is None else next(source, None)
    if first is None:
        raise DataError("x yields nothing.")
    rows = max(1, as_batch(first)[0].shape[0])
    return chain([first], source) if source is x else x, -(-samples // rows)


def split(x: Any, y: Any, w: Any, share: float) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Training data and validation data: the last ``share`` of the rows."""
    if is_dataset(x) or is_iterator(x):
        raise DataError("validation_split needs arrays; for a generator give validation_data.")
    if not 0 < share < 1:
        raise ArgumentError(f"`validation_split` must be a share between 0 and 1, not {share!r}.")
    data = columns(x, y, w)
    at = int(data.rows * (1 - share))
    if at == 0 or at == data.rows:
        raise DataError(f"validation_split={share} of {data.rows} samples leaves one side empty.")
    return data.part(slice(0, at)), data.part(slice(at, None))


def validation_batches(data: Any, batch_size: int | None, steps: int | None) -> Batches | None:
    """What ``validation_data`` stands for: (x, y), (x, y, sample_weight), a generator or a dataset."""
    if data is None:
        return None
    if isinstance(data, tuple | list) and 2 <= len(data) <= 3:
        return batches_of(data[0], data[1], data[2] if len(data) == 3 else None, batch_size, False, steps)
    if is_dataset(data) or is_iterator(data):
        return batches_of(data, None, None, batch_size, False, steps)
    raise DataError("validation_data must be (x, y), (x, y, sample_weight), a generator or a dataset.")
