"""``plugkeras summary PROJECT``: shapes, parameters, memory and multiply-adds of the layers, and what the data are."""

import shutil

from plugkeras.project import Project
from plugkeras.project.checking import LayerReport, Report
from plugkeras.project.summary import summarize
from plugkeras.runs.texts import as_json
from plugkeras_std.commands import looking
from plugkeras_std.commands.aligned import aligned
from plugkeras_std.commands.options import Options, refusing, say
from plugkeras_std.commands.subjects import Subject, subject
from plugkeras_std.commands.validate import described

ABOUT = """\
Say what a model is made of: for each layer its output, parameters, the memory of its weights and of one sample's
output, and the multiply-adds of one sample, forward."""

UNITS = ("", "k", "M", "G", "T")
BYTES = ("B", "KiB", "MiB", "GiB", "TiB")


@refusing
def summary(argv: list[str]) -> int:
    """Say what a project, a run or a model is made of: shapes, parameters, memory, multiply-adds, and its data."""
    options = Options("summary", description=ABOUT)
    options.add_argument("subject", metavar="PROJECT|RUN|MODEL", help="the file of a project or a model, or a run")
    options.flag("--data", help="look at the data, too: rows, classes, missing values, what is odd about columns")
    options.flag("--json", help="print a JSON object: layers, totals, problems")
    options.flag("--trust", help="let the project call the functions that it names as its data")
    args = options.parse_args(argv)
    what = subject(args.subject)
    facts, troubles = looking.facts_of(what, args.trust)
    report = looking.looked_at(what.project, facts, troubles)
    if args.json:
        say(as_json(described(report), indent=1))
        return 0
    for line in [*about(what.project), "", *table(what.project, report)]:
        say(line)
    for line in data_lines(what) if args.data else ():
        say(line)
    if report.problems:
        say(f"\n{looking.counted(report.problems)}: plugkeras validate {args.subject} says which")
    return 0


def about(project: Project) -> list[str]:
    """The project in a few lines: its name and note, how it is compiled, how it is trained."""
    spec, fit = project.compile, project.fit
    metrics = ", ".join(part.name for part in spec.metrics) or "none"
    loss = spec.loss.name if spec.loss else "none"
    return [
        project.name + (f": {project.note}" if project.note else ""),
        f"optimizer {spec.optimizer.name}, loss {loss}, metrics {metrics}",
        f"{fit.epochs} epochs in batches of {fit.batch_size}, seed {fit.seed}"
        + (f", engine {fit.engine}" if fit.engine else ""),
    ]


def table(project: Project, report: Report) -> list[str]:
    """The layers as aligned lines, and the sums."""
    kinds = {layer.name: layer.part.name for layer in project.model.layers}
    rows = [("layer", "kind", "output", "parameters", "memory", "multiply-adds")]
    rows += [_cells(row, kinds.get(row.name, "")) for row in report.layers]
    sums = report.totals
    rows.append(("all", "", "", f"{sums.parameters:,}", in_units(sums.memory, BYTES), in_units(sums.flops)))
    return aligned(rows, right=(3, 4, 5))


def _cells(row: LayerReport, kind: str) -> tuple[str, ...]:
    if row.bypassed:
        return row.name, kind, "(bypassed)", "", "", ""
    output = str(row.output_shape) if row.output_shape is not None else f"? {row.reason}".strip()
    return row.name, kind, output, _count(row.parameters), in_units(row.memory, BYTES), in_units(row.flops)


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def in_units(number: float | None, units: tuple[str, ...] = UNITS) -> str:
    """``3.2 M``, or ``1.5 MiB`` with ``BYTES``."""
    if number is None:
        return "?"
    size, at, step = float(number), 0, 1024 if units is BYTES else 1000
    while size >= step and at + 1 < len(units):
        size, at = size / step, at + 1
    text = f"{size:.0f}" if at == 0 else f"{size:.1f}"
    return f"{text} {units[at]}".rstrip()


def data_lines(what: Subject) -> list[str]:
    """What the data are, in lines."""
    if what.project.data.source is None:
        return ["", "The project says nothing of its data."]
    return ["", *summarize(what.project.data, what.folder).lines(shutil.get_terminal_size().columns)]
