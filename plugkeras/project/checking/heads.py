"""How a model should end, by what the data say: the last layer, the loss and the metric."""

from math import prod
from typing import NamedTuple

from plugkeras.parts.shapes import Shape
from plugkeras.project import edits
from plugkeras.project.checking import changes
from plugkeras.project.checking.changes import part
from plugkeras.project.checking.view import View, activation_of, is_family
from plugkeras.project.checking.vocabulary import (
    ACTIVATION_LAYERS,
    FAMILIES,
    METRICS,
    PROBABILITIES,
    RECURRENT,
    standard_name,
)
from plugkeras.project.document import LayerSpec, Project
from plugkeras.project.facts import Facts
from plugkeras.project.values import Part

LARGE = 2_000_000
"""Weights of a last layer behind a Flatten, above which averages take its place."""


class Wanted(NamedTuple):
    """The end that goes with the targets: ``axes`` is the rank of its output without the batch."""

    target: str
    units: int
    activation: str
    loss: str
    metric: str
    axes: int


def wanted(facts: Facts | None) -> Wanted | None:
    """The end that goes with the targets; None if there are none."""
    if facts is None or facts.target == "none":
        return None
    shape = () if facts.target_shape == (1,) else facts.target_shape
    if facts.target == "numbers":
        return Wanted("numbers", shape[-1] if shape else 1, "linear", "mse", "mae", max(1, len(shape)))
    if facts.target == "one_hot":
        classes = facts.classes or (shape[-1] if shape else 2)
        return Wanted("one_hot", classes, "softmax", "categorical_crossentropy", "accuracy", max(1, len(shape)))
    classes = facts.classes or 2
    if classes > 2:
        return Wanted("classes", classes, "softmax", "sparse_categorical_crossentropy", "accuracy", len(shape) + 1)
    return Wanted("binary", 1, "sigmoid", "binary_crossentropy", "accuracy", len(shape) + 1)


def fitted(view: View) -> Project:
    """The project with the end that goes with its data: a last Dense layer that is there is changed, else one is added.

    Without targets it stays as it is.
    """
    want = wanted(view.facts)
    if want is None:
        return view.project
    project = _ending(view, want)
    kept = tuple(m for m in view.project.compile.metrics if measures(m, want.target) is not False)
    first = () if any(_is_metric(m, want.metric) for m in kept) else (Part(want.metric),)
    return changes.compiling(project, loss=Part(want.loss), metrics=(*first, *kept))


def measures(metric: Part, target: str) -> bool | None:
    """Whether a metric can be measured on such targets; None for one that is no standard one."""
    name = FAMILIES[metric.name.lower()] if is_family(metric) else standard_name("metrics", metric)
    return target in METRICS[name] if name in METRICS else None


def _is_metric(metric: Part, name: str) -> bool:
    if name == "accuracy":
        found = "accuracy" if is_family(metric) else standard_name("metrics", metric)
        return found.removeprefix("sparse_").removeprefix("categorical_").removeprefix("binary_") == "accuracy"
    return standard_name("metrics", metric) == standard_name("metrics", Part(name))


def _ending(view: View, want: Wanted) -> Project:
    """The layers, with the head that is wanted."""
    old = _old_head(view, want)
    end = old[0] if old else len(view.stops)
    before = [stop for stop in view.active if stop.index < end]
    shape = before[-1].row.output_shape if before else _input_shape(view)
    layers = list(view.project.model.layers)
    layers[end : end + 1] = [_head(view, old, want)]
    for index in reversed(old[1:]):
        del layers[index]
    project = changes.with_layers(view.project, layers)
    return _flattened(project, end, shape, want)


def _input_shape(view: View) -> Shape | None:
    return None if view.facts is None else (None, *view.facts.input_shape)


def _old_head(view: View, want: Wanted) -> list[int]:
    """The places of the Dense layer that is the present head and of the activations behind it; [] if there is none."""
    found: list[int] = []
    for stop in reversed(view.active):
        name = view.types[stop.index]
        found.insert(0, stop.index)
        if name == "Dense":
            units = stop.spec.part.arguments.get("units")
            ends = len(found) > 1 or activation_of(name, stop.spec.part) in {*PROBABILITIES, "linear"}
            return found if ends or units == want.units else []
        if name not in ACTIVATION_LAYERS:
            return []
    return []


def _head(view: View, old: list[int], want: Wanted) -> LayerSpec:
    activation = None if want.activation == "linear" else want.activation
    if not old:
        made = part("Dense", units=want.units, **({"activation": activation} if activation else {}))
        return LayerSpec(made, edits.free_name(view.project, "output"))
    spec = view.project.model.layers[old[0]]
    changed = spec.part.unsetting("output_dim", "activation").setting("units", want.units)
    return LayerSpec(changed.setting("activation", activation) if activation else changed, spec.name)


def _flattened(project: Project, at: int, shape: Shape | None, want: Wanted) -> Project:
    """With what it takes before the layer at ``at`` for an output of as many axes as the targets have."""
    if shape is None or len(shape) - 1 <= want.axes or want.axes > 1:
        return project
    last = next((i for i in reversed(range(at)) if not project.model.layers[i].bypassed), None)
    spec = project.model.layers[last] if last is not None else None
    if spec is not None and last is not None and standard_name("layers", spec.part) in RECURRENT and len(shape) == 3:
        return changes.unsetting(project, last, "return_sequences")
    return edits.add_layer(project, Part(flattening(shape, want.units)), at)


def flattening(shape: Shape, units: int) -> str:
    """The layer that makes one row of numbers of each sample: averages where a Flatten would be large, or unknown."""
    rest = shape[1:]
    fits = None not in rest and prod(n or 0 for n in rest) * units <= LARGE
    return "Flatten" if fits or len(rest) not in (2, 3, 4) else f"GlobalAveragePooling{len(rest) - 1}D"
