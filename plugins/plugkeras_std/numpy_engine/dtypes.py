"""Which dtype an op computes in: as Keras has it, where NumPy would make float64 of most that is no float32."""

from functools import cache
from typing import Any

import numpy as np

from plugkeras.config import floatx
from plugkeras.engine.operators import Operators

ARRAYS = (np.ndarray, np.generic)
NUMBERS = (bool, int, float)
_GIVEN = (*ARRAYS, Operators)


def given(x: Any) -> Any:
    """x, if it is an array or stands for one; else what a list or a number is as one."""
    return x if type(x) is np.ndarray or isinstance(x, _GIVEN) else _made(x)


def _made(x: Any) -> Any:
    y = np.asarray(x)
    if hasattr(x, "dtype") or hasattr(x, "__array__"):
        return y
    if y.dtype == np.float64:
        return y.astype(floatx())
    fits = y.dtype == np.int64 and (not y.size or (y.min() >= -(2**31) and y.max() < 2**31))
    return y.astype(np.int32) if fits else y


def floating(x: Any) -> Any:
    """x as an array of floats: integers and bools become the default float dtype."""
    x = given(x)
    return x if x.dtype.kind in "fc" else x.astype(floatx())


def agreed(a: Any, b: Any) -> bool:
    """Whether NumPy does with the two what Keras does: floats of one dtype, or with a Python number."""
    if not isinstance(a, ARRAYS):
        a, b = b, a
    if not isinstance(a, ARRAYS) or a.dtype.kind != "f":
        return False
    kind = type(b)
    return kind is float or kind is int or (isinstance(b, ARRAYS) and b.dtype == a.dtype)


def together(*xs: Any) -> list[Any]:
    """The arguments of an op in their common dtype; a Python number takes that of the arrays."""
    known = [x if isinstance(x, NUMBERS) else given(x) for x in xs]
    dtype = _common(floatx(), *[x.dtype if isinstance(x, ARRAYS) and not _weak(x, known) else type(x) for x in known])
    return [np.asarray(x, dtype) for x in known]


def _weak(x: Any, others: list[Any]) -> bool:
    """Whether x counts as a Python number: a np.float64 is one, next to an array."""
    return isinstance(x, float) and any(isinstance(other, np.ndarray) for other in others)


@cache
def _common(default: str, *kinds: Any) -> Any:
    strong = [kind for kind in kinds if isinstance(kind, np.dtype)]
    floats = [kind for kind in strong if kind.kind in "fc"]
    if floats:
        return np.result_type(*floats)
    if any(isinstance(kind, type) and issubclass(kind, float) for kind in kinds):
        return np.dtype(default)
    result = np.result_type(*strong) if strong else np.dtype(bool)
    if result.kind == "f":  # what NumPy makes of signed and unsigned integers of 64 bits
        return np.dtype(default)
    return np.dtype(np.int32) if result.kind == "b" and int in kinds else result
