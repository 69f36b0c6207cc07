"""What can be wrong with a project: a rule a kind of problem, each a function of a view."""

from collections.abc import Callable, Iterable

from plugkeras.project.checking.report import Problem
from plugkeras.project.checking.rules import chains, endings, feeding, making, measuring, missing, rating, shaping
from plugkeras.project.checking.view import View

Rule = Callable[[View], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    *(making.cannot_be_made, making.of_one_name, shaping.misplaced_inputs, shaping.other_inputs_than_the_data),
    *(shaping.does_not_fit, shaping.too_many_axes, missing.layers, missing.loss, missing.source),
    missing.engine,
    *(endings.one_unit_softmax, endings.units, endings.loss, endings.activation, endings.refused),
    *(measuring.metrics, measuring.monitors, rating.rate_of_two, feeding.small_embedding),
    *(feeding.embedding_of_fractions, feeding.not_scaled, feeding.large_batches, chains.nothing_between_kernels),
    *(chains.large_flatten,),
)
"""In the order in which their problems are told, errors first."""


def problems(view: View) -> tuple[Problem, ...]:
    """All that is wrong, errors before warnings."""
    found = [problem for rule in RULES for problem in rule(view)]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))
