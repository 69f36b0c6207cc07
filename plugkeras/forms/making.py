"""From the values of a form to the object, and what its constructor says to them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.forms.controls import Control
from plugkeras.forms.nested import Items, OfKind, OneOf, core
from plugkeras.host.manifest import guard
from plugkeras.host.plugin import reason
from plugkeras.project.values import Part, Table, Value, thawed

Make = Callable[[str, Part], Any]

UNTRIED = ("commands", "screens", "themes", "formats", "engines")
"""The kinds whose parts nobody makes from a form."""


def made(kind: str, part: Any, given: Mapping[str, Value], controls: Mapping[str, Any], make: Make) -> Any:
    """What a part makes of the values; ``make`` is called for the parts within."""
    arguments = {name: _object(value, controls.get(name, ()), make) for name, value in given.items()}
    if isinstance(part, type):
        return part(**arguments)
    function = part.load_data if kind == "datasets" else part
    return partial(function, **arguments) if arguments else function


def _object(value: Value, controls: tuple[Control, ...], make: Make) -> Any:
    """A value as a constructor takes it: parts as objects, tables as dicts."""
    if isinstance(value, Part):
        return make(_kind(controls), value)
    if isinstance(value, Table):
        return {name: _object(v, _inner(controls), make) for name, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_object(v, _inner(controls), make) for v in value)
    return thawed(value)


def _kind(controls: tuple[Control, ...]) -> str:
    return next((control.kind for control in controls if isinstance(control, OfKind)), "layers")


def _inner(controls: tuple[Control, ...]) -> tuple[Control, ...]:
    items = [core(control.item) for control in controls if isinstance(control, Items)]
    return tuple(c for item in items for c in (item.options if isinstance(item, OneOf) else (item,)))


def tried(make: Callable[[], Any]) -> str:
    """What is wrong if ``make`` is called, in a sentence, or nothing. Random numbers are as they were before."""
    try:
        with _undisturbed(), guard():
            make()
    except PlugkerasError as error:
        return str(error).rstrip(".")
    except Exception as error:
        return reason(error)
    return ""


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A layer with randomness draws its seed from NumPy's global generator, and names count its likes."""
    import numpy as np

    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)
