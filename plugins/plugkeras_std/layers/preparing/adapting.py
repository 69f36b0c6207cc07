"""Layers that look at data before a training: ``adapt``."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar

import numpy as np

from plugkeras import Layer
from plugkeras.errors import DataError
from plugkeras.parts.text import text_in

ROWS = 1 << 14
"""Of a file, so many rows are read at a time."""


class Adapting(Layer):
    """A layer whose state comes from data, and not from training.

    A subclass takes in a batch by ``update_state``, and makes its state of all of them in ``finalize_state``.
    """

    lists_are_data: ClassVar[bool] = True  # else a list is one of batches

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Forget earlier data, and take in these: an array, or anything that gives batches, of which ``steps`` count.

        Of a batch that is a tuple, (x, y) say, x is taken.

        Raises:
            DataError: it is no data, or there are none.
        """
        self.reset_state()
        for batch in batches_in(data, self.lists_are_data, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Take in a batch."""
        raise NotImplementedError

    def finalize_state(self) -> None:
        """Make the state of what was taken in."""
        raise NotImplementedError

    def reset_state(self) -> None:
        """Forget what was taken in."""
        raise NotImplementedError


def batches_in(data: Any, lists_are_data: bool, steps: int | None) -> Iterator[Any]:
    """The batches, as arrays.

    Raises:
        DataError: there are none.
    """
    there_are_some = False
    for batch in islice(_source(data, lists_are_data), steps):
        there_are_some = True
        yield as_array(batch[0] if isinstance(batch, tuple) else batch)
    if not there_are_some:
        raise DataError("adapt: the data give no batch; they need one at least.")


def as_array(value: Any) -> Any:
    """An ndarray of numbers or of text.

    Raises:
        DataError: it is neither.
    """
    text = text_in(value)
    if text is not None:
        return text
    try:
        array = np.asarray(value)
    except ValueError:
        raise DataError("adapt: the rows have different lengths, so they are no array.") from None
    if array.dtype.kind not in "fiub":
        raise DataError(f"adapt: data are arrays of numbers or of text, and not of {array.dtype}.")
    return array


def _source(data: Any, lists_are_data: bool) -> Iterable[Any]:
    if hasattr(data, "chunks") and hasattr(data, "shape") and not isinstance(data, np.ndarray):
        return (data[i : i + ROWS] for i in range(0, data.shape[0], ROWS))
    if hasattr(data, "shape") or hasattr(data, "__array__"):
        return [data]
    if isinstance(data, list | tuple):
        arrays = any(getattr(item, "shape", ()) for item in data)
        return data if not lists_are_data or (arrays and not isinstance(data, tuple)) else [list(data)]
    if hasattr(data, "__getitem__") and hasattr(data, "__len__") and not isinstance(data, str | bytes | dict):
        return (data[i] for i in range(len(data)))
    if not hasattr(data, "__iter__") or isinstance(data, str | bytes | dict):
        raise DataError(f"adapt: data are an array, or batches of arrays, and not {type(data).__name__}.")
    return data
