"""What the loss functions have in common: how their two arrays are made to go together."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from plugkeras.engine import Array
from plugkeras.loss import of_one_dtype, same_rank

Function = Callable[..., Array]


def formula(function: Function) -> Function:
    """Decorator: whatever two arrays are given, ``function`` gets them as floats of one dtype and one rank."""

    @wraps(function)
    def prepared(y_true: Array, y_pred: Array, *args: Any, **kwargs: Any) -> Array:
        return function(*same_rank(*of_one_dtype(y_true, y_pred)), *args, **kwargs)

    prepared.formula = function  # for who has made them go together already
    return prepared
