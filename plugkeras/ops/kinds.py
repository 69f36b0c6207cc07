"""What an array is, and arrays as another dtype."""

from typing import Any

import numpy

from plugkeras import config
from plugkeras.engine import Array
from plugkeras.engine.operators import Operators
from plugkeras.ops.elementwise import cast, clip
from plugkeras.ops.shapes import convert_to_tensor

__all__ = ["dtype", "is_tensor", "saturate_cast"]


def dtype(x: Any) -> str:
    """The name of x's dtype."""
    return str(convert_to_tensor(x).dtype)


def is_tensor(x: Any) -> bool:
    """Whether x is an array of the engine, or what stands for one; a Variable is none."""
    if isinstance(x, Operators):
        return not hasattr(x, "assign")
    return hasattr(x, "dtype") and hasattr(x, "shape") and hasattr(x, "__array__")


def saturate_cast(x: Array, dtype: Any) -> Array:
    """x in another dtype; numbers that it does not have become the nearest that it has."""
    x, name = convert_to_tensor(x), config.standardize_dtype(dtype)
    mine = numpy.dtype(str(x.dtype))
    low, high = (_within(bound, mine, pick) for bound, pick in zip(_limits(name), (max, min), strict=True))
    return cast(clip(cast(x, "int32") if mine.kind == "b" else x, low, high), name)


def _limits(dtype: Any) -> tuple[Any, Any]:
    kind = numpy.dtype(dtype)
    if kind.kind == "b":
        return 0, 1
    limits: Any = numpy.finfo(kind) if kind.kind == "f" else numpy.iinfo(kind)
    return limits.min, limits.max


def _within(bound: Any, dtype: Any, pick: Any) -> Any:
    """A bound as a number of the dtype of what is bounded, at least as tight."""
    own = _limits(dtype)[0 if pick is max else 1]
    tight = pick(float(bound), float(own)) if dtype.kind == "f" else pick(int(bound), int(own))
    number = dtype.type(tight) if dtype.kind != "b" else int(tight)
    if dtype.kind == "f" and abs(float(number)) > abs(tight):
        number = numpy.nextafter(number, dtype.type(0))
    return number
