"""What can be wrong with a project: a rule a kind of problem, each a function of a view."""

from plugkeras.project.checking.report import Problem
from plugkeras.project.checking.view import View


def problems(view: View) -> tuple[Problem, ...]:
    return ()
