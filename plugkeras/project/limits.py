"""How large a document may be: far beyond any that a person works on, and small enough to do no harm."""

from collections.abc import Mapping
from typing import Any

from plugkeras.annotations import shortened
from plugkeras.errors import FormatError

DEPTH = 50
LAYERS = 5000
VALUES = 500_000
TEXT = 1_000_000
NAME = 200
WHOLE = 2**63
"""Levels of nesting; layers; values in all; characters of a text, of a name; and what an integer must be below."""


def check_limits(data: Any) -> None:
    """Whether JSON of any making stays within the limits; looked at without recursion, which it could exhaust.

    Raises:
        FormatError: it does not.
    """
    todo, seen = [(0, data)], 0
    while todo:
        depth, value = todo.pop()
        seen += 1
        if seen > VALUES:
            raise FormatError(f"It has more than {VALUES} values, which no project has.")
        if isinstance(value, Mapping | list | tuple):
            if depth > DEPTH:
                raise FormatError(f"It is nested more than {DEPTH} levels deep, which no project is.")
            inner: Any = value
            if isinstance(value, Mapping):
                for name in value:
                    _check_plain(name)
                inner = value.values()
            todo += [(depth + 1, item) for item in inner]
        else:
            _check_plain(value)


def _check_plain(value: Any) -> None:
    if isinstance(value, str):
        if len(value) > TEXT:
            raise FormatError(f"It has a text of {len(value)} characters, longer than {TEXT}.")
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise FormatError(f"It has halves of characters in {shortened(value)}, which no file can hold.")
    elif isinstance(value, int) and not -WHOLE <= value < WHOLE:
        raise FormatError("It has an integer of more than 64 bits, which is no number that a project can use.")


def check_layers(names: Any) -> None:
    """Whether the layers are not too many, and each has a name of its own that can be one.

    Raises:
        FormatError: they are, or one has not.
    """
    names = list(names)
    if len(names) > LAYERS:
        raise FormatError(f"It has {len(names)} layers, and no project has more than {LAYERS}.")
    for name in names:
        check_name(name)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise FormatError(f"Two layers are called '{twice}': give each a name of its own.")


def check_name(name: str) -> None:
    """Whether a layer can have this name.

    Raises:
        FormatError: it is empty, too long, or not to be seen.
    """
    if not is_title(name) or "/" in name:
        raise FormatError(
            f"{shortened(name)} cannot be the name of a layer: it must be short text that can be seen, without a slash."
        )


def is_title(text: str) -> bool:
    """Whether something can be called so: text that can be seen, and not too long."""
    return bool(text.strip()) and text == text.strip() and text.isprintable() and len(text) <= NAME
