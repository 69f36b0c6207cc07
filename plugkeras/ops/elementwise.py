"""Elementwise ops. They broadcast as NumPy does, and keep the dtype of floats.

Of several dtypes they choose as Keras does: floats win over integers, and integers over bools; a Python number takes
the dtype of the arrays. What is no integer of integers (a root, a quotient) is of the default float dtype.
"""

from typing import Any

from plugkeras.engine import Array
from plugkeras.ops.dispatch import primitive


@primitive
def negative(x: Array) -> Array:
    """``-x``."""


@primitive
def abs(x: Array) -> Array:
    """``|x|``."""


@primitive
def sign(x: Array) -> Array:
    """-1, 0 or 1; its gradient is zero."""


@primitive
def square(x: Array) -> Array:
    """``x * x``."""


@primitive
def sqrt(x: Array) -> Array:
    """The square root."""


@primitive
def exp(x: Array) -> Array:
    """``e ** x``."""


@primitive
def expm1(x: Array) -> Array:
    """``e ** x - 1``, exact near zero."""


@primitive
def log(x: Array) -> Array:
    """The natural logarithm."""


@primitive
def log1p(x: Array) -> Array:
    """``log(1 + x)``, exact near zero."""


@primitive
def log2(x: Array) -> Array:
    """The logarithm to base 2."""


@primitive
def log10(x: Array) -> Array:
    """The logarithm to base 10."""


@primitive
def sin(x: Array) -> Array:
    """The sine, x in radians."""


@primitive
def cos(x: Array) -> Array:
    """The cosine, x in radians."""


@primitive
def tan(x: Array) -> Array:
    """The tangent, x in radians."""


@primitive
def arcsin(x: Array) -> Array:
    """The inverse sine, in radians."""


@primitive
def arccos(x: Array) -> Array:
    """The inverse cosine, in radians."""


@primitive
def arctan(x: Array) -> Array:
    """The inverse tangent, in radians."""


@primitive
def sinh(x: Array) -> Array:
    """The hyperbolic sine."""


@primitive
def cosh(x: Array) -> Array:
    """The hyperbolic cosine."""


@primitive
def tanh(x: Array) -> Array:
    """The hyperbolic tangent."""


@primitive
def arcsinh(x: Array) -> Array:
    """The inverse hyperbolic sine."""


@primitive
def arccosh(x: Array) -> Array:
    """The inverse hyperbolic cosine."""


@primitive
def arctanh(x: Array) -> Array:
    """The inverse hyperbolic tangent."""


@primitive
def erf(x: Array) -> Array:
    """The error function."""


@primitive
def floor(x: Array) -> Array:
    """The next integer below; its gradient is zero."""


@primitive
def ceil(x: Array) -> Array:
    """The next integer above; its gradient is zero."""


@primitive
def rint(x: Array) -> Array:
    """The nearest integer, halves to even; its gradient is zero."""


@primitive
def isnan(x: Array) -> Array:
    """Whether x is NaN."""


@primitive
def isinf(x: Array) -> Array:
    """Whether x is infinite."""


@primitive
def isfinite(x: Array) -> Array:
    """Whether x is a finite number."""


@primitive
def logical_not(x: Array) -> Array:
    """Whether x is zero or False."""


@primitive
def relu(x: Array) -> Array:
    """``max(x, 0)``; the gradient at 0 is 0."""


@primitive
def sigmoid(x: Array) -> Array:
    """``1 / (1 + exp(-x))``."""


@primitive
def softplus(x: Array) -> Array:
    """``log(1 + exp(x))``, without overflow."""


@primitive
def add(x1: Array, x2: Array) -> Array:
    """``x1 + x2``, broadcast."""


@primitive
def subtract(x1: Array, x2: Array) -> Array:
    """``x1 - x2``, broadcast."""


@primitive
def multiply(x1: Array, x2: Array) -> Array:
    """``x1 * x2``, broadcast."""


@primitive
def divide(x1: Array, x2: Array) -> Array:
    """``x1 / x2``, broadcast."""


@primitive
def floor_divide(x1: Array, x2: Array) -> Array:
    """``x1 // x2``; its gradient is zero."""


@primitive
def mod(x1: Array, x2: Array) -> Array:
    """``x1 % x2``, with the sign of x2."""


@primitive
def power(x1: Array, x2: Array) -> Array:
    """``x1 ** x2``."""


@primitive
def maximum(x1: Array, x2: Array) -> Array:
    """The larger of the two; where they are equal the gradient is shared."""


@primitive
def minimum(x1: Array, x2: Array) -> Array:
    """The smaller of the two; where they are equal the gradient is shared."""


@primitive
def arctan2(x1: Array, x2: Array) -> Array:
    """The angle of the point (x2, x1), in radians."""


@primitive
def equal(x1: Array, x2: Array) -> Array:
    """Whether ``x1 == x2``."""


@primitive
def not_equal(x1: Array, x2: Array) -> Array:
    """Whether ``x1 != x2``."""


@primitive
def less(x1: Array, x2: Array) -> Array:
    """Whether ``x1 < x2``."""


@primitive
def less_equal(x1: Array, x2: Array) -> Array:
    """Whether ``x1 <= x2``."""


@primitive
def greater(x1: Array, x2: Array) -> Array:
    """Whether ``x1 > x2``."""


@primitive
def greater_equal(x1: Array, x2: Array) -> Array:
    """Whether ``x1 >= x2``."""


@primitive
def logical_and(x1: Array, x2: Array) -> Array:
    """Whether both are true."""


@primitive
def logical_or(x1: Array, x2: Array) -> Array:
    """Whether one is true."""


@primitive
def logical_xor(x1: Array, x2: Array) -> Array:
    """Whether just one is true."""


@primitive
def clip(x: Array, x_min: Array, x_max: Array) -> Array:
    """x kept between ``x_min`` and ``x_max``; outside, the gradient is zero."""


@primitive
def where(condition: Array, x1: Array = None, x2: Array = None) -> Array:
    """``x1`` where ``condition`` holds, ``x2`` elsewhere; without both, the indices of where it holds.

    Raises:
        ArgumentError: just one of the two is given.
    """


@primitive
def cast(x: Array, dtype: Any) -> Array:
    """x in another dtype; the gradient comes back in x's own."""


@primitive
def stop_gradient(variable: Array) -> Array:
    """``variable`` as a constant: no gradient flows back through it."""
