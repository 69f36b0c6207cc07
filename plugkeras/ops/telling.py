"""Ops on bits and integers, and ops that tell something of numbers: no gradient flows through them."""

from collections.abc import Callable

from plugkeras.engine import Array
from plugkeras.ops import elementwise as el
from plugkeras.ops.constants import in_dtype, together, values
from plugkeras.ops.reductions import all
from plugkeras.ops.shapes import convert_to_tensor

__all__ = [
    *("allclose", "bitwise_and", "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or"),
    *("bitwise_right_shift", "bitwise_xor", "gcd", "isclose", "isin", "isneginf", "isposinf", "isreal", "lcm"),
    *("left_shift", "right_shift", "signbit"),
]


def _of_two(function: str) -> Callable[..., Array]:
    return lambda x, y: values(lambda np, a, b: getattr(np, function)(a, b), *together(x, y))


def bitwise_and(x: Array, y: Array) -> Array:
    """The bits that both have."""
    return _of_two("bitwise_and")(x, y)


def bitwise_or(x: Array, y: Array) -> Array:
    """The bits that one has."""
    return _of_two("bitwise_or")(x, y)


def bitwise_xor(x: Array, y: Array) -> Array:
    """The bits that just one has."""
    return _of_two("bitwise_xor")(x, y)


def bitwise_invert(x: Array) -> Array:
    """The bits that x has not."""
    return values(lambda np, x: np.invert(x), convert_to_tensor(x))


def bitwise_not(x: Array) -> Array:
    """The bits that x has not."""
    return bitwise_invert(x)


def bitwise_left_shift(x: Array, y: Array) -> Array:
    """``x * 2 ** y``: the bits of x moved by y places."""
    return _of_two("left_shift")(x, y)


def left_shift(x: Array, y: Array) -> Array:
    """``x * 2 ** y``: the bits of x moved by y places."""
    return bitwise_left_shift(x, y)


def bitwise_right_shift(x: Array, y: Array) -> Array:
    """``x // 2 ** y``: the bits of x moved back by y places."""
    return _of_two("right_shift")(x, y)


def right_shift(x: Array, y: Array) -> Array:
    """``x // 2 ** y``: the bits of x moved back by y places."""
    return bitwise_right_shift(x, y)


def gcd(x1: Array, x2: Array) -> Array:
    """The greatest common divisor of integers."""
    return _of_two("gcd")(x1, x2)


def lcm(x1: Array, x2: Array) -> Array:
    """The least common multiple of integers."""
    return _of_two("lcm")(x1, x2)


def isclose(x1: Array, x2: Array, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Array:
    """Whether ``|x1 - x2| <= atol + rtol * |x2|``."""
    x1, x2 = together(x1, x2)
    return values(lambda np, a, b: np.isclose(a, b, rtol, atol, equal_nan), x1, x2)


def allclose(x1: Array, x2: Array, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Array:
    """Whether ``isclose`` holds everywhere."""
    return all(isclose(x1, x2, rtol, atol, equal_nan))


def isin(x1: Array, x2: Array, assume_unique: bool = False, invert: bool = False) -> Array:
    """Whether each element of x1 is one of x2; with ``invert``, whether it is none."""
    x1, x2 = together(x1, x2)
    return values(lambda np, a, b: np.isin(a, b, assume_unique=assume_unique, invert=invert), x1, x2)


def isposinf(x: Array) -> Array:
    """Whether x is infinite and positive."""
    return el.equal(convert_to_tensor(x), float("inf"))


def isneginf(x: Array) -> Array:
    """Whether x is infinite and negative."""
    return el.equal(convert_to_tensor(x), -float("inf"))


def isreal(x: Array) -> Array:
    """Whether x has no imaginary part."""
    return values(lambda np, x: np.isreal(x), convert_to_tensor(x))


def signbit(x: Array) -> Array:
    """Whether x, or a zero, bears the sign of negative numbers."""
    x = convert_to_tensor(x)
    if str(x.dtype) == "bool":
        x = in_dtype(x, "int32")
    return values(lambda np, x: np.signbit(x), x)
