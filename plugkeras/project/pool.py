"""Projects as JSON beside each other: a layer or section that many have in common is there once, by its number."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from plugkeras.errors import FormatError
from plugkeras.project.document import LayerSpec, ModelSpec, Project, section_json, section_of
from plugkeras.project.limits import check_layers, check_limits

JSON = Any

_SECTIONS = ("data", "compile", "fit")


class Pool:
    """What projects have in common, each thing once, as the JSON text of it: made once, and joined often."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[Any, int] = {}

    def text(self, project: Project, label: str) -> str:
        """A project as JSON text, with numbers of what is in the pool."""
        texts = {"label": label, "name": project.name, "model": project.model.name, "note": project.note}
        said: dict[str, JSON] = {**texts, "plugins": dict(project.plugins)}
        for section in _SECTIONS:
            said[section] = self._number(getattr(project, section), section, section_json)
        said["layers"] = [self._number(spec, "layers", LayerSpec.to_json) for spec in project.model.layers]
        return compact(said)

    def _number(self, value: Any, section: str, as_json: Callable[[Any], JSON]) -> int:
        key = (section, value)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.texts)
            self.texts.append(compact(as_json(value)))
        return known


def compact(data: JSON) -> str:
    """JSON without blanks."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class Pooled:
    """What `Pool` wrote, read; nothing in it is trusted, and each thing is looked at once."""

    def __init__(self, items: Any) -> None:
        if not isinstance(items, list):
            raise FormatError("The history says no layers or sections.")
        self._items = items
        self._made: dict[tuple[str, int], Any] = {}

    def project(self, said: dict[str, JSON]) -> Project:
        """The project that an entry tells.

        Raises:
            FormatError: it tells none, or speaks of something that is not there.
        """
        texts = {name: said.get(name) for name in ("name", "note", "plugins")}
        texts |= {"model": {"name": said.get("model")}}
        rest = {section: self._at(section, said.get(section)) for section in _SECTIONS}
        numbers = said.get("layers")
        if not isinstance(numbers, list):
            raise FormatError("An entry of the history has no list of layers.")
        layers = tuple(self._at("layers", number) for number in numbers)
        check_layers(layer.name for layer in layers)
        named = Project.from_json({"plugkeras_project": 1, **texts})
        return replace(named, model=ModelSpec(layers, named.model.name), **rest)

    def _at(self, section: str, number: Any) -> Any:
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(self._items):
            raise FormatError("An entry of the history speaks of something that is not in it.")
        key = (section, number)
        if key not in self._made:
            item = self._items[number]
            check_limits(item)
            self._made[key] = LayerSpec.from_json(item) if section == "layers" else section_of(section, item)
        return self._made[key]
