"""Labels as rows of zeros with a one, and rows scaled to length 1."""

from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError
from plugkeras.parts.spellings import tolerant


@tolerant
def to_categorical(x: Any = None, num_classes: int | None = None, dtype: Any = None, y: Any = None) -> Any:
    """A row of ``num_classes`` for each number of a class: 1 at its place, 0 elsewhere.

    Args:
        x: Integers of any shape; a last axis of length 1 goes. (Keras 2 called it ``y``.)
        num_classes: The largest one and one more, unless given.
        dtype: That of the result: float64 as in Keras 3, unless given.

    Returns:
        An array of shape ``(*x.shape, num_classes)``.

    Raises:
        DataError: there is no label, or one is no whole number, or not in ``0 … num_classes - 1``.
    """
    if (x is None) == (y is None):
        raise ArgumentError("to_categorical takes the labels once: to_categorical(x, num_classes).")
    labels = np.asarray(y if x is None else x)
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    numbers = _whole(labels)
    classes = int(numbers.max(initial=-1)) + 1 if num_classes is None else int(num_classes)
    wrong = (numbers < 0) | (numbers >= classes)
    if wrong.any() or (num_classes is None and not labels.size):
        what = f"{numbers[wrong].flat[0]} is none" if wrong.any() else "there are none"
        raise DataError(f"to_categorical needs labels from 0 to num_classes - 1 = {classes - 1}, and {what}.")
    rows = np.zeros((numbers.size, classes), dtype or np.float64)
    rows[np.arange(numbers.size), numbers.ravel()] = 1
    return rows.reshape(*numbers.shape, classes)


def _whole(labels: Any) -> Any:
    try:
        with np.errstate(invalid="ignore"):
            numbers = labels.astype(np.int64)
        if labels.dtype.kind != "f" or (numbers == labels).all():
            return numbers
    except (TypeError, ValueError):
        pass
    raise DataError(f"to_categorical needs whole numbers as labels, and got {labels.dtype}: number the classes first.")


def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """x divided by its norm along ``axis``: the Euclidean one, or of another ``order``; zeros stay zeros.

    Raises:
        ArgumentError: ``order`` is no integer of at least 1.
    """
    if not isinstance(order, int) or order < 1:
        raise ArgumentError(f"normalize: `order` must be an integer of at least 1, not {order!r}.")
    x = np.asarray(x)
    norms = np.linalg.norm(x, order, axis, keepdims=True) if x.ndim > 1 else np.linalg.norm(x, order)
    return x / np.where(norms == 0, 1, norms)
