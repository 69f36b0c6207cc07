"""Parts of a project as Python: ``Dense(64, activation="relu")``, with no argument that is a default."""

from collections import Counter
from collections.abc import Iterable, Iterator

from plugkeras.parts.naming import snake_case
from plugkeras.project.arguments import arguments, found, full_name, nested_kind
from plugkeras.project.document import LayerSpec
from plugkeras.project.python_text import Code, call, is_name, listed, literal, mapping
from plugkeras.project.values import Part, Table, Value, thawed

NAMED_FIRST = 2
"""How many arguments may stand without their names: those that have no default, and no more of them."""

_MODULES = {"schedules": "keras.optimizers.schedules", "sources": "sources"}


def part_code(kind: str, part: Part) -> Code:
    """The part as an expression that makes it; a function is its name.

    Raises:
        UnknownName: nothing of the kind has the name.
    """
    cls = found(kind, part)
    if not isinstance(cls, type):
        return literal(part.name)
    values = dict(part.arguments)
    positional = []
    for name in list(arguments(cls))[:NAMED_FIRST]:
        if name not in values or not arguments(cls)[name].is_required:
            break
        positional.append(_value(cls, name, values.pop(name)))
    return call(_callee(kind, part), *positional, **{name: _value(cls, name, v) for name, v in values.items()})


def named_or_made(kind: str, part: Part) -> Code:
    """The part by its name alone, if it has no arguments: where names are understood."""
    return part_code(kind, part) if part.arguments else literal(part.name)


def layer_codes(layers: Iterable[LayerSpec]) -> Iterator[Code]:
    """The layers as expressions; a name is said where it is not the one that a layer would be given anyway."""
    given: Counter[str] = Counter()
    for layer in layers:
        for inner in _nested(layer.part.arguments):
            _given(given, inner)
        said = layer.part
        if layer.name != _given(given, Part(said.name)):
            said = said.setting("name", layer.name)
        yield part_code("layers", said)


def imported(layers: Iterable[LayerSpec]) -> list[str]:
    """The names of the classes of layers that can be imported by name, sorted."""
    parts = [part for layer in layers for part in (layer.part, *_nested(layer.part.arguments))]
    names = {_public("layers", part) for part in parts if _is_class("layers", part)}
    return sorted(name for name in names if is_name(name))


def _callee(kind: str, part: Part) -> str:
    name, module = _public(kind, part), _MODULES.get(kind, f"keras.{kind}")
    if not is_name(name):
        return f"{module}[{literal(name)}]"
    return name if kind == "layers" else f"{module}.{name}"


def _public(kind: str, part: Part) -> str:
    """A standard part's or a stranger's name; a class that some names stand for goes by its own."""
    name = full_name(kind, part.name)
    return "Input" if (kind, name) == ("layers", "InputLayer") else name


def _value(cls: type, name: str, value: Value) -> Code:
    if isinstance(value, Part):
        kind = nested_kind(cls, name, value)
        return part_code(kind, value) if kind is not None else literal(thawed(value))
    if isinstance(value, tuple) and any(isinstance(item, Part | Table | tuple) for item in value):
        return listed(_value(cls, name, item) for item in value)
    if isinstance(value, Table):
        return mapping({key: _value(cls, name, item) for key, item in value.items()})
    return literal(value)


def _nested(value: Value) -> Iterator[Part]:
    """The layers inside of a layer's arguments, the innermost first, as they are made."""
    items = value.values() if isinstance(value, Table) else value if isinstance(value, tuple) else ()
    for item in items:
        if isinstance(item, Part):
            yield from _nested(item.arguments)
            if _is_class("layers", item):
                yield item
        else:
            yield from _nested(item)


def _is_class(kind: str, part: Part) -> bool:
    try:
        return isinstance(found(kind, part), type)
    except ValueError:  # of another kind
        return False


def _given(given: Counter[str], part: Part) -> str:
    """The name that a layer of this class gets if nobody says one."""
    if "name" in part.arguments:
        return str(part.arguments["name"])
    name = snake_case(found("layers", part).__name__)
    given[name] += 1
    return name if given[name] == 1 else f"{name}_{given[name] - 1}"
