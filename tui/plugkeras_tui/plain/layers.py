"""Words that change what is in a project: its layers and its settings."""

from collections.abc import Callable
from typing import Any

from plugkeras.errors import ArgumentError, UnknownName, did_you_mean
from plugkeras.forms import form_of
from plugkeras.host import host
from plugkeras.project import Part, Project, Table, edits
from plugkeras_tui.plain.lines import Lines
from plugkeras_tui.plain.table import Word, parts_of, word

SECTIONS = ("model", "layers", "data", "compile", "fit", "name", "note")
SHORT = {
    **dict.fromkeys(("optimizer", "loss", "metrics"), "compile"),
    **dict.fromkeys(("epochs", "batch_size", "callbacks", "seed", "shuffle", "engine"), "fit"),
    **dict.fromkeys(("source", "validation", "scaling", "split"), "data"),
}
"""Settings that are said without their section."""


def add(work: Lines, rest: str) -> None:
    """Add a layer with its values in order or by name; at 2 says where, as hidden what it is called."""
    said = parts_of(rest)
    at, name = _option(said, "at"), _option(said, "as")
    if not said:
        raise ArgumentError("Say which layer, as in: add dense 64 relu")
    if at and not at.isdecimal():
        raise ArgumentError(f"A place is a number from 0, and not {at}.")
    part = part_of("layers", said)
    before = {spec.name for spec in work.project.model.layers}
    if work.edit(lambda project: edits.add_layer(project, part, int(at) if at else None, name)):
        new = next(spec.name for spec in work.project.model.layers if spec.name not in before)
        work.say(layer_line(work, new))


def _option(said: list[str], key: str) -> str:
    """The word behind ``key``, taken out of the line; "" if it is not there."""
    if key not in said[1:-1]:
        return ""
    where = said.index(key, 1)
    value = said[where + 1]
    del said[where : where + 2]
    return value


def part_of(kind: str, said: list[str]) -> Part:
    """A part from words: ``dense 64 activation=relu``.

    Raises:
        PlugkerasError: there is no such part, it takes no such value, or lacks one.
    """
    name = host().spelt(kind, said[0])
    form, values = form_of(kind, name), {}
    for number, text in enumerate(said[1:]):
        key, equals, value = text.partition("=")
        if not equals:
            if number >= len(form.fields):
                raise ArgumentError(f"{name} takes no more than {len(form.fields)} values.")
            key, value = form.fields[number].name, text
        values[key] = form.field(key).parse(value)
    missing = [field.name for field in form.fields if field.required and field.name not in values]
    if missing:
        raise ArgumentError(f"{name} needs {', '.join(missing)}: type it behind the name.")
    return Part(name, Table(values))


def layer_line(work: Lines, name: str) -> str:
    """A layer in a line: its place, name and kind, what it gives, or what is wrong."""
    number = [spec.name for spec in work.project.model.layers].index(name)
    kind = work.project.model.layers[number].part.name
    row = next((row for row in work.report.layers if row.name == name), None) if work.report else None
    return f"{number}: {name}, {kind}, {_gives(row)}"


def _gives(row: Any) -> str:
    if row is not None and row.bypassed:
        return "bypassed"
    if row is None or row.output_shape is None:
        return f"wrong: {row.reason}" if row is not None and row.reason else "its shape is not known yet"
    sizes = " by ".join("any" if n is None else str(n) for n in row.output_shape[1:]) or "one number"
    return f"gives {sizes}" + (f", {row.parameters:,} parameters" if row.parameters else "")


def set_value(work: Lines, rest: str) -> None:
    """Set a value: set hidden.units 32, set epochs 20, set optimizer sgd."""
    path, _, value = rest.partition(" ")
    value = value.strip().removeprefix("=").strip()
    if not value:
        raise ArgumentError("Say what, and to what, as in: set hidden.units 32")
    full = place(work.project, path)
    _done(work, lambda project: edits.set_value(project, full, value))


def unset(work: Lines, rest: str) -> None:
    """Give a value back its default."""
    full = place(work.project, rest)
    _done(work, lambda project: edits.unset_value(project, full))


def place(project: Project, path: str) -> str:
    """A path in full: ``hidden.units`` is ``layers.hidden.units``, ``epochs`` is ``fit.epochs``.

    Raises:
        UnknownName: it begins with nothing that there is.
    """
    first = path.partition(".")[0]
    names = [spec.name for spec in project.model.layers]
    if any(path == name or path.startswith(f"{name}.") for name in names):
        return f"layers.{path}"
    if first in SECTIONS:
        return path
    if first in SHORT:
        return f"{SHORT[first]}.{path}"
    near = did_you_mean(first, [*names, *SECTIONS, *SHORT])
    raise UnknownName(f"There is neither a layer nor a setting '{first}'{near or '.'}")


def _done(work: Lines, edit: Callable[[Project], Project]) -> None:
    """Make an edit, and say what it was; what it broke is said, too."""
    before = {p.what for p in work.report.errors} if work.report else set()
    if not work.edit(edit):
        return
    work.say(work.history.undoable or "done")
    for problem in work.report.errors if work.report else ():
        if problem.what not in before:
            work.say(f"error: {problem.what}" + (" (check offers a fix)" if problem.fixes else ""))


def _move(project: Project, layer: str, to: str) -> Project:
    if not to.isdecimal():
        raise ArgumentError(f"A place is a number from 0, and not {to}.")
    return edits.move_layer(project, layer, int(to))


def _bypass(project: Project, layer: str) -> Project:
    bypassed = any(spec.bypassed and spec.name == layer for spec in project.model.layers)
    return edits.bypass_layer(project, layer, not bypassed)


def _of_layer(usage: str, edit: Callable[..., Project], about: str, *others: str) -> Word:
    """The command for an edit of one layer that takes as many words as its usage has."""

    def do(work: Lines, rest: str) -> None:
        said = parts_of(rest)
        if len(said) != len(usage.split()) - 1:
            raise ArgumentError(f"It is typed so: {usage}")
        _done(work, lambda project: edit(project, *said))

    return word(usage, do, *others, about=about)


COMMANDS = [
    word("add LAYER [VALUES]", add),
    word("set WHAT VALUE", set_value),
    word("unset WHAT", unset),
    _of_layer("remove LAYER", edits.remove_layer, "Take a layer away", "delete"),
    _of_layer("move LAYER PLACE", _move, "Move a layer to a place, counted from 0"),
    _of_layer("bypass LAYER", _bypass, "Leave a layer out, or take it in again"),
    _of_layer("duplicate LAYER", edits.duplicate_layer, "Copy a layer"),
    _of_layer("rename LAYER NAME", edits.rename_layer, "Call a layer otherwise"),
]
