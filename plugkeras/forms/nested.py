"""Controls of values with others inside: sizes, lists, mappings, parts of other kinds, one of several."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from plugkeras.annotations import is_integer, shortened
from plugkeras.errors import ArgumentError, UnknownName
from plugkeras.forms import notation
from plugkeras.forms.controls import Control, Integer, Maybe, Text, Toggle, near, read_sizes, refuse, safely
from plugkeras.host import host
from plugkeras.project.values import Part, Table, Value

_BARE = re.compile(r"[^\W\d][\w.-]*(>[^\W\d][\w.-]*)?")


@dataclass(frozen=True)
class Sizes(Control):
    """``rank`` whole numbers (any number of them without a rank); one may stand for all if there is a rank.

    ``open``: none may stand for one that is not known.
    """

    name: ClassVar[str] = "sizes"
    rank: int | None = None
    low: int | None = None
    alone: bool = True
    open: bool = False

    def take(self, value: Value) -> Value:
        """An int or a tuple; a tuple in any case if there is no rank."""
        items = value if isinstance(value, tuple) else (value,)
        one = not isinstance(value, tuple) and self.rank is not None
        if not all(map(self._fits, items)) or (one and not self.alone) or (not one and len(items) not in self._lengths):
            refuse(self.expected, value)
        sizes = tuple(i if i is None else int(i) for i in items)  # type: ignore[arg-type]
        return sizes[0] if one else sizes

    def _fits(self, item: Value) -> bool:
        if item is None:
            return self.open
        return is_integer(item) and (self.low is None or int(item) >= self.low)  # type: ignore[arg-type]

    @property
    def _lengths(self) -> Any:
        return (self.rank,) if self.rank is not None else range(1000)

    @property
    def expected(self) -> str:
        """What is taken, in words."""
        low = "" if self.low is None else f" of at least {self.low}"
        if self.rank is None:
            return f"whole numbers{low}, e.g. 28x28,"
        alone = "one or " if self.alone and self.rank > 1 else ""
        example = "x".join(["3"] * self.rank)
        return f"{alone}{self.rank} whole number{'s' if self.rank > 1 else ''}{low}, e.g. {example},"

    def read(self, text: str) -> Value:
        """``3``, ``3,3``, ``3x3``, ``(3, 3)``."""
        sizes = read_sizes(text)
        return self.take(_one_value(text, self.expected) if sizes is None else sizes)

    def write(self, value: Value) -> str:
        """``3``, ``3, 3``."""
        if not isinstance(value, tuple):
            return notation.written(value)
        return safely(self, ", ".join(map(str, value)), value)

    def describe(self) -> dict[str, Any]:
        """With ``rank``, ``low``, and ``alone`` and ``open`` as in the class."""
        return {"control": self.name, "rank": self.rank, "low": self.low, "alone": self.alone, "open": self.open}


@dataclass(frozen=True)
class Items(Control):
    """A list, of ``count`` items if that is given."""

    name: ClassVar[str] = "list"
    item: Control = field(default_factory=Control)
    count: int | None = None

    def take(self, value: Value) -> Value:
        """A tuple of what the items' control takes."""
        if not isinstance(value, tuple) or (self.count is not None and len(value) != self.count):
            refuse(f"{'list' if self.count is None else f'list of {self.count}'}, e.g. [1, 2],", value)
        return tuple(map(self.item.take, value))

    def read(self, text: str) -> Value:
        """With or without brackets round it; one item alone as well."""
        sizes = read_sizes(text)
        value = sizes if sizes is not None else notation.read(text) if text.strip() else ()
        return self.take(value if isinstance(value, tuple) else (value,))

    def write(self, value: Value) -> str:
        """``[1, 2]``."""
        return f"[{', '.join(map(notation.written, value))}]" if isinstance(value, tuple) else notation.written(value)

    def describe(self) -> dict[str, Any]:
        """With the ``item``'s control and their ``count``."""
        return {"control": self.name, "item": self.item.describe(), "count": self.count}


@dataclass(frozen=True)
class Names(Control):
    """A mapping from names to values."""

    name: ClassVar[str] = "mapping"
    item: Control = field(default_factory=Control)

    def take(self, value: Value) -> Value:
        """A Table."""
        if not isinstance(value, Table):
            refuse("names with values, e.g. {a: 1, b: 2},", value)
        return Table((name, self.item.take(v)) for name, v in value.items())

    def read(self, text: str) -> Value:
        """``{a: 1, b: 2}``, without the braces, or ``a=1, b=2``."""
        text = text.strip()
        try:
            return self.take(notation.read(text if text.startswith("{") else f"{{{text}}}"))
        except ArgumentError as error:
            try:
                said = notation.read(f"dict({text})")  # a=1, b=2
            except ArgumentError:
                raise error from None
        return self.take(said.arguments) if isinstance(said, Part) else refuse("names with values", text)

    def describe(self) -> dict[str, Any]:
        """With the control of the ``item``."""
        return {"control": self.name, "item": self.item.describe()}


@dataclass(frozen=True)
class OfKind(Control):
    """A part of a kind: its name, or a Part with arguments. ``form_of`` finds the form of a nested one.

    ``by_name``: whether the name alone, as a text, means the part to whoever takes the argument.
    """

    name: ClassVar[str] = "part"
    kind: str = "layers"
    form_of: Callable[[str, str], Any] | None = field(default=None, repr=False, compare=False)
    by_name: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        """Every name of the kind; imports no part."""
        return tuple(host().names(self.kind))

    def take(self, value: Value) -> Value:
        """A known name, or a Part of which each argument is known and takes its value."""
        if isinstance(value, str):
            self.kind_of(value)
            return value if self.by_name else Part(value)
        if not isinstance(value, Part):
            refuse(f"name of one of the {self.kind}, e.g. {self.choices[0] if self.choices else 'Name'},", value)
        assert isinstance(value, Part)
        kind = self.kind_of(value.name)
        return value if self.form_of is None else self.form_of(kind, value.name).taken(value)

    def kind_of(self, name: str) -> str:
        """The kind of the part of that name: a layer may stand for an activation, too.

        Raises:
            ArgumentError: there is no such part.
        """
        known = host()
        if self.kind == "activations" and not known.offering(self.kind, name) and known.offering("layers", name):
            return "layers"
        try:
            known.plugin_of(self.kind, known.spelt(self.kind, name))
            return self.kind
        except UnknownName as error:
            hint = near(name, self.choices) or f": `plugkeras parts {self.kind}` lists what there is"
            said = f"unknown {shortened(name)}{hint}" if str(error).startswith("no ") else str(error).rstrip(".")
            raise ArgumentError(said) from None

    def read(self, text: str) -> Value:
        """``relu``, ``acme>Swish``, ``ExponentialDecay(0.1, decay_steps=100)``."""
        text = text.strip()
        bare = _BARE.fullmatch(text) and text.lower() not in notation.WORDS
        return self.take(text if bare else _one_value(text, f"name of one of the {self.kind}"))

    def write(self, value: Value) -> str:
        """A name bare, a Part as a call."""
        return safely(self, value, value) if isinstance(value, str) else notation.written(value)

    def describe(self) -> dict[str, Any]:
        """With the ``kind``, whose names are the choices."""
        return {"control": self.name, "kind": self.kind}


@dataclass(frozen=True)
class OneOf(Control):
    """What the first of several controls takes; texts are tried last."""

    name: ClassVar[str] = "json"
    options: tuple[Control, ...] = ()

    def take(self, value: Value) -> Value:
        """What the first that takes it makes of it."""
        return self._first(value, lambda option: option.take(value))

    def read(self, text: str) -> Value:
        """What the first that can reads."""
        return self._first(text, lambda option: option.read(text))

    def _first(self, value: Value, convert: Callable[[Control], Value]) -> Value:
        problems: list[tuple[Control, ArgumentError]] = []
        for option in self.options:
            try:
                return convert(option)
            except ArgumentError as error:
                problems.append((option, error))
        raise _closest(problems, value)

    def write(self, value: Value) -> str:
        """As the first that takes it writes it, if all of them together read it so."""
        for option in self.options:
            try:
                option.take(value)
            except ArgumentError:
                continue
            return safely(self, option.write(value), value)
        return notation.written(value)

    def claims(self, word: str) -> bool:
        """Whether one of them does."""
        return any(option.claims(word) for option in self.options)

    def describe(self) -> dict[str, Any]:
        """That of the first, and all of them in ``any_of``."""
        return {**self.options[0].describe(), "any_of": [option.describe() for option in self.options]}


def _closest(problems: list[tuple[Control, ArgumentError]], value: Value) -> ArgumentError:
    """What to say if none took it: a word was meant for what takes words, else all that could stand here."""
    wordy = isinstance(value, Part) or (isinstance(value, str) and value.strip()[:1].isalpha())
    for option, error in problems:
        if str(error).startswith("unknown") or (wordy and not isinstance(option, Integer | Sizes | Toggle | Items)):
            return error
    sentences = [str(error).partition(" expected, ")[0] for _, error in problems]
    return ArgumentError(f"{' or '.join(dict.fromkeys(sentences))} expected")


def one_of(options: list[Control]) -> Control:
    """One control for several; what is the same twice, and none, is said once."""
    plain = [option.inner if isinstance(option, Maybe) else option for option in options]
    flat = [inner for option in plain for inner in (option.options if isinstance(option, OneOf) else (option,))]
    flat = list(dict.fromkeys(flat))
    if any(option.name == "number" for option in flat):
        flat = [option for option in flat if option.name != "integer"]
    flat.sort(key=_precision)
    control = flat[0] if len(flat) == 1 or type(flat[0]) is Control else OneOf(tuple(flat))
    return Maybe(control) if len(plain) and any(isinstance(option, Maybe) for option in options) else control


def _precision(control: Control) -> int:
    order = ("integer", "number", "toggle", "choice", "sizes", "part", "list", "mapping", "text", "json")
    return order.index(control.name)


def core(control: Control) -> Control:
    """The control without the none that may stand beside it."""
    return control.inner if isinstance(control, Maybe) else control


def is_text(control: Control) -> bool:
    """Whether it takes any text."""
    return isinstance(core(control), Text)


def _one_value(text: str, expected: str) -> Value:
    try:
        return notation.read(text)
    except ArgumentError as error:
        if not str(error).startswith("a value"):
            raise
        refuse(expected, text)
