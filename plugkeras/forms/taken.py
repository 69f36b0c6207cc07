"""What a part takes: each argument with its annotation, its default and the docstrings that may speak of it."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from inspect import Parameter
from typing import Annotated, Any, get_args, get_origin

from plugkeras import annotations
from plugkeras.annotations import Later
from plugkeras.errors import ArgumentError
from plugkeras.forms.docstrings import Told, told
from plugkeras.host.manifest import guard
from plugkeras.parts.config import Configurable

REQUIRED: Any = Parameter.empty
UNKNOWN: Any = object()
"""The annotation of an argument whose annotation cannot be looked up."""

GIVEN_BY_OTHERS = {"activations": 1, "losses": 2, "metrics": 2, "commands": 1}
"""How many arguments of a function whoever calls it gives: x; y_true and y_pred; the words after a command."""


@dataclass(frozen=True)
class Argument:
    """One argument; ``annotation`` is `REQUIRED` if there is none, and ``declared`` if the part checks it itself."""

    name: str
    annotation: Any
    default: Any
    option: bool = False
    declared: bool = False
    text: str = ""


def arguments_of(kind: str, part: Any) -> list[Argument]:
    """The arguments that a form asks for: no ``*args``, no ``**kwargs``, nothing ``_private``.

    Raises:
        ArgumentError: it cannot be told what the part takes.
    """
    function = part.load_data if kind == "datasets" and not isinstance(part, type) else part
    if not callable(function):
        return []  # a theme is an object
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except Exception as error:  # a signature may be a property of somebody else's
        raise ArgumentError(f"it cannot be told what {part!r} takes: {error}") from None
    if not isinstance(function, type):
        parameters = parameters[GIVEN_BY_OTHERS.get(kind, 0) :]
    apart = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    shown = [p for p in parameters if p.kind not in apart and not p.name.startswith("_")]
    return [_argument(function, p) for p in shown]


def _argument(part: Any, parameter: Parameter) -> Argument:
    name, annotation = parameter.name, parameter.annotation
    fields = {f.name: f.annotation for f in (*getattr(part, "options", ()), *getattr(part, "fields", ()))}
    options = {f.name for f in getattr(part, "options", ())} - {f.name for f in getattr(part, "fields", ())}
    declared = annotation is REQUIRED and name in fields and isinstance(part, type)
    if declared:
        annotation = fields[name]
    text = annotation if isinstance(annotation, str) else getattr(annotation, "text", "")
    if isinstance(annotation, str):
        annotation = Later(annotation, _module_of(part, name))
    if isinstance(annotation, Later):
        annotation = _looked_up(part, name, annotation)
    return Argument(name, annotation, parameter.default, name in options, declared, text)


def _module_of(part: Any, name: str) -> str:
    """The module in which the constructor is written that takes the argument."""
    for base in part.__mro__ if isinstance(part, type) else ():
        init = vars(base).get("__init__")
        if init is not None and name in inspect.signature(init).parameters:
            return str(base.__module__)
    return str(getattr(part, "__module__", "builtins"))


def _looked_up(part: Any, name: str, annotation: Later) -> Any:
    try:
        with guard():
            return annotations.found(getattr(part, "__name__", "it"), name, annotation)
    except Exception:  # it is somebody else's text, and only says less if it cannot be understood
        return UNKNOWN


def docstrings_of(part: Any) -> Iterator[Told]:
    """The docstrings of a part and of what it is made from, its own first."""
    if not isinstance(part, type):
        yield told(getattr(part.func if isinstance(part, partial) else part, "__doc__", None))
        return
    for base in part.__mro__:
        if base in (object, Configurable):
            return
        yield told(_own_docstring(base))
        yield told(getattr(vars(base).get("__init__"), "__doc__", None))
        function = vars(base).get("function")  # of a loss or a metric that is made of one
        yield told(getattr(function, "__doc__", None))


def _own_docstring(cls: type) -> str:
    doc = vars(cls).get("__doc__") or ""
    return "" if doc.startswith(f"{cls.__name__}(") else doc  # that of a dataclass is its signature


def noted(annotation: Any) -> str:
    """The text that stands beside the type in ``Annotated[int, "how many"]``, or in a ``Doc``."""
    if get_origin(annotation) is not Annotated:
        return next(filter(None, map(noted, get_args(annotation))), "") if get_args(annotation) else ""
    for mark in get_args(annotation)[1:]:
        words = mark if isinstance(mark, str) else getattr(mark, "documentation", "")
        if isinstance(words, str) and words:
            return words
    return ""
