"""What an argument may be: annotations that check it, convert it and describe it.

A field's annotation serves validation here, the terminal app's forms and the stubs at once:
``Annotated[int, Range(1)]``, ``Literal["valid", "same"]``, ``Annotated[tuple[int, ...], Sizes(2)]``
and, for parts of other kinds, ``Initializer``, ``Activation`` and their like.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from numbers import Integral, Real
from typing import Annotated, Any, Literal, get_args, get_origin

from plugkeras.errors import ArgumentError, did_you_mean

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Part:
    """A part of ``kind``, given by name, config, class or object; ``default`` stands for None."""

    kind: str
    default: str | None = None


@dataclass(frozen=True)
class Range:
    """A number from ``low`` to ``high``, both included."""

    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            return f" from {self.low} to {self.high}"
        return f" of at least {self.low}" if self.low is not None else f" of at most {self.high}"

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies inside (NaN never does)."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Sizes:
    """``rank`` integers of at least ``low``; one integer stands for all of them."""

    rank: int
    low: int = 1

    def __call__(self, value: Any) -> tuple[int, ...]:
        """``3`` and ``(3, 3)`` both give ``(3, 3)``."""
        items = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,) * self.rank
        if len(items) != self.rank or not all(is_integer(i) and i >= self.low for i in items):
            raise ValueError(f"must be an integer of at least {self.low} or {self.rank} of them")
        return tuple(int(i) for i in items)


@dataclass(frozen=True)
class Via:
    """Whatever the function ``convert`` makes of the value; its ValueError says what is needed."""

    convert: Convert

    def __call__(self, value: Any) -> Any:
        """The value, converted."""
        return self.convert(value)


def _learning_rate(value: Any) -> Any:
    if callable(value) or isinstance(value, Mapping):  # a schedule, or its config
        return value
    if getattr(value, "ndim", 0) or isinstance(value, str | list | bool | None):
        raise ValueError("must be a number, a schedule, or a function returning a number")
    if not 0 <= float(value) < inf:
        raise ValueError("must be a finite number of at least 0")
    return float(value)


Activation = Annotated[Any, Part("activations", default="linear")]
Initializer = Annotated[Any, Part("initializers")]
Regularizer = Annotated[Any, Part("regularizers")]
Constraint = Annotated[Any, Part("constraints")]
Optimizer = Annotated[Any, Part("optimizers")]
LearningRate = Annotated[Any, Via(_learning_rate)]
Count = Annotated[int, Range(1)]
Rate = Annotated[float, Range(0, 1)]
NotNegative = Annotated[float, Range(0)]
DataFormat = Literal["channels_last", "channels_first"] | None


def shortened(value: Any) -> str:
    """``repr(value)`` on one line, the middle left out if it is long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:50]}…{text[-25:]}"


def is_integer(value: Any) -> bool:
    """Whether ``value`` is a whole number and not a bool."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def part_of(annotation: Any) -> Part | None:
    """The Part that an annotation asks for, if it asks for one."""
    return next((m for m in get_args(annotation)[1:] if isinstance(m, Part)), None) if annotation else None


def checked(owner: str, name: str, annotation: Any, value: Any) -> Any:
    """``value`` as ``annotation`` wants it.

    Raises:
        ArgumentError: naming the owner, the argument, what it needs and what it got.
    """
    try:
        return _convert(annotation, value)
    except (ValueError, TypeError) as problem:
        if isinstance(problem, ArgumentError):
            raise
        raise ArgumentError(f"{owner}: `{name}` {problem}, not {shortened(value)}.") from None


def _convert(annotation: Any, value: Any) -> Any:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _convert_marked(args[0], args[1:], value)
    if origin is Literal:
        return _choice(args, value)
    if type(None) in args:  # a union with None
        return None if value is None else _convert(args[0], value)
    return _PLAIN[annotation](value) if annotation in _PLAIN else value


def _convert_marked(base: Any, marks: tuple[Any, ...], value: Any) -> Any:
    for mark in marks:
        if callable(mark):
            return mark(value)
    value = _convert(base, value)
    for mark in marks:
        if isinstance(mark, Range) and value is not None and not mark.holds(value):
            raise ValueError(f"must be {'an integer' if base is int else 'a number'}{mark}")
    return value


def _choice(choices: tuple[Any, ...], value: Any) -> Any:
    if value in choices:
        return value
    if isinstance(value, str) and value.lower() in choices:
        return value.lower()
    names = ", ".join(repr(c) for c in choices)
    hint = did_you_mean(value, [str(c) for c in choices]) if isinstance(value, str) else ""
    raise ValueError(f"must be one of {names}{hint and f' ({hint[2:]})'}")


def _integer(value: Any) -> int:
    if is_integer(value) or (isinstance(value, float) and value.is_integer()):
        return int(value)  # Keras 1 and Python 2 scripts pass 32.0 for 32
    raise ValueError("must be an integer")


def _number(value: Any) -> float:
    if isinstance(value, Real) and not isinstance(value, bool):
        return float(value)
    if getattr(value, "ndim", None) == 0:
        return float(value)
    raise ValueError("must be a number")


def _flag(value: Any) -> bool:
    if value is None or value in (0, 1):
        return bool(value)
    raise ValueError("must be True or False")  # Keras 1's SGD(0.1, 0.9, 1e-6) means no nesterov


_PLAIN: dict[Any, Convert] = {int: _integer, float: _number, bool: _flag}
