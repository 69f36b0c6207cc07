"""Name <-> object <-> JSON, once for all kinds of parts.

A part declares its arguments as annotated class attributes, in the order of its signature::

    class Dense(Layer):
        units: Count
        activation: Activation = None

From these come the constructor, its checks, ``get_config``, ``from_config`` and ``repr``. (What a
class annotates for other reasons is a ``ClassVar``, or the class says ``arguments=False``.) A class that writes its own ``__init__`` (as Keras users do) gets its config from that signature instead.
"""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import local
from typing import Any, ClassVar, NamedTuple, Self, dataclass_transform

import numpy as np

from plugkeras import spellings
from plugkeras.annotations import checked, part_of
from plugkeras.errors import ArgumentError, FormatError, StateError, UnknownArgument, UnknownName, UnsafeFile, did_you_mean
from plugkeras.host import host

REQUIRED: Any = inspect.Parameter.empty
JSON = Any


class Field(NamedTuple):
    """One argument of a part."""

    name: str
    annotation: Any
    default: Any = REQUIRED


@dataclass_transform()
class Configurable:
    """A part that can be made from, and described by, its arguments."""

    kind: ClassVar[str]
    options: ClassVar[tuple[Field, ...]] = ()  # what every part of the kind takes besides, by keyword
    fields: ClassVar[tuple[Field, ...]] = ()

    def __init_subclass__(cls, arguments: bool = True, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if arguments and "__init__" not in vars(cls):
            cls.fields = tuple(_fields(cls))
            cls.__signature__ = _signature(cls)  # type: ignore[attr-defined]
            for name in vars(cls).keys() & {f.name for f in cls.fields}:
                if any(isinstance(vars(base).get(name), property) for base in cls.__mro__[1:]):
                    delattr(cls, name)  # the default is in the field now, and must not hide a base's property

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        for field, value in _bind(cls, args, kwargs):
            setattr(self, field.name, value if part_of(field.annotation) is None else part(field.annotation, value))
        self.setup()

    def setup(self) -> None:
        """What remains to be checked or derived once all arguments are stored."""

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal part, as JSON."""
        return {name: serialize(getattr(self, name)) for name in _config_names(self)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The part that ``config`` describes.

        Raises:
            ArgumentError: an argument is missing, unknown or has a value that cannot be used.
        """
        known = _accepted(cls)
        config = spellings.modern(cls.__name__, config, known)
        parts = {f.name for f in (*cls.fields, *cls.options) if part_of(f.annotation)}
        arguments = {
            key: value if key in parts else revived(value)
            for key, value in config.items()
            if key in known or not _droppable(key, value)
        }
        return cls(**arguments)

    def __repr__(self) -> str:
        shown = ", ".join(f"{f.name}={getattr(self, f.name, None)!r}" for f in type(self).fields)
        return f"{type(self).__name__}({shown})"


def _fields(cls: type[Configurable]) -> Iterator[Field]:
    """The fields of the bases, then the new ones; a class may change the default of an inherited one."""
    known = {f.name: f for f in cls.fields}
    for name, annotation in inspect.get_annotations(cls).items():
        if not name.startswith("_") and "ClassVar" not in str(annotation):
            known.pop(name, None)  # one that is declared again moves to its new place
            known[name] = Field(name, annotation, vars(cls).get(name, REQUIRED))
    for field in known.values():
        yield field._replace(default=vars(cls).get(field.name, field.default))


def _signature(cls: type[Configurable]) -> inspect.Signature:
    Parameter = inspect.Parameter
    own = [Parameter(f.name, Parameter.POSITIONAL_OR_KEYWORD, default=f.default) for f in cls.fields]
    names = {f.name for f in cls.fields}
    shared = [f for f in cls.options if f.name not in names]
    return inspect.Signature([*own, *(Parameter(f.name, Parameter.KEYWORD_ONLY, default=f.default) for f in shared)])


def _bind(cls: type[Configurable], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Each field with its value, checked."""
    fields = {f.name: f for f in (*cls.options, *cls.fields)}
    given = spellings.modern(cls.__name__, kwargs, fields)
    for name in [n for n in given if n not in fields and n in spellings.WITHOUT_EFFECT]:
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


def _accepted(cls: type[Configurable]) -> set[str]:
    """The names that the constructor accepts; a hand-written one may pass on the options by ``**kwargs``."""
    parameters = inspect.signature(cls).parameters.values()
    names = {p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        names |= {f.name for f in (*cls.options, *cls.fields)}
    return names


def _droppable(key: str, value: Any) -> bool:
    """Whether an argument of some other Keras asks for nothing: absent, off, or without effect here."""
    return value is None or value is False or key in spellings.WITHOUT_EFFECT


def _config_names(part: Configurable) -> list[str]:
    names = [f.name for f in (*type(part).options, *type(part).fields)]
    names += [n for n in inspect.signature(type(part)).parameters if n not in names and n not in ("args", "kwargs")]
    for name in names:
        if not hasattr(part, name):
            raise StateError(
                f"{type(part).__name__}: get_config cannot tell the argument `{name}`: "
                f"keep it as `self.{name}`, or write get_config."
            )
    return names


# -- by name -------------------------------------------------------------------------------------

_scopes = local()


@contextmanager
def custom_object_scope(objects: Mapping[str, Any]) -> Iterator[None]:
    """Within it, the names in ``objects`` mean these classes and functions."""
    outer = getattr(_scopes, "objects", {})
    _scopes.objects = {**outer, **objects}
    try:
        yield
    finally:
        _scopes.objects = outer


def lookup(kind: str, name: str) -> Any:
    """The class or function called ``name``: of the custom objects in scope, or of those registered.

    Raises:
        UnknownName: nothing of that kind has the name; the message has the nearest one.
    """
    custom = getattr(_scopes, "objects", {})
    if name in custom:
        return custom[name]
    if name.rpartition(">")[2] in custom:
        return custom[name.rpartition(">")[2]]
    return host().get(kind, spellings.NAMES.get((kind, name), name))


def part(annotation: Any, identifier: Any) -> Any:
    """What an annotated field holds for ``identifier``."""
    wanted = part_of(annotation)
    assert wanted is not None
    return get(wanted.kind, wanted.default if identifier is None else identifier)


def get(kind: str, identifier: Any) -> Any:
    """A part of ``kind`` from its name, its config, its class, or itself; None stays None.

    Raises:
        UnknownName: the name is not known.
        ArgumentError: ``identifier`` is none of these.
    """
    if isinstance(identifier, str):
        identifier = lookup(kind, identifier)
    elif isinstance(identifier, Mapping):
        identifier = deserialize(kind, identifier)
    if isinstance(identifier, type):
        identifier = identifier()
    if identifier is None or callable(identifier) or isinstance(identifier, Configurable):
        return identifier
    raise ArgumentError(f"{identifier!r} cannot stand for one of the {kind}: give a name, a config or an object.")


# -- JSON ----------------------------------------------------------------------------------------

FUNCTIONS = ("activations", "losses", "metrics")
"""The kinds whose parts may be plain functions."""

_MODULES = {"schedules": "keras.optimizers.schedules"}


def serialize(value: Any) -> JSON:
    """``value`` as JSON, in the form that Keras 3 writes and reads."""
    if isinstance(value, Configurable):
        return _serialize_part(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(k): serialize(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [serialize(v) for v in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return {"class_name": "__numpy__", "config": {"value": value.tolist(), "dtype": str(value.dtype)}}
    if callable(value):
        return _name_of(value)
    if hasattr(value, "__array__"):
        return serialize(np.asarray(value))
    raise ArgumentError(
        f"{value!r} cannot be written to a config: it is no number, text, list, part or registered name."
    )


def _serialize_part(value: Configurable) -> JSON:
    cls = type(value)
    registered = _registered_name(cls.kind, cls)
    standard = registered is None or registered == cls.__name__
    return {
        "module": getattr(cls, "module", None) or _MODULES.get(cls.kind, f"keras.{cls.kind}") if standard else None,
        "class_name": cls.__name__,
        "config": value.get_config(),
        "registered_name": None if standard and registered else (registered or cls.__name__),
    }


def _registered_name(kind: str, value: Any) -> str | None:
    """The name that ``value`` is registered under: ``Dense``, ``acme>Swish``, or None."""
    if getattr(value, "module", None) == "keras":
        return str(value.__name__)
    owner = host().owner(kind, value)
    return None if owner is None else str(owner[1])


def registered_function(function: Any, owner: str) -> JSON:
    """How a file names a function: by the name it is registered under, never by its code.

    Raises:
        ArgumentError: it has no such name.
    """
    for kind in FUNCTIONS:
        name = _registered_name(kind, function)
        if name is not None:
            short = name.rpartition(">")[2]
            return {"module": "builtins", "class_name": "function", "config": short, "registered_name": name}
    raise ArgumentError(f"{owner}: its function has no name to save it by; decorate it with @plugkeras.register.")


def _name_of(function: Any) -> str:
    for kind in FUNCTIONS:
        name = _registered_name(kind, function)
        if name is not None:
            return name
    return str(getattr(function, "__name__", type(function).__name__))


def deserialize(kind: str, data: Any) -> Any:
    """The part of ``kind`` that ``data`` describes: a name, or ``{"class_name", "config", …}``.

    Only registered names and the custom objects in scope are looked at: never a module path.

    Raises:
        UnknownName: the name is not known here.
        FormatError: ``data`` is not such a description.
    """
    if not isinstance(data, Mapping):
        return get(kind, data)
    name, config = data.get("registered_name") or data.get("class_name"), data.get("config", {})
    if not isinstance(name, str):
        raise FormatError(f"A config of one of the {kind} has no class_name: {str(data)[:80]}")
    if data.get("class_name") == "function" and isinstance(config, str):
        return lookup(kind, data.get("registered_name") or config)
    found = _class(kind, name, str(data.get("class_name")))
    if isinstance(config, str):
        return found
    return found.from_config(config) if hasattr(found, "from_config") else found(**config)


def _class(kind: str, name: str, class_name: str) -> Any:
    if kind == "layers" and class_name == "Sequential":
        from plugkeras.model import Sequential  # a model is a layer too, and models know configs

        return Sequential
    try:
        return lookup(kind, name)
    except UnknownName:
        if name == class_name or class_name == "None":
            raise
        return lookup(kind, class_name)


def revived(value: Any) -> Any:
    """``value`` with the configs of parts inside it turned into parts, their kind told by their module."""
    if isinstance(value, list):
        return [revived(v) for v in value]
    if not isinstance(value, Mapping) or "class_name" not in value:
        return value
    if value["class_name"] == "__numpy__":
        return np.array(value["config"]["value"], dtype=value["config"]["dtype"])
    if value["class_name"] in ("function", "__lambda__"):
        return _function(value)
    return deserialize(_kind_of(value), value)


def _function(data: Mapping[str, Any]) -> Any:
    """A function that a file names. Bytecode is never read."""
    if data["class_name"] == "__lambda__":
        raise UnsafeFile(
            "The file holds a function as bytecode, which could do anything and is never run here: write the "
            "function again, register it, and pass it as custom_objects."
        )
    name = str(data.get("registered_name") or data.get("config"))
    for kind in FUNCTIONS:
        try:
            return lookup(kind, name)
        except UnknownName:
            continue
    raise UnknownName(f"No function named '{name}' is registered; register it, or pass it in custom_objects.")


def _kind_of(data: Mapping[str, Any]) -> str:
    kind = str(data.get("module") or "keras.layers").rpartition(".")[2]
    return "layers" if kind == "keras" else kind
