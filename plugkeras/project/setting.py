"""What may be put at a place of a project: text is read, never evaluated, and held against what the place asks for."""

import json
from collections.abc import Callable
from typing import Any, get_args

from plugkeras.annotations import checked, part_of, shortened
from plugkeras.errors import ArgumentError, FormatError, PlugkerasError, UnknownArgument
from plugkeras.host.custom_objects import custom_object
from plugkeras.host.kinds import FUNCTION_KINDS
from plugkeras.parts.arguments import REQUIRED
from plugkeras.parts.config import deserialize, serialize
from plugkeras.project.arguments import (
    BY_SHAPE,
    Argument,
    arguments,
    check_name,
    check_names,
    config_value,
    found,
    full_name,
    is_default,
    nested_kind,
)
from plugkeras.project.describing import described
from plugkeras.project.document import LISTS, PARTS, Project, field_value
from plugkeras.project.limits import check_limits
from plugkeras.project.limits import check_name as check_layer_name
from plugkeras.project.values import Part, Table, Value, as_part, frozen

DEFAULT: Any = object()
"""What `argument_value` gives for a value that is the default, which a document does not say."""

_WORDS = {"True": True, "False": False, "None": None}


def meant(value: Any, annotation: Any, take: Callable[[Any], Any]) -> Any:
    """What ``take`` makes of ``value``; text is read as JSON, unless that cannot be taken or text is asked for."""
    if not isinstance(value, str):
        return take(value)
    problem: PlugkerasError | None = None
    for reading in _readings(value, annotation):
        try:
            return take(reading)
        except (ArgumentError, FormatError) as error:
            problem = problem or error
    assert problem is not None
    raise problem


def _readings(text: str, annotation: Any) -> list[Any]:
    choices = get_args(annotation) or (annotation,)
    if str in choices:
        return [None] if text in ("null", "None") and type(None) in choices else [text]
    if text in _WORDS:
        return [_WORDS[text], text]
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return [text]
    return [read] if isinstance(read, str) else [read, text]


def check_size(value: Any, where: str) -> None:
    """Whether a value is not too large for a document.

    Raises:
        ArgumentError: it is.
    """
    try:
        check_limits(value)
    except FormatError as error:
        raise ArgumentError(f"{where}: {error}") from None


def field_of_section(field: Any, value: Any, where: str) -> Any:
    """``value`` as a field of a section holds it.

    Raises:
        ArgumentError: it cannot be there; the message says what can.
        UnknownName: it names a part that is not here.
    """
    if field.name in PARTS:
        return None if value in (None, "null", "None") and field.default is None else _part(field, value, where)
    if field.name in LISTS:
        parts = meant(value, None, lambda one: _list(one, where))
        return tuple(part_value(LISTS[field.name], part, f"{where}.{n}") for n, part in enumerate(parts))

    def take(one: Any) -> Any:
        check_size(one, where)
        return field_value(field.name, field.type, one, where)

    try:
        return meant(value, field.type, take)
    except FormatError as error:
        raise ArgumentError(str(error)) from None


def _part(field: Any, value: Any, where: str) -> Part:
    return part_value(PARTS[field.name], value, where)


def _list(value: Any, where: str) -> Any:
    if not isinstance(value, list | tuple):
        raise ArgumentError(f"{where}: must be a list, not {shortened(value)}; an item of it is {where}.0.")
    return value


def flag(value: Any, where: str) -> bool:
    """True or False."""
    return bool(meant(value, bool, lambda one: checked("A project", where, bool, one)))


def layer_name(project: Project, old: str, new: Any) -> str:
    """``new`` as a layer's name, if no other layer has it.

    Raises:
        ArgumentError: one has, or it cannot be a name.
    """
    if not isinstance(new, str):
        raise ArgumentError(f"layers.{old}: a name is text, not {new!r}.")
    try:
        check_layer_name(new)
    except FormatError as error:
        raise ArgumentError(f"layers.{old}: {error}") from None
    if new != old and any(spec.name == new for spec in project.model.layers):
        raise ArgumentError(f"layers.{old}: another layer is called '{new}' already.")
    return new


def check_argument(cls: Any, owner: str, name: str, where: str) -> None:
    """Whether a part has the argument; of one that is not here, nobody knows.

    Raises:
        UnknownArgument: it has not; the message has the nearest one.
    """
    try:
        if cls is not None:
            if not isinstance(cls, type):
                raise UnknownArgument(f"{owner} is a function here, and takes no arguments.")
            check_name(cls, owner, name)
    except UnknownArgument as error:
        raise UnknownArgument(f"{where}: {error}") from None


def default_value(argument: Argument | None) -> Value:
    """What an argument is when it is not said."""
    if argument is None or argument.default is REQUIRED:
        return None
    try:
        return frozen(described(argument.default, argument.kind if isinstance(argument.default, dict) else None))
    except FormatError:
        return None


def opened(value: Value, kind: str | None, key: str | int) -> Value:
    """A part that is said by its name alone, as a Part, so that its arguments can be set."""
    return Part(value) if isinstance(value, str) and kind is not None and not isinstance(key, int) else value


def part_value(kind: str, value: Any, where: str) -> Part:
    """A part of ``kind`` under its full name, with arguments that it has.

    Raises:
        UnknownName: there is no such part; the message has the nearest one.
        UnknownArgument: it has no such argument.
        ArgumentError: ``value`` is no part.
    """

    def take(one: Any) -> Part:
        check_size(one, where)
        try:
            return as_part(one)
        except FormatError as error:
            raise ArgumentError(f"{where}: {error}") from None

    part = meant(value, str if isinstance(value, str) and not value.lstrip().startswith("{") else None, take)
    try:
        named = Part(_name(kind, part.name), part.arguments)
        if kind not in FUNCTION_KINDS or named.arguments:
            check_names(found(kind, named), named)
    except PlugkerasError as error:
        raise type(error)(f"{where}: {error}") from None
    return named


def _name(kind: str, name: str) -> str:
    """The full name; of a function the name as it is given, since the logs of a metric are called so."""
    if kind not in FUNCTION_KINDS:
        return full_name(kind, name)
    if custom_object(name) is not None or name.lower() in BY_SHAPE:
        return name
    full = full_name(kind, name)
    return full if ">" in full else name


def item_value(kind: str | None, value: Any, where: str) -> Value:
    """An item of a list: a part, if the list is one of parts."""
    return part_value(kind, value, where) if kind is not None else plain_value(value, where)


def plain_value(value: Any, where: str) -> Value:
    """A value where anything may be that JSON can hold.

    Raises:
        ArgumentError: it is none, or too large.
    """

    def take(one: Any) -> Value:
        check_size(one, where)
        try:
            return frozen(one)
        except FormatError as error:
            raise ArgumentError(f"{where}: {error}") from None

    taken: Value = meant(value, None, take)
    return taken


def argument_value(cls: Any, owner: str, name: str, value: Any, where: str) -> Value:
    """``value`` as a document has it for an argument, or ``DEFAULT``.

    Raises:
        ArgumentError: it is nothing that the argument can be; the message says what it may be.
        UnknownName: it names a part that is not here.
    """
    argument = arguments(cls).get(name) if cls is not None else None
    annotation = argument.annotation if argument is not None else None

    def take(one: Any) -> Value:
        check_size(one, where)
        try:
            said = frozen(one)
        except FormatError as error:
            raise ArgumentError(f"{where}: {error}") from None
        return said if argument is None else _checked(cls, owner, argument, said)

    try:
        taken: Value = meant(value, annotation, take)
    except PlugkerasError as error:
        raise error if str(error).startswith(where) else type(error)(f"{where}: {error}") from None
    return taken


def _checked(cls: Any, owner: str, argument: Argument, value: Value) -> Any:
    for part in _parts_in(value):
        kind = nested_kind(cls, argument.name, part)
        check_names(found(kind or "layers", part), part)
    written = config_value(cls, argument.name, value)
    if isinstance(value, Part) and part_of(argument.annotation) is None and argument.kind is not None:
        deserialize(argument.kind, written)
    if argument.field is not None:
        written = serialize(cls._checked(argument.field, written))
    elif not isinstance(argument.annotation, str):
        written = serialize(checked(owner, argument.name, argument.annotation, written))
    if is_default(cls, argument.name, written):
        return DEFAULT
    if argument.kind is not None or any(True for _ in _parts_in(value)):
        return value
    return frozen(written)


def _parts_in(value: Value) -> Any:
    if isinstance(value, Part):
        yield value
        value = value.arguments
    inner = value.values() if isinstance(value, Table) else value if isinstance(value, tuple) else ()
    for item in inner:
        yield from _parts_in(item)
