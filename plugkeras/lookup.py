"""What a name means: one of the custom objects in scope, or a registered part."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import local
from typing import Any

from plugkeras import spellings
from plugkeras.host import host

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
