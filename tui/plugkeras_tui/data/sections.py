"""The data of a project, and how it is compiled, as forms: what a property list shows of parts, it shows of these."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from plugkeras.forms import Control, Field, Form, form_of
from plugkeras.forms.controls import Choice, Maybe
from plugkeras.forms.fields import field_of
from plugkeras.forms.nested import Items
from plugkeras.forms.of_kind import OfKind
from plugkeras.forms.taken import Argument
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.document import CompileSpec, DataSpec, FitSpec, default_of
from plugkeras.project.edits import set_value, unset_value
from plugkeras.project.values import Part, Table, Value
from plugkeras_tui.data.sources import SourceControl
from plugkeras_tui.form.within import Path

Place = tuple[str | int, ...]

HELP = {
    "source": "Where the rows come from: a dataset, a file, a folder of images, or module:function. Type to search.",
    "validation": "The share of the rows that is kept apart and never trained on: 0.2 is a fifth.",
    "split": "Which rows are kept apart: drawn at random, or the last ones, as for what follows in time.",
    "seed": "The number by which rows are drawn: the same one draws the same rows.",
    "scaling": "standard: mean 0, deviation 1; minmax: 0 to 1; unit: divided by 255. Learnt from the training rows.",
    "rows": "How many of the rows are used; none for all.",
    "epochs": "How often training goes through all rows.",
    "batch size": "Rows a step.",
    "shuffle": "Whether the rows are mixed anew in each epoch.",
    "training seed": "The number by which weights and all else are drawn: the same one gives the same training.",
    "class weights": "How much the rows of each class count; Enter offers to balance them.",
    "optimizer": "How the weights follow the gradient. c chooses a schedule for its learning rate.",
    "loss": "What is made as small as can be. Those that go with the targets come first.",
    "metrics": "What is measured besides the loss. Enter on + adds one.",
    "callbacks": "What looks on while it trains: stops early, saves, lowers the rate. Enter on + adds one.",
    "engine": "What computes: numpy unless another is chosen here or by PLUGKERAS_ENGINE.",
}

DATA: dict[str, Place] = {
    "source": ("data", "source"),
    "validation": ("data", "validation"),
    "split": ("data", "split"),
    "scaling": ("data", "scaling"),
    "rows": ("data", "rows"),
    "seed": ("data", "seed"),
    "batch size": ("fit", "batch_size"),
    "epochs": ("fit", "epochs"),
    "shuffle": ("fit", "shuffle"),
    "class weights": ("fit", "class_weight"),
    "training seed": ("fit", "seed"),
}
COMPILE: dict[str, Place] = {
    "optimizer": ("compile", "optimizer"),
    "loss": ("compile", "loss"),
    "metrics": ("compile", "metrics"),
    "callbacks": ("fit", "callbacks"),
    "engine": ("fit", "engine"),
}
"""The fields of the two forms, and the places in the document that they stand for."""

_SPECS: dict[str, Any] = {"data": DataSpec, "fit": FitSpec, "compile": CompileSpec}


@dataclass(frozen=True)
class EngineControl(Control):
    """The name of an engine; its module, and what that needs, is not imported for it."""

    name: ClassVar[str] = Choice.name

    @property
    def choices(self) -> tuple[str, ...]:
        """The names that there are now."""
        return tuple(host().names("engines"))

    def take(self, value: Value) -> Value:
        """One of the choices."""
        return Choice(self.choices).take(value)

    def read(self, text: str) -> Value:
        """One of the choices as it is, or in quotes."""
        return Choice(self.choices).read(text)

    def write(self, value: Value) -> str:
        """The bare name."""
        return str(value)


@dataclass(frozen=True)
class Section:
    """One of the two forms, and the way between it and a project."""

    form: Form
    places: Mapping[str, Place]

    def part(self, project: Project) -> Part:
        """What the form holds for a project."""
        said = {}
        for name, place in self.places.items():
            value = _at(project, place)
            if value != self.form.field(name).default:
                said[name] = _short(value)
        return Part(self.form.name, Table(said))

    def edited(self, project: Project, part: Part, path: Path) -> Project:
        """The project with what the form holds now at ``path``.

        Raises:
            ArgumentError: that cannot be there.
        """
        name = path[0]
        place = self.places[name]
        if name not in part.arguments:
            return unset_value(project, place)
        made = set_value(project, place, part.arguments[name])
        if name == "source" and made.data.source != project.data.source:
            made = replace(made, data=replace(made.data, learnt=Table()))  # it was learnt from other rows
        return made

    def path(self, where: Place) -> Path | None:
        """Where in the form a place of the document is; None if it is not in it."""
        for name, place in self.places.items():
            if tuple(where[: len(place)]) == place:
                return (name, *map(str, where[len(place) :]))
        return None


def _at(project: Project, place: Place) -> Any:
    return getattr(getattr(project, str(place[0])), str(place[1]))


def _short(value: Any) -> Value:
    """Parts without arguments by their names, as the fields have them."""
    if isinstance(value, tuple):
        return tuple(map(_short, value))
    return value.name if isinstance(value, Part) and not value.arguments else value


def data_section() -> Section:
    """Source, split, scaling, and how the rows are fed to the training."""
    return _section("data", DATA, {"source": Maybe(SourceControl(form_of=form_of))})


def compile_section() -> Section:
    """Optimizer, loss, metrics and callbacks."""
    controls: dict[str, Control] = {
        "optimizer": OfKind("optimizers", form_of),
        "loss": Maybe(OfKind("losses", form_of)),
        "metrics": Items(OfKind("metrics", form_of)),
        "callbacks": Items(OfKind("callbacks", form_of)),
        "engine": Maybe(EngineControl()),
    }
    return _section("compile", COMPILE, controls)


def _section(name: str, places: Mapping[str, Place], controls: Mapping[str, Control]) -> Section:
    made = tuple(_field(name, label, place, controls.get(label)) for label, place in places.items())
    return Section(Form(name, name, "", "", "", made, True), places)


def _field(owner: str, label: str, place: Place, control: Control | None) -> Field:
    spec = next(f for f in fields(_SPECS[str(place[0])]) if f.name == place[1])
    if control is None:
        found = field_of(owner, Argument(spec.name, spec.type, default_of(spec)), (), form_of)
        return replace(found, name=label, label=label, help=HELP[label], group="main")
    default = _short(default_of(spec))
    return Field(label, label, HELP[label], control, default, "main", None, "", lambda value: None)
