"""Name <-> object <-> JSON, once for all kinds of parts.

A part declares its arguments as annotated class attributes, in the order of its signature::

    class Dense(Layer):
        units: Count
        activation: Activation = None

From these come the constructor, its checks, ``get_config``, ``from_config`` and ``repr``. (What a
class annotates for other reasons is a ``ClassVar``, or the class says ``arguments=False``.) A class
that writes its own ``__init__``, as Keras users do, gets its config from that signature instead.
"""

import inspect
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar, Self

import numpy as np

from plugkeras.annotations import Later, checked, part_of, shortened
from plugkeras.errors import ArgumentError, FormatError, UnknownName, UnsafeFile
from plugkeras.host.custom_objects import custom_object_scope as custom_object_scope
from plugkeras.host.custom_objects import lookup as lookup
from plugkeras.host.kinds import FUNCTION_KINDS
from plugkeras.parts import spellings
from plugkeras.parts.arguments import Field as Field
from plugkeras.parts.arguments import Signature, accepted, arguments_in, bound, declared, droppable, fields_of, settled
from plugkeras.parts.constructors import extending, is_passing_on, recording, written
from plugkeras.parts.writing import FILE_KINDS as FILE_KINDS
from plugkeras.parts.writing import registered_function as registered_function
from plugkeras.parts.writing import registered_name as registered_name
from plugkeras.parts.writing import serialize as serialize

JSON = Any


class Configurable:
    """A part that can be made from, and described by, its arguments."""

    kind: ClassVar[str]
    options: ClassVar[tuple[Field, ...]] = ()
    """What every part of the kind takes besides, after its own; by position too, unless ``options_by_name``."""
    options_by_name: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]] = ()

    _below: ClassVar[frozenset[str]] = frozenset()  # the fields declared under a constructor written by hand
    __signature__: ClassVar[Any] = Signature()

    def __init_subclass__(cls, arguments: bool = True, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        init = vars(cls).get("__init__")
        if init is not None and not is_passing_on(init):
            cls.__init__ = recording(init)  # type: ignore[method-assign]
        if arguments and init is None:
            _extend(cls, tuple(declared(cls)))
            cls.fields = tuple(fields_of(cls))
            inspect.signature(cls)  # says so if one without a default comes after one with
            for name in vars(cls).keys() & {f.name for f in cls.fields}:
                if any(isinstance(vars(base).get(name), property) for base in cls.__mro__[1:]):
                    delattr(cls, name)  # the default is in the field now, and must not hide a base's property

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        if any(type(f.annotation) is Later for f in cls.fields):
            cls.fields = cls._looked_up(cls.fields)
        if "_given" in vars(self):
            named = {*kwargs, *(f.name for f, _ in zip(cls.fields, args, strict=False))}
            given = vars(self)["_given"]
            given.fixed = named - given.values.keys()
        for field, value in bound(cls, args, kwargs):
            self._store(field, value)
        self.setup()

    @classmethod
    def _looked_up(cls, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """The fields, with annotations for text that stands for one."""
        return settled(cls, fields)

    @classmethod
    def _checked(cls, field: Field, value: Any) -> Any:
        """``value`` as the field's annotation wants it."""
        value = checked(cls.__name__, field.name, field.annotation, value)
        return value if part_of(field.annotation) is None else part(field.annotation, value)

    def _store(self, field: Field, value: Any) -> None:
        """Keep an argument."""
        setattr(self, field.name, type(self)._checked(field, value))

    def setup(self) -> None:
        """What remains to be checked or derived once all arguments are stored."""

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal part, as JSON."""
        return {name: serialize(value) for name, value in arguments_in(self)}

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
        shown = ", ".join(f"{f.name}={shortened(getattr(self, f.name, None))}" for f in type(self).fields)
        return f"{type(self).__name__}({shown})"


def _extend(cls: Any, added: tuple[Field, ...]) -> None:
    """If the constructor that a class inherits is written by hand: give it one that takes what it declares as well."""
    if added and any(written(cls, Configurable)):
        taken = inspect.signature(cls).parameters
        cls.__init__ = extending(cls, added, taken)
        cls._below = cls._below | ({f.name for f in added} - {f.name for f in cls.fields})


# -- from names ------------------------------------------------------------------------------------


LONGEST = 500
"""Characters in a name, as in the names that a file may have."""


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
    if isinstance(identifier, str) and len(identifier) > LONGEST:
        raise ArgumentError(f"{shortened(identifier)} is too long to be a name of one of the {kind}.")
    if isinstance(identifier, str):
        identifier = lookup(kind, identifier)
    elif isinstance(identifier, Mapping):
        identifier = deserialize(kind, identifier)
    elif kind == "initializers" and hasattr(identifier, "__array__"):
        identifier = lookup(kind, "Constant")(identifier)
    if isinstance(identifier, type):
        identifier = identifier()
    if identifier is None or callable(identifier) or isinstance(identifier, Configurable):
        return identifier
    raise ArgumentError(
        f"{shortened(identifier)} cannot stand for one of the {kind}: give a name, a config or an object."
    )


# -- from JSON ----------------------------------------------------------------------------------------


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
    if kind == "activations" and kind_of(data) == "layers":
        kind = "layers"  # a layer without weights may stand for an activation: LeakyReLU(0.1)
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
