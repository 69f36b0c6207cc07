"""What layers that read text are given: arrays of strings or of integers, as values to look at."""

from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.errors import DataError
from plugkeras.parts.text import is_text, text_in

ANY_BYTES = "surrogateescape"
"""Bytes that are no text in an encoding stay what they are, there and back."""


def values_of(x: Any) -> Any:
    """An ndarray of text or of integers; fractions are cut off.

    Raises:
        DataError: it is neither, or some is missing.
    """
    text = text_in(x)
    if text is not None:
        return text
    array = np.asarray(x) if isinstance(x, list | tuple) else ops.convert_to_numpy(x)
    if array.dtype.kind not in "fiub":
        raise DataError(f"Text is an array of strings or of bytes alone, and this one is of {array.dtype}.")
    return array.astype(np.int64) if array.dtype.kind == "f" else array


def words_in(x: Any, encoding: str = "utf-8") -> list[str]:
    """The strings of an array, one after the other; integers are written out."""
    if x.dtype.kind in "UT":
        found: list[str] = x.ravel().tolist()
        return found
    if not is_text(x):
        return [str(number).lower() for number in x.ravel().tolist()]  # True is "true", as TensorFlow has it
    return [w.decode(encoding, ANY_BYTES) if isinstance(w, bytes) else str(w) for w in x.ravel().tolist()]


def in_bytes(x: Any) -> list[bytes]:
    """The same in UTF-8, as they are hashed."""
    if is_text(x) and x.dtype.kind in "SO":
        return [w if isinstance(w, bytes) else w.encode("utf-8", ANY_BYTES) for w in x.ravel().tolist()]
    return [word.encode("utf-8", ANY_BYTES) for word in words_in(x)]


def text_array(words: list[str], shape: Any) -> Any:
    """An array of strings."""
    found = np.empty(len(words), object)
    found[:] = words
    return found.reshape(shape) if not words else found.astype(str).reshape(shape)
