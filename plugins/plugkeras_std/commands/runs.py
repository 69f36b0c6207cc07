"""``plugkeras runs``: lists the runs, shows, compares, removes, forks and steers them."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from plugkeras.errors import StateError
from plugkeras.project import Project
from plugkeras.project.edits import set_value, unset_value
from plugkeras.runs import Run, empty_trash, find, listing, trash, untrash
from plugkeras.runs.forking import fork
from plugkeras.runs.texts import as_json
from plugkeras.runs.trash import trashed
from plugkeras_std.commands import run_tables
from plugkeras_std.commands.options import Options, follow_options, refusing, say, tell, whole
from plugkeras_std.commands.settings import applied
from plugkeras_std.commands.steering import UNHEARD, steer
from plugkeras_std.commands.subjects import run_at, subject

ABOUT = """\
List, show, compare, remove, fork and steer runs. A run is named by its id, the start or end of it, its name, its
folder, or "latest"; runs are in .plugkeras/runs, or where PLUGKERAS_RUNS says."""

DO = f"""\
What can be done with a run that is under way:

{{usage}}

The exit status is 0 when it is done, 1 if the training refused it, {UNHEARD} if it has not answered in time."""


@refusing
def runs(argv: list[str]) -> int:
    """List the runs; show, compare, remove, resume, fork and steer them."""
    args = parser().parse_args(argv if argv and argv[0] != "--json" else ["ls", *argv])
    what: Callable[[Namespace], int] = args.what
    return what(args)


def parser() -> Options:
    """The options of the command and of those below it."""
    options = Options("runs", description=ABOUT)
    below = options.add_subparsers(metavar="ls|show|diff|rm|empty|resume|fork|do", required=True)

    def add(name: str, what: Callable[[Namespace], int], help: str, *arguments: str, **kwargs: str) -> Options:
        one: Options = below.add_parser(name, prog=f"plugkeras runs {name}", help=help, description=help, **kwargs)
        one.set_defaults(what=what)
        for argument in arguments:
            one.add_argument(argument, metavar=argument.upper())
        return one

    add("ls", listed, "list the runs, the oldest first").flag("--json", help="print a JSON list, one object a run")
    add("show", shown, "say all about one run", "run").flag("--json", help="print its record")
    add("diff", compared, "say what is different: the settings and the results", "a", "b")
    one = add("rm", removed, "move runs to the trash")
    one.add_argument("run", nargs="*", metavar="RUN")
    one.flag("--undo", help="bring runs back from the trash: those named, or the last one")
    add("empty", emptied, "delete what is in the trash for good")
    one = add("resume", gone_on, "go on with a run, from its last checkpoint", "run")
    one.add_argument("--epochs", type=whole(1), metavar="N", help="how many epochs in all")
    follow_options(one)
    one = add("fork", forked, "begin a run where another one was after an epoch", "run")
    one.add_argument("--at", type=whole(1), required=True, metavar="EPOCH", help="after which epoch, from 1")
    one.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="change a value, as in train")
    one.add_argument("--name", metavar="NAME", help="what the new run is called")
    follow_options(one)
    one = add(
        "do", done, "ask a run that is under way for something", "run", epilog=DO.format(usage=run_tables.usage())
    )
    one.add_argument("words", nargs="+", metavar="WORDS", help="pause, resume, step 3, lr 0.01, stop …")
    one.add_argument("--wait", type=float, default=10.0, metavar="SECONDS", help="how long to wait (%(default)g)")
    return options


def listed(args: Namespace) -> int:
    """``runs ls``."""
    found, sentences = listing()
    if args.json:
        say(as_json([run_tables.described(run) for run in found], indent=1))
    else:
        for line in run_tables.table(found):
            say(line)
    for sentence in sentences:
        tell(sentence)
    return 0


def shown(args: Namespace) -> int:
    """``runs show``."""
    run = run_at(args.run)
    if args.json:
        say(as_json(run_tables.described(run), indent=1))
        return 0
    for line in run_tables.lines(run):
        say(line)
    return 0


def compared(args: Namespace) -> int:
    """``runs diff``."""
    for line in run_tables.differences(run_at(args.a), run_at(args.b)):
        say(line)
    return 0


def removed(args: Namespace) -> int:
    """``runs rm``, and ``--undo``."""
    if args.undo:
        back = [untrash(name) for name in args.run] or [untrash(_last_removed())]
        for run in back:
            say(f"{run} is back")
        return 0
    if not args.run:
        raise StateError("say which run")
    for run in [run_at(name) for name in args.run]:  # all are found before any is removed
        say(f"{trash(run)} is in the trash: plugkeras runs rm --undo brings it back, plugkeras runs empty deletes it")
    return 0


def _last_removed() -> Run:
    there = trashed()
    if not there:
        raise StateError("the trash is empty")
    return max(there, key=lambda run: run.path.stat().st_ctime_ns)


def emptied(args: Namespace) -> int:
    """``runs empty``."""
    number = empty_trash()
    say(f"{number} run{'s' * (number != 1)} deleted")
    return 0


def gone_on(args: Namespace) -> int:
    """``runs resume``."""
    from plugkeras_std.commands.train import resumed  # all that training needs is slow to import

    return resumed(run_at(args.run), args)


def forked(args: Namespace) -> int:
    """``runs fork``."""
    from plugkeras_std.commands.train import followed

    what = subject(args.run)
    if what.run is None:
        raise StateError(f"{args.run} is a project: it is a run that can be forked")
    project, rate = applied(what.project, args.set), None
    if _rate(project) != _rate(what.project) and isinstance(_rate(project), int | float):
        before = _rate(what.project)
        rate = float(_rate(project))
        project = unset_value(project, RATE) if before is None else set_value(project, RATE, before)
    project = project if args.engine is None else set_value(project, "fit.engine", args.engine)
    made = fork(what.run, args.at, project, args.name or "", rate)
    return followed(made, args)


RATE = "compile.optimizer.learning_rate"


def _rate(project: Project) -> Any:
    """The learning rate that the project says; what is changed after an epoch is no setting, but done to the run."""
    return project.compile.optimizer.arguments.get("learning_rate")


def done(args: Namespace) -> int:
    """``runs do``."""
    return steer(find(args.run), " ".join(args.words), args.wait)
