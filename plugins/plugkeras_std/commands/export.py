"""``plugkeras export PROJECT|RUN``: a readable script that trains to the same bits."""

from pathlib import Path

from plugkeras.errors import FileError
from plugkeras.project.script import script
from plugkeras.runs import Run
from plugkeras.saving.files import replacing
from plugkeras_std.callbacks import output
from plugkeras_std.commands.options import Options, refusing, say
from plugkeras_std.commands.subjects import Subject, subject

ABOUT = """\
Write a project, or the run that it became, as a Python script that trains to the same losses bit for bit: with the
same seed and data, and with what was done to the run while it trained (learning rates, clipping, stop)."""


@refusing
def export(argv: list[str]) -> int:
    """Write a project or a run as a script that trains to the same bits."""
    options = Options("export", description=ABOUT, epilog="Paths of data begin where they did.")
    options.add_argument("subject", metavar="PROJECT|RUN", help="the file of a project or a model, or a run")
    options.add_argument("-o", "--output", metavar="FILE", help="where to write it (the output)")
    options.flag("--force", help="replace a file that is there")
    args = options.parse_args(argv)
    target = Path(args.output) if args.output else None
    if target is not None and target.exists() and not args.force:
        raise FileError(f"{target} is there already; say another FILE, or --force to replace it.")
    text = written(subject(args.subject), target)
    if target is None:
        output.write(text)
        return 0
    with replacing(target, overwrite=True) as file:
        file.write_text(text, encoding="utf-8")
    say(f"{target}: python {target} trains it")
    return 0


def written(what: Subject, target: Path | None) -> str:
    """The script; paths of data are relative to the script where the project lies beside it, and absolute elsewhere."""
    here = (target or Path("script.py")).absolute().parent
    folder = None if what.folder.absolute() == here else what.folder.absolute()
    if what.run is None:
        return script(what.project, origin=f"the project {what.project.name}", folder=folder)
    changes = what.run.info["interventions"]
    return script(what.project, interventions=changes, origin=origin_of(what.run), folder=folder)


def origin_of(run: Run) -> str:
    """Where a script of the run comes from; of one that took over weights under other settings, what that means."""
    parent = run.info["parent"] or {}
    if not parent.get("changes"):
        return f"the run {run}"
    begun = f"which took over the weights of {parent.get('run')} after epoch {parent.get('epoch')}"
    return f"the run {run}, {begun} with other settings: this trains anew with its own, to other losses"
