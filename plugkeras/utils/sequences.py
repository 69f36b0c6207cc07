"""Sequences of different lengths as one array."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> Any:
    """The sequences as the rows of one array: short ones filled up with ``value``, long ones cut.

    Args:
        sequences: Lists of numbers, or of vectors of one length.
        maxlen: The length of all rows; that of the longest unless given.
        dtype: That of the result; ``object`` for text.
        padding, truncating: Whether that is done at the beginning ("pre") or at the end ("post").

    Raises:
        ArgumentError: ``padding`` or ``truncating`` is neither.
        DataError: something is no sequence, or their elements have different shapes.
    """
    for name, side in (("padding", padding), ("truncating", truncating)):
        if side not in ("pre", "post"):
            raise ArgumentError(f"pad_sequences: `{name}` must be 'pre' or 'post', not {side!r}.")
    if not hasattr(sequences, "__len__") or any(not hasattr(s, "__len__") for s in sequences):
        raise DataError("pad_sequences needs a list of sequences; for a single one say [sequence].")
    if maxlen is None:
        maxlen = max(map(len, sequences), default=0)
    shape = next((np.shape(s)[1:] for s in sequences if len(s)), ())
    if isinstance(value, str) and np.dtype(dtype).kind not in "OUS":
        raise ArgumentError(f"pad_sequences: `value` is {value!r}, which is no {dtype}; with text say dtype=object.")
    result = np.full((len(sequences), maxlen, *shape), value, dtype)
    for row, sequence in zip(result, sequences, strict=True):
        _fill(row, sequence, padding, truncating)
    return result


def _fill(row: Any, sequence: Sequence[Any], padding: str, truncating: str) -> None:
    length = len(row)
    kept = np.asarray(sequence[:length] if truncating == "post" else sequence[max(0, len(sequence) - length) :])
    if not len(kept):
        return
    if kept.shape[1:] != row.shape[1:]:
        raise DataError(
            f"pad_sequences: elements of shapes {kept.shape[1:]} and {row.shape[1:]} fit into no one array."
        )
    row[slice(None, len(kept)) if padding == "post" else slice(-len(kept), None)] = kept
