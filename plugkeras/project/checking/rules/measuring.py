"""What is measured while training, and who watches it: metrics, and callbacks that monitor one."""

from collections.abc import Callable, Iterator

from plugkeras.errors import nearest
from plugkeras.host import host
from plugkeras.parts.naming import snake_case
from plugkeras.project.arguments import arguments
from plugkeras.project.checking import changes
from plugkeras.project.checking.heads import measures, wanted
from plugkeras.project.checking.refusals import refusal
from plugkeras.project.checking.report import Fix, Problem, Severity
from plugkeras.project.checking.rules.endings import WORDS, tells_several
from plugkeras.project.checking.rules.rating import OF_RATE
from plugkeras.project.checking.view import View, is_family
from plugkeras.project.checking.vocabulary import standard_name
from plugkeras.project.document import Project
from plugkeras.project.values import Part


def metrics(view: View) -> Iterator[Problem]:
    """A metric for targets of another kind."""
    want = wanted(view.facts)
    if want is None or tells_several(view):
        return
    target = "classes" if want.target == "binary" and view.target == "classes" else want.target
    for number, metric in enumerate(view.project.compile.metrics):
        if measures(metric, target) is False:
            what = f"{metric.name} cannot be measured on {WORDS[target]}."
            severity: Severity = "error" if refusal(view, "metrics", metric) else "warning"
            yield Problem(("compile", "metrics", number), what, severity, tuple(_others(view, number, want.metric)))


def _others(view: View, number: int, best: str) -> Iterator[Fix]:
    if not any(metric.name == best for metric in view.project.compile.metrics):
        yield Fix(f"Measure {best}", _with_metric(number, Part(best)))
    yield Fix(f"Leave {view.project.compile.metrics[number].name} out", _with_metric(number))


def _with_metric(number: int, *instead: Part) -> Callable[[Project], Project]:
    return lambda project: changes.compiling(project, metrics=changes.at(project.compile.metrics, number, *instead))


# -- monitors -------------------------------------------------------------------------------------------


def monitors(view: View) -> Iterator[Problem]:
    """A callback that watches what nobody logs."""
    known = logged(view.project)
    if known is None:
        return
    for number, callback in enumerate(view.project.fit.callbacks):
        name = _monitored(callback)
        if name is None or name in known or name.replace("accuracy", "acc") in known:
            continue
        what = f"{callback.name} watches {name}, which is not logged; logged are {', '.join(known)}."
        fixes = tuple(_ways_to_log(view.project, number, name, known))
        yield Problem(("fit", "callbacks", number, "monitor"), what, "warning", fixes)


def _monitored(callback: Part) -> str | None:
    """What a callback watches, if it is a standard one that watches something."""
    kind = standard_name("callbacks", callback)
    known = arguments(host().get("callbacks", kind)) if kind else {}
    if "monitor" not in known or ("save_best_only" in known and callback.arguments.get("save_best_only") is not True):
        return None
    said = callback.arguments.get("monitor", known["monitor"].default)
    return said if isinstance(said, str) else None


def logged(project: Project) -> list[str] | None:
    """The names in the logs of an epoch; None if a metric of other people may log what it likes."""
    names = ["loss"]
    for metric in project.compile.metrics:
        name = log_name(metric)
        if name is None:
            return None
        names.append(name)
    if any(standard_name("callbacks", c) in OF_RATE for c in project.fit.callbacks):
        names.append("learning_rate")
    return names + ([f"val_{name}" for name in names if name != "learning_rate"] if project.data.validation else [])


def log_name(metric: Part) -> str | None:
    """What the logs call a metric; None if only its own code knows."""
    said = metric.arguments.get("name")
    if isinstance(said, str):
        return said
    if is_family(metric) or not metric.arguments:
        return metric.name.rpartition(">")[2]
    known = standard_name("metrics", metric)
    return snake_case(known) if known else None


def _ways_to_log(project: Project, number: int, name: str, known: list[str]) -> Iterator[Fix]:
    bare = name.removeprefix("val_")
    if name != bare and bare in known and not project.data.validation:
        yield Fix("Keep a fifth of the rows for validation", lambda p: changes.feeding(p, validation=0.2))
    for other in dict.fromkeys((bare, nearest(name, known), "val_loss", "loss")):
        if other in known:
            yield Fix(f"Watch {other}", _watching(number, str(other)))


def _watching(number: int, name: str) -> Callable[[Project], Project]:
    def apply(project: Project) -> Project:
        callback = project.fit.callbacks[number].setting("monitor", name)
        return changes.fitting(project, callbacks=changes.at(project.fit.callbacks, number, callback))

    return apply
