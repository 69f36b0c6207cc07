"""``plugkeras train PROJECT``: trains in a process of its own, shows it, and says with its exit status how it went."""

from argparse import Namespace
from pathlib import Path

from plugkeras.errors import PlugkerasError, StateError, UnknownName
from plugkeras.project.edits import set_value
from plugkeras.project.starting import project_for
from plugkeras.runs import Run, Watched, create, runs
from plugkeras.runs.starting import start
from plugkeras_std.commands import looking
from plugkeras_std.commands.following import Following, Policy
from plugkeras_std.commands.options import WRONG, Options, follow_options, refusing, tell, whole
from plugkeras_std.commands.settings import applied
from plugkeras_std.commands.subjects import Subject, folder_of, run_at, subject
from plugkeras_std.commands.views import view

ABOUT = """\
Train a project, and show how it goes. The training is a run: a folder that others can watch and steer meanwhile
(plugkeras watch, plugkeras runs), and that survives what ends this command.

  plugkeras train spirals.json                        as the project says
  plugkeras train spirals.json --epochs 5 --set layers.hidden.units=64
  plugkeras train titanic.csv                         a model is made from the table; its last column is learnt
  plugkeras train --resume                            go on with the latest run, from its last checkpoint

Ctrl-C stops it after the batch and saves; Ctrl-C again ends it at once."""

STATUS = """\
exit status: 0 trained, 1 the training failed, 2 the project or an option is wrong, 3 it diverged, 4 its time was over,
130 it was interrupted"""

TABLES = (".csv", ".tsv", ".npz", ".npy", ".h5", ".hdf5")
"""Suffixes of files that hold data rather than a project."""


@refusing
def train(argv: list[str]) -> int:
    """Train a project, or a table of data, in a process of its own, and show how it goes."""
    options = parser()
    args = options.parse_args(argv)
    if args.resume is None and args.project is None:
        options.error("say which project")
    if args.resume is not None and (args.set or args.name or args.seed is not None):
        options.error("a run goes on as it was: for other settings use plugkeras runs fork")
    if args.resume is not None:
        return resumed(unfinished(args), args)
    what = chosen(args)
    refused = refusal(what, args.trust)
    if refused:
        for line in refused:
            tell(line)
        return WRONG
    run = create(args.name or what.project.name, project=what.project, folder=str(what.folder.absolute()))
    return followed(run, args)


def parser() -> Options:
    """The options of the command."""
    options = Options("train", description=ABOUT, epilog=STATUS)
    add = options.add_argument
    add("project", nargs="?", metavar="PROJECT|FILE.csv", help="a project, a model, or data to make a project for")
    add(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="change a value: fit.batch_size=64, layers.hidden.units=32; may be said more than once",
    )
    add("--epochs", type=whole(1), metavar="N", help="how many epochs")
    add("--seed", type=whole(0, 2**32 - 1), metavar="S", help="the seed of all randomness")
    add("--name", metavar="NAME", help="what the run is called (as the project)")
    add("--resume", nargs="?", const="", metavar="RUN", help="go on with a run (the project's, or the latest)")
    follow_options(options)
    return options


def chosen(args: Namespace) -> Subject:
    """The project with what the options change.

    Raises:
        PlugkerasError: there is no such project, or no such setting.
    """
    path = Path(args.project)
    if (path.is_dir() and not (path / "run.json").is_file()) or (path.suffix.lower() in TABLES and path.is_file()):
        what = Subject(project_for(path, Path.cwd()), Path.cwd(), None, path)
        tell(f"made a model for {path}: plugkeras new {path} writes the project, to be changed")
    else:
        what = subject(args.project)
    settings = {"fit.epochs": args.epochs, "fit.seed": args.seed, "fit.engine": args.engine}
    project = applied(what.project, args.set)
    for at, value in settings.items():
        project = project if value is None else set_value(project, at, value)
    return what._replace(project=project)


def refusal(what: Subject, trusted: bool) -> list[str]:
    """Why the project cannot be trained, in lines; empty if it can."""
    facts, troubles = looking.facts_of(what, trusted)
    errors = looking.looked_at(what.project, facts, troubles).errors
    if not errors:
        return []
    can_fix = what.file is not None and any(problem.fixes for problem in errors)
    hint = f" (plugkeras validate {what.file} --fix applies the first fixes)" if can_fix else ""
    return [*looking.lines(errors), f"plugkeras train: {looking.counted(errors)}: it was not trained{hint}"]


def unfinished(args: Namespace) -> Run:
    """The run that is to go on: the one named, or the latest, of the project if one is given.

    Raises:
        UnknownName: there is none.
    """
    if args.resume or not args.project:
        return run_at(args.resume or "latest")
    name = subject(args.project).project.name
    called = [run for run in runs() if run.name == name]
    if not called:
        raise UnknownName(f"No run of {name} is there to go on with.")
    return called[-1]


def resumed(run: Run, args: Namespace) -> int:
    """Go on with a run, up to ``--epochs`` if they are given; returns the exit status.

    Raises:
        StateError: it is being trained, or is complete.
    """
    if run.is_under_way and run.state != "queued":
        raise StateError(f"The run {run} is being trained: plugkeras watch {run} shows it.")
    if run.project() is None:
        raise StateError(f"The run {run} is of a script: run the script again.")
    if run.state == "done" and not args.epochs:
        raise StateError(f"The run {run} is complete: --epochs N trains it up to so many.")
    options = {"--epochs": args.epochs, "--engine": args.engine}
    return followed(run, args, *(word for name, value in options.items() if value for word in (name, str(value))))


def followed(run: Run, args: Namespace, *options: str) -> int:
    """Start the training of a run and follow it to its end; returns the exit status."""
    project = run.project()
    if args.trust and project is not None:
        looking.allow(Subject(project, folder_of(run), run))
    watched = Watched(run)
    watched.look()  # what has been told already is not told again
    shown = view(watched, args.json, args.plain, args.quiet)
    shown.tell(f"run {run}")
    if args.checkpoint_every is not None:
        options = ("--checkpoint-every", str(args.checkpoint_every), *options)
    worker = start(run, "--on-divergence", args.on_divergence, *options)
    status = Following(run, worker, shown, Policy(args.on_divergence, args.max_time)).until_end()
    for line in closing(run, status):
        shown.tell(line)
    return status


def closing(run: Run, status: int) -> list[str]:
    """What can be done with the run now."""
    try:
        state = run.state
    except PlugkerasError:  # somebody has removed it
        return []
    if state == "done":
        return [f"plugkeras predict {run} INPUT uses the model, plugkeras export {run} writes a script of it"]
    if status == 3:
        return [
            "plugkeras train PROJECT --set compile.optimizer.learning_rate=… may help, or --on-divergence rate|clip"
        ]
    return [f"plugkeras train --resume {run} goes on"] if run.checkpoints and state != "crashed" else []
