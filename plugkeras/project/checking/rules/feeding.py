"""What the model is fed with: numbers that its first layer can use, of a size that training can use, enough of them."""

from collections.abc import Iterator

from plugkeras.project import edits
from plugkeras.project.checking import changes
from plugkeras.project.checking.changes import part
from plugkeras.project.checking.report import Fix, Problem, Severity
from plugkeras.project.checking.rules.ways import Candidate, Edit, inserting, removing, setting, working
from plugkeras.project.checking.view import View
from plugkeras.project.checking.vocabulary import INPUTS, KEEPING, NORMALIZING
from plugkeras.project.checking.walk import Stop
from plugkeras.project.document import Project
from plugkeras.project.facts import Facts

FAR, NEAR = 10.0, 0.01
"""Inputs whose largest number is beyond the one, or below the other, train slowly or not at all."""


def _first(view: View) -> Stop | None:
    """The first layer that does anything with the numbers."""
    skipped = INPUTS | KEEPING
    return next((stop for stop in view.active if view.types[stop.index] not in skipped), None)


def _embedding(view: View) -> Stop | None:
    first = _first(view)
    return first if first is not None and view.types[first.index] == "Embedding" else None


def small_embedding(view: View) -> Iterator[Problem]:
    """An Embedding with fewer rows than there are numbers in the data."""
    stop, facts = _embedding(view), view.facts
    rows = stop.spec.part.arguments.get("input_dim") if stop is not None else None
    if stop is None or facts is None or not isinstance(rows, int) or facts.high < rows or not _whole(facts):
        return
    wanted, name = int(facts.high) + 1, stop.spec.name
    what = f"'{name}' has rows for 0 to {rows - 1}, and the inputs go up to {facts.high:g}: it needs {wanted}."
    fix = Fix(f"Give '{name}' {wanted} rows", setting(stop.index, "input_dim", wanted))
    yield Problem(("layers", name, "input_dim"), what, "error", (fix,))


def _whole(facts: Facts) -> bool:
    return float(facts.low).is_integer() and float(facts.high).is_integer() and facts.low >= 0


def embedding_of_fractions(view: View) -> Iterator[Problem]:
    """An Embedding of what are no whole numbers from 0."""
    stop, facts, scaling = _embedding(view), view.facts, view.project.data.scaling
    if stop is None or facts is None:
        return
    name = stop.spec.name
    severity: Severity = "error" if facts.low < 0 else "warning"  # fractions are cut off, and no row is below 0
    if scaling != "none" and not is_tokens(facts):
        what = f"'{name}' looks up whole numbers, and the scaling ({scaling}) makes others of the inputs."
        fix = Fix("Leave the inputs unscaled", lambda project: changes.feeding(project, scaling="none"))
        yield Problem(("data", "scaling"), what, severity, (fix,))
    elif not _whole(facts):
        what = (
            f"'{name}' looks up whole numbers from 0, and the inputs are {facts.input_dtype} "
            f"from {facts.low:g} to {facts.high:g}."
        )
        fixes = working(view, _without_embedding(stop), lambda after: after.failures <= view.failures)
        yield Problem(("layers", name), what, severity, tuple(fixes))


def _without_embedding(stop: Stop) -> Iterator[Candidate]:
    name, index = stop.spec.name, stop.index
    size, shape = stop.spec.part.arguments.get("output_dim"), stop.row.input_shape

    def dense(project: Project) -> Project:
        project = changes.with_part(project, index, part("Dense", units=size, activation="relu"))
        return edits.add_layer(project, part("Reshape", target_shape=(*(shape or ())[1:], 1)), index)

    yield f"Take '{name}' out", removing(index)
    if shape is not None and None not in shape[1:] and isinstance(size, int):
        yield f"Put a Dense layer of {size} units for each number in its place", dense


def is_tokens(facts: Facts) -> bool:
    """Whether the inputs are whole numbers that no scaling touches, as those of words (see ``project/scaling.py``)."""
    return "int" in facts.input_dtype and facts.input_dtype != "uint8" and len(facts.input_shape) < 2


def not_scaled(view: View) -> Iterator[Problem]:
    """Inputs that are far larger or smaller than 1, and that nothing normalizes."""
    first, facts = _first(view), view.facts
    if facts is None or first is None or (view.project.data.scaling != "none" and not is_tokens(facts)):
        return
    largest, kind = max(abs(facts.low), abs(facts.high)), view.types[first.index]
    if NEAR <= largest <= FAR or largest == 0 or kind in NORMALIZING or kind in ("", "Embedding"):
        return
    what = f"The inputs go from {facts.low:g} to {facts.high:g}, and training wants them near 1: scale them."
    where = ("layers", first.spec.name) if is_tokens(facts) else ("data", "scaling")
    yield Problem(where, what, "warning", tuple(_scalings(first, facts)))


def _scalings(first: Stop, facts: Facts) -> Iterator[Fix]:
    if not is_tokens(facts):
        if facts.low >= 0 and 100 < facts.high <= 255:
            yield Fix("Divide them by 255", lambda project: changes.feeding(project, scaling="unit"))
        yield Fix("Scale them to mean 0 and deviation 1", lambda project: changes.feeding(project, scaling="standard"))
        yield Fix("Scale them to between 0 and 1", lambda project: changes.feeding(project, scaling="minmax"))
    normalized = part("BatchNormalization")
    if first.row.input_shape is not None and first.row.input_shape[-1] is not None:
        label = f"Insert BatchNormalization before '{first.spec.name}'"
        yield Fix(label, inserting(first.index, normalized))


def large_batches(view: View) -> Iterator[Problem]:
    """Batches of more rows than there are."""
    size, facts = view.project.fit.batch_size, view.facts
    if facts is not None and 0 < facts.rows < size:
        what = f"A batch has {size} rows, and there are {facts.rows} to train on: each epoch is one step."
        fixes = [Fix(f"Take batches of {n}", _batches(n)) for n in dict.fromkeys((max(1, facts.rows // 8), facts.rows))]
        yield Problem(("fit", "batch_size"), what, "warning", tuple(fixes))


def _batches(size: int) -> Edit:
    return lambda project: changes.fitting(project, batch_size=size)
