"""Edits: functions from a project to another one. What has no meaning is refused, and the project stays as it is."""

import re
from dataclasses import replace
from typing import Any

from plugkeras.errors import ArgumentError
from plugkeras.parts.naming import snake_case
from plugkeras.project.document import LayerSpec, Project
from plugkeras.project.limits import LAYERS
from plugkeras.project.paths import UNSET, Path, changed, index_of
from plugkeras.project.paths import get_value as get_value
from plugkeras.project.setting import part_value
from plugkeras.project.values import Part

Layer = str | int
"""A layer by its name, or by its number from 0."""


def set_value(project: Project, path: Path, value: Any) -> Project:
    """The project with ``value`` at ``path``; a value that is the default is not kept.

    Text is read as JSON, and is itself if it is none or the place asks for text; it is never evaluated. The number
    after the last of a list adds an item.

    Raises:
        UnknownArgument: there is no such place; the message has the nearest one.
        UnknownName: there is no such layer, or ``value`` names a part that is not here.
        ArgumentError: ``value`` is nothing that can be there; the message says what can.
    """
    return changed(project, path, value)


def unset_value(project: Project, path: Path) -> Project:
    """The project with the default at ``path``, without that item, or without that layer.

    Raises:
        UnknownArgument: there is no such place.
        ArgumentError: there is no default.
    """
    return changed(project, path, UNSET)


def add_layer(project: Project, part: Part | str | dict[str, Any], at: int | None = None, name: str = "") -> Project:
    """The project with one layer more: at place ``at``, before the one that is there now, or at the end.

    Raises:
        UnknownName: there is no such layer; the message has the nearest one.
        UnknownArgument: it has no such argument.
        ArgumentError: there is no such place, or the name is taken.
    """
    said = part_value("layers", part, "layers")
    name = name or free_name(project, snake_case(said.name.rpartition(">")[2]))
    if any(spec.name == name for spec in project.model.layers):
        raise ArgumentError(f"layers: a layer is called '{name}' already.")
    return _inserted(project, LayerSpec(said, name), at)


def duplicate_layer(project: Project, layer: Layer) -> Project:
    """The project with a copy of a layer behind it, under a name of its own."""
    number = index_of(project, layer)
    spec = project.model.layers[number]
    return _inserted(project, replace(spec, name=free_name(project, re.sub(r"_\d+$", "", spec.name))), number + 1)


def move_layer(project: Project, layer: Layer, to: int) -> Project:
    """The project with a layer at place ``to``, counted without it.

    Raises:
        ArgumentError: there is no such place.
    """
    number = index_of(project, layer)
    layers = list(project.model.layers)
    spec = layers.pop(number)
    _check_place(to, len(layers))
    layers.insert(to, spec)
    return project if to == number else _with(project, layers)


def remove_layer(project: Project, layer: Layer) -> Project:
    """The project without a layer."""
    number = index_of(project, layer)
    return _with(project, [spec for n, spec in enumerate(project.model.layers) if n != number])


def bypass_layer(project: Project, layer: Layer, on: bool = True) -> Project:
    """The project with a layer left out of the model, but kept; or, if not ``on``, back in it."""
    return _replaced(project, index_of(project, layer), bypassed=bool(on))


def rename_layer(project: Project, layer: Layer, name: str) -> Project:
    """The project with another name for a layer.

    Raises:
        ArgumentError: another layer has it, or it cannot be a name.
    """
    return changed(project, ("model", "layers", index_of(project, layer), "name"), name)


def replace_layer(project: Project, layer: Layer, part: Part | str | dict[str, Any]) -> Project:
    """The project with another layer in the place, and under the name, of one; raises as ``add_layer`` does."""
    number = index_of(project, layer)
    said = part_value("layers", part, f"layers.{project.model.layers[number].name}")
    return _replaced(project, number, part=said)


def _replaced(project: Project, number: int, **changes: Any) -> Project:
    layers = list(project.model.layers)
    layers[number] = replace(layers[number], **changes)
    return project if layers[number] == project.model.layers[number] else _with(project, layers)


def _inserted(project: Project, spec: LayerSpec, at: int | None) -> Project:
    layers = list(project.model.layers)
    place = len(layers) if at is None else at
    _check_place(place, len(layers))
    if len(layers) >= LAYERS:
        raise ArgumentError(f"layers: a project has at most {LAYERS} of them.")
    layers.insert(place, spec)
    return _with(project, layers)


def _check_place(at: Any, most: int) -> None:
    if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at <= most:
        raise ArgumentError(f"layers: a place is a number from 0 to {most}, and not {at!r}.")


def _with(project: Project, layers: list[LayerSpec]) -> Project:
    return replace(project, model=replace(project.model, layers=tuple(layers)))


def free_name(project: Project, base: str) -> str:
    """``base``, or ``base_1`` and so on, as no layer is called."""
    taken = {spec.name for spec in project.model.layers}
    number = 0
    name = base
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
