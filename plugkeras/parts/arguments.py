"""The arguments of parts: declared as annotated class attributes, bound and checked as in a call."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from plugkeras.annotations import checked
from plugkeras.errors import StateError, UnknownArgument, did_you_mean
from plugkeras.parts import spellings

REQUIRED: Any = inspect.Parameter.empty


class Field(NamedTuple):
    """One argument of a part."""

    name: str
    annotation: Any
    default: Any = REQUIRED


def fields_of(cls: Any) -> Iterator[Field]:
    """The fields of the bases, then the new ones; a class may change the default of an inherited one."""
    known = {f.name: f for f in cls.fields}
    for name, annotation in inspect.get_annotations(cls).items():
        if not name.startswith("_") and "ClassVar" not in str(annotation):
            known.pop(name, None)  # one that is declared again moves to its new place
            known[name] = Field(name, annotation, vars(cls).get(name, REQUIRED))
    for field in known.values():
        yield field._replace(default=vars(cls).get(field.name, field.default))


def signature_of(cls: Any) -> inspect.Signature:
    """The fields by position or name, then the kind's options by name."""
    Parameter = inspect.Parameter
    own = [Parameter(f.name, Parameter.POSITIONAL_OR_KEYWORD, default=f.default) for f in cls.fields]
    names = {f.name for f in cls.fields}
    shared = [f for f in cls.options if f.name not in names]
    return inspect.Signature([*own, *(Parameter(f.name, Parameter.KEYWORD_ONLY, default=f.default) for f in shared)])


def bound(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Each field with its value, checked."""
    fields = {f.name: f for f in (*cls.options, *cls.fields)}
    given = spellings.modern(cls.__name__, kwargs, fields)
    for name in [n for n in given if n not in fields and spellings.is_idle(cls.__name__, n, given[n])]:
        del given[name]
    if len(args) > len(cls.fields):
        raise UnknownArgument(f"{cls.__name__} takes {len(cls.fields)} arguments by position, not {len(args)}.")
    for field, value in zip(cls.fields, args, strict=False):
        if field.name in given:
            raise UnknownArgument(f"{cls.__name__}: `{field.name}` is given twice, by position and by name.")
        given[field.name] = value
    _refuse_unknown(cls.__name__, given, fields)
    for field in fields.values():
        value = given.get(field.name, field.default)
        if value is REQUIRED:
            raise UnknownArgument(f"{cls.__name__} needs `{field.name}`.")
        yield field, checked(cls.__name__, field.name, field.annotation, value)


def _refuse_unknown(owner: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for name in given:
        if name not in known:
            raise UnknownArgument(f"{owner} has no argument `{name}`{did_you_mean(name, known) or '.'}")


def accepted(cls: Any) -> set[str]:
    """The names that the constructor accepts; a hand-written one may pass on the options by ``**kwargs``."""
    parameters = inspect.signature(cls).parameters.values()
    names = {p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        names |= {f.name for f in (*cls.options, *cls.fields)}
    return names


def droppable(key: str, value: Any) -> bool:
    """Whether an argument of some other Keras asks for nothing: absent, off, or without effect here."""
    return value is None or value is False or spellings.asks_nothing(key, value)


def config_names(part: Any) -> list[str]:
    """The arguments that a config holds.

    Raises:
        StateError: a hand-written constructor does not keep one of its arguments.
    """
    names = [f.name for f in (*type(part).options, *type(part).fields)]
    parameters = inspect.signature(type(part)).parameters.values()
    named = [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    names += [n for n in named if n not in names]
    for name in names:
        if not hasattr(part, name):
            raise StateError(
                f"{type(part).__name__}: get_config cannot tell the argument `{name}`: "
                f"keep it as `self.{name}`, or write get_config."
            )
    return names
