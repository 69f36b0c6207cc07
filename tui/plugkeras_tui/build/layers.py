"""Edits of several layers at once, and layers as text that can be copied and pasted."""

import json
from collections.abc import Sequence
from typing import Any

from plugkeras.errors import ArgumentError, FormatError, PlugkerasError
from plugkeras.project import Project, edits
from plugkeras.project.document import LayerSpec
from plugkeras.project.values import Part


def moved(project: Project, names: Sequence[str], by: int) -> Project:
    """The project with neighbouring layers one place further down, or up; as it is at an end."""
    places = [n for n, spec in enumerate(project.model.layers) if spec.name in names]
    if not places or places[0] + by < 0 or places[-1] + by >= len(project.model.layers):
        return project
    if by > 0:
        return edits.move_layer(project, places[-1] + 1, places[0])
    return edits.move_layer(project, places[0] - 1, places[-1])


def without(project: Project, names: Sequence[str]) -> Project:
    """The project without these layers."""
    for name in names:
        project = edits.remove_layer(project, name)
    return project


def bypassing(project: Project, names: Sequence[str]) -> Project:
    """The project with these layers bypassed; if all of them are, with them back in the model."""
    on = not all(spec.bypassed for spec in project.model.layers if spec.name in names)
    for name in names:
        project = edits.bypass_layer(project, name, on)
    return project


def inserted(project: Project, specs: Sequence[LayerSpec], at: int) -> tuple[Project, list[str]]:
    """The project with copies of layers at a place, under free names; and these names."""
    names = []
    for number, spec in enumerate(specs):
        name = edits.free_name(project, _base(spec.name))
        project = edits.add_layer(project, spec.part, at + number, name)
        project = edits.bypass_layer(project, name, spec.bypassed) if spec.bypassed else project
        names.append(name)
    return project, names


def _base(name: str) -> str:
    """The name without the number that made it free."""
    base, _, number = name.rpartition("_")
    return base if base and number.isdecimal() else name


def as_text(specs: Sequence[LayerSpec]) -> str:
    """Layers as the JSON of a project has them."""
    return json.dumps([spec.to_json() for spec in specs], ensure_ascii=False)


def from_text(text: str) -> list[LayerSpec]:
    """The layers that a text describes, or a project.

    Raises:
        ArgumentError: it describes none.
    """
    try:
        data: Any = json.loads(text)
        data = data["model"]["layers"] if isinstance(data, dict) and "model" in data else data
        return [LayerSpec.from_json(item) for item in (data if isinstance(data, list) else [data])]
    except (ValueError, KeyError, TypeError, FormatError, PlugkerasError):
        raise ArgumentError("The clipboard holds no layers: c copies some.") from None


def with_part(project: Project, name: str, part: Part) -> Project:
    """The project with another part for a layer; the argument ``name`` is the layer's own name."""
    wanted = part.arguments.get("name")
    project = edits.replace_layer(project, name, part.unsetting("name"))
    return project if wanted == name else edits.rename_layer(project, name, wanted)  # type: ignore[arg-type]


def named(spec: LayerSpec) -> Part:
    """The part of a layer with its name as an argument, as its form shows it."""
    return spec.part.setting("name", spec.name)
