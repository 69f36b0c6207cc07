"""What the functions of targets and predictions have in common: how the two are made to go together."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.config import is_float
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError
from plugkeras.parts.loss import of_one_dtype, same_rank

Function = Callable[..., Array]


def formula(function: Function) -> Function:
    """Decorator: whatever two arrays are given, ``function`` gets them as floats of one dtype and one rank."""

    @wraps(function)
    def prepared(y_true: Array, y_pred: Array, *args: Any, **kwargs: Any) -> Array:
        return function(*same_rank(*of_one_dtype(y_true, y_pred)), *args, **kwargs)

    prepared.formula = function  # for who has made them go together already
    return prepared


def free_targets(function: Function) -> Function:
    """Decorator: the targets of this loss may have another shape than the outputs."""
    function.free_targets = True  # type: ignore[attr-defined]
    return function


def class_numbers(y_true: Array, y_pred: Array) -> Array:
    """``y_true`` without a last axis of length 1: the predictions have the classes there.

    Raises:
        ArgumentError: a class number has a fraction.
    """
    y_true = ops.convert_to_tensor(y_true)
    if is_float(y_true.dtype):
        current().look(y_true, _refuse_fractions)
    extra = len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1
    return ops.squeeze(y_true, -1) if extra else y_true


def _refuse_fractions(labels: Any) -> None:
    whole = np.floor(labels) == labels
    if not whole.all():
        raise ArgumentError(f"Class numbers are whole, and {labels[~whole].flat[0]} is not: are these probabilities?")
