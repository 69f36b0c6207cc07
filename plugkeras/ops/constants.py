"""What ops that are no primitives are made with: values by NumPy's functions, and slopes where these have gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras import config
from plugkeras.engine import Array, current
from plugkeras.engine.promotion import NUMBERS, common
from plugkeras.ops.elementwise import cast
from plugkeras.ops.gradients import custom_gradient
from plugkeras.ops.reductions import sum
from plugkeras.ops.shapes import convert_to_tensor, reshape

__all__: list[str] = []
Formula = Callable[..., Any]


def values(formula: Formula, *xs: Array) -> Any:
    """``formula(np, *xs)`` of constants, by what the engine has in NumPy's place."""
    return current().values(formula, *xs)


def together(*xs: Any, floats: bool = False) -> list[Array]:
    """The arguments as arrays of their common dtype; with ``floats``, of the default float dtype if they have none."""
    known = [x if isinstance(x, NUMBERS) else convert_to_tensor(x) for x in xs]
    dtype = common(*[type(x) if isinstance(x, NUMBERS) else np.dtype(str(x.dtype)) for x in known])
    name = config.floatx() if floats and dtype.kind in "iub" else dtype.name
    return [in_dtype(x, name) for x in known]


def in_dtype(x: Any, dtype: str) -> Array:
    """x as an array of that dtype: itself, if it is one."""
    x = convert_to_tensor(x, dtype) if isinstance(x, NUMBERS) else convert_to_tensor(x)
    return x if str(x.dtype) == dtype else cast(x, dtype)


def kind_of(x: Any) -> str:
    """NumPy's letter for a dtype: "f", "i", "u", "b" or "c"."""
    return np.dtype(str(x.dtype)).kind


def sloped(formula: Formula, *slopes: Callable[..., Array] | None) -> Callable[..., Array]:
    """An elementwise op: values by a formula, and for each argument its slope, ``slope(y, *xs)``; None has none."""

    @custom_gradient
    def op(*xs: Array) -> Any:
        y = values(formula, *xs)

        def gradient(g: Array) -> tuple[Array | None, ...]:
            return tuple(
                None if slope is None else unbroadcast(g * slope(y, *xs), x.shape)
                for slope, x in zip(slopes, xs, strict=True)
            )

        return y, gradient

    return op


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """The gradient of something of ``shape`` that had been broadcast to g's shape."""
    if tuple(g.shape) == tuple(shape):
        return g
    lead = len(g.shape) - len(shape)
    axes = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 and g.shape[lead + i] != 1))
    return reshape(sum(g, axes), shape)
