"""Which parts a project names, which plugins they come from, and which of them are not here."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.host.custom_objects import custom_object
from plugkeras.host.plugin import Plugin
from plugkeras.project.arguments import BY_SHAPE, KINDS, arguments, found, nested_kind
from plugkeras.project.values import Part, Table, Value
from plugkeras.saving.origin import said


class Named(NamedTuple):
    """A part that a project names: where, of which kind (None: nothing says which), and as what."""

    where: str
    kind: str | None
    name: str


class Missing(NamedTuple):
    """A part that is not here, and why, as a clause that says what to do."""

    where: str
    kind: str
    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.name}: {self.why}"


def parts_in(project: Any) -> Iterator[Named]:
    """Every part that a project names, those in the arguments of others too."""
    if project.data.source is not None:
        yield from _inside("data.source", "sources", project.data.source)
    for spec in project.model.layers:
        yield from _inside(f"layers.{spec.name}", "layers", spec.part)
    yield from _inside("compile.optimizer", "optimizers", project.compile.optimizer)
    if project.compile.loss is not None:
        yield from _inside("compile.loss", "losses", project.compile.loss)
    for number, part in enumerate(project.compile.metrics):
        yield from _inside(f"compile.metrics.{number}", "metrics", part)
    for number, part in enumerate(project.fit.callbacks):
        yield from _inside(f"fit.callbacks.{number}", "callbacks", part)
    if project.fit.engine is not None:
        yield Named("fit.engine", "engines", project.fit.engine)


def _inside(where: str, kind: str | None, part: Part) -> Iterator[Named]:
    yield Named(where, kind, part.name)
    cls = _class(kind, part) if part.arguments else None
    for name, value in part.arguments.items():
        yield from _in_value(f"{where}.{name}", cls, name, value)


def _in_value(where: str, cls: Any, name: str, value: Value) -> Iterator[Named]:
    if isinstance(value, Part):
        yield from _inside(where, nested_kind(cls, name, value), value)
    elif isinstance(value, str):
        argument = arguments(cls).get(name)
        if argument is not None and argument.kind is not None:
            yield Named(where, argument.kind, value)
    elif isinstance(value, tuple | Table):
        for item in value.values() if isinstance(value, Table) else value:
            yield from _in_value(where, cls, name, item)


def _class(kind: str | None, part: Part) -> Any:
    try:
        return found(kind, part) if kind is not None else None
    except PlugkerasError:
        return None


def plugins_of(project: Any) -> dict[str, str]:
    """Distribution -> version: of the plugins beyond the standard whose parts a project names.

    Of parts that are not here, what the file said remains.
    """
    rows, all_here = [], True
    for named in dict.fromkeys((n.kind, n.name) for n in parts_in(project)):
        row = _row(*named)
        all_here = all_here and row is not None
        rows += [row] if isinstance(row, Plugin) else []
    here = {row.distribution: row.version for row in rows if row.distribution and not row.is_standard}
    kept = {} if all_here else {d: v for d, v in project.plugins.items() if d not in here and isinstance(v, str)}
    return dict(sorted({**kept, **here}.items()))


def _row(kind: str | None, name: str) -> Plugin | bool | None:
    """The plugin whose part a name means; True for a part without a plugin; None if it is not here."""
    if custom_object(name) is not None or (kind in ("losses", "metrics") and name.lower() in BY_SHAPE):
        return True
    for one in (kind,) if kind is not None else KINDS:
        try:
            row = host().offering(one, host().spelt(one, name))
        except PlugkerasError:  # with PLUGKERAS_STRICT, a broken plugin; what is asked here must not fail
            row = None
        if row is not None:
            return row
    return None


def missing(project: Any) -> tuple[Missing, ...]:
    """The parts of a project that are not here, all of them. Imports manifests only, and installs nothing."""
    away = [n for n in parts_in(project) if _row(n.kind, n.name) is None]
    lost = [d for d in project.plugins if all(row.distribution != d or not row.offers for row in host().rows())]
    return tuple(Missing(n.where, n.kind or "layers", n.name, _why(n, project.plugins, lost)) for n in away)


def _why(named: Named, plugins: Table, lost: Sequence[str]) -> str:
    """From the plugins that the file lists, those that are not here; else what the host says of the name."""
    told = [clause for d in lost if (clause := said({"distribution": d, "version": plugins[d]})) != said({})]
    if told:
        return ", or ".join(told)
    try:
        host().plugin_of(named.kind or "layers", named.name)
    except PlugkerasError as error:
        return str(error)
    return "it is not here"
