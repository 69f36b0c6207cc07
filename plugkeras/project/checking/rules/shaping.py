"""Layers that do not fit what reaches them, or give more axes than the targets have. What is offered has been tried."""

from collections.abc import Iterator
from functools import partial
from math import isqrt, prod
from typing import Any

from plugkeras.host import host
from plugkeras.parts.shapes import INPUT_OPTIONS, Shape
from plugkeras.project import edits
from plugkeras.project.checking import changes
from plugkeras.project.checking.heads import wanted
from plugkeras.project.checking.report import Fix, Problem
from plugkeras.project.checking.rules.ways import Candidate, fit_head, inserting, moving, removing, setting, working
from plugkeras.project.checking.view import View
from plugkeras.project.checking.vocabulary import ACTIVATION_LAYERS, RECURRENT
from plugkeras.project.checking.walk import Stop
from plugkeras.project.document import Project
from plugkeras.project.values import Part


def does_not_fit(view: View) -> Iterator[Problem]:
    """A layer that says why it cannot take its input; or, of other people's layers, one that says nothing of use."""
    for stop in view.active:
        if stop.said.wrong == "shape":
            yield Problem(("layers", stop.spec.name), stop.said.reason, "error", tuple(_fixes(view, stop)))
        elif stop.said.wrong == "unknown":
            yield Problem(("layers", stop.spec.name), stop.said.reason, "warning")  # it may well train


def _fixes(view: View, stop: Stop) -> list[Fix]:
    """Ways after which the layer fits; those that leave too many axes for the targets only if there are no others."""
    found = list(working(view, _ways_to_fit(view, stop), partial(_fits, view, stop.spec.name)))
    good = [fix for fix in found if not _has_too_many_axes(view.after(fix.apply(view.project)))]
    return [*(good or found), _bypass(stop)]


def _fits(before: View, name: str, after: View) -> bool:
    """Whether more layers fit than before, among them the one of that name."""
    mine = (stop for stop in after.active if stop.spec.name == name)
    return after.failures < before.failures and all(stop.row.output_shape is not None for stop in mine)


def _bypass(stop: Stop) -> Fix:
    return Fix(f"Bypass '{stop.spec.name}'", lambda project: edits.bypass_layer(project, stop.index))


def _ways_to_fit(view: View, stop: Stop) -> Iterator[Candidate]:
    yield from _what_lost_the_axes(view, stop)
    yield from _reshaped(view, stop)
    if "padding" in {f.name for f in _class(view, stop).fields}:
        yield f"Give '{stop.spec.name}' padding 'same'", setting(stop.index, "padding", "same")


def _class(view: View, stop: Stop) -> Any:
    """The class of a standard layer; of others, that of layers."""
    return host().get("layers", view.types[stop.index] or "Identity")


def _what_lost_the_axes(view: View, stop: Stop) -> Iterator[Candidate]:
    """The last layer before ``stop`` that took axes away: it can come later, or keep them."""
    for earlier in reversed([s for s in view.active if s.index < stop.index]):
        name, kind, index = earlier.spec.name, view.types[earlier.index], earlier.index
        if kind in RECURRENT:
            yield f"Let '{name}' give every step", setting(index, "return_sequences", True)
            return
        if kind == "Flatten" or kind.startswith("Global"):
            yield from _moved(view, earlier, stop)
            yield f"Take '{name}' out", removing(index)
            return


def _moved(view: View, earlier: Stop, stop: Stop) -> Iterator[Candidate]:
    """``earlier`` behind ``stop``, before the next Dense layer, or at the end: whichever leaves least amiss."""
    behind = [s for s in view.active if s.index >= stop.index]
    dense = next((n for n, s in enumerate(behind) if view.types[s.index] == "Dense"), len(behind))
    places = list({s.index: s for s in (stop, behind[dense - 1], behind[-1])}.values())
    failures = [view.after(changes.moving(view.project, earlier.index, s.index + 1)).failures for s in places]
    best = places[failures.index(min(failures))]
    yield f"Move '{earlier.spec.name}' behind '{best.spec.name}'", moving(earlier.index, best.index + 1)


def _reshaped(view: View, stop: Stop) -> Iterator[Candidate]:
    """The input in a shape of as many axes as the layer needs."""
    shape, axes = stop.row.input_shape, _class(view, stop).input_ndim
    if shape is None or axes is None or None in shape[1:] or len(shape) == axes:
        return
    if axes == 2:
        yield f"Insert Flatten before '{stop.spec.name}'", inserting(stop.index, Part("Flatten"))
        return
    for target in dict.fromkeys(_targets(view, stop, tuple(n or 0 for n in shape[1:]), axes - 1)):
        part = changes.part("Reshape", target_shape=target)
        yield f"Insert Reshape {target} before '{stop.spec.name}'", inserting(stop.index, part)


def _targets(view: View, stop: Stop, rest: tuple[int, ...], axes: int) -> Iterator[tuple[int, ...]]:
    """The shapes of so many axes that the numbers may have: one from before, a square image, one more axis."""
    for earlier in reversed([s for s in view.active if s.index < stop.index]):
        before = earlier.row.input_shape or ()
        if len(before) - 1 == axes and None not in before[1:] and prod(n or 0 for n in before[1:]) == prod(rest):
            yield tuple(n or 0 for n in before[1:])
            return
    if len(rest) == axes - 1:
        yield (*rest, 1)
    if len(rest) == 1 and axes == 3:
        yield from ((side, side, c) for c in (1, 3) for side in [isqrt(rest[0] // c)] if side * side * c == rest[0])
    if len(rest) > axes:
        yield (prod(rest[: len(rest) - axes + 1]), *rest[len(rest) - axes + 1 :])


# -- the inputs -------------------------------------------------------------------------------------------


def misplaced_inputs(view: View) -> Iterator[Problem]:
    """An Input that is not the first layer."""
    for stop in view.active[1:]:
        if view.types[stop.index] == "InputLayer":
            name, index = stop.spec.name, stop.index
            fixes = [Fix(f"Take '{name}' out", removing(index))]
            if view.types[view.active[0].index] != "InputLayer":
                fixes.insert(0, Fix(f"Move '{name}' to the front", moving(index, 0)))
            what = f"'{name}' is an Input, which comes first, and once: take it out, or move it."
            yield Problem(("layers", name), what, "error", tuple(fixes))


def other_inputs_than_the_data(view: View) -> Iterator[Problem]:
    """A model that was told another shape than the rows have."""
    if view.facts is None or not view.active:
        return
    first, have = view.active[0], view.facts.input_shape
    told = first.said.told_shape
    if told is None or _agree(told[1:], have):
        return
    what = f"'{first.spec.name}' is for rows of shape {told[1:]}, and the data have rows of shape {have}."
    argument = next((name for name in ("shape", *INPUT_OPTIONS) if name in first.spec.part.arguments), "shape")
    fixes = working(view, _ways_to_take(first, told[1:], have), lambda after: after.failures <= view.failures)
    yield Problem(("layers", first.spec.name, argument), what, "error", tuple(fixes))


def _agree(told: Shape, have: Shape) -> bool:
    """Whether rows fit; a last axis of length 1 is put in, or left out, in training."""
    if abs(len(told) - len(have)) == 1:
        told, have = sorted((told, have), key=len)
        return have[-1] == 1 and _agree(told, have[:-1])
    return len(told) == len(have) and all(a in (None, b) for a, b in zip(told, have, strict=True))


def _ways_to_take(first: Stop, told: Shape, have: tuple[int, ...]) -> Iterator[Candidate]:
    """The shape of the data, and behind it the shape that was told, if that is the same numbers."""

    def plain(project: Project) -> Project:
        spec = project.model.layers[first.index]
        rest = spec.part.unsetting("shape", *INPUT_OPTIONS)
        key = "shape" if first.said.flops == 0 and "shape" in _input_names(spec.part) else "input_shape"
        return changes.with_part(project, first.index, rest.setting(key, have))

    def reshaped(project: Project) -> Project:
        part = changes.part("Reshape", target_shape=told) if len(told) > 1 else Part("Flatten")
        bare = changes.with_part(project, first.index, project.model.layers[first.index].part.unsetting(*_OPTIONS))
        if "shape" in _input_names(first.spec.part):
            return edits.add_layer(plain(project), part, first.index + 1)
        shaped = edits.add_layer(bare, part, first.index)
        return edits.add_layer(shaped, changes.part("Input", shape=have), first.index)

    if None not in told and prod(n or 0 for n in told) == prod(have):
        yield f"Take rows of shape {have}, and make {told} of them", reshaped
    else:
        yield f"Give '{first.spec.name}' the shape of the data, {have}", plain


_OPTIONS = ("shape", *INPUT_OPTIONS)


def _input_names(part: Part) -> tuple[str, ...]:
    return ("shape",) if part.name in ("Input", "InputLayer") else ()


# -- more axes than the targets ---------------------------------------------------------------------------


def too_many_axes(view: View) -> Iterator[Problem]:
    """An output for each place of an image, or each step, where the targets are one for each row."""
    want, out = wanted(view.facts), view.output_shape
    if want is None or out is None or not _has_too_many_axes(view):
        return
    stop = _first_of_the_end(view)
    at, shape = (stop.index, stop.row.input_shape) if stop else (len(view.stops), out)
    name = stop.spec.name if stop else view.active[-1].spec.name
    what = (
        f"The output for one row has the shape {out[1:]}, and the targets are one for each row: "
        f"a Flatten {'before' if stop else 'behind'} '{name}' is missing."
    )
    if shape is not None:
        fixes = working(view, _ways_to_flatten(view, at, shape), lambda after: _axes_are(after, want.axes))
        yield Problem(("layers", name), what, "error", (*fixes, *fit_head(view)))


def _has_too_many_axes(view: View) -> bool:
    want, out = wanted(view.facts), view.output_shape
    return want is not None and out is not None and len(out) - 1 > want.axes == 1


def _axes_are(view: View, axes: int) -> bool:
    return view.output_shape is not None and len(view.output_shape) - 1 == axes


def _first_of_the_end(view: View) -> Stop | None:
    """The first of the Dense layers at the end, which may have activations and the like between them."""
    found = None
    for stop in reversed(view.active):
        kind = view.types[stop.index]
        if kind == "Dense":
            found = stop
        elif kind not in ACTIVATION_LAYERS and kind not in ("Dropout", "BatchNormalization", "LayerNormalization"):
            break
    return found


def _ways_to_flatten(view: View, at: int, shape: Shape) -> Iterator[Candidate]:
    last = next((stop for stop in reversed(view.active) if stop.index < at), None)
    if last is not None and view.types[last.index] in RECURRENT:
        label = f"Let '{last.spec.name}' give its last step alone"
        yield label, lambda project: changes.unsetting(project, last.index, "return_sequences")
    if None not in shape[1:]:
        yield "Insert Flatten", inserting(at, Part("Flatten"))
    if len(shape) in (3, 4, 5):
        name = f"GlobalAveragePooling{len(shape) - 2}D"
        yield f"Insert {name}", inserting(at, Part(name))
