"""Nested values as JSON and a list of arrays, and back: what a snapshot of a training is written as."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from plugkeras.errors import FormatError

_PLAIN = (bool, int, float, str)


class Unkept(TypeError):
    """A value that is neither plain nor an array, so that it cannot be written."""


def parted(value: Any, arrays: list[Any]) -> Any:
    """``value`` as JSON; arrays in it are added to ``arrays``, and stand as their numbers.

    Raises:
        Unkept: something in it is no number, text, array, or container of these.
    """
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, np.generic | np.ndarray):
        if value.dtype.kind not in "biuf":
            raise Unkept(f"an array of {value.dtype}")
        arrays.append(np.array(value))
        return {"scalar" if isinstance(value, np.generic) else "array": len(arrays) - 1}
    if isinstance(value, Mapping):
        return {"dict": [[parted(k, arrays), parted(v, arrays)] for k, v in value.items()]}
    if isinstance(value, list | tuple):
        return {"tuple" if isinstance(value, tuple) else "list": [parted(v, arrays) for v in value]}
    raise Unkept(type(value).__name__)


def joined(data: Any, arrays: Sequence[Any]) -> Any:
    """The value that ``parted`` took apart.

    Raises:
        FormatError: ``data`` did not come from there.
    """
    if not isinstance(data, dict):
        return data
    try:
        ((sort, inner),) = data.items()
        if sort in ("array", "scalar"):
            return arrays[inner].copy() if sort == "array" else arrays[inner][()]
        if sort == "dict":
            return {joined(k, arrays): joined(v, arrays) for k, v in inner}
        items = [joined(v, arrays) for v in inner]
        return {"list": items, "tuple": tuple(items)}[sort]
    except (ValueError, TypeError, LookupError) as problem:
        raise FormatError(f"It is no snapshot of a training: {problem}.") from None
