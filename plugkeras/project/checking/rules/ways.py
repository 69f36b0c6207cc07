"""Fixes that several rules offer."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from plugkeras.project import edits
from plugkeras.project.checking import changes
from plugkeras.project.checking.heads import fitted, wanted
from plugkeras.project.checking.refusals import refusal
from plugkeras.project.checking.report import Fix
from plugkeras.project.checking.view import View
from plugkeras.project.checking.vocabulary import KERNELS
from plugkeras.project.checking.walk import Stop
from plugkeras.project.document import Project
from plugkeras.project.values import Part, Value

MOST = 5
"""Fixes of one problem."""

Edit = Callable[[Project], Project]
Candidate = tuple[str, Edit]


def fit_head(view: View) -> tuple[Fix, ...]:
    """The last layer, the loss and the metrics that go with the data, if those have targets and that will do."""
    if wanted(view.facts) is None:
        return ()
    after = view.after(fitted(view))
    if refusal(after, "losses", after.project.compile.loss):
        return ()
    label = "Fit the last layer, loss and metrics to the data"
    return (Fix(label, lambda project: fitted(view.after(project))),)


def with_loss(name: str) -> Fix:
    """Another loss."""
    return Fix(f"Take {name}", lambda project: changes.compiling(project, loss=Part(name)))


def inserting(index: int, part: Part) -> Edit:
    """One more layer, before the one at ``index``."""
    return lambda project: edits.add_layer(project, part, index)


def removing(index: int) -> Edit:
    """One layer less."""
    return lambda project: edits.remove_layer(project, index)


def moving(index: int, to: int) -> Edit:
    """A layer before the one that is at ``to``."""
    return lambda project: changes.moving(project, index, to)


def setting(index: int, argument: str, value: Value) -> Edit:
    """Another value of a layer's argument."""
    return lambda project: changes.setting(project, index, argument, value)


def working(view: View, candidates: Iterable[Candidate], works: Callable[[View], bool]) -> Iterator[Fix]:
    """Those of the candidates that are found to work when they are tried, the first few."""
    good = (Fix(label, make) for label, make in candidates if works(view.after(make(view.project))))
    return islice(good, MOST)


def with_activation(project: Project, holder: Stop, kind: str, activation: str) -> Project:
    """The project with another activation at the end; "linear" for none."""
    index = holder.index
    if kind in KERNELS:
        if activation == "linear":
            return changes.unsetting(project, index, "activation")
        return changes.setting(project, index, "activation", activation)
    if activation == "linear":
        return edits.remove_layer(project, index)
    return changes.with_part(project, index, changes.part("Activation", activation=activation))
