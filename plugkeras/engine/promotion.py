"""Which dtype an op computes in: as Keras has it, where NumPy would make float64 of most that is no float32."""

from functools import cache
from typing import Any

import numpy as np

from plugkeras.config import floatx, is_float

NUMBERS = (bool, int, float)
"""What takes the dtype of the arrays beside it."""


def common(*kinds: Any) -> Any:
    """The dtype for arguments of these dtypes; ``int``, ``float`` and ``bool`` stand for Python's numbers."""
    return _common(floatx(), *kinds)


@cache
def _common(default: str, *kinds: Any) -> Any:
    strong = [kind for kind in kinds if isinstance(kind, np.dtype)]
    floats = [kind for kind in strong if kind.kind == "c" or is_float(kind)]
    if floats:
        return np.result_type(*floats)
    if any(isinstance(kind, type) and issubclass(kind, float) for kind in kinds):
        return np.dtype(default)
    result = np.result_type(*strong) if strong else np.dtype(bool)
    if result.kind == "f":  # what NumPy makes of signed and unsigned integers of 64 bits
        return np.dtype(default)
    return np.dtype(np.int32) if result.kind == "b" and int in kinds else result


def made(x: Any) -> Any:
    """An ndarray of what is none: numbers and lists of them become floats by ``floatx()``, or int32 if they fit."""
    y = np.asarray(x)
    if hasattr(x, "dtype") or hasattr(x, "__array__"):
        return y
    if y.dtype == np.float64:
        return y.astype(floatx())
    return y.astype(np.int32) if y.dtype == np.int64 and fits(y, np.int32) else y


def fits(y: Any, dtype: Any) -> bool:
    """Whether the integers of an ndarray are among those of a narrower dtype."""
    limits = np.iinfo(dtype)
    return not y.size or bool(y.min() >= limits.min and y.max() <= limits.max)


def summed(dtype: Any) -> Any:
    """The dtype of sums and products of ``dtype``: small integers and bools are counted as int32."""
    return np.dtype(np.int32) if dtype.kind in "iub" and dtype.itemsize < 4 else dtype
