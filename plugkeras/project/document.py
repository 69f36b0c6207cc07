"""The project: a model, its data and how it is trained, as one document that never changes.

An edit makes another document (``edits``). What is left to its default is not in the JSON.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self

from plugkeras.annotations import Count, Range, Rate, checked, shortened
from plugkeras.errors import ArgumentError, FormatError, did_you_mean
from plugkeras.project.limits import check_layers, check_limits, is_title
from plugkeras.project.needs import plugins_of
from plugkeras.project.values import CLASS, Part, Table, Value, as_part, as_text, frozen, thawed
from plugkeras.saving.untrusted import read_json

VERSION = 1
"""Raised when a document of this kind could be misread by an earlier plugkeras."""

NAME, BYPASSED = "as", "pass"

Seed = Annotated[int, Range(0)]


@dataclass(frozen=True)
class LayerSpec:
    """One layer: ``name`` is its name in the model and in the document; one that is bypassed is kept but left out."""

    part: Part
    name: str
    bypassed: bool = False

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """``{"class": "Dense", "as": "hidden", "units": 64, "pass": true}``."""
        part = as_part(data)
        name, bypassed = part.arguments.get(NAME), part.arguments.get(BYPASSED, False)
        if not isinstance(name, str) or not isinstance(bypassed, bool):
            raise FormatError(f'The layer {shortened(data)} needs a name of its own: "as": "{part.name.lower()}".')
        if "name" in part.arguments:
            raise FormatError(f'The layer \'{name}\' has a "name" besides: its name is what "as" says.')
        return cls(part.unsetting(NAME, BYPASSED), name, bypassed)

    def to_json(self) -> dict[str, Any]:
        """The same as ``from_json`` takes."""
        said = thawed(self.part)
        return {CLASS: said.pop(CLASS), NAME: self.name, **({BYPASSED: True} if self.bypassed else {}), **said}


@dataclass(frozen=True)
class ModelSpec:
    """The layers; an ``Input`` comes first, or the data say the shape."""

    layers: tuple[LayerSpec, ...] = ()
    name: str = "sequential"

    @property
    def active(self) -> tuple[LayerSpec, ...]:
        """The layers that are not bypassed."""
        return tuple(layer for layer in self.layers if not layer.bypassed)


@dataclass(frozen=True)
class DataSpec:
    """Where the rows come from, and what is done to them before training.

    ``validation`` is the share of the rows that is kept apart: drawn at random with ``seed``, or the last ones.
    ``scaling``: "standard" (mean 0, deviation 1), "minmax" (from 0 to 1), "unit" (divided by 255) or "none";
    learnt from the training rows alone, by input column. ``learnt`` is what was, kept with a run for prediction.
    """

    source: Part | None = None
    validation: Rate = 0.2
    split: Literal["random", "last"] = "random"
    seed: Seed = 0
    scaling: Literal["none", "standard", "minmax", "unit"] = "none"
    rows: Count | None = None
    learnt: Table = field(default_factory=Table)


@dataclass(frozen=True)
class CompileSpec:
    """The arguments of ``compile``."""

    optimizer: Part = field(default_factory=lambda: Part("RMSprop"))
    loss: Part | None = None
    metrics: tuple[Part, ...] = ()


@dataclass(frozen=True)
class FitSpec:
    """The arguments of ``fit``, the seed of the whole training, and what computes it, unless it is the usual engine."""

    epochs: Count = 10
    batch_size: Count = 32
    shuffle: bool = True
    seed: Seed = 0
    engine: str | None = None
    class_weight: Table = field(default_factory=Table)
    validation_freq: Count = 1
    callbacks: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Project:
    """One document: see the fields. ``plugins`` is what the file said that it needs, by distribution."""

    name: str = "untitled"
    model: ModelSpec = ModelSpec()
    data: DataSpec = DataSpec()
    compile: CompileSpec = CompileSpec()
    fit: FitSpec = FitSpec()
    note: str = ""
    plugins: Table = field(default_factory=Table, compare=False)

    @classmethod
    def of(cls, model: Any, name: str | None = None, fit: Mapping[str, Any] | None = None, note: str = "") -> Self:
        """The project of a Sequential ``model``, compiled or not, and of arguments ``fit`` that it is trained with.

        ``fit`` may have epochs, batch_size, shuffle, validation_split, class_weight, validation_freq, callbacks and a
        seed. A document has no weights.

        Raises:
            ArgumentError: there is something that no document can say, a function without a registered name, say.
        """
        from plugkeras.project.describing import document_of  # what only reads a document does without models

        return cls.from_json(document_of(model, name, fit, note))

    @classmethod
    def of_config(cls, config: Any, name: str, elements: int = 0) -> Self:
        """The project of a saved model from its config; see `document_of_config`.

        Raises:
            FormatError: it describes no chain of layers.
        """
        from plugkeras.project.configs import document_of_config

        return cls.from_json(document_of_config(config, name, elements))

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The project that a JSON object describes.

        Raises:
            FormatError: it is no project, one of a later version, or says something that has no meaning.
        """
        if not isinstance(data, Mapping) or "plugkeras_project" not in data:
            raise FormatError('This is no project: a project is a JSON object with "plugkeras_project": 1.')
        check_limits(data)
        version = data["plugkeras_project"]
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise FormatError(f'"plugkeras_project" must be a version number, not {shortened(version)}.')
        if version > VERSION:
            raise FormatError(f"The project is of version {version}, and this plugkeras knows {VERSION}: update it.")
        found: Self = _read(cls, {k: v for k, v in data.items() if k != "plugkeras_project"}, "")
        return found

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The project that a JSON text describes; `FormatError` as in ``from_json``."""
        return cls.from_json(read_json(text.encode("utf-8", "surrogatepass"), "It"))

    def to_json(self) -> dict[str, Any]:
        """As JSON: only what differs from the defaults, and the plugins beyond the standard that its parts are of."""
        said = {name: value for name, value in section_json(self).items() if name != "plugins"}
        plugins = plugins_of(self)
        return {"plugkeras_project": VERSION, **said, **({"plugins": plugins} if plugins else {})}

    def to_text(self) -> str:
        """The JSON as a file has it."""
        return as_text(self.to_json())


_SECTIONS = {"model": ModelSpec, "data": DataSpec, "compile": CompileSpec, "fit": FitSpec}
PARTS = {"source": "sources", "optimizer": "optimizers", "loss": "losses"}
LISTS = {"metrics": "metrics", "callbacks": "callbacks"}
"""The fields that hold a part, and lists of parts, with the kinds of these."""


def section_of(name: str, data: Any) -> Any:
    """The section called ``name`` from its JSON; `FormatError` as in `Project.from_json`."""
    return _read(_SECTIONS[name], data, name)


def _read(cls: Any, data: Any, path: str) -> Any:
    if not isinstance(data, Mapping):
        raise FormatError(f'"{path}" must be an object, not {shortened(data)}.')
    known = {f.name: f for f in dataclasses.fields(cls)}
    values = {}
    for name, value in data.items():
        at = f"{path}.{name}".lstrip(".")
        if name not in known:
            raise FormatError(f'A project has no "{at}"{did_you_mean(str(name), known) or "."}')
        values[name] = field_value(name, known[name].type, value, at)
    return cls(**values)


def field_value(name: str, annotation: Any, value: Any, at: str) -> Any:
    """What a field of a section holds for JSON; ``at`` is its path.

    Raises:
        FormatError: it cannot hold that; the message says what it can.
    """
    try:
        if name in _SECTIONS:
            return _read(_SECTIONS[name], value, at)
        if name == "layers":
            layers = tuple(LayerSpec.from_json(item) for item in _list(value))
            check_layers(layer.name for layer in layers)
            return layers
        if name in LISTS:
            return tuple(as_part(item) for item in _list(value))
        if name in PARTS:
            return None if value is None else as_part(value)
        if annotation is Table:
            return _table(value)
        if annotation is str and not isinstance(value, str):
            raise FormatError(f"must be text, not {shortened(value)}.")
        if name == "name" and not is_title(value):
            raise FormatError(f"must be short text that can be seen, not {shortened(value)}.")
        return checked("A project", at, annotation, value)
    except FormatError as error:
        raise error if at in str(error) else FormatError(f'"{at}": {error}') from None
    except ArgumentError as error:
        raise FormatError(str(error)) from None


def _list(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise FormatError(f"must be a list, not {shortened(value)}.")
    return value


def _table(value: Any) -> Value:
    found = frozen(value)
    if not isinstance(found, Table):
        raise FormatError(f"must be an object, not {shortened(value)}.")
    return found


def section_json(spec: Any) -> dict[str, Any]:
    """A section, or a project, as JSON: only what differs from the defaults."""
    said: dict[str, Any] = {}
    for f in dataclasses.fields(spec):
        value = getattr(spec, f.name)
        if value != default_of(f):
            said[f.name] = _plain(value)
    return said


def default_of(field: Any) -> Any:
    """What a field of a section is unless something else is said."""
    return field.default_factory() if field.default is dataclasses.MISSING else field.default


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, LayerSpec):
        return value.to_json()
    if isinstance(value, Part):
        return thawed(value, short=True)
    return section_json(value) if dataclasses.is_dataclass(value) else thawed(value)
