"""The arguments of an op, in the dtype that it computes in."""

from typing import Any

import numpy as np

from plugkeras.config import floatx
from plugkeras.engine.operators import Operators
from plugkeras.engine.promotion import NUMBERS, common, made

ARRAYS = (np.ndarray, np.generic)
_GIVEN = (*ARRAYS, Operators)


def given(x: Any) -> Any:
    """x, if it is an array or stands for one; else what a list or a number is as one."""
    return x if type(x) is np.ndarray or isinstance(x, _GIVEN) else made(x)


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
    dtype = common(*[x.dtype if isinstance(x, ARRAYS) and not _weak(x, known) else type(x) for x in known])
    return [np.asarray(x, dtype) for x in known]


def _weak(x: Any, others: list[Any]) -> bool:
    """Whether x counts as a Python number: a np.float64 is one, next to an array."""
    return isinstance(x, float) and any(isinstance(other, np.ndarray) for other in others)
