"""Text as data: arrays of strings, which some layers take; all others need numbers."""

from typing import Any

import numpy as np

from plugkeras.errors import DataError

KINDS = "USOT"
"""NumPy's letters for dtypes of text; "O" is that of any object."""


def is_text(x: Any) -> bool:
    """Whether x is an array of text, or of objects."""
    return isinstance(x, np.ndarray) and x.dtype.kind in KINDS


def text_in(value: Any) -> Any:
    """An array of the strings in an array or in lists, as str or bytes; None if they are not all strings.

    Lists become an array of objects, in which short strings take no more room for a long one.
    """
    if not hasattr(value, "dtype"):
        if not isinstance(_first(value), str | bytes):
            return None
        value = np.array(value, object)
    elif not isinstance(value, np.ndarray) and getattr(value.dtype, "kind", "O") in KINDS:
        value = np.asarray(value)  # a column of pandas, say
    if not is_text(value):
        return None
    if value.dtype.kind == "O" and not all(isinstance(item, str | bytes) for item in value.flat):
        return None
    return np.asarray(value)


def _first(value: Any) -> Any:
    while isinstance(value, list | tuple) and len(value):
        value = value[0]
    return value


def no_numbers(owner: object, x: Any) -> DataError:
    """The error for text where numbers are needed."""
    return DataError(
        f"{owner} got data of dtype {x.dtype}, and training needs numbers: encode them first, or put a layer before it "
        "that takes text, as StringLookup, TextVectorization and Hashing do."
    )
