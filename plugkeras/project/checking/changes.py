"""The edits that fixes are made of, besides those in ``edits``: they also work on parts that cannot be made."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from plugkeras.project import edits
from plugkeras.project.document import LayerSpec, Project
from plugkeras.project.values import Part, Table


def part(name: str, **arguments: Any) -> Part:
    """A part by name and arguments."""
    return Part(name, Table(arguments))


def with_layers(project: Project, layers: Iterable[LayerSpec]) -> Project:
    """The project with other layers."""
    return replace(project, model=replace(project.model, layers=tuple(layers)))


def with_part(project: Project, index: int, changed: Part) -> Project:
    """The project with another part for one layer."""
    layers = list(project.model.layers)
    layers[index] = replace(layers[index], part=changed)
    return with_layers(project, layers)


def setting(project: Project, index: int, argument: str, value: Any) -> Project:
    """The project with one argument of a layer set."""
    return with_part(project, index, project.model.layers[index].part.setting(argument, value))


def unsetting(project: Project, index: int, *arguments: str) -> Project:
    """The project with arguments of a layer left to their defaults."""
    return with_part(project, index, project.model.layers[index].part.unsetting(*arguments))


def moving(project: Project, index: int, to: int) -> Project:
    """The project with the layer at ``index`` before the one that is at ``to`` now."""
    return edits.move_layer(project, index, to - (to > index))


def compiling(project: Project, **changed: Any) -> Project:
    """The project with another loss, other metrics or another optimizer."""
    return replace(project, compile=replace(project.compile, **changed))


def fitting(project: Project, **changed: Any) -> Project:
    """The project with other arguments of ``fit``."""
    return replace(project, fit=replace(project.fit, **changed))


def feeding(project: Project, **changed: Any) -> Project:
    """The project with other data."""
    return replace(project, data=replace(project.data, **changed))


def at(parts: tuple[Part, ...], number: int, *instead: Part) -> tuple[Part, ...]:
    """The parts with others in the place of one, or without it."""
    return (*parts[:number], *instead, *parts[number + 1 :])
