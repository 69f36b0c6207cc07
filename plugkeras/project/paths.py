"""Places in a project by path: ``layers.hidden.units``, ``compile.optimizer.learning_rate``, ``fit.callbacks.0``.

A path is dotted text or a tuple. A layer is said by its name or its number; ``layers`` is short for ``model.layers``.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from plugkeras.errors import ArgumentError, PlugkerasError, UnknownArgument, UnknownName, did_you_mean
from plugkeras.project import setting
from plugkeras.project.arguments import arguments, found, nested_kind
from plugkeras.project.document import LISTS, PARTS, LayerSpec, Project, default_of
from plugkeras.project.values import Part, Table, Value

Path = str | tuple[str | int, ...]
Key = str | int

UNSET: Any = object()
"""In the place of a new value: the default."""


def keys_of(project: Project, path: Path) -> tuple[Key, ...]:
    """A path as a tuple that begins with a section.

    Raises:
        ArgumentError: it is none.
    """
    if isinstance(path, str):
        keys: tuple[Key, ...] = _split(project, path)
    else:
        keys = tuple(path)
    if not keys or not all(isinstance(key, str | int) and key != "" for key in keys):
        raise ArgumentError(f"{path!r} is no path: layers.hidden.units is one, or fit.epochs.")
    return ("model", *keys) if keys[0] == "layers" else keys


def _split(project: Project, path: str) -> tuple[Key, ...]:
    """The keys of dotted text; the names of layers may have dots in them."""
    for start in ("model.layers.", "layers."):
        rest = path.removeprefix(start)
        if rest != path:
            names = sorted((layer.name for layer in project.model.layers), key=len, reverse=True)
            name = next((n for n in names if rest == n or rest.startswith(f"{n}.")), None)
            if name is not None:
                after = rest[len(name) + 1 :]
                return ("model", "layers", name, *(after.split(".") if after else ()))
    return tuple(path.split("."))


def index_of(project: Project, layer: Key) -> int:
    """The place of a layer, by its name or its number.

    Raises:
        UnknownName: there is none; the message has the nearest one.
    """
    names = [spec.name for spec in project.model.layers]
    if layer in names:
        return names.index(str(layer))
    number = _number(layer)
    if number is None:
        raise UnknownName(f"The model has no layer '{layer}'{did_you_mean(str(layer), names) or _listed(names)}")
    if not 0 <= number < len(names):
        raise UnknownName(f"The model has {len(names)} layers, numbered from 0, and none at {number}.")
    return number


def _listed(names: list[str]) -> str:
    return f"; it has {', '.join(names[:8])}{', …' if len(names) > 8 else ''}." if names else "; it has none yet."


def _number(key: Key) -> int | None:
    if isinstance(key, bool):
        return None
    return key if isinstance(key, int) else int(key) if key.isdecimal() and key.isascii() and len(key) < 10 else None


# -- reading ----------------------------------------------------------------------------------------


def get_value(project: Project, path: Path) -> Any:
    """What is at ``path``: a value, a Part, a LayerSpec or a section; of an argument left out, its default.

    Raises:
        UnknownArgument: there is no such place; the message has the nearest one.
        UnknownName: there is no such layer.
    """
    keys = keys_of(project, path)
    kept: list[Any] = []

    def look(old: Any, _: Any) -> Any:
        kept.append(old)
        return old

    _within(project, project, keys, (), look, None)
    return kept[0]


# -- writing ----------------------------------------------------------------------------------------

Change = Callable[[Any, Callable[[Any], Any]], Any]
"""From what is at a place, and what makes a value fit the place, to what will be there, or UNSET."""


def changed(project: Project, path: Path, value: Any) -> Project:
    """The project with ``value``, or with ``UNSET`` the default, at ``path``."""
    keys = keys_of(project, path)

    def change(old: Any, fitting: Callable[[Any], Any]) -> Any:
        return UNSET if value is UNSET else fitting(value)

    made: Project = _within(project, project, keys, (), change, None)
    return made


def _where(done: tuple[Key, ...]) -> str:
    return ".".join(map(str, done[1:] if done[:2] == ("model", "layers") else done))


def _within(
    project: Project, node: Any, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change, kind: Any
) -> Any:
    """``node`` with the place at ``keys`` below it changed."""
    if done == ("model", "layers") and len(keys) > 0:
        return _in_layers(project, node, keys, done, change)
    if isinstance(node, LayerSpec):
        return _in_layer(project, node, keys, done, change)
    if dataclasses.is_dataclass(node) and not isinstance(node, Part):
        return _in_section(project, node, keys, done, change)
    if isinstance(node, Part):
        return _in_part(project, node, keys, done, change, kind)
    if isinstance(node, tuple):
        return _in_list(project, node, keys, done, change, kind)
    if isinstance(node, Table):
        return _in_table(project, node, keys, done, change)
    raise UnknownArgument(f"{_where(done)} is {node!r}, and has nothing called '{keys[0]}' in it.")


def _in_section(project: Project, node: Any, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change) -> Any:
    name, rest = str(keys[0]), keys[1:]
    known = {f.name: f for f in dataclasses.fields(node)}
    if name not in known:
        owner = f"The section {_where(done)}" if done else "A project"
        listed = ", ".join(known)
        raise UnknownArgument(f"{owner} has no '{name}'{did_you_mean(name, known) or f'; it has {listed}.'}")
    old, here = getattr(node, name), (*done, name)
    if rest:
        kind = PARTS.get(name) or LISTS.get(name)
        if old is None:
            raise UnknownArgument(f"{_where(here)} is not set; set it before what is in it.")
        new = _within(project, old, rest, here, change, kind)
    else:
        new = change(old, lambda value: setting.field_of_section(known[name], value, _where(here)))
    if new is UNSET:
        new = default_of(known[name])
    return node if new is old else dataclasses.replace(node, **{name: new})


def _in_layers(project: Project, node: Any, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change) -> Any:
    number, rest = index_of(project, keys[0]), keys[1:]
    spec, here = node[number], (*done, node[number].name)
    if rest:
        new = _within(project, spec, rest, here, change, "layers")
    else:
        new = change(spec, lambda value: _fitting_layer(spec, value, here))
    if new is UNSET:
        return (*node[:number], *node[number + 1 :])
    return (*node[:number], new, *node[number + 1 :])


def _fitting_layer(spec: LayerSpec, value: Any, here: tuple[Key, ...]) -> Any:
    if isinstance(value, LayerSpec):
        return value
    part = setting.part_value("layers", value, _where(here))
    return dataclasses.replace(spec, part=part)


def _in_layer(project: Project, spec: LayerSpec, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change) -> Any:
    own = {"as": "name", "name": "name", "pass": "bypassed", "bypassed": "bypassed"}.get(str(keys[0]))
    if own is None or len(keys) > 1:
        return dataclasses.replace(spec, part=_within(project, spec.part, keys, done, change, "layers"))
    if own == "name":
        new = change(spec.name, lambda value: setting.layer_name(project, spec.name, value))
        if new is UNSET:
            raise ArgumentError(f"{_where(done)}: a layer needs a name; it can be given another one.")
        return dataclasses.replace(spec, name=new)
    new = change(spec.bypassed, lambda value: setting.flag(value, _where((*done, own))))
    return dataclasses.replace(spec, bypassed=False if new is UNSET else new)


def _in_part(
    project: Project, part: Part, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change, kind: str | None
) -> Any:
    name, rest, here = str(keys[0]), keys[1:], (*done, keys[0])
    cls = _class(kind or nested_kind(None, "", part), part)
    setting.check_argument(cls, part.name, name, _where(done))
    argument = arguments(cls).get(name) if cls is not None else None
    old = part.arguments[name] if name in part.arguments else setting.default_value(argument)
    if rest:
        inner = argument.kind if argument is not None else None
        new = _within(project, setting.opened(old, inner, rest[0]), rest, here, change, inner)
    else:
        new = change(old, lambda value: setting.argument_value(cls, part.name, name, value, _where(here)))
    if new is UNSET and argument is not None and argument.is_required:
        raise ArgumentError(f"{_where(here)}: {part.name} needs `{name}`; it has no default.")
    if new is UNSET or (not rest and new is setting.DEFAULT):
        return part.unsetting(name)
    return part if new is old else part.setting(name, new)


def _class(kind: str | None, part: Part) -> Any:
    """The class of a part, None if that is not here: then nothing of its arguments is known."""
    try:
        return found(kind, part) if kind is not None else None
    except PlugkerasError:
        return None


def _in_list(
    project: Project, node: Any, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change, kind: str | None
) -> Any:
    number, rest, here = _number(keys[0]), keys[1:], (*done, keys[0])
    known = LISTS.values()
    most = len(node) if kind in known and not rest else len(node) - 1  # one after the last is a new one
    if number is None or not 0 <= number <= most:
        raise UnknownArgument(f"{_where(done)} has {len(node)} items, numbered from 0, and none at '{keys[0]}'.")
    old = node[number] if number < len(node) else None
    if rest:
        new = _within(project, old, rest, here, change, kind)
    else:
        new = change(old, lambda value: setting.item_value(kind, value, _where(here)))
    return (*node[:number], *(() if new is UNSET else (new,)), *node[number + 1 :])


def _in_table(project: Project, node: Table, keys: tuple[Key, ...], done: tuple[Key, ...], change: Change) -> Any:
    name, rest, here = str(keys[0]), keys[1:], (*done, keys[0])
    old: Value = node.get(name)
    if rest:
        if name not in node:
            raise UnknownArgument(f"{_where(done)} has no '{name}'{did_you_mean(name, node) or '.'}")
        new = _within(project, old, rest, here, change, None)
    else:
        new = change(old, lambda value: setting.plain_value(value, _where(here)))
    return node.without(name) if new is UNSET else node.having(name, new)
