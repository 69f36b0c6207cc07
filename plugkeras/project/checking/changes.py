"""The edits that fixes are made of: each makes another project."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from plugkeras.parts.naming import snake_case
from plugkeras.project.document import LayerSpec, Project
from plugkeras.project.values import Part, Table


def part(name: str, **arguments: Any) -> Part:
    """A part by name and arguments."""
    return Part(name, Table(arguments))


def with_layers(project: Project, layers: Iterable[LayerSpec]) -> Project:
    """The same project with other layers."""
    return replace(project, model=replace(project.model, layers=tuple(layers)))


def place(project: Project, name: str) -> int:
    """Where the layer of that name is; the end, if there is none."""
    names = [layer.name for layer in project.model.layers]
    return names.index(name) if name in names else len(names)


def with_part(project: Project, index: int, changed: Part) -> Project:
    """The same project with another part for one layer."""
    layers = list(project.model.layers)
    layers[index] = replace(layers[index], part=changed)
    return with_layers(project, layers)


def setting(project: Project, index: int, argument: str, value: Any) -> Project:
    """The same project with one argument of a layer set."""
    return with_part(project, index, project.model.layers[index].part.setting(argument, value))


def unsetting(project: Project, index: int, *arguments: str) -> Project:
    """The same project with arguments of a layer left to their defaults."""
    return with_part(project, index, project.model.layers[index].part.unsetting(*arguments))


def inserting(project: Project, index: int, added: Part, name: str = "") -> Project:
    """The same project with one more layer, which gets a name of its own."""
    layers = list(project.model.layers)
    layers.insert(index, LayerSpec(added, free_name(project, name or snake_case(added.name.rpartition(">")[2]))))
    return with_layers(project, layers)


def removing(project: Project, index: int) -> Project:
    """The same project without one layer."""
    layers = project.model.layers
    return with_layers(project, layers[:index] + layers[index + 1 :])


def moving(project: Project, index: int, to: int) -> Project:
    """The same project with the layer at ``index`` before the one that is at ``to``."""
    layers = list(project.model.layers)
    moved = layers.pop(index)
    layers.insert(to - (to > index), moved)
    return with_layers(project, layers)


def free_name(project: Project, wanted: str) -> str:
    """``dense``, or ``dense_1`` and so on if that is taken."""
    taken = {layer.name for layer in project.model.layers}
    number = next(n for n in range(len(taken) + 1) if (f"{wanted}_{n}" if n else wanted) not in taken)
    return f"{wanted}_{number}" if number else wanted


def compiling(project: Project, **changed: Any) -> Project:
    """The same project with another loss, other metrics or another optimizer."""
    return replace(project, compile=replace(project.compile, **changed))


def fitting(project: Project, **changed: Any) -> Project:
    """The same project with other arguments of ``fit``."""
    return replace(project, fit=replace(project.fit, **changed))


def feeding(project: Project, **changed: Any) -> Project:
    """The same project with other data."""
    return replace(project, data=replace(project.data, **changed))


def bypassing(project: Project, name: str) -> Project:
    """The same project with the layer of that name left out."""
    return with_layers(project, (replace(s, bypassed=s.bypassed or s.name == name) for s in project.model.layers))


def at(parts: tuple[Part, ...], number: int, *instead: Part) -> tuple[Part, ...]:
    """The parts with others in the place of one, or without it."""
    return (*parts[:number], *instead, *parts[number + 1 :])
