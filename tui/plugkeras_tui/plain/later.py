"""Words for runs that are over: list them, go on with one, fork one. And for the plugins that there are."""

from plugkeras.errors import ArgumentError, PlugkerasError, StateError, UnknownName, did_you_mean
from plugkeras.host import host
from plugkeras.host.plugin import Plugin, reason
from plugkeras.project.difference import diff
from plugkeras.runs import Run, find
from plugkeras.runs import runs as all_runs
from plugkeras.runs.forking import kept_epochs
from plugkeras.runs.sentences import measures
from plugkeras.runs.starting import Worker
from plugkeras_tui.plain.lines import Lines
from plugkeras_tui.plain.steering import steer
from plugkeras_tui.plain.table import word

MOST = 10


def runs(work: Lines, rest: str) -> None:
    """List the last runs, or those with a word in what is said of them."""
    there = list(_lines(rest.lower()))
    for line in there[:MOST]:
        work.say(line)
    if len(there) > MOST:
        work.say(f"and {len(there) - MOST} more: runs WORD lists those that have it in them")
    if not there:
        work.say("there are no such runs" if rest else "there are no runs yet: train makes one")


def _lines(wanted: str) -> list[str]:
    found = []
    for run in reversed(all_runs()):
        try:
            info, state = run.info, run.state
        except PlugkerasError:
            continue
        logs = measures(info.get("logs") or {})
        tags = "".join(f", #{tag}" for tag in info.get("tags") or ())
        found.append(f"{run.id}: {state}, epoch {info.get('epoch', 0)}{', ' + logs if logs else ''}{tags}")
    return [line for line in found if wanted in line.lower()]


def resume(work: Lines, rest: str) -> None:
    """Go on with what is paused; or with a run that is over, for so many epochs more."""
    name, _, more = rest.partition(" ")
    if not name:
        steer(work, "resume")
        return
    if more and not (more.isdecimal() and 0 < int(more) < 10**6):
        raise ArgumentError(f"How many epochs more is a whole number, as in: resume {name} 10; and not {more}.")
    _may_train(work)
    from plugkeras_tui.afterwards.doing import resumed  # with Textual, which nothing else here needs

    run = find(name)
    worker = resumed(run, int(more or 0))
    _watch(work, run, worker)


def fork(work: Lines, rest: str) -> None:
    """Begin a run where another one was after an epoch, with changes such as lr=0.001, fit.epochs=30."""
    name, _, said = rest.partition(" ")
    epoch, _, changes = said.partition(" ")
    if not name:
        raise ArgumentError("Say which run, and after which epoch, as in: fork latest 3 fit.epochs=30")
    run = find(name)
    project, kept = run.project(), kept_epochs(run)
    if project is None:
        raise StateError(f"The run {run} is of a script: it cannot be forked.")
    if not epoch.isdecimal() or int(epoch) not in kept:
        which = ", ".join(map(str, kept)) or "none, since it was short or of a few epochs"
        raise ArgumentError(f"Say after which epoch; kept were {which}.")
    _may_train(work)
    from plugkeras_tui.afterwards.dialogs import RATE, Forked, changed  # with Textual, as above
    from plugkeras_tui.afterwards.doing import forked

    changes = changes.replace("lr=", f"{RATE}=") if changes.startswith("lr=") else changes
    after, rate = changed(project, changes)
    made, worker = forked(run, Forked(int(epoch), after, "", rate, True))
    for change in diff(project, after):
        work.say(change.text)
    _watch(work, made, worker)


def _may_train(work: Lines) -> None:
    if work.is_training:
        raise StateError("Something is being trained: stop ends it.")


def _watch(work: Lines, run: Run, worker: Worker) -> None:
    work.attach(run)
    work.worker = worker
    if work.watched is not None:
        work.watched.state = run.state  # its events, so far, tell how it ended before
    work.say(f"training, as the run {run}")


# -- plugins -------------------------------------------------------------------------------------------


def plugins(work: Lines, rest: str) -> None:
    """Say which plugins there are, or all about one of them."""
    host().names("layers")  # reads all manifests
    if rest:
        from plugkeras_tui.plugins.told import everything

        for line in everything(_row(rest)).plain.splitlines():
            work.say(line)
        return
    for row in host().rows():
        if not row.is_standard:
            work.say(f"{row.title}: {row.state}{_said(row)}")
    standard = sum(row.is_standard for row in host().rows())
    work.say(f"and the standard parts, from {standard} plugins: plugins NAME says all about one")


def _said(row: Plugin) -> str:
    if row.state == "broken":
        return f", {reason(row.error)}"
    return "".join(f", {len(names)} {kind}" for kind, names in row.offers.items() if names)


def _row(name: str) -> Plugin:
    found = next((row for row in host().rows() if name in (row.name, row.title)), None)
    if found is None:
        near = did_you_mean(name, [row.name for row in host().rows()])
        raise UnknownName(f"There is no plugin '{name}'{near or ': plugins lists them.'}")
    return found


def leave_out(work: Lines, rest: str) -> None:
    """Leave a plugin out of the app and of the trainings that it starts."""
    from plugkeras_tui.plugins import left_out

    row = _other(rest)
    left_out.leave_out(row.name)
    host().leave_out(row)
    work.forget()
    work.say(f"{row.name} is left out; take-in {row.name} takes it in again")


def take_in(work: Lines, rest: str) -> None:
    """Take a plugin in again that was left out, or read it anew."""
    from plugkeras_tui.plugins import left_out

    row = _other(rest)
    left_out.take_in(row.name)
    host().reread(row)
    work.forget()
    work.say(f"{row.name} is {row.state}{_said(row)}")


def _other(name: str) -> Plugin:
    row = _row(name)
    if row.is_standard:
        raise StateError("The standard parts are always there.")
    return row


COMMANDS = [
    word("runs [WORD]", runs),
    word("resume [RUN] [EPOCHS]", resume, "continue"),
    word("fork RUN EPOCH [CHANGES]", fork),
    word("plugins [NAME]", plugins),
    word("leave-out PLUGIN", leave_out),
    word("take-in PLUGIN", take_in),
]
