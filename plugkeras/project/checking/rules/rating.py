"""Who sets the learning rate: a schedule, or callbacks."""

from collections.abc import Callable, Iterator

from plugkeras.project.checking import changes
from plugkeras.project.checking.report import Fix, Problem
from plugkeras.project.checking.view import View
from plugkeras.project.checking.vocabulary import standard_name
from plugkeras.project.document import Project
from plugkeras.project.values import Part

OF_RATE = ("ReduceLROnPlateau", "LearningRateScheduler")
"""The standard callbacks that set the learning rate, and log it."""


def rate_of_two(view: View) -> Iterator[Problem]:
    """A callback that sets the rate of an optimizer that follows a schedule: it is refused when the training begins."""
    optimizer = view.project.compile.optimizer
    schedule = optimizer.arguments.get("learning_rate") if optimizer is not None else None
    if not isinstance(schedule, Part):
        return
    for number, callback in enumerate(view.project.fit.callbacks):
        if standard_name("callbacks", callback) in OF_RATE:
            what = f"{callback.name} cannot set the learning rate: the optimizer follows {schedule.name}."
            fixes = (Fix(f"Leave {callback.name} out", _without(number)), Fix("Begin with a constant rate", _constant))
            yield Problem(("fit", "callbacks", number), what, "error", fixes)


def _without(number: int) -> Callable[[Project], Project]:
    return lambda project: changes.fitting(project, callbacks=changes.at(project.fit.callbacks, number))


def _constant(project: Project) -> Project:
    """The rate that the schedule begins with, if it says one; the optimizer's own otherwise."""
    optimizer = project.compile.optimizer
    schedule = optimizer.arguments.get("learning_rate")
    first = schedule.arguments.get("initial_learning_rate") if isinstance(schedule, Part) else None
    changed = (
        optimizer.setting("learning_rate", first)
        if isinstance(first, int | float)
        else optimizer.unsetting("learning_rate")
    )
    return changes.compiling(project, optimizer=changed)
