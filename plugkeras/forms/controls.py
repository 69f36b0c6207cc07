"""How one value is asked for: what is taken, how it is read from a text, and how it is written.

``take`` is what a document may hold, ``read`` is lenient with what people type, and
``read(write(value)) == value`` for every value that is taken. What is wrong is one sentence that says what is right.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, ClassVar, NoReturn

from plugkeras.annotations import Range, is_integer, shortened
from plugkeras.errors import ArgumentError, did_you_mean
from plugkeras.forms import notation
from plugkeras.project.values import Part, Table, Value

ANY = Range()
NONE = ("none", "null", "∅")


def refuse(expected: str, value: Any) -> NoReturn:
    """Raise the error that says what is expected."""
    raise ArgumentError(f"{expected} expected, not {shortened(value)}")


def near(name: str, known: Iterable[str]) -> str:
    """``: did you mean 'same'?``, or nothing."""
    return did_you_mean(name, known).replace(";", ":", 1)


@dataclass(frozen=True)
class Control:
    """Any value at all, written as in `notation`: what remains if nothing is known of an argument."""

    name: ClassVar[str] = "json"

    def take(self, value: Value) -> Value:
        """The value, if it may stand here.

        Raises:
            ArgumentError: it may not; the sentence says what may.
        """
        if any(name.isdecimal() for part in parts_in(value) for name in part.arguments):
            raise ArgumentError("the names of the arguments expected, e.g. Dense(units=3)")
        return value

    def read(self, text: str) -> Value:
        """The value that somebody typed; raises as ``take`` does."""
        sizes = read_sizes(text)
        return self.take(notation.read(text) if sizes is None else sizes)

    def write(self, value: Value) -> str:
        """The text for a value, which may also be one that is not taken."""
        return notation.written(value)

    def claims(self, word: str) -> bool:
        """Whether ``word``, which usually means no value, is a value of its own here."""
        return False

    def describe(self) -> dict[str, Any]:
        """As JSON: ``control``, and what the control has besides."""
        return {"control": self.name}


@dataclass(frozen=True)
class Integer(Control):
    """A whole number."""

    name: ClassVar[str] = "integer"
    within: Range = ANY
    example: str = "64"

    def take(self, value: Value) -> Value:
        """An int, for 3.0 as well."""
        whole = isinstance(value, float) and value.is_integer()
        if not (whole or is_integer(value)):
            raise ArgumentError(f"whole number{bounds(self.within)} expected, e.g. {self.example}")
        number = int(value)  # type: ignore[arg-type]
        if not self.within.holds(number):
            refuse(f"whole number{bounds(self.within)}", number)
        return number

    def read(self, text: str) -> Value:
        """``64``, ``1_000``, ``1e3``."""
        return self.take(_number(text))

    def describe(self) -> dict[str, Any]:
        """With ``low`` and ``high``, which are null where there is no bound."""
        return {"control": self.name, "low": self.within.low, "high": self.within.high}


@dataclass(frozen=True)
class Number(Integer):
    """A finite number."""

    name: ClassVar[str] = "number"
    example: str = "0.001"

    def take(self, value: Value) -> Value:
        """An int or a float."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise ArgumentError(f"number{bounds(self.within)} expected, e.g. {self.example}")
        if not self.within.holds(value):
            refuse(f"number{bounds(self.within)}", value)
        return value


@dataclass(frozen=True)
class Toggle(Control):
    """True or false."""

    name: ClassVar[str] = "toggle"
    WORDS: ClassVar[dict[str, bool]] = {
        **dict.fromkeys(("true", "yes", "on", "1", "y", "t"), True),
        **dict.fromkeys(("false", "no", "off", "0", "n", "f"), False),
    }

    def take(self, value: Value) -> Value:
        """A bool."""
        return value if isinstance(value, bool) else refuse("true or false", value)

    def read(self, text: str) -> Value:
        """``true``, ``yes``, ``on`` and their opposites."""
        word = text.strip().lower()
        return self.WORDS[word] if word in self.WORDS else refuse("true or false", text)

    def write(self, value: Value) -> str:
        """``true`` or ``false``."""
        return str(value).lower() if isinstance(value, bool) else notation.written(value)


@dataclass(frozen=True)
class Choice(Control):
    """One of a few values."""

    name: ClassVar[str] = "choice"
    choices: tuple[Value, ...] = ()

    def take(self, value: Value) -> Value:
        """One of the choices; texts in any case."""
        found = [c for c in self.choices if notation.same(c, value)]
        folded = [c for c in self.choices if isinstance(c, str) and c.lower() == str(value).lower()]
        return (found or folded or [self._unknown(value)])[0]

    def read(self, text: str) -> Value:
        """A choice as it is, or in quotes."""
        text = text.strip()
        exact = [c for c in self.choices if str(c) == text]
        return exact[0] if exact else self.take(_unquoted(text))

    def _unknown(self, value: Any) -> NoReturn:
        names = [str(c) for c in self.choices]
        if isinstance(value, str) and (hint := near(value, names)):
            raise ArgumentError(f"unknown {shortened(value)}{hint}")
        refuse(f"one of {', '.join(names)}", value)

    def write(self, value: Value) -> str:
        """The bare word, unless it could be read as something else."""
        return safely(self, str(value), value)

    def claims(self, word: str) -> bool:
        """A choice may be called none."""
        return word in self.choices

    def describe(self) -> dict[str, Any]:
        """With ``choices``."""
        return {"control": self.name, "choices": list(self.choices)}


@dataclass(frozen=True)
class Text(Control):
    """A text as it is typed; in quotes if it is empty or has something at its ends that could not be seen."""

    name: ClassVar[str] = "text"

    def take(self, value: Value) -> Value:
        """A str."""
        return value if isinstance(value, str) else refuse("text", value)

    def read(self, text: str) -> Value:
        """The text without spaces around it."""
        if not text.strip():
            raise ArgumentError("text expected, or '' for an empty one")
        return self.take(_unquoted(text.strip()))

    def write(self, value: Value) -> str:
        """Bare if it can be."""
        bare = isinstance(value, str) and value.isprintable()
        return safely(self, str(value), value) if bare else notation.written(value)


@dataclass(frozen=True)
class Maybe(Control):
    """A value or none."""

    name: ClassVar[str] = "json"
    inner: Control = field(default_factory=Control)

    def take(self, value: Value) -> Value:
        """None, or what the inner control takes."""
        return None if value is None else self.inner.take(value)

    def read(self, text: str) -> Value:
        """Nothing and ``none`` are none."""
        word = text.strip().lower()
        return None if not word or (word in NONE and not self.inner.claims(word)) else self.inner.read(text)

    def write(self, value: Value) -> str:
        """``none``, or what the inner control writes."""
        if value is None:
            return "" if self.inner.claims("none") else "none"
        return safely(self, self.inner.write(value), value)

    def describe(self) -> dict[str, Any]:
        """The inner control's, and ``optional``."""
        return {**self.inner.describe(), "optional": True}


def parts_in(value: Value) -> Iterable[Part]:
    """All parts in a value, the outer ones first."""
    if isinstance(value, Part):
        yield value
    inner = value.arguments if isinstance(value, Part) else value
    for item in inner.values() if isinstance(inner, Table) else inner if isinstance(inner, tuple) else ():
        yield from parts_in(item)


def bounds(within: Range) -> str:
    """`` from 0 to 1``, or nothing."""
    return "" if within == ANY else str(within)


def read_sizes(text: str) -> tuple[int, ...] | None:
    """``3x3``, also with a multiplication sign, and ``3 3`` as (3, 3); None for other texts."""
    words = " ".join(text.split())
    if len(words) > 200 or not re.fullmatch(r"-?\d+(( ?[x\xd7] ?| )-?\d+)+", words):
        return None
    return tuple(int(number) for number in re.findall(r"-?\d+", words))


def _number(text: str) -> Value:
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return None


def _unquoted(text: str) -> str:
    """The text in the quotes, if it is in quotes."""
    if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]:
        try:
            value = notation.read(text)
        except ArgumentError:
            return text
        return value if isinstance(value, str) else text
    return text


def safely(control: Control, text: str, value: Value) -> str:
    """``text``, if the control reads it as ``value``; else what is always read so."""
    try:
        return text if notation.same(control.read(text), value) else notation.written(value)
    except ArgumentError:
        return notation.written(value)
