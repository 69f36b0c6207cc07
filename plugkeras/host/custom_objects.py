"""What a name means: one of the custom objects in scope, or a registered part."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import local
from typing import Any

from plugkeras.host import host

_everywhere: dict[str, Any] = {}
_scopes = local()


def get_custom_objects() -> dict[str, Any]:
    """The names that mean a class or function in every thread and scope; change the dict to change them."""
    return _everywhere


@contextmanager
def custom_object_scope(custom_objects: Mapping[str, Any]) -> Iterator[None]:
    """Within it, the names in ``custom_objects`` mean these classes and functions."""
    outer = getattr(_scopes, "objects", {})
    _scopes.objects = {**outer, **custom_objects}
    try:
        yield
    finally:
        _scopes.objects = outer


def custom_object(name: str) -> Any:
    """The custom object called ``name``, with or without a prefix; None if there is none in scope."""
    for objects in (getattr(_scopes, "objects", {}), _everywhere):
        for key in (name, name.rpartition(">")[2]):
            if key in objects:
                return objects[key]
    return None


def lookup(kind: str, name: str) -> Any:
    """The class or function called ``name``: of the custom objects in scope, or of those registered.

    Raises:
        UnknownName: nothing of that kind has the name; the message has the nearest one.
    """
    found = custom_object(name)
    if found is not None:
        return found
    return host().get(kind, name)
