"""The stack as rows: a layer each, with what checking says of it, what is wrong under it, and the numbered fixes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from rich.cells import set_cell_size

from plugkeras.project import Project
from plugkeras.project.checking import Fix, LayerReport, Problem, Report
from plugkeras.project.document import LayerSpec
from plugkeras_tui.build import telling
from plugkeras_tui.form.items import Item, Line, Span, cut

BLOCKED = "blocked by"
FIXES = 3
"""How many fixes are offered."""


@dataclass(frozen=True)
class Column:
    """A column at the right of the layers: its head, its width, and from which width of the list on it is there."""

    head: str
    width: int
    since: int


COLUMNS = (
    Column("output", 13, 0),
    Column("params", 9, 34),
    Column("memory", 9, 66),
    Column("FLOPs", 8, 76),
)
NAMES = Column("name", 14, 92)


def columns(width: int) -> list[Column]:
    """Those that there is room for; on a narrow list they are narrower."""
    less = 2 if width < 60 else 0
    return [Column(c.head, c.width - less, c.since) for c in COLUMNS if width >= c.since]


def problems_of(report: Report | None, name: str) -> list[Problem]:
    """What is wrong with a layer, errors first."""
    found = report.problems if report is not None else ()
    return [problem for problem in found if problem.where[:2] == ("layers", name)]


def fixes_of(report: Report | None, name: str) -> tuple[Fix, ...]:
    """The ways out of what is wrong with a layer: of its errors, if it has some."""
    return _fixes(problems_of(report, name))


def _fixes(problems: Sequence[Problem]) -> tuple[Fix, ...]:
    severity = problems[0].severity if problems else ""
    return tuple(fix for problem in problems if problem.severity == severity for fix in problem.fixes)[:FIXES]


def head(width: int) -> Line:
    """The names of the columns."""
    spans = [(_padded("    layer", _first(width)), "shade")]
    spans += [(f"{NAMES.head:<{NAMES.width}}", "shade")] if width >= NAMES.since else []
    return (*spans, *((f"{column.head:>{column.width}}", "shade") for column in columns(width)))


def items(project: Project, report: Report | None, width: int) -> Iterator[Item]:
    """The rows for a list of this width; the key of each is the name of its layer."""
    told = {row.name: row for row in report.layers} if report is not None else {}
    for number, spec in enumerate(project.model.layers):
        row, problems = told.get(spec.name), problems_of(report, spec.name)
        under = _under(problems, width)
        yield Item(spec.name, (_line(number, spec, row, problems, width), *under))


def _first(width: int) -> int:
    """The width of the first column, which takes what is left."""
    others = sum(column.width for column in columns(width)) + (NAMES.width if width >= NAMES.since else 0)
    return max(12, width - others - 1)


def mark_of(spec: LayerSpec, row: LayerReport | None, problems: Sequence[Problem]) -> Span:
    """The sign in front of a layer."""
    if spec.bypassed:
        return "○", "dim"
    if problems and problems[0].severity == "error":
        return "✖", "error"
    if row is not None and row.output_shape is None:
        return "·", "dim"
    return ("⚠", "warning") if problems else (" ", "")


def _line(number: int, spec: LayerSpec, row: LayerReport | None, problems: Sequence[Problem], width: int) -> Line:
    mark, dim = mark_of(spec, row, problems), "dim" if spec.bypassed else ""
    first, label = _first(width), f"{number:>2} {telling.title(spec.part)}"
    spans: list[Span] = [mark, (_padded(label, first - 1), dim or ("error" if mark[1] == "error" else ""))]
    if width >= NAMES.since:
        spans.append((_padded(spec.name, NAMES.width), "dim"))
    for column in columns(width):
        text = _cell(column, spec, row)
        spans.append((f" {cut(text, column.width - 1):>{column.width - 1}}", dim or _kind(column, row)))
    return tuple(spans)


def _kind(column: Column, row: LayerReport | None) -> str:
    return "dim" if row is None or row.output_shape is None else "" if column.head == "output" else "shade"


def _cell(column: Column, spec: LayerSpec, row: LayerReport | None) -> str:
    if spec.bypassed:
        return "bypassed" if column.head == "output" else ""
    if row is None:
        return "…" if column.head == "output" else ""
    if row.output_shape is None:
        return ("blocked" if row.reason.startswith(BLOCKED) else "?") if column.head == "output" else ""
    if column.head == "output":
        return telling.shape(row.output_shape)
    if column.head == "params":
        return telling.count(row.parameters, column.width - 1)
    return telling.size(row.memory) if column.head == "memory" else telling.flops(row.flops)


def _under(problems: Sequence[Problem], width: int) -> list[Line]:
    """The worst of what is wrong, in a sentence, and the ways out by number; a warning in one line."""
    if not problems:
        return []
    worst, kind = problems[0], "error" if problems[0].severity == "error" else "warning"
    if kind == "warning":
        return [((cut(f"     {worst.what}", width - 1), kind),)]
    lines: list[Line] = [((f"     {text}", kind),) for text in wrap(worst.what, max(16, width - 6))]
    for n, fix in enumerate(_fixes(problems), 1):
        lines.append((("     f ", "dim"), (f"{n} ", "accent"), (cut(fix.label, max(8, width - 10)), "accent")))
    return lines


def _padded(text: str, width: int) -> str:
    return set_cell_size(cut(text, width), width)
