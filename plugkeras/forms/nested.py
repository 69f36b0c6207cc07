"""Controls of values with others inside: sizes, lists and mappings."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from plugkeras.annotations import is_integer
from plugkeras.errors import ArgumentError
from plugkeras.forms import notation
from plugkeras.forms.controls import Control, read_sizes, refuse, safely
from plugkeras.project.values import Part, Table, Value


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
        return self.take(read_value(text, self.expected) if sizes is None else sizes)

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


def read_value(text: str, expected: str) -> Value:
    """What the notation makes of a text; if nothing, the error says what is expected."""
    try:
        return notation.read(text)
    except ArgumentError as error:
        if not str(error).startswith("a value"):
            raise
        refuse(expected, text)
