"""Everything that has a key and a name, of the app, its screens and their widgets, plugins' included."""

from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from plugkeras_tui.everywhere import screens
from plugkeras_tui.everywhere.keymap import Named


def named(app: type[App[Any]]) -> list[Named]:
    """What has an id, that of ``app`` first; imports every screen."""
    for name in screens.names():
        screens.trouble(name)  # imports it
    classes: list[type[DOMNode]] = [app, *(c for c in _subclasses(DOMNode) if c is not app)]
    return [one for cls in classes for one in _of(cls)]


def _subclasses(cls: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for child in cls.__subclasses__():
        if not child.__module__.startswith("textual."):
            yield child
        yield from _subclasses(child)


def _of(cls: type[DOMNode]) -> Iterator[Named]:
    """A class's own bindings; several of one id are one with several keys."""
    found: dict[str, Named] = {}
    for entry in cls.__dict__.get("BINDINGS", ()):
        for binding in Binding.make_bindings([entry]):
            if binding.id is None:
                continue
            before = found.get(binding.id)
            keys = (*before.keys, binding.key) if before else (binding.key,)
            does = before.does if before else binding.tooltip or binding.description
            found[binding.id] = Named(binding.id, keys, does, cls.__name__, issubclass(cls, App))
    yield from found.values()
