"""How a model ends: its last layer, its loss, and the targets of its data have to go together."""

from collections.abc import Iterator
from math import prod

from plugkeras.project.checking import changes
from plugkeras.project.checking.changes import part
from plugkeras.project.checking.heads import Wanted, wanted
from plugkeras.project.checking.refusals import refusal
from plugkeras.project.checking.report import Fix, Problem, Severity
from plugkeras.project.checking.rules.ways import fit_head, setting, with_activation, with_loss
from plugkeras.project.checking.view import View
from plugkeras.project.checking.vocabulary import LOSSES, PROBABILITIES
from plugkeras.project.document import Project

BEST = {
    "classes": "sparse_categorical_crossentropy",
    "one_hot": "categorical_crossentropy",
    "binary": "binary_crossentropy",
    "numbers": "mse",
}
"""The loss that goes with each kind of targets."""

WORDS = {
    "classes": "class numbers",
    "one_hot": "one-hot targets, a column a class",
    "binary": "two classes, told by one output",
    "numbers": "numbers",
}


def one_unit_softmax(view: View) -> Iterator[Problem]:
    """A softmax over one unit."""
    holder = view.head.holder
    if holder is None or not _has_idle_softmax(view):
        return
    what = f"'{holder.spec.name}' is a softmax over one unit, which is always 1: it cannot learn anything."
    fixes = fit_head(view) or (Fix("Take a sigmoid, and binary_crossentropy", lambda p: _binary(view, p)),)
    yield Problem(("layers", holder.spec.name, "activation"), what, "warning", fixes)


def _has_idle_softmax(view: View) -> bool:
    return view.head.activation == "softmax" and view.units == 1


def _binary(view: View, project: Project) -> Project:
    changed = _activated(view, project, "sigmoid")
    return changes.compiling(changed, loss=part("binary_crossentropy"))


def _activated(view: View, project: Project, activation: str) -> Project:
    holder = view.head.holder
    assert holder is not None
    return with_activation(project, holder, view.types[holder.index], activation)


def _refusal(view: View) -> str:
    return refusal(view, "losses", view.project.compile.loss)


# -- units --------------------------------------------------------------------------------------------------


def units(view: View) -> Iterator[Problem]:
    """Another number of outputs than the targets have classes, or numbers."""
    want, out = wanted(view.facts), view.output_shape
    if want is None or out is None or len(out) - 1 != want.axes or _enough(view, want):
        return
    last = view.head.dense or view.active[-1]
    severity: Severity = "error" if _refusal(view) else "warning"
    yield Problem(("layers", last.spec.name, "units"), _too_few(view, want), severity, tuple(_more(view, want)))


def _enough(view: View, want: Wanted) -> bool:
    out = view.output_shape or ()
    if want.target == "binary":
        return out[-1] in (1, 2)
    return out[-1] == want.units if want.target != "numbers" else out[1:] == (_target_shape(view) or (1,))


def _too_few(view: View, want: Wanted) -> str:
    last, out = view.head.dense or view.active[-1], view.output_shape or ()
    if want.target == "numbers" and want.axes > 1:
        return f"'{last.spec.name}' gives rows of shape {out[1:]}, and the targets have {_target_shape(view)}."
    numbers = f"{want.units} numbers a row" if want.units > 1 else "one number a row"
    told = {"numbers": numbers, "binary": WORDS["binary"]}.get(want.target, f"{want.units} classes")
    return f"'{last.spec.name}' gives {out[-1]} output{'' if out[-1] == 1 else 's'}, and the targets are {told}."


def _target_shape(view: View) -> tuple[int, ...]:
    return view.facts.target_shape if view.facts is not None else ()


def _more(view: View, want: Wanted) -> Iterator[Fix]:
    dense, out = view.head.dense, view.output_shape or ()
    is_dense = dense is not None and view.types[dense.index] == "Dense"
    units_alone = want.axes == 1 or out[1:-1] == _target_shape(view)[:-1]
    if dense is not None and is_dense and units_alone and view.use and want.target in view.use.targets:
        label = f"Give '{dense.spec.name}' {want.units} unit{'s' if want.units > 1 else ''}"
        yield Fix(label, setting(dense.index, "units", want.units))
    yield from fit_head(view)


# -- the loss -----------------------------------------------------------------------------------------------


def loss(view: View) -> Iterator[Problem]:
    """A loss for targets of another kind."""
    want, use = wanted(view.facts), view.use
    if want is None or use is None or _suits(view, want):
        return
    target = _target(view, want)
    count = f"{want.units} classes" if target == "classes" else WORDS[target]
    what = f"{view.loss} is for {_list(use.targets)}, and the targets are {count}."
    severity: Severity = "error" if _refusal(view) else "warning"
    yield Problem(("compile", "loss"), what, severity, tuple(_other_losses(view, want, target)))


def _target(view: View, want: Wanted) -> str:
    """What the targets are for the units that there are: two units tell two classes by their numbers."""
    return "classes" if want.target == "binary" and view.target == "classes" else want.target


def _suits(view: View, want: Wanted) -> bool:
    use = view.use
    assert use is not None
    if _target(view, want) in use.targets:
        return True
    if "binary" in use.targets and want.target == "one_hot" and want.units == 2:
        return True
    return tells_several(view)


def tells_several(view: View) -> bool:
    """Whether targets that are several numbers a row may be several yes or no: labels, or the pixels of a drawing."""
    is_binary = view.use is not None and "binary" in view.use.targets
    facts = view.facts
    return is_binary and facts is not None and facts.target == "numbers" and prod(facts.target_shape) > 1


def _list(targets: frozenset[str]) -> str:
    return " or ".join(WORDS[target] for target in sorted(targets))


def _other_losses(view: View, want: Wanted, target: str) -> Iterator[Fix]:
    best, head, out = LOSSES.get(BEST[target]), view.head, view.output_shape or (None,)
    activation = best.activation if best is not None else "linear"
    enough = len(out) - 1 == want.axes and _enough(view, want) and (target != "binary" or out[-1] == 1)
    if enough and head.activation == (activation or "linear") and not view.from_logits:
        yield with_loss(BEST[target])
    yield from fit_head(view)


# -- the activation -------------------------------------------------------------------------------------------


def activation(view: View) -> Iterator[Problem]:
    """Outputs that are probabilities where the loss takes them for logits, or the other way round."""
    head, use = view.head, view.use
    if use is None or not use.activation or head.activation is None or _has_idle_softmax(view):
        return
    if view.from_logits and head.activation in PROBABILITIES:
        yield _twice(view)
    elif not view.from_logits and head.activation not in PROBABILITIES:
        yield _never(view)
    elif use.activation == "softmax" and head.activation == "sigmoid" and view.units not in (None, 1):
        yield _not_exclusive(view)


def _where(view: View) -> tuple[str, str, str]:
    assert view.head.holder is not None
    return ("layers", view.head.holder.spec.name, "activation")


def _twice(view: View) -> Problem:
    name, activation = _where(view)[1], str(view.head.activation)
    what = f"'{name}' gives probabilities ({activation}), and the loss, with from_logits, takes them for logits."
    fixes = (
        Fix("Leave from_logits out", _probabilities),
        Fix(f"Take {activation} off '{name}'", lambda project: _activated(view, project, "linear")),
    )
    return Problem(("compile", "loss", "from_logits"), what, "warning", fixes)


def _probabilities(project: Project) -> Project:
    said = project.compile.loss
    return changes.compiling(project, loss=said and said.unsetting("from_logits"))


def _never(view: View) -> Problem:
    use, name = view.use, _where(view)[1]
    assert use is not None
    what = f"{view.loss} needs probabilities, and '{name}' ends in {view.head.activation}: give it a {use.activation}."
    fixes = []
    if use.activation != "softmax" or view.units != 1:
        label = f"Give '{name}' a {use.activation}"
        fixes.append(Fix(label, lambda project: _activated(view, project, use.activation)))
    if use.logits and view.head.activation == "linear":
        fixes.append(Fix("Take the outputs as logits: from_logits", lambda project: _logits(view, project)))
    return Problem(_where(view), what, "warning", (*fixes, *fit_head(view)))


def _logits(view: View, project: Project) -> Project:
    """The loss as its class, which takes arguments, as the function of that name does not."""
    name = "".join(word.capitalize() for word in view.loss.split("_"))
    said = project.compile.loss
    arguments = said.arguments if said is not None else {}
    return changes.compiling(project, loss=part(name, **{**arguments, "from_logits": True}))


def _not_exclusive(view: View) -> Problem:
    name = _where(view)[1]
    what = f"'{name}' is a sigmoid, for which several classes may be true at once; {view.loss} needs a softmax."
    fix = Fix(f"Give '{name}' a softmax", lambda project: _activated(view, project, "softmax"))
    return Problem(_where(view), what, "warning", (fix,))


# -- what the loss itself says ----------------------------------------------------------------------------------


def refused(view: View) -> Iterator[Problem]:
    """Shapes that the loss refuses, where nothing else was found."""
    if any(problem for rule in (units, loss) for problem in rule(view)):
        return
    want, out = wanted(view.facts), view.output_shape or ()
    is_flat = want is None or want.axes > 1 or len(out) == 2  # else it is told that there are too many axes
    if is_flat and (what := _refusal(view)):
        yield Problem(("compile", "loss"), what, "error", fit_head(view))
