"""Some of the rows of a file, scaled as they are read: what training, which reads files in slices, takes for a file."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

BLOCK = 1 << 24
"""About so many bytes are read at once when a file is gone through."""


class Scale(Protocol):
    """What is done to values: it knows the dtype that they have afterwards."""

    def __call__(self, values: Any) -> Any:
        """The values, scaled."""

    def dtype(self, given: Any) -> Any:
        """The dtype of values that had ``given``."""


class FileRows:
    """The rows with the rising numbers ``index`` of a file ``rows``; a slice or numbers read only those."""

    def __init__(self, rows: Any, index: Any, scale: Scale) -> None:
        self.rows, self.scale = rows, scale
        self.index = index
        self.start = int(index[0]) if len(index) and index[-1] - index[0] == len(index) - 1 else None
        self.shape = (len(index), *rows.shape[1:])
        self.ndim, self.dtype, self.chunks = (
            len(self.shape),
            np.dtype(scale.dtype(rows.dtype)),
            getattr(rows, "chunks", None),
        )

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, wanted: Any) -> Any:
        """The rows at ``wanted``: a number, a slice, or rising numbers, as h5py has them."""
        if isinstance(wanted, slice):
            return self.scale(self._slice(*wanted.indices(len(self))))
        numbers = self.index[np.asarray(wanted)]
        return self.scale(np.asarray(self.rows[numbers])) if numbers.ndim else self.scale(self.rows[[int(numbers)]])[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(self[:], dtype)

    def _slice(self, first: int, last: int, step: int) -> Any:
        if self.start is not None and step > 0:
            return np.asarray(self.rows[self.start + first : self.start + max(first, last) : step])
        numbers = self.index[first:last:step]
        if not len(numbers):
            return np.asarray(self.rows[0:0])
        low, high = int(numbers.min()), int(numbers.max()) + 1
        if high - low <= 4 * len(numbers):  # one read with some rows too many is far faster than many
            return np.asarray(self.rows[low:high])[numbers - low]
        return np.asarray(self.rows[numbers])


def is_file(rows: Any) -> bool:
    """Whether rows stay in a file and are read in slices."""
    return not isinstance(rows, np.ndarray) and hasattr(rows, "chunks")


def blocks(rows: Any, most: int | None = None) -> Iterator[Any]:
    """Rows of an array or file, some at a time, as `pieces` has them."""
    return (rows[piece] for piece in pieces(rows, most))


def pieces(rows: Any, most: int | None = None) -> Iterator[slice]:
    """Slices of an array or file that are not too large; if there are more than ``most``, so many, evenly spread."""
    row = max(1, int(np.prod(rows.shape[1:], dtype=float)) * rows.dtype.itemsize)
    size = max(1, BLOCK // row)
    starts = range(0, len(rows), size)
    step = 1 if most is None else -(-len(starts) // most)
    yield from (slice(start, start + size) for start in starts[::step])
