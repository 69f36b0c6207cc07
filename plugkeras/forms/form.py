"""The form of a part: what there is to fill in, made from its constructor and what its docstring says."""

import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from plugkeras.errors import ArgumentError, PlugkerasError, UnknownArgument, did_you_mean
from plugkeras.forms import notation
from plugkeras.forms.controls import Control
from plugkeras.forms.fields import Field, Unset, field_of
from plugkeras.forms.nested import Items
from plugkeras.forms.of_kind import OfKind
from plugkeras.forms.several import OneOf, core
from plugkeras.forms.taken import arguments_of, docstrings_of
from plugkeras.host import Host, host
from plugkeras.host.plugin import Plugin
from plugkeras.parts import spellings
from plugkeras.project.values import Part, Table, Value


class Problem(NamedTuple):
    """What is wrong with a form: of one field, or of all of them together (``field`` is then "")."""

    field: str
    what: str


@dataclass(frozen=True)
class Form:
    """What there is to fill in of the part called ``name``.

    ``summary`` is the first paragraph of its docstring and ``about`` the rest; ``plugin`` is the name of the plugin
    that offers it, or nothing.
    """

    kind: str
    name: str
    summary: str
    about: str
    plugin: str
    fields: tuple[Field, ...]
    standard: bool

    @property
    def title(self) -> str:
        """The name without its plugin."""
        return self.name.rpartition(">")[2]

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            UnknownArgument: there is none; with the near name.
        """
        for field in self.fields:
            if field.name == name:
                return field
        known = [field.name for field in self.fields]
        raise UnknownArgument(f"{self.title} has no argument '{name}'{did_you_mean(name, known)}")

    def named(self, part: Part) -> Part:
        """The part with today's names of its arguments: those given by position, and those of earlier Keras."""
        names = [field.name for field in self.fields]
        given: dict[str, Value] = {}
        for name, value in part.arguments.items():
            if name.isdecimal() and int(name) >= len(names):
                raise UnknownArgument(f"{self.title} takes at most {len(names)} arguments")
            name = names[int(name)] if name.isdecimal() else name
            if name in given:
                raise UnknownArgument(f"{self.title}: '{name}' is given twice")
            given[name] = value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Part(part.name, Table(spellings.modern(self.title, given, names)))

    def taken(self, part: Part) -> Part:
        """The part with each argument as its field takes it; one that is still missing is not asked for.

        Raises:
            ArgumentError: an argument is not known, or its value is not right; the sentence begins with its name.
        """
        given: dict[str, Value] = {}
        for name, value in self.named(part).arguments.items():
            field = self.field(name)
            try:
                given[name] = field.take(value)
            except ArgumentError as error:
                raise ArgumentError(f"{name}: {error}") from None
        return Part(part.name, Table(given))

    def values_from(self, part: Part) -> dict[str, Value]:
        """What each field holds for a part: as given, else the default. Arguments of no field come last.

        Raises:
            UnknownArgument: an argument is given twice, under an old name and a new one, or there are too many.
        """
        given = self.named(part).arguments
        defaults = {f.name: f.default for f in self.fields if not isinstance(f.default, Unset)}
        values = {f.name: given.get(f.name, defaults.get(f.name)) for f in self.fields if f.name in {*given, *defaults}}
        return {**values, **{name: value for name, value in given.items() if name not in values}}

    def part(self, values: Mapping[str, Value]) -> Part:
        """The part that the values make, without those that are the defaults."""
        defaults = {f.name: f.default for f in self.fields if not isinstance(f.default, Unset)}
        said = {
            name: value
            for name, value in values.items()
            if name not in defaults or not notation.same(value, defaults[name])
        }
        order = [f.name for f in self.fields if f.name in said]
        return Part(self.name, Table({name: said[name] for name in dict.fromkeys([*order, *said])}))

    def problems(self, values: Mapping[str, Value], dry_run: bool | None = None) -> list[Problem]:
        """What is wrong with the values, by field; then, if each is right, what the constructor says to all of them.

        ``dry_run``: whether to call the constructor, which runs the part's code; by default that of standard parts.
        """
        wrong = list(self._wrong(values))
        told = {problem.field for problem in wrong}
        found = [*self._missing(values, told), *wrong]
        if found or not (self.standard if dry_run is None else dry_run):
            return found
        from plugkeras.forms.trying import said_to  # all of training, which a form alone does not need

        said = said_to(self.kind, self.part(values))
        return [Problem(self._field_in(said), said)] if said else []

    def to_json(self) -> dict[str, Any]:
        """All that is known of the part, for editors and other programs."""
        plain = {"kind": self.kind, "name": self.name, "plugin": self.plugin, "summary": self.summary}
        return {**plain, "about": self.about, "fields": [field.to_json() for field in self.fields]}

    def _missing(self, values: Mapping[str, Value], told: Collection[str] = ()) -> Iterator[Problem]:
        """What has to be given and is not, in the parts within as well; without the fields of which all is told."""
        for field in (field for field in self.fields if field.name not in told):
            if field.required and field.name not in values:
                yield Problem(field.name, f"{self.title} needs '{field.name}'")
            for kind, part in _parts_in(field.entry, values.get(field.name)):
                yield from (Problem(field.name, what) for what in _needed(kind, part))

    def _wrong(self, values: Mapping[str, Value]) -> Iterator[Problem]:
        for name, value in values.items():
            try:
                field = self.field(name)
                if not notation.same(value, field.default):
                    field.take(value)
            except ArgumentError as error:
                yield Problem(name, str(error))

    def _field_in(self, said: str) -> str:
        """The field that an error names, if it is one of ours."""
        return next((field.name for field in self.fields if f"`{field.name}`" in said), "")


def form_of(kind: str, part: Any) -> Form:
    """The form of a part of ``kind``, by its name, or of a class or function itself.

    Raises:
        UnknownName: there is no such part; with the near name.
        PluginError: it cannot be imported (`MissingDependency`), or is not what its kind asks for.
        ArgumentError: there is no such kind, or it cannot be told what the part takes.
    """
    if isinstance(part, str):
        name = host().spelt(kind, part)
        row: Plugin | None = host().plugin_of(kind, name)
        part = host().get(kind, name)
    else:
        row, name = host().owner(kind, part) or (None, getattr(part, "__name__", type(part).__name__))
    found = _form if getattr(part, "__hash__", None) else _form.__wrapped__
    return found(kind, name, part, row.name if row else "", bool(row and row.is_standard), host())


def _parts_in(control: Control, value: Value) -> Iterator[tuple[str, Part]]:
    """The parts that a value names, with their kinds."""
    control = core(control)
    if isinstance(control, OneOf):
        taking = next((option for option in control.options if _takes(option, value)), control)
        yield from _parts_in(taking, value) if taking is not control else ()
    elif isinstance(control, Items) and isinstance(value, tuple):
        for item in value:
            yield from _parts_in(control.item, item)
    elif isinstance(control, OfKind) and isinstance(value, str | Part):
        part = Part(value) if isinstance(value, str) else value
        yield control.kind_of(part.name), part


def _needed(kind: str, part: Part) -> Iterator[str]:
    """What a part within another one still needs; why it cannot be used, if it cannot."""
    try:
        form = form_of(kind, part.name)
        given = form.named(part).arguments
    except PlugkerasError as error:
        yield str(error).rstrip(".")
        return
    yield from (problem.what for problem in form._missing(given))


def _takes(control: Control, value: Value) -> bool:
    try:
        control.take(value)
    except ArgumentError:
        return False
    return True


@lru_cache(maxsize=1024)
def _form(kind: str, name: str, part: Any, plugin: str, standard: bool, host: Host) -> Form:
    """The form, remembered as long as the ``host`` in use is the same one, since it says which names there are."""
    docs = list(docstrings_of(part))
    own = docs[0] if docs else None
    title = name.rpartition(">")[2]
    fields = tuple(field_of(title, argument, docs, form_of) for argument in arguments_of(kind, part))
    return Form(kind, name, own.summary if own else "", own.about if own else "", plugin, fields, standard)
