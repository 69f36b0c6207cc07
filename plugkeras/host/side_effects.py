"""What reading a manifest may not change: looked at before and after, put back, and told.

Looked at are NumPy's error handling, the warnings filters, the environment, the state of Python's and NumPy's random
numbers, and the names in ``plugkeras`` and its namespaces; the first and the last alone while other threads run,
which may have made the change.
"""

import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

from plugkeras.hookspecs import KINDS
from plugkeras.host.plugin import Plugin

_ABSENT = object()
_MODULES = ("plugkeras", "plugkeras.optimizers.schedules", *(f"plugkeras.{kind}" for kind in KINDS))


class _Place(NamedTuple):
    """A place to look at: what its things are called, how they are now, and how one is put back."""

    title: str
    look: Callable[[], Mapping[str, Any]]
    put_back: Callable[[str, Any], None]


def _put_in_environment(name: str, value: Any) -> None:
    if value is _ABSENT:
        del os.environ[name]
    else:
        os.environ[name] = value


def _names_in(module: str) -> dict[str, Any]:
    """The names that were set in a module since it was filled; modules inside it aside."""
    names = vars(sys.modules[module]) if module in sys.modules else {}
    first = names.get("__first__", {})
    public = {name: value for name, value in names.items() if name[0] != "_" and not isinstance(value, ModuleType)}
    return {name: value for name, value in public.items() if first.get(name, _ABSENT) is not value}


def _put_in_module(module: str, name: str, value: Any) -> None:
    names = vars(sys.modules[module])
    value = names.get("__first__", {}).get(name, _ABSENT) if value is _ABSENT else value
    if value is _ABSENT:
        del names[name]
    else:
        names[name] = value


def _numpy_random() -> dict[str, Any]:
    algorithm, keys, *rest = sys.modules["numpy.random"].get_state()
    return {"": (algorithm, tuple(keys.tolist()), *rest)}


def _put_filters(_: str, filters: Any) -> None:
    warnings.filters[:] = filters  # type: ignore[index]  # it is a list


def _places() -> Iterator[_Place]:
    for module in _MODULES:
        yield _Place(f"{module}.{{}}", partial(_names_in, module), partial(_put_in_module, module))
    if numpy := sys.modules.get("numpy"):
        yield _Place("np.seterr", lambda: {"": numpy.geterr()}, lambda _, value: numpy.seterr(**value))
    if threading.active_count() > 1:
        return
    yield _Place("os.environ['{}']", lambda: dict(os.environ), _put_in_environment)
    if numpy:  # importing it sets filters of its own
        yield _Place("the warnings filters", lambda: {"": list(warnings.filters)}, _put_filters)
    if python := sys.modules.get("random"):
        yield _Place("the state of random", lambda: {"": python.getstate()}, lambda _, value: python.setstate(value))
    if random := sys.modules.get("numpy.random"):
        yield _Place("the state of np.random", _numpy_random, lambda _, value: random.set_state(value))


@contextmanager
def undone(row: Plugin) -> Iterator[None]:
    """Put back what the manifest changes inside the ``with`` block, and remark it on the row and as a warning."""
    before = [] if row.is_standard else [(place, place.look()) for place in _places()]
    try:
        yield
    finally:
        changed = [what for place, then in before for what in _put_back(place, then)]
        if changed:
            row.remark = f"its manifest changed {', '.join(changed)}, which was undone"
            warnings.warn(f"the plugin {row.title} should change nothing when it is read: {row.remark}", stacklevel=2)


def _put_back(place: _Place, before: Mapping[str, Any]) -> Iterator[str]:
    after = place.look()
    for name in sorted(before.keys() | after.keys()):
        if not _same(before.get(name, _ABSENT), after.get(name, _ABSENT)):
            place.put_back(name, before.get(name, _ABSENT))
            yield place.title.format(name)


def _same(one: Any, other: Any) -> bool:
    return one is other or (type(one) in (str, list, dict, tuple) and type(one) is type(other) and one == other)
