"""Name <-> object <-> JSON, once for all kinds of parts.

A part declares its arguments as annotated class attributes, in the order of its signature::

    class Dense(Layer):
        units: Count
        activation: Activation = None

From these come the constructor, its checks, ``get_config``, ``from_config`` and ``repr``. (What a
class annotates for other reasons is a ``ClassVar``, or the class says ``arguments=False``.) A class
that writes its own ``__init__``, as Keras users do, gets its config from that signature instead.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Self

import numpy as np

from plugkeras.annotations import part_of, shortened
from plugkeras.errors import ArgumentError, FormatError, UnknownName, UnsafeFile
from plugkeras.host import host
from plugkeras.host.kinds import FUNCTION_KINDS
from plugkeras.host.lookup import custom_object_scope as custom_object_scope
from plugkeras.host.lookup import lookup as lookup
from plugkeras.parts import spellings
from plugkeras.parts.arguments import Field as Field
from plugkeras.parts.arguments import accepted, bound, config_names, droppable, fields_of, signature_of

JSON = Any


class Configurable:
    """A part that can be made from, and described by, its arguments."""

    kind: ClassVar[str]
    options: ClassVar[tuple[Field, ...]] = ()  # what every part of the kind takes besides, by keyword
    fields: ClassVar[tuple[Field, ...]] = ()

    def __init_subclass__(cls, arguments: bool = True, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if arguments and "__init__" not in vars(cls):
            cls.fields = tuple(fields_of(cls))
            cls.__signature__ = signature_of(cls)  # type: ignore[attr-defined]
            for name in vars(cls).keys() & {f.name for f in cls.fields}:
                if any(isinstance(vars(base).get(name), property) for base in cls.__mro__[1:]):
                    delattr(cls, name)  # the default is in the field now, and must not hide a base's property

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        for field, value in bound(cls, args, kwargs):
            setattr(self, field.name, value if part_of(field.annotation) is None else part(field.annotation, value))
        self.setup()

    def setup(self) -> None:
        """What remains to be checked or derived once all arguments are stored."""

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal part, as JSON."""
        return {name: serialize(getattr(self, name)) for name in config_names(self)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The part that ``config`` describes.

        Raises:
            ArgumentError: an argument is missing, unknown or has a value that cannot be used.
        """
        known = accepted(cls)
        config = spellings.modern(cls.__name__, config, known)
        parts = {f.name for f in (*cls.fields, *cls.options) if part_of(f.annotation)}
        arguments = {
            key: value if key in parts else revived(value)
            for key, value in config.items()
            if key in known or not droppable(key, value)
        }
        return cls(**arguments)

    def __repr__(self) -> str:
        shown = ", ".join(f"{f.name}={getattr(self, f.name, None)!r}" for f in type(self).fields)
        return f"{type(self).__name__}({shown})"


# -- from names ------------------------------------------------------------------------------------


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
    raise ArgumentError(
        f"{shortened(identifier)} cannot stand for one of the {kind}: give a name, a config or an object."
    )


# -- JSON ----------------------------------------------------------------------------------------

FILE_KINDS = (
    *("layers", "activations", "initializers", "regularizers", "constraints"),
    *("losses", "metrics", "optimizers", "schedules"),
)
"""The kinds whose parts a config may name. A command or a dataset, say, is nothing that a model is made of."""

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
    module, name = vars(cls).get("module"), None
    if module is None:
        owner = host().owner(cls.kind, cls)
        if owner is not None and owner[0].is_standard:
            module = _MODULES.get(cls.kind, f"keras.{cls.kind}")
        else:
            name = cls.__name__ if owner is None else owner[1]
    config = serialize(value.get_config())  # one that is written by hand may hold anything
    return {"module": module, "class_name": cls.__name__, "config": config, "registered_name": name}


def registered_name(value: Any, kinds: Iterable[str]) -> str | None:
    """The name that ``value`` is registered under in the first of ``kinds`` that has it: ``Dense``, ``acme>Swish``."""
    return next((owner[1] for owner in (host().owner(kind, value) for kind in kinds) if owner is not None), None)


def registered_function(function: Any, owner: str) -> JSON:
    """How a file names a function: by the name it is registered under, never by its code.

    Raises:
        ArgumentError: it has no such name.
    """
    name = registered_name(function, FUNCTION_KINDS)
    if name is None:
        raise ArgumentError(f"{owner}: its function has no name to save it by; decorate it with @plugkeras.register.")
    short = name.rpartition(">")[2]
    return {"module": "builtins", "class_name": "function", "config": short, "registered_name": name}


def _name_of(function: Any) -> str:
    own = getattr(function, "__name__", type(function).__name__)
    return registered_name(function, FUNCTION_KINDS) or str(own)


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
        return lookup(kind, _function_name(data))
    found = _class(kind, name, str(data.get("class_name")))
    if isinstance(config, str):
        return found
    if not isinstance(found, type) or not isinstance(config, Mapping | list):
        raise FormatError(f"A config describes {name} in a way that has no meaning: {str(config)[:80]}")
    if hasattr(found, "from_config"):
        return found.from_config(config)
    return found(**config)  # type: ignore[arg-type]


def _class(kind: str, name: str, class_name: str) -> Any:
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
    if value["class_name"] in ("__numpy__", "__tensor__"):
        return _array(value["config"])
    if value["class_name"] == "DTypePolicy":
        return value["config"]["name"]
    if value["class_name"] in ("function", "__lambda__"):
        return _function(value)
    return deserialize(kind_of(value) or _kind_by_name(value), value)


def _array(config: Mapping[str, Any]) -> Any:
    dtype = np.dtype(config["dtype"])
    if dtype.kind not in "biuf":
        raise FormatError(f"An array in a config is of numbers, not of {dtype}.")
    return np.array(config["value"], dtype=dtype)


def _function_name(data: Mapping[str, Any]) -> str:
    registered = data.get("registered_name")
    return str(data.get("config") if registered in (None, "function") else registered)  # Keras's own are "function"


def _function(data: Mapping[str, Any]) -> Any:
    """A function that a file names. Bytecode is never read."""
    if data["class_name"] == "__lambda__":
        raise UnsafeFile(
            "The file holds a function as bytecode, which could do anything and is never run here: write the "
            "function again, register it, and pass it as custom_objects."
        )
    name = _function_name(data)
    for kind in FUNCTION_KINDS:
        try:
            return lookup(kind, name)
        except UnknownName:
            continue
    raise UnknownName(f"No function named '{name}' is registered; register it, or pass it in custom_objects.")


def kind_of(data: Mapping[str, Any]) -> str | None:
    """The kind that a description says in its module: ``keras.layers``; None if it says something else."""
    package, _, kind = str(data.get("module") or "").rpartition(".")
    if kind == "keras" and not package:
        return "layers"
    return kind if kind in FILE_KINDS and package.partition(".")[0] in ("keras", "tf_keras", "plugkeras") else None


def _kind_by_name(data: Mapping[str, Any]) -> str:
    """The first kind that knows the name: parts that are not Keras's come from modules of any name."""
    for kind in FILE_KINDS:
        for name in (data.get("registered_name"), data["class_name"]):
            with suppress(UnknownName):
                if isinstance(name, str) and lookup(kind, name):
                    return kind
    return "layers"
