"""What a document says in the places of arguments: JSON that cannot change, and parts by name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import Any, Union

from plugkeras.annotations import shortened
from plugkeras.errors import FormatError

Value = Union[None, bool, int, float, str, tuple["Value", ...], "Table", "Part"]

CLASS = "class"
"""The key that makes a JSON object a part. Like the other keys of the document that stand beside arguments it is a
word of Python's own, which no argument can be called."""

LONGEST = 200
"""Characters in the name of a part."""


class Table(Mapping[str, Value]):
    """A mapping that cannot change and can be hashed; its order is kept, and does not count in comparisons."""

    def __init__(self, items: Any = ()) -> None:
        self._items: dict[str, Value] = dict(items)

    def __getitem__(self, name: str) -> Value:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @cached_property
    def _hash(self) -> int:
        return hash(frozenset(self._items.items()))

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Table({self._items!r})"

    def having(self, name: str, value: Value) -> "Table":
        """The same with one value set, in its place if it was there."""
        return Table({**self._items, name: value})

    def without(self, *names: str) -> "Table":
        """The same, without these."""
        return Table((n, v) for n, v in self._items.items() if n not in names)


@dataclass(frozen=True)
class Part:
    """A part by the name of its class or function, and those of its arguments that are not left to the default."""

    name: str
    arguments: Table = field(default_factory=Table)

    def setting(self, argument: str, value: Value) -> "Part":
        """The same with one argument set."""
        return Part(self.name, self.arguments.having(argument, value))

    def unsetting(self, *arguments: str) -> "Part":
        """The same with these left to their defaults."""
        return Part(self.name, self.arguments.without(*arguments))


def frozen(data: Any) -> Value:
    """JSON as a value: an object with ``"class"`` becomes a Part, any other a Table, a list a tuple.

    Raises:
        FormatError: it is no JSON, or a part has no name.
    """
    if isinstance(data, float) and not isfinite(data):
        raise FormatError(f"{data} is no number that a project can hold.")
    if data is None or isinstance(data, bool | int | float | str | Table | Part):
        return data
    if isinstance(data, list | tuple):
        return tuple(frozen(item) for item in data)
    if isinstance(data, Mapping):
        if not all(isinstance(name, str) for name in data):
            raise FormatError(f"The names in {shortened(data)} must be text.")
        table = Table((name, frozen(value)) for name, value in data.items())
        # What is described of a table's columns may be of one called "class", but never by a bare number or name.
        return table if CLASS not in table or isinstance(table[CLASS], Table) else as_part(table)
    raise FormatError(f"{shortened(data)} is nothing that JSON can hold.")


def as_part(value: Any) -> Part:
    """A Part from its document: its name alone, or an object with ``"class"`` and the arguments.

    Raises:
        FormatError: it is neither.
    """
    value = frozen(value) if not isinstance(value, Table) else value
    if isinstance(value, Part):
        return value
    part = Table({CLASS: value}) if isinstance(value, str) else value
    name = part.get(CLASS) if isinstance(part, Table) else None
    if not isinstance(name, str) or not isinstance(part, Table):
        raise FormatError(f'A part is given by its name or as {{"class": name, …}}, not by {shortened(thawed(value))}.')
    if not name or len(name) > LONGEST or not name.isprintable():
        raise FormatError(f"{shortened(name)} cannot be the name of a part.")
    return Part(name, part.without(CLASS))


def thawed(value: Value, short: bool = False) -> Any:
    """The value as JSON; ``short``: a part without arguments as its name alone."""
    if isinstance(value, Part):
        if short and not value.arguments:
            return value.name
        return {CLASS: value.name, **{name: thawed(v) for name, v in value.arguments.items()}}
    if isinstance(value, Table):
        return {name: thawed(v) for name, v in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple) else value


def as_text(data: Any, width: int = 110) -> str:
    """JSON that reads well in a diff: what fits stays on its line, the rest is one item a line."""
    return _laid_out(data, 0, width) + "\n"


def _laid_out(data: Any, depth: int, width: int) -> str:
    line = json.dumps(data, ensure_ascii=False)
    if not isinstance(data, dict | list) or not data or (depth > 1 and len(line) + 2 * depth <= width):
        return line
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(data, dict):
        rows = [f"{json.dumps(k, ensure_ascii=False)}: {_laid_out(v, depth + 1, width)}" for k, v in data.items()]
        return "{" + inner + f",{inner}".join(rows) + outer + "}"
    return "[" + inner + f",{inner}".join(_laid_out(v, depth + 1, width) for v in data) + outer + "]"
