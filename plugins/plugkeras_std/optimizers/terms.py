"""What the update rules have in common."""

from math import inf, log
from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import Via
from plugkeras.config import epsilon
from plugkeras.engine import Array


def _epsilon(value: Any) -> float:
    return epsilon() if value is None else _number(value, inf)


def _beta(value: Any) -> float:
    return _number(value, 1.0)


def _positive(value: Any) -> float:
    if not (number := _number(value, inf)):
        raise ValueError("must be a number above 0")
    return number


def _number(value: Any, below: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError("must be a number") from None
    if not 0 <= number < below:
        raise ValueError(f"must be a number of at least 0{'' if below == inf else f' and less than {below:g}'}")
    return number


Beta = Annotated[float, Via(_beta)]
"""How much of a mean is kept, where it is divided by what of it was ever taken in: nothing, were all of it kept."""
Epsilon = Annotated[float, Via(_epsilon)]
"""A small number that keeps a division finite; None, as Keras 2 has it, is the default one."""

Positive = Annotated[float, Via(_positive)]
"""What is divided by, or would make every step 0."""


def follow(mean: Array, x: Array, keep: float) -> Array:
    """The running mean of x: what it was, times ``keep``, and the rest of x."""
    mean *= keep
    mean += (1 - keep) * x
    return mean


def taken_in(keep: float, step: Any) -> Any:
    """How much of its values a running mean has taken in after ``step`` of them: ``1 - keep**step``."""
    if isinstance(step, int) or not keep:
        return 1 - keep**step
    return -ops.expm1(step * log(keep))  # in float32 the difference would lose most digits
