"""What has to be there before a project can train."""

from collections.abc import Iterator

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.project import edits
from plugkeras.project.checking import changes
from plugkeras.project.checking.heads import wanted
from plugkeras.project.checking.report import Fix, Problem
from plugkeras.project.checking.rules.ways import fit_head, with_loss
from plugkeras.project.checking.view import View


def layers(view: View) -> Iterator[Problem]:
    """No layer that does anything."""
    if all(view.types[stop.index] == "InputLayer" for stop in view.active):
        first = Fix("Add a Dense layer", lambda project: edits.add_layer(project, _DENSE))
        yield Problem(("model", "layers"), "The model has no layers: add some.", "error", (*fit_head(view), first))


_DENSE = changes.part("Dense", units=1)


def loss(view: View) -> Iterator[Problem]:
    """No loss."""
    if view.project.compile.loss is None:
        what = "There is nothing to minimise: choose a loss."
        yield Problem(("compile", "loss"), what, "error", tuple(_losses(view)))


def _losses(view: View) -> Iterator[Fix]:
    want, head = wanted(view.facts), view.head
    if want is not None:
        if head.activation == want.activation and view.units == want.units:
            yield with_loss(want.loss)
        yield from fit_head(view)
        return
    by_activation = {"softmax": "sparse_categorical_crossentropy", "sigmoid": "binary_crossentropy"}
    yield with_loss(by_activation.get(str(head.activation), "mse"))


def engine(view: View) -> Iterator[Problem]:
    """No such engine, or nothing that it can run on."""
    name = view.project.fit.engine
    if name is None:
        return
    try:
        host().get("engines", name)
    except PlugkerasError as error:
        usual = Fix("Compute with the usual engine", lambda project: edits.unset_value(project, ("fit", "engine")))
        said = str(error)
        yield Problem(("fit", "engine"), said if said.endswith(("?", ".")) else f"{said}.", "error", (usual,))


def source(view: View) -> Iterator[Problem]:
    """No data; what they are is for a person to say."""
    if view.project.data.source is None:
        yield Problem(("data", "source"), "There are no data: choose a source.", "error")
