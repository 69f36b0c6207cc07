"""What the update rules have in common."""

from typing import Annotated, Any

from plugkeras.annotations import Via
from plugkeras.config import epsilon
from plugkeras.engine import Array


def _epsilon(value: Any) -> float:
    try:
        return epsilon() if value is None else float(value)
    except (TypeError, ValueError):
        raise ValueError("must be a number") from None


Epsilon = Annotated[float, Via(_epsilon)]
"""A small number that keeps a division finite; None, as Keras 2 has it, is the default one."""


def follow(mean: Array, x: Array, keep: float) -> Array:
    """The running mean of x: what it was, times ``keep``, and the rest of x."""
    mean *= keep
    mean += (1 - keep) * x
    return mean
