"""Looking at a project before it is trained: its data, what is wrong with it, and what would mend it."""

from collections.abc import Sequence
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.project import Project
from plugkeras.project.checking import Fix, Problem, Report, check
from plugkeras.project.data import prepare
from plugkeras.project.facts import Facts
from plugkeras.project.trust import is_trusted, trust, would_import
from plugkeras_std.commands.options import tell
from plugkeras_std.commands.subjects import Subject

MOST_FIXES = 50
"""How many fixes one after another may be needed."""


def facts_of(subject: Subject, trusted: bool = False) -> tuple[Facts | None, tuple[Problem, ...]]:
    """What the data say, or the problem that keeps them from being loaded; ``trusted``: see `allow`."""
    if subject.project.data.source is None:
        return None, ()
    try:
        if trusted:
            allow(subject)
        return prepare(subject.project.data, subject.folder).facts, ()
    except PlugkerasError as error:
        return None, (Problem(("data", "source"), str(error)),)


def allow(subject: Subject) -> None:
    """Let the project import the code that its data name, from now on and as it is now, and say what that is."""
    if is_trusted(subject.project, subject.folder):
        return
    trust(subject.project, subject.folder)
    for name, file in would_import(subject.project, subject.folder):
        tell(f"allowed: {name} ({file or 'not found'})")


def looked_at(project: Project, facts: Facts | None, others: Sequence[Problem] = ()) -> Report:
    """The report on a project, with problems that are known already."""
    report = check(project, facts)
    return Report(report.layers, (*others, *report.problems), report.totals)


def mended(project: Project, facts: Facts | None) -> tuple[Project, list[str]]:
    """The project after the first fix of each problem, and what the fixes were called."""
    seen, labels = {project}, []
    for _ in range(MOST_FIXES):
        fix = _first(project, check(project, facts), seen)
        if fix is None:
            break
        project = fix.apply(project)
        seen.add(project)
        labels.append(fix.label)
    return project, labels


def _first(project: Project, report: Report, seen: set[Project]) -> Fix | None:
    """The first fix that leads to what has not been there yet."""
    firsts = [problem.fixes[0] for problem in report.problems if problem.fixes]
    return next((fix for fix in firsts if fix.apply(project) not in seen), None)


def lines(problems: Sequence[Problem]) -> list[str]:
    """The problems as lines, the fixes below each."""
    told = []
    for problem in problems:
        told.append(f"{problem.severity:7}  {place(problem)}: {problem.what}")
        told += [f"{'':7}  {'fix' if n == 0 else 'or'}: {fix.label}" for n, fix in enumerate(problem.fixes)]
    return told


def place(problem: Problem) -> str:
    """Where it is, as ``--set`` takes it: ``layers.hidden.units``."""
    return ".".join(map(str, problem.where)) or "project"


def as_json(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The problems for a program."""
    return [
        {"where": list(p.where), "what": p.what, "severity": p.severity, "fixes": [fix.label for fix in p.fixes]}
        for p in problems
    ]


def counted(problems: Sequence[Problem]) -> str:
    """``1 error, 2 warnings``."""
    kinds = [p.severity for p in problems]
    counts = {kind: kinds.count(kind) for kind in ("error", "warning") if kind in kinds}
    return ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items()) or "no problems"
