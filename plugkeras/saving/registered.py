"""Keras's names for registering, and for turning parts into JSON and back."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from plugkeras.errors import UnknownName
from plugkeras.host import register
from plugkeras.host.custom_objects import custom_object_scope, lookup
from plugkeras.host.kinds import kinds_of
from plugkeras.parts.config import FILE_KINDS, Configurable, registered_function, registered_name, revived, serialize
from plugkeras.parts.writing import register_plain

Part = TypeVar("Part")


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[Part], Part]:
    """Class or function decorator: files name the part ``package>name``, as in real Keras.

    A class that is no layer, loss or other part can stand in configs, too, if it has ``get_config``.

    Raises:
        ArgumentError: such a class has no ``get_config``, or the name cannot be one.
    """

    def registered(part: Part) -> Part:
        if isinstance(part, type) and not kinds_of(part):
            register_plain(part, f"{package}>{name or part.__name__}")
            return part
        return register(part, name=name, package=package)

    return registered


def get_registered_name(obj: Any) -> str:
    """The name that a class or function is registered under (``Dense``, ``acme>Swish``), else its own."""
    return registered_name(obj, FILE_KINDS) or str(obj.__name__)


def get_registered_object(
    name: str, custom_objects: Mapping[str, Any] | None = None, module_objects: Mapping[str, Any] | None = None
) -> Any:
    """The class or function registered as ``name``, of whatever kind; None if there is none."""
    with custom_object_scope({**(module_objects or {}), **(custom_objects or {})}):
        for kind in FILE_KINDS:
            try:
                return lookup(kind, name)
            except UnknownName:
                continue
    return None


def serialize_keras_object(obj: Any) -> Any:
    """``obj``, a part or whatever holds parts, as JSON."""
    if callable(obj) and not isinstance(obj, Configurable | type):
        return registered_function(obj, getattr(obj, "__name__", repr(obj)))
    return serialize(obj)


def deserialize_keras_object(
    config: Any, custom_objects: Mapping[str, Any] | None = None, safe_mode: bool = True, **_: Any
) -> Any:
    """What ``serialize_keras_object`` described. Functions as bytecode are refused whatever ``safe_mode`` says.

    Raises:
        UnknownName: a name in it is not registered.
        UnsafeFile: it holds code.
    """
    with custom_object_scope(custom_objects or {}):
        return revived(config)
