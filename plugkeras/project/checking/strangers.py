"""Whose code a part would run: parts of installed packages and loose files are asked in another process."""

from collections.abc import Iterator
from typing import Any

from plugkeras.annotations import part_of
from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.host.plugin import Plugin
from plugkeras.project.values import Part


def stranger(kind: str, part: Part) -> str | None:
    """The full name of a part of other people that ``part`` is or holds; None if there is none.

    What a script of this very process has registered is no stranger: no other process knows it.
    """
    row = owner(kind, part.name)
    if row is None:
        return None
    if _is_strange(row):
        return row.full_name(part.name.rpartition(">")[2])
    for inner_kind, inner in inside(kind, part):
        if found := stranger(inner_kind, inner):
            return found
    return None


def owner(kind: str, name: str) -> Plugin | None:
    """The plugin that offers the name; None if none does, or several do."""
    try:
        return host().offering(kind, host().spelt(kind, name))
    except PlugkerasError:
        return None


def loose_files() -> list[str]:
    """The manifests that this process has loaded from files."""
    return [row.target for row in host().rows() if row.target.endswith(".py")]


def _is_strange(row: Plugin) -> bool:
    return not row.is_standard and (bool(row.distribution) or row.target.endswith(".py"))


def inside(kind: str, part: Part) -> Iterator[tuple[str, Part]]:
    """The parts that its arguments name. One that stands where no part is asked for may be of any kind."""
    cls = host().get(kind, host().spelt(kind, part.name))
    fields = {f.name: part_of(f.annotation) for f in (*getattr(cls, "options", ()), *getattr(cls, "fields", ()))}
    for name, value in part.arguments.items():
        wanted = fields.get(name)
        if isinstance(value, str) and wanted is not None:
            yield wanted.kind, Part(value)
        for inner in _parts(value):
            yield from ((k, inner) for k in ([wanted.kind, "layers"] if wanted is not None else _ANY))


_ANY = ("layers", "activations", "initializers", "regularizers", "constraints", "losses", "metrics", "schedules")


def _parts(value: Any) -> Iterator[Part]:
    if isinstance(value, Part):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
