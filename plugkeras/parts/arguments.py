"""The arguments of parts: declared as annotated class attributes, bound and checked as in a call."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from plugkeras import annotations
from plugkeras.annotations import Later, meant
from plugkeras.errors import StateError, UnknownArgument, did_you_mean
from plugkeras.parts import constructors, spellings

REQUIRED: Any = inspect.Parameter.empty


class Field(NamedTuple):
    """One argument of a part."""

    name: str
    annotation: Any
    default: Any = REQUIRED


def fields_of(cls: Any) -> Iterator[Field]:
    """The fields of the bases, then the new ones; a class may change the default of an inherited one."""
    known = {f.name: f for f in cls.fields}
    for base in cls.__bases__:  # beside the first, a mixin, say, brings its own
        known |= {f.name: f for f in getattr(base, "fields", ()) if f.name not in known and base.fields != cls.fields}
    for field in declared(cls):
        known.pop(field.name, None)  # one that is declared again moves to its new place
        known[field.name] = field
    for field in known.values():
        yield field._replace(default=vars(cls).get(field.name, field.default))


def declared(cls: Any) -> Iterator[Field]:
    """The fields that a class itself declares."""
    for name, annotation in inspect.get_annotations(cls).items():
        if not name.startswith("_") and "ClassVar" not in str(annotation):
            yield Field(name, meant(annotation, cls), vars(cls).get(name, REQUIRED))


def settled(cls: Any, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields, with the annotations looked up that had to wait for their names.

    Raises:
        ArgumentError: there is no such name in the class's module.
    """
    if not any(isinstance(f.annotation, Later) for f in fields):
        return fields
    return tuple(f._replace(annotation=annotations.found(cls.__name__, f.name, f.annotation)) for f in fields)


class Signature:
    """``__signature__`` of a class of parts: worked out when asked for, since a decorator may change a constructor."""

    def __set_name__(self, root: Any, name: str) -> None:
        self.root = root

    def __get__(self, part: Any, cls: Any) -> inspect.Signature:
        if part is not None:
            raise AttributeError("__signature__ is its class's")  # what it is called with is another matter
        return signature_of(cls, self.root)


def signature_of(cls: Any, root: type) -> inspect.Signature:
    """What hand-written constructors take, if there are any; the fields; then the kind's options."""
    found: dict[str, inspect.Parameter] = {}
    by_position, passes_on = True, True
    for init in constructors.written(cls, root):
        names, passes_on = constructors.named(init)
        found |= {p.name: p if by_position else _keyword(p) for p in names if p.name not in found}
        by_position = False
        if not passes_on:
            break
    for field in cls.fields:
        if field.name in cls._below or (passes_on and field.name not in found):
            parameter = _parameter(field)
            found[field.name] = parameter if by_position or field.name in cls._below else _keyword(parameter)
    for field in cls.options if passes_on else ():
        by_name = cls.options_by_name or not by_position
        found.setdefault(field.name, _keyword(_parameter(field)) if by_name else _parameter(field))
    return inspect.Signature(list(found.values()) if by_position else _in_order(found.values()))


def _parameter(field: Field) -> inspect.Parameter:
    return inspect.Parameter(field.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=field.default)


def _keyword(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def _in_order(parameters: Iterable[inspect.Parameter]) -> list[inspect.Parameter]:
    """Those by position first; one without a default that comes after one with goes by name."""
    found: list[inspect.Parameter] = []
    optional = False
    for parameter in sorted(parameters, key=lambda p: p.kind):
        late = optional and parameter.default is REQUIRED and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        found.append(_keyword(parameter) if late else parameter)
        optional = optional or parameter.default is not REQUIRED
    return sorted(found, key=lambda p: p.kind)


def bound(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Each field with its value; without those that a constructor below has stored."""
    places = [f for f in cls.fields if f.name not in cls._below]
    fields = {f.name: f for f in (*cls.options, *places)}
    places += [] if cls.options_by_name else [f for f in cls.options if f.name not in {p.name for p in places}]
    given = spellings.modern(cls.__name__, kwargs, fields)
    for name in [n for n in given if n not in fields and spellings.is_idle(cls.__name__, n, given[n])]:
        del given[name]
    if len(args) > len(places):
        raise UnknownArgument(f"{cls.__name__} takes {len(places)} arguments by position, not {len(args)}.")
    for field, value in zip(places, args, strict=False):
        if field.name in given:
            raise UnknownArgument(f"{cls.__name__}: `{field.name}` is given twice, by position and by name.")
        given[field.name] = value
    _refuse_unknown(cls.__name__, given, fields)
    for field in fields.values():
        value = given.get(field.name, field.default)
        if value is REQUIRED:
            raise UnknownArgument(f"{cls.__name__} needs `{field.name}`.")
        yield field, value


def _refuse_unknown(owner: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for name in given:
        if name not in known:
            raise UnknownArgument(f"{owner} has no argument `{name}`{did_you_mean(name, known) or '.'}")


def accepted(cls: Any) -> set[str]:
    """The names that the constructor accepts; a hand-written one may pass on others by ``**kwargs``."""
    return set(inspect.signature(cls).parameters)


def droppable(key: str, value: Any) -> bool:
    """Whether an argument of some other Keras asks for nothing: absent, off, or without effect here."""
    return value is None or value is False or spellings.asks_nothing(key, value)


def arguments_in(part: Any) -> Iterator[tuple[str, Any]]:
    """The arguments that a config holds, each with its value.

    An argument that is kept as the attribute of its name is read from there, and follows its changes. One that a
    hand-written constructor turns into something else, or does not keep, is as it was given.

    Raises:
        StateError: an argument was neither kept nor noted.
    """
    given: constructors.Given | None = vars(part).get("_given")
    options = {f.name for f in type(part).options}
    for name in _config_names(part):
        if given is not None and name in given.values and name in given.changed and name not in options:
            yield name, given.values[name]
        elif hasattr(part, name) and not (given is not None and name in given.fixed and name not in given.values):
            yield name, getattr(part, name)
        elif given is None:
            raise StateError(
                f"{type(part).__name__}: get_config cannot tell the argument `{name}`: "
                f"keep it as `self.{name}`, or write get_config."
            )


def _config_names(part: Any) -> list[str]:
    """The options, the fields, then what is written by hand: as far as the constructor takes them."""
    takes = inspect.signature(type(part)).parameters
    declared = [f.name for f in (*type(part).options, *type(part).fields)]
    return list(dict.fromkeys([*(n for n in declared if n in takes), *takes]))
