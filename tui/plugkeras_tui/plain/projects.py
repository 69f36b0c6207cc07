"""Words for projects as a whole: begin, open, save, go back and forth in what was done."""

from pathlib import Path

from plugkeras.errors import ArgumentError, FileError, StateError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.autosave import recoverable
from plugkeras.project.opening import open_project
from plugkeras.project.starting import project_for
from plugkeras_tui.plain.lines import Lines
from plugkeras_tui.plain.table import number_of, word

DOCUMENTS = (".json", ".keras")


def new(work: Lines, rest: str) -> None:
    """Begin with a template, with a file of data, or with nothing."""
    path = Path(rest).expanduser()
    if not rest:
        project = Project()
    elif path.exists() and not host().offering("templates", rest):
        project = project_for(path, Path.cwd())
    else:
        project = host().get("templates", rest)()
    work.open(project)
    opened(work)


def templates(work: Lines, rest: str) -> None:
    """List what there is to begin with."""
    for name in host().names("templates"):
        try:
            said = host().get("templates", name)().note
        except Exception as error:  # of somebody else
            said = f"cannot be used: {error}"
        work.say(f"{name}: {said}")


def open_file(work: Lines, rest: str) -> None:
    """Open a project, a model, or a table of data."""
    if not rest:
        raise ArgumentError("Say which file, as in: open spirals.json")
    path = Path(rest).expanduser()
    if not path.exists():
        raise FileError(f"There is no file {rest}.")
    if path.is_dir() or path.suffix.lower() not in DOCUMENTS:
        new(work, rest)
    else:
        work.open(open_project(path), path if path.suffix.lower() == ".json" else None)
        opened(work)


def opened(work: Lines) -> None:
    """Say what is open now."""
    count, facts = len(work.project.model.layers), work.facts
    data = f"{facts.rows} rows of data" if facts else work.trouble or "no data"
    work.say(f"{work.project.name}: {count} layer{'' if count == 1 else 's'}, {data}")
    if work.read_only:
        work.say(f"read-only: it is open in {work.read_only}; take-over makes it yours")


def recover(work: Lines, rest: str) -> None:
    """List what a crash has left, or open one of them by its number."""
    there = recoverable()
    if rest:
        work.recover(there[number_of(rest, len(there), "recover lists what there is") - 1])
        opened(work)
        return
    for number, one in enumerate(there, 1):
        work.say(f"{number}: {one.name}, {one.trouble or f'{one.edits} edits that no file has'}")
    if not there:
        work.say("nothing was left behind")


def undo(work: Lines, rest: str) -> None:
    """Undo the last edit."""
    label = work.undo()
    work.say(f"undid: {label}" if label else "there is nothing to undo")


def redo(work: Lines, rest: str) -> None:
    """Do again what was undone last."""
    label = work.redo()
    work.say(f"did again: {label}" if label else "there is nothing to do again")


def history(work: Lines, rest: str) -> None:
    """Say what was done, or go to an entry by its number."""
    entries = work.history.entries
    if rest:
        number = number_of(rest, len(entries), "history lists them")
        if work.jump(number - 1):
            work.say(f"the project is as after: {entries[number - 1].label}")
        return
    for number, entry in enumerate(entries, 1):
        now = " (now)" if number - 1 == work.history.position else ""
        work.say(f"{number}: {entry.label}{now}")


def save(work: Lines, rest: str) -> None:
    """Write the project to its file, or to another."""
    work.say(f"saved as {work.save(Path(rest).expanduser() if rest else None)}")


def take_over(work: Lines, rest: str) -> None:
    """Make a project yours that is open elsewhere."""
    if not work.take_over():
        raise StateError("The project is yours: nobody else has it open.")
    opened(work)


COMMANDS = [
    word("new [TEMPLATE|FILE]", new),
    word("templates", templates),
    word("open FILE", open_file),
    word("recover [NUMBER]", recover),
    word("undo", undo, "u"),
    word("redo", redo),
    word("history [NUMBER]", history),
    word("save [FILE]", save),
    word("take-over", take_over),
]
