"""Windows of a time series in batches."""

from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras.utils.batches import Rows
from plugkeras.utils.dataset import PyDataset


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str = "tf",
) -> Any:
    """Windows of ``sequence_length`` steps of ``data``, and for each the target that has its first step's number.

    It is a `PyDataset`, whatever ``format`` says.

    Args:
        data: Steps along the first axis.
        targets: One for the window that begins at its number; None for none.
        sequence_length: Steps in a window.
        sequence_stride: Steps between the beginnings of two windows.
        sampling_rate: Steps between two of a window.
        batch_size: None for windows one by one.
        shuffle, seed: Whether they come in another order in each epoch, and from which numbers that is drawn.
        start_index, end_index: The part of the data, and of the targets, that is looked at.
        format: Of no effect.

    Raises:
        ArgumentError: a number that leaves no window, or has no meaning.
    """
    start, end = start_index or 0, len(data) if end_index is None else end_index
    if not 0 <= start < end <= len(data):
        raise ArgumentError(
            f"timeseries_dataset_from_array: of {len(data)} steps, there are none from {start} to {end}."
        )
    if min(sequence_length, sequence_stride, sampling_rate) < 1:
        raise ArgumentError("timeseries_dataset_from_array: lengths, strides and rates are at least 1.")
    if format not in ("tf", "grain"):
        raise ArgumentError(f"`format` is 'tf' or 'grain', which make no difference here, and not {format!r}.")
    steps = np.arange(sequence_length) * sampling_rate
    count = end - start - (sequence_length - 1) * sampling_rate
    y = None if targets is None else np.asarray(targets)
    count = count if y is None else min(count, len(y) - start)
    if count < 1:
        raise ArgumentError(f"timeseries_dataset_from_array: {end - start} steps have no window of {sequence_length}.")
    seed = int(np.random.randint(10**6)) if seed is None else seed
    places = np.arange(0, count, sequence_stride)
    return Windows(np.asarray(data)[start:end], y, places, steps, start, batch_size, shuffle, seed)


class Windows(Rows):
    """The windows that begin at some ``places``, with ``steps`` in each."""

    def __init__(
        self,
        data: Any,
        targets: Any,
        places: Any,
        steps: Any,
        start: int,
        batch_size: int | None,
        shuffle: bool,
        seed: int,
    ) -> None:
        super().__init__(len(places), batch_size, shuffle, seed)
        if shuffle:
            np.random.RandomState(seed).shuffle(places)
        self._data, self._steps, self._places = data, steps, places
        self._targets = None if targets is None else targets[start:]

    def rows(self, numbers: Any) -> Any:
        """The windows of these numbers, and their targets if there are any."""
        places = self._places[numbers]
        x = self._data[places[:, None] + self._steps]
        return x if self._targets is None else (x, self._targets[places])


class TimeseriesGenerator(PyDataset):
    """Up to Keras 2: the ``length`` steps before a row, as inputs, and the target of that row.

    Args:
        data, targets: Of equal length.
        length: Steps before a row that are looked at.
        sampling_rate: Steps between two that are taken.
        stride: Steps between two rows.
        start_index, end_index: The steps that are looked at; the last one is among them.
        shuffle: Whether rows are drawn at random, with repetitions.
        reverse: Whether the latest step comes first.
        batch_size: Rows in a batch.

    Raises:
        ArgumentError: the lengths differ, or there is no row with so many steps before it.
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
    ) -> None:
        super().__init__()
        if len(data) != len(targets):
            raise ArgumentError(f"TimeseriesGenerator: {len(data)} steps and {len(targets)} targets do not match.")
        self.data, self.targets, self.length = data, targets, length
        self.sampling_rate, self.stride, self.batch_size = sampling_rate, stride, batch_size
        self.start_index, self.end_index = start_index + length, len(data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse = shuffle, reverse
        if self.start_index > self.end_index:
            raise ArgumentError(f"TimeseriesGenerator: no row up to {self.end_index} has {length} steps before it.")

    def __len__(self) -> int:
        return (self.end_index - self.start_index) // (self.batch_size * self.stride) + 1

    def __getitem__(self, index: int) -> Any:
        first, n = self.start_index + self.batch_size * self.stride * index, self.batch_size * self.stride
        rows = np.arange(first, min(first + n, self.end_index + 1), self.stride)
        if self.shuffle:
            rows = np.random.randint(self.start_index, self.end_index + 1, self.batch_size)
        steps = np.arange(0, self.length, self.sampling_rate) - self.length
        x = np.asarray(self.data)[rows[:, None] + steps]
        return x[:, ::-1] if self.reverse else x, np.asarray(self.targets)[rows]
