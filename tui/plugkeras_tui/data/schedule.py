"""The learning rate over the steps of a training, as far as the document says it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from plugkeras.errors import PlugkerasError
from plugkeras.forms import form_of
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.building import part_object
from plugkeras.project.facts import Facts
from plugkeras.project.values import Part, Value

POINTS = 240
"""Steps at which the rate is asked for."""

IDLE = 0.95
"""A rate that is 0 only after so much of the training does no harm."""


@dataclass(frozen=True, eq=False)
class Rate:
    """``steps`` and the rate at each; ``told`` says it in words. Without a schedule the arrays are None."""

    told: str
    steps: Any = None
    values: Any = None
    trouble: str = ""


def steps_of(project: Project, facts: Facts | None) -> int | None:
    """How many steps the training has; None if the rows are not counted yet."""
    if facts is None:
        return None
    return -(-facts.rows // project.fit.batch_size) * project.fit.epochs


def rate_of(project: Project, facts: Facts | None) -> Rate:
    """The rate that a training will have; never raises for what is in the project."""
    said = project.compile.optimizer.arguments.get("learning_rate")
    total = steps_of(project, facts)
    if isinstance(said, str):
        said = Part(said)
    if not isinstance(said, Part):
        value = said if said is not None else _default(project.compile.optimizer.name)
        length = f" for {total} steps" if total is not None else ""
        return Rate(f"learning rate {value}, the same{length}" if value is not None else "")
    return _of_schedule(said, total or 1000, total is not None, project.fit.epochs)


def _default(optimizer: str) -> Any:
    try:
        return form_of("optimizers", optimizer).field("learning_rate").default
    except PlugkerasError:
        return None


def _of_schedule(part: Part, total: int, is_known: bool, epochs: int) -> Rate:
    steps = np.unique(np.linspace(0, total, POINTS).astype(int))
    try:
        schedule = part_object("schedules", part)
        values = np.array([float(np.asarray(schedule(int(step)))) for step in steps])
    except PlugkerasError as error:
        return Rate("", trouble=str(error))
    except Exception as error:  # of somebody else's schedule
        return Rate("", trouble=f"{part.name} fails: {type(error).__name__}: {error}")
    length = f"{total} steps, {epochs} epochs" if is_known else f"the first {total} steps"
    return Rate(f"{part.name}: {values[0]:.3g} → {values[-1]:.3g} over {length}{_idle(steps, values)}", steps, values)


def _idle(steps: Any, values: Any) -> str:
    """From where on nothing is learnt, since the rate has come to 0 long before the end; epochs were added, say."""
    moving = np.flatnonzero(values)
    end = steps[min(moving[-1] + 1, len(steps) - 1)] if len(moving) else 0
    return f". ⚠ 0 from step {end} on: nothing more is learnt there" if end < IDLE * steps[-1] else ""


def filled(name: str, rate: Any, total: int | None) -> Part:
    """A schedule with what has to be given: it begins at ``rate`` and takes all ``total`` steps."""
    start = float(rate) if isinstance(rate, int | float) and rate else 0.001
    steps = max(2, total or 1000)
    usual: dict[str, Value] = {
        "initial_learning_rate": start,
        "decay_steps": steps,
        "first_decay_steps": max(1, steps // 4),
        "decay_rate": 0.1,
        "boundaries": (steps // 2, steps * 3 // 4),
        "values": (start, start / 10, start / 100),
    }
    form = form_of("schedules", name)
    given = {f.name: usual[f.name] for f in form.fields if f.required and f.name in usual}
    return Part(host().spelt("schedules", name), form.part(given).arguments)
