"""Variables: making, reading and changing them; and what can be asked of any array."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from plugkeras import config, ops, random
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Variable:
    """A Variable of this value, in the default float dtype unless told otherwise."""
    made = Variable(value, dtype=dtype or config.floatx(), name=name or "variable")
    made.constraint = constraint
    return made


def zeros(shape: Sequence[int], dtype: Any = None, name: str | None = None) -> Variable:
    """A Variable of zeros."""
    return variable(ops.zeros(shape, dtype), dtype, name)


def ones(shape: Sequence[int], dtype: Any = None, name: str | None = None) -> Variable:
    """A Variable of ones."""
    return variable(ops.ones(shape, dtype), dtype, name)


def eye(size: int, dtype: Any = None, name: str | None = None) -> Variable:
    """A Variable with the unit matrix."""
    return variable(ops.eye(size, dtype=dtype), dtype, name)


def random_uniform_variable(
    shape: Sequence[int], low: float, high: float, dtype: Any = None, name: str | None = None, seed: int | None = None
) -> Variable:
    """A Variable of numbers spread evenly over ``[low, high)``."""
    return variable(random.uniform(shape, low, high, dtype, seed), dtype, name)


def random_normal_variable(
    shape: Sequence[int], mean: float, scale: float, dtype: Any = None, name: str | None = None, seed: int | None = None
) -> Variable:
    """A Variable of normally distributed numbers."""
    return variable(random.normal(shape, mean, scale, dtype, seed), dtype, name)


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Array:
    """``value`` as an array; with ``shape``, a single value everywhere or as many as fit."""
    array = ops.convert_to_tensor(value, dtype or config.floatx())
    if shape is None:
        return array
    return ops.broadcast_to(array, shape) if array.size == 1 else ops.reshape(array, shape)


def eval(x: Any) -> Any:
    """The value of x, as an ndarray of its own or a NumPy number."""
    return np.array(ops.convert_to_numpy(x))[()]


def get_value(x: Any) -> Any:
    """The value of x, as an ndarray of its own or a NumPy number."""
    return eval(x)


def set_value(x: Any, value: Any) -> None:
    """Give the Variable ``x`` a new value: ``K.set_value(model.optimizer.lr, 0.001)``.

    Raises:
        ArgumentError: x is no Variable.
        ShapeError: the value has another shape.
    """
    _variable(x, "set_value").assign(value)


def batch_get_value(ops: Iterable[Any]) -> list[Any]:
    """The values of several Variables."""
    return [get_value(x) for x in ops]


def batch_set_value(tuples: Iterable[tuple[Any, Any]]) -> None:
    """Give several Variables new values: pairs of a Variable and its value."""
    for x, value in tuples:
        set_value(x, value)


def update(x: Any, new_x: Any) -> Any:
    """``x`` after taking the value ``new_x``."""
    return _variable(x, "update").assign(new_x)


def update_add(x: Any, increment: Any) -> Any:
    """``x`` after adding ``increment``."""
    return _variable(x, "update_add").assign_add(increment)


def update_sub(x: Any, decrement: Any) -> Any:
    """``x`` after subtracting ``decrement``."""
    return _variable(x, "update_sub").assign_sub(decrement)


def moving_average_update(x: Any, value: Any, momentum: float) -> Any:
    """``x`` after becoming ``x * momentum + value * (1 - momentum)``."""
    return _variable(x, "moving_average_update").assign(x * momentum + value * (1 - momentum))


def _variable(x: Any, function: str) -> Any:
    if not isinstance(x, Variable):
        what = f"{x!r}" if np.ndim(x) == 0 else f"an array of shape {tuple(x.shape)}"
        raise ArgumentError(f"K.{function} changes Variables, and {what} is none; the rate of a schedule is none too.")
    return x


def count_params(x: Any) -> int:
    """The number of elements."""
    return int(np.prod(x.shape, dtype=np.int64))


def get_variable_shape(x: Any) -> tuple[int, ...]:
    """The lengths of its axes."""
    return tuple(x.shape)


def print_tensor(x: Any, message: str = "") -> Any:
    """x, after printing ``message`` and its value."""
    print(message, ops.convert_to_numpy(x))
    return x


def is_tensor(x: Any) -> bool:
    """Whether x is an array or a Variable."""
    return hasattr(x, "shape") and hasattr(x, "dtype")


def is_keras_tensor(x: Any) -> bool:
    """False: nothing is symbolic."""
    return False


def is_placeholder(x: Any) -> bool:
    """False: nothing is symbolic."""
    return False


def is_sparse(tensor: Any) -> bool:
    """False: arrays are dense."""
    return False


def to_dense(tensor: Any) -> Any:
    """``tensor``, which is dense."""
    return tensor
