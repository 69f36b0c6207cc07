"""Layers that do less, or cost more, than whoever put them there will think."""

from collections.abc import Iterator

from plugkeras.project.checking import changes
from plugkeras.project.checking.report import Fix, Problem
from plugkeras.project.checking.rules.ways import Candidate, inserting, setting, working
from plugkeras.project.checking.view import View, activation_of
from plugkeras.project.checking.vocabulary import KEEPING, KERNELS
from plugkeras.project.checking.walk import Stop
from plugkeras.project.values import Part

LARGE = 20_000_000
"""Weights of a Dense layer behind a Flatten that are hardly meant."""


def nothing_between_kernels(view: View) -> Iterator[Problem]:
    """Two layers that multiply by a kernel with no activation between them: together they can do what one can."""
    linear: Stop | None = None
    for stop in view.active:
        kind = view.types[stop.index]
        if kind in KERNELS:
            if linear is not None:
                yield _linear(linear, stop)
            linear = stop if activation_of(kind, stop.spec.part) == "linear" else None
        elif kind not in KEEPING and kind != "BatchNormalization":
            linear = None


def _linear(stop: Stop, following: Stop) -> Problem:
    name = stop.spec.name
    what = f"'{name}' has no activation, so it and '{following.spec.name}' can do no more than one of them alone."
    fix = Fix(f"Give '{name}' a relu", setting(stop.index, "activation", "relu"))
    return Problem(("layers", name, "activation"), what, "warning", (fix,))


def large_flatten(view: View) -> Iterator[Problem]:
    """A Dense layer with very many weights, since it comes behind a Flatten."""
    for flatten, dense in zip(view.active, view.active[1:], strict=False):
        parameters = dense.row.parameters or 0
        if (view.types[flatten.index], view.types[dense.index]) == ("Flatten", "Dense") and parameters > LARGE:
            what = f"'{dense.spec.name}' has {parameters / 1e6:,.0f} million weights, since a Flatten comes before it."
            fixes = working(view, _smaller(flatten), lambda after: not any(large_flatten(after)))
            yield Problem(("layers", dense.spec.name), what, "warning", tuple(fixes))


def _smaller(flatten: Stop) -> Iterator[Candidate]:
    """Averages in place of the Flatten, or smaller images before it."""
    axes = len(flatten.row.input_shape or ()) - 2
    if axes not in (1, 2, 3):
        return
    name, index = flatten.spec.name, flatten.index
    average = Part(f"GlobalAveragePooling{axes}D")
    yield f"Put {average.name} in place of '{name}'", lambda project: changes.with_part(project, index, average)
    for size in (2, 4):
        pool = changes.part(f"MaxPooling{axes}D", pool_size=size)
        yield f"Insert {pool.name} of {size} before '{name}'", inserting(index, pool)
