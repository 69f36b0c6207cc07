"""What there is to tell of the parts of a kind, and of one part."""

from collections.abc import Iterator
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.forms import Field, Form, Unset
from plugkeras.forms import form_of as form_of
from plugkeras.host import host
from plugkeras.host.plugin import Plugin
from plugkeras_std.commands.tables import columns, prose, table

Entry = dict[str, Any]

LONGEST = 60
"""Characters of a default that are shown."""


def listed(kind: str) -> Entry:
    """The parts of a kind, with all that is known of each; one that cannot be used, with the reason."""
    first: dict[int, str] = {}
    entries = [_entry(kind, row, name, first) for row in _loaded() for name in row.offers.get(kind, {})]
    return {"kind": kind, "parts": entries}


def _entry(kind: str, row: Plugin, name: str, first: dict[int, str]) -> Entry:
    """The form of a part as JSON; ``same_as`` is its first name, if it has several."""
    name = row.full_name(name)
    origin = {"distribution": row.distribution or None, "version": row.version or None}
    try:
        former = first.setdefault(id(host().get(kind, name)), name)
        return {**form_of(kind, name).to_json(), **origin, "same_as": former if former != name else None}
    except Exception as error:  # one part of other people must not hide the others
        said = str(error) if isinstance(error, PlugkerasError) else f"{type(error).__name__}: {error}"
        return {"kind": kind, "name": name, "plugin": row.name, **origin, "error": said}


def _loaded() -> Iterator[Plugin]:
    yield from (row for row in map(host().load, host().rows()) if row.state == "loaded")


def by_plugin(told: Entry) -> Iterator[str]:
    """The parts of a kind for people, under a headline for each distribution."""
    headlines = dict.fromkeys(map(_origin, told["parts"]))
    if not headlines:
        yield f"There are no {told['kind']} yet: a plugin may bring some."
    for number, headline in enumerate(headlines):
        yield from ("", headline) if number else (headline,)
        cells = [(entry["name"], _summary(entry)) for entry in told["parts"] if _origin(entry) == headline]
        yield from (f"  {line}" for line in table((), cells, room=columns() - 2))


def _origin(entry: Entry) -> str:
    if entry["distribution"] is None:
        return str(entry["plugin"])
    return f"{entry['distribution']} {entry['version']}"


def _summary(entry: Entry) -> str:
    if entry.get("error"):
        return f"(cannot be used: {entry['error']})"
    return f"the same as {entry['same_as']}" if entry["same_as"] else entry["summary"].replace("``", "`")


def one(form: Form) -> Iterator[str]:
    """One part for people: what it is, and its arguments."""
    whose = "a standard part" if form.standard else f"of the plugin {form.plugin}"
    yield f"{form.name}: one of the {form.kind}, {whose}"
    for text in filter(None, (form.summary, form.about)):
        yield from ("", *prose(text))
    if not form.fields and form.kind != "commands":  # whose own --help says what they take
        yield from ("", "It takes no arguments.")
    for group, title in (("main", "argument"), ("advanced", "advanced")):
        fields = [field for field in form.fields if field.group == group]
        if fields:
            yield from ("", *_arguments(title, fields))


def _arguments(title: str, fields: list[Field]) -> Iterator[str]:
    """A table of the arguments, with what each is for below its line."""
    rows = [(f.name, takes(f), _default(f)) for f in fields]
    header, *lines = table((title, "takes", "default"), rows)
    yield header
    told = iter(fields)
    about: list[str] = []
    for line in lines:
        if not line.startswith(" "):  # the others go on with the one above
            yield from about
            field = next(told)
            about = prose(field.help or field.note, 4)
        yield line
    yield from about


def _default(field: Field) -> str:
    if isinstance(field.default, Unset):
        return "(required)" if field.required else "…"
    text = field.format(field.default)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def takes(field: Field) -> str:
    """What a field takes, in a few words."""
    words = [_word(control.describe()) for control in field.controls]
    return " or ".join([*dict.fromkeys(words), *(["none"] if field.optional else [])])


def _word(control: Entry) -> str:
    kind = control["control"]
    if kind == "choice":
        return ", ".join(map(str, control["choices"]))
    if kind == "part":
        return str(control["kind"])
    if kind == "list":
        return f"list of {_word(control['item'])}"
    words = {"json": "any value", "toggle": "true, false", "sizes": _sizes(control)}
    return words.get(kind, kind) + _bounds(control.get("low"), control.get("high"))


def _sizes(control: Entry) -> str:
    rank = control.get("rank")
    if rank is None or rank == 1:
        return "integers" if rank is None else "integer"
    return f"{'1 or ' if control['alone'] else ''}{rank} integers"


def _bounds(low: Any, high: Any) -> str:
    if low is None and high is None:
        return ""
    return f" ≤ {high}" if low is None else f" ≥ {low}" if high is None else f" from {low} to {high}"
