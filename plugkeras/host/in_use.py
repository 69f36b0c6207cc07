"""The host in use, and what scripts say to it: register a part, load a loose file."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, overload

from plugkeras.host.plugin import MAIN, Plugin
from plugkeras.host.registry import Host

Part = TypeVar("Part")

_current: list[Host] = []


def host() -> Host:
    """The host in use: that of the innermost `use`, else the one of what is installed."""
    if not _current:
        _current.append(Host())
    return _current[-1]


@contextmanager
def use(other: Host) -> Iterator[Host]:
    """Make ``other`` the host inside the ``with`` block."""
    host()  # the lowest entry stays that of what is installed
    _current.append(other)
    try:
        yield other
    finally:
        _current.pop()


def load_plugin(path: str | os.PathLike[str]) -> Plugin:
    """Load the manifest in a loose file into the host in use; see `Host.load_plugin`."""
    return host().load_plugin(path)


@overload
def register(part: Part, *, name: str | None = None, package: str = MAIN, kind: str | None = None) -> Part: ...
@overload
def register(
    part: None = None, *, name: str | None = None, package: str = MAIN, kind: str | None = None
) -> Callable[[Part], Part]: ...
def register(part: Any = None, *, name: str | None = None, package: str = MAIN, kind: str | None = None) -> Any:
    """Class or function decorator: name your own part, so that files can, as ``main>MyLayer``.

    The kind is seen from the base class; a function can be a loss, a metric and an activation.
    Defining the same thing again replaces it; another thing of the same name is an error.
    """

    def registered(part: Part) -> Part:
        host().register(part, name or str(getattr(part, "__name__", type(part).__name__)), package, kind)
        return part

    return registered if part is None else registered(part)
