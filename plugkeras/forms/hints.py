"""From an annotation to the control of its values."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, TypeVar, Union, get_args, get_origin

from plugkeras import annotations
from plugkeras.annotations import Range
from plugkeras.forms.controls import Choice, Control, Integer, Maybe, Number, Text, Toggle
from plugkeras.forms.nested import Items, Names, Sizes
from plugkeras.forms.of_kind import OfKind
from plugkeras.forms.several import core, one_of
from plugkeras.host.kinds import kinds_of
from plugkeras.project.values import Value

FormOf = Callable[[str, str], Any]

_SIMPLE: dict[Any, Control] = {
    bool: Toggle(),
    int: Integer(),
    Integral: Integer(),
    float: Number(),
    Real: Number(),
    str: Text(),
    os.PathLike: Text(),
}
_LISTS = (list, tuple, set, frozenset, Sequence, Iterable, Collection)
_TABLES = (dict, Mapping)


def control_of(annotation: Any, form_of: FormOf) -> Control | None:
    """The control of what an annotation allows; None if that says nothing of use."""
    annotation = _alias(annotation)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _marked(args[0], args[1:], form_of)
    if origin is Literal:
        return _choice(args)
    if origin in (Union, UnionType):
        return _union(args, form_of)
    if (origin or annotation) in _LISTS:
        return _list(origin or annotation, args, form_of)
    if (origin or annotation) in _TABLES:
        return Names(control_of(args[1], form_of) or Control()) if len(args) == 2 else Names()
    return _of_class(origin or annotation, form_of)


def _alias(annotation: Any) -> Any:
    """What a name for an annotation stands for."""
    for _ in range(9):
        if isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, TypeVar):
            annotation = annotation.__bound__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
    return annotation


def _of_class(annotation: Any, form_of: FormOf) -> Control | None:
    if not isinstance(annotation, type):
        return None
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if issubclass(annotation, Enum):
        return _choice(tuple(member.value for member in annotation))
    if issubclass(annotation, os.PathLike):
        return Text()
    kinds = kinds_of(annotation)
    return OfKind(kinds[0], form_of) if kinds else None


def _choice(choices: tuple[Any, ...]) -> Control | None:
    values: tuple[Value, ...] = tuple(c.value if isinstance(c, Enum) else c for c in choices if c is not None)
    if not all(isinstance(v, str | int | float) for v in values) or not values:
        return None
    control = Choice(values)
    return Maybe(control) if None in choices else control


def _union(args: tuple[Any, ...], form_of: FormOf) -> Control | None:
    controls = [control_of(a, form_of) for a in args if a is not NoneType]
    if not any(controls):
        return Maybe() if NoneType in args else None
    control = one_of([c or Control() for c in controls])
    return Maybe(core(control)) if NoneType in args else control


def _list(origin: Any, args: tuple[Any, ...], form_of: FormOf) -> Control:
    if origin is not tuple or args[1:] == (...,):
        item = control_of(args[0], form_of) if args else None
        return Sizes(low=_low(item)) if origin is tuple and _is_size(item) else Items(item or Control())
    items = [control_of(a, form_of) or Control() for a in args]
    if items and all(map(_is_size, items)):
        return Sizes(len(items), _low(items[0]), alone=False)
    return Items(one_of(items), len(items)) if items else Items()


def _is_size(control: Control | None) -> bool:
    return type(control) is Integer and control.within.high is None


def _low(control: Any) -> int | None:
    low = getattr(getattr(control, "within", None), "low", None)
    return None if low is None else int(low)


def _marked(base: Any, marks: tuple[Any, ...], form_of: FormOf) -> Control | None:
    control = control_of(base, form_of)
    for mark in marks:
        if isinstance(mark, annotations.Part):
            part = OfKind(mark.kind, form_of)
            return Maybe(part) if mark.default else part
        if isinstance(mark, annotations.Sizes):
            return Sizes(mark.rank, mark.low)
        if isinstance(mark, Range) and isinstance(core(control or Control()), Integer):
            control = _within(control, mark)
    return control


def _within(control: Any, within: Range) -> Control:
    if isinstance(control, Maybe):
        return Maybe(_within(control.inner, within))
    return Number(within) if control.name == "number" else Integer(within)
