"""What the model costs in all, whether it goes with its data, and what is wrong besides its layers."""

from collections.abc import Iterator

from plugkeras.project import Project
from plugkeras.project.checking import Problem, Report
from plugkeras.project.facts import Facts
from plugkeras_tui.build import telling


def costs(report: Report | None) -> str:
    """``387 466 parameters · 1.5 MB · 5.6M FLOPs a sample``."""
    if report is None:
        return "…"
    sums = report.totals
    parameters, memory, flops = telling.count(sums.parameters, 15), telling.size(sums.memory), telling.flops(sums.flops)
    said = f"{parameters} parameters · {memory} · {flops} FLOPs"
    return f"{said} · {sums.unknown} unknown" if sums.unknown else said


def elsewhere(report: Report | None) -> list[Problem]:
    """What is wrong, but with no one layer."""
    return [p for p in (report.problems if report is not None else ()) if p.where[0] != "layers"]


def fit(project: Project, report: Report | None, facts: Facts | None, trouble: str) -> tuple[str, str]:
    """Whether the model goes with its data: the sentence, and its kind: "good", "error", "warning" or "shade"."""
    if trouble:
        return f"✖ {trouble}", "error"
    if report is None:
        return "…", "shade"
    others = elsewhere(report)
    if report.errors:
        failing = sum(problem.where[0] == "layers" for problem in report.errors)
        said = f"{failing} of the layers' errors to mend" if failing > 1 else "an error of a layer to mend"
        return (f"✖ {said}: f shows how", "error") if failing else (_told("✖", others), "error")
    if facts is None:
        return "the data are loaded …", "shade"
    fitting = " · ".join(_fitting(report, facts))
    return (_told("⚠", others), "warning") if others else (f"✓ fits the data: {fitting}", "good")


def _told(mark: str, problems: list[Problem]) -> str:
    problem, more = problems[0], len(problems) - 1
    said = f"{mark} {problem.what}{' f: ' + problem.fixes[0].label if problem.fixes else ''}"
    return f"{said} ({more} more: 2 shows them)" if more else said


def _fitting(report: Report, facts: Facts) -> Iterator[str]:
    yield f"{facts.rows} rows of {telling.shape((None, *facts.input_shape))}"
    if facts.classes:
        yield f"{facts.classes} classes ↔ {telling.shape(report.output_shape)}"
    elif facts.target != "none":
        yield f"{facts.target} {telling.shape((None, *facts.target_shape))} ↔ {telling.shape(report.output_shape)}"
