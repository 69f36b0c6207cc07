"""``plugkeras validate PROJECT``: what is wrong with a project, where, and what would mend it."""

from pathlib import Path

from plugkeras.errors import StateError
from plugkeras.project import Project
from plugkeras.project.difference import diff
from plugkeras.runs.texts import as_json as json_text
from plugkeras.saving.files import replacing
from plugkeras_std.commands import looking
from plugkeras_std.commands.options import WRONG, Options, refusing, say
from plugkeras_std.commands.subjects import Subject, subject

ABOUT = """\
Say what is wrong with a project: where, what, how bad, and what would mend it.

An error keeps it from training; with a warning it trains, and hardly as meant. The exit status is 0 without errors
and 2 with some."""


@refusing
def validate(argv: list[str]) -> int:
    """Say what is wrong with a project, where, and what would mend it."""
    options = Options("validate", description=ABOUT)
    options.add_argument("project", metavar="PROJECT", help="the file of a project or a model, or a run")
    options.flag("--json", help="print a JSON object: ok, problems (where, what, severity, fixes), layers, totals")
    options.flag("--fix", help="apply the first fix of each problem, and say what that changed")
    options.flag("--no-data", help="do not look at the data")
    options.flag("--trust", help="let the project call the functions that it names as its data")
    args = options.parse_args(argv)
    what = subject(args.project)
    facts, troubles = (None, ()) if args.no_data else looking.facts_of(what, args.trust)
    if args.fix:
        what = fixed(what, *looking.mended(what.project, facts), quiet=args.json)
    report = looking.looked_at(what.project, facts, troubles)
    if args.json:
        say(json_text(described(report), indent=1))
    else:
        for line in looking.lines(report.problems):
            say(line)
        say(f"{args.project}: {looking.counted(report.problems)}")
    return WRONG if report.errors else 0


def fixed(what: Subject, project: Project, labels: list[str], quiet: bool) -> Subject:
    """Write the mended project, and say what has changed.

    Raises:
        StateError: it is no file of a project, so that there is nothing to be written.
    """
    if what.file is None or not is_project(what.file):
        raise StateError("--fix writes the file of a project, which this is not: plugkeras new makes one.")
    if labels:
        with replacing(what.file, overwrite=True) as file:
            file.write_text(project.to_text(), encoding="utf-8")
    for line in () if quiet else [*labels, *(f"  {change.text}" for change in diff(what.project, project))]:
        say(line)
    return what._replace(project=project)


def is_project(file: Path) -> bool:
    """Whether the file is a project's own, and no model's."""
    with open(file, "rb") as stream:
        return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def described(report: looking.Report) -> dict[str, object]:
    """The report for a program."""
    layers = [
        {
            "name": row.name,
            "input_shape": row.input_shape,
            "output_shape": row.output_shape,
            "parameters": row.parameters,
            "memory": row.memory,
            "flops": row.flops,
            "reason": row.reason,
        }
        for row in report.layers
    ]
    totals = {name: getattr(report.totals, name) for name in ("parameters", "memory", "flops")}
    return {
        "ok": not report.errors,
        "problems": looking.as_json(report.problems),
        "layers": layers,
        "totals": totals,
    }
