"""What an argument may be: annotations that check it, convert it and describe it.

A field's annotation serves validation here, the terminal app's forms and the stubs at once:
``Annotated[int, Range(1)]``, ``Literal["valid", "same"]``, ``Annotated[tuple[int, ...], Sizes(2)]``
and, for parts of other kinds, ``Initializer``, ``Activation`` and their like.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from numbers import Integral, Real
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

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


@dataclass(frozen=True)
class Later:
    """An annotation as text, ``"Count"``, whose names were not there when its class was made."""

    text: str
    module: str


def meant(annotation: Any, cls: type) -> Any:
    """What an annotation that may be text means where ``cls`` is written, in its module or a function.

    With ``from __future__ import annotations`` all of them are text. One whose names are not there yet is a `Later`.
    """
    if not isinstance(annotation, str):
        return annotation
    try:
        return _evaluated(annotation, cls.__module__, {**_around(cls), **vars(cls)})
    except (NameError, AttributeError):
        return Later(annotation, cls.__module__)


def found(owner: str, name: str, annotation: Any) -> Any:
    """An annotation, or what it means if it had to wait.

    Raises:
        ArgumentError: its names are still not there, perhaps since they are imported for type checkers alone.
    """
    if not isinstance(annotation, Later):
        return annotation
    try:
        return _evaluated(annotation.text, annotation.module, {})
    except (NameError, AttributeError):
        raise ArgumentError(
            f"{owner}: `{name}` is annotated as '{annotation.text}', which {annotation.module} does not know when it "
            f"runs: import that name outside of `if TYPE_CHECKING`."
        ) from None


def _evaluated(text: str, module: str, names: dict[str, Any]) -> Any:
    return eval(text, vars(sys.modules[module]), names)


def _around(cls: type) -> dict[str, Any]:
    """The local names of the function in which a class is being made."""
    frame = sys._getframe(1) if "<locals>" in cls.__qualname__ else None
    function = cls.__qualname__.split(".")[-3:][0]
    while frame is not None and (frame.f_globals.get("__name__"), frame.f_code.co_name) != (cls.__module__, function):
        frame = frame.f_back
    return dict(frame.f_locals) if frame is not None else {}


def part_of(annotation: Any) -> Part | None:
    """The Part that an annotation asks for, if it asks for one, alone or beside None."""
    if type(None) in get_args(annotation):
        return next((p for p in map(part_of, get_args(annotation)) if p), None)
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
    if origin in (Union, UnionType):
        return _one_of(args, value)
    return _PLAIN[annotation](value) if annotation in _PLAIN else value


def _one_of(choices: tuple[Any, ...], value: Any) -> Any:
    """What the first choice that takes the value makes of it."""
    if value is None and type(None) in choices:
        return None
    problems = []
    for choice in (c for c in choices if c is not type(None)):
        try:
            return _convert(choice, value)
        except (ValueError, TypeError) as problem:
            problems.append(problem)
    raise problems[0]


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
