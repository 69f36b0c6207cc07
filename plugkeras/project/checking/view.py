"""What the rules look at: a project, what its data say, its layers with their answers, and how the model ends."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from plugkeras.parts.shapes import Shape
from plugkeras.project.checking.vocabulary import (
    ACTIVATION_LAYERS,
    AVERAGES,
    FAMILIES,
    KEEPING,
    KERNELS,
    LOSSES,
    Use,
    standard_name,
)
from plugkeras.project.checking.walk import Asker, Stop
from plugkeras.project.document import Project
from plugkeras.project.facts import Facts
from plugkeras.project.values import Part


class Head(NamedTuple):
    """How a model ends: ``dense`` is the last layer with a kernel, ``holder`` has the activation; None if unknown."""

    activation: str | None = None
    holder: Stop | None = None
    dense: Stop | None = None


@dataclass(frozen=True)
class View:
    """A project as the rules look at it; ``stops`` are all its layers."""

    project: Project
    facts: Facts | None
    stops: tuple[Stop, ...]
    asker: Asker

    @classmethod
    def of(cls, project: Project, facts: Facts | None, asker: Asker) -> "View":
        """The view of a project."""
        shape = None if facts is None else (None, *facts.input_shape)
        return cls(project, facts, tuple(asker.walk(project.model.layers, shape)), asker)

    def after(self, project: Project) -> "View":
        """The view of another project, of the same data."""
        return View.of(project, self.facts, self.asker)

    @cached_property
    def active(self) -> tuple[Stop, ...]:
        """The layers that are not bypassed."""
        return tuple(stop for stop in self.stops if not stop.spec.bypassed)

    @cached_property
    def types(self) -> dict[int, str]:
        """The standard names of the active layers, by their places in the document; "" for those of other people."""
        return {stop.index: standard_name("layers", stop.spec.part) for stop in self.active}

    @property
    def output_shape(self) -> Shape | None:
        """What comes out at the end, if it is known."""
        return self.active[-1].row.output_shape if self.active else None

    @property
    def units(self) -> int | None:
        """How many outputs there are at the end, as far as that can be told without a shape."""
        if self.output_shape is not None:
            return self.output_shape[-1]
        said = self.head.dense.spec.part.arguments.get("units") if self.head.dense is not None else None
        return said if isinstance(said, int) else None

    @property
    def failures(self) -> int:
        """How many layers say no shape."""
        return sum(stop.row.output_shape is None for stop in self.active)

    @cached_property
    def head(self) -> Head:
        """How the model ends."""
        activation: str | None = "linear"
        holder: Stop | None = None
        for stop in reversed(self.active):
            name = self.types[stop.index]
            if name in ACTIVATION_LAYERS or name in KERNELS:
                own = activation_of(name, stop.spec.part)
                if activation == "linear" and own != "linear":
                    activation, holder = own, stop
                if name in KERNELS:
                    return Head(activation, holder or stop, stop)
            elif name not in KEEPING and name not in AVERAGES:
                return Head(activation, holder) if holder else Head()
        return Head(activation, holder) if holder else Head()

    @cached_property
    def loss(self) -> str:
        """The standard name of the loss, or "" if it is no standard one."""
        part = self.project.compile.loss
        return "" if part is None or is_family(part) else standard_name("losses", part)

    @property
    def use(self) -> Use | None:
        """What the loss is for, if that is known."""
        return LOSSES.get(self.loss)

    @property
    def from_logits(self) -> bool:
        """Whether the loss was told that the outputs are no probabilities yet."""
        part = self.project.compile.loss
        return part is not None and part.arguments.get("from_logits") is True

    @property
    def target(self) -> str | None:
        """ "classes", "one_hot", "binary" (two classes, told by one output), "numbers", or None if it is not known."""
        facts = self.facts
        if facts is None or facts.target == "none":
            return None
        if facts.target != "classes" or (facts.classes or 0) > 2:
            return facts.target
        return "classes" if self.units == 2 else "binary"


def is_family(part: Part) -> bool:
    """Whether the shapes say what a name means: accuracy, crossentropy."""
    return part.name.lower() in FAMILIES and not part.arguments


def activation_of(layer: str, part: Part) -> str | None:
    """The activation of a layer with a kernel, or that is one; "linear" for none, None if it is not a standard one."""
    if layer not in KERNELS and layer != "Activation":
        return {"Softmax": "softmax"}.get(layer, layer.lower())
    said = part.arguments.get("activation")
    if said is None:
        return "linear"
    found = standard_name("activations", said if isinstance(said, Part) else Part(str(said)))
    if not found and isinstance(said, Part):
        found = standard_name("layers", said).lower()
    return found or None
