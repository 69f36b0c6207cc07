"""Parts of other people: tried in another process before anything of them is imported here.

A module that hangs, ends the process or prints does so there, within a time limit.
"""

from typing import Any
from weakref import WeakKeyDictionary

from plugkeras.errors import PlugkerasError
from plugkeras.forms import Form, form_of
from plugkeras.host import Host, host
from plugkeras.project import Project
from plugkeras.project.checking import Checker
from plugkeras.project.checking.rules.making import FIRST_VALUES
from plugkeras.project.checking.strangers import stranger
from plugkeras.project.values import Part, Table, Value

PATIENCE, STARTUP = 1.0, 10.0
"""Seconds that the constructor of somebody else's part may take, and its import."""

_LIKELY: dict[str, Value] = {"integer": 1, "number": 0.5, "sizes": 2}
_said: WeakKeyDictionary[Host, dict[tuple[str, str], str]] = WeakKeyDictionary()
"""What came of those that were tried, by the host that they are of: a sentence, or "" for one that can be used."""


def may_be_imported(kind: str, name: str) -> bool:
    """Whether a part is no stranger's, or one that was tried and can be used; imports nothing of it."""
    whole = stranger(kind, Part(name))
    return whole is None or _known().get((kind, whole)) == ""


def trouble_of(kind: str, name: str, asker: Any) -> str:
    """Why a part cannot be used, in a sentence; "" if it can. ``asker`` is a checker's."""
    whole = stranger(kind, Part(name))
    if whole is None:
        return ""
    if (kind, whole) not in _known():
        _known()[kind, whole] = _trouble(kind, whole, asker)
    return _known()[kind, whole]


def untried(project: Project) -> list[tuple[str, str]]:
    """The parts of other people, beside the layers, that a project names and nobody has tried yet."""
    fit, compile = project.fit, project.compile
    rates = [part for part in compile.optimizer.arguments.values() if isinstance(part, Part)]
    there: list[tuple[str, Part | None]] = [
        *(("sources", project.data.source), ("optimizers", compile.optimizer), ("losses", compile.loss)),
        *(("metrics", part) for part in compile.metrics),
        *(("callbacks", part) for part in fit.callbacks),
        *(("schedules", part) for part in rates),
    ]
    named = [(kind, stranger(kind, Part(part.name))) for kind, part in there if part is not None]
    return [(kind, whole) for kind, whole in named if whole is not None and (kind, whole) not in _known()]


def try_parts_of_layers(asker: Any) -> bool:
    """Try what other people's plugins have for the arguments of layers, so that forms may ask for their own; whether
    there is any of it."""
    kinds = ("activations", "initializers", "regularizers", "constraints")
    others = [(row, kind) for row in host().rows() if not row.is_standard for kind in kinds]
    there = [(kind, row.full_name(name)) for row, kind in others for name in row.offers.get(kind, ())]
    for kind, name in there:
        trouble_of(kind, name, asker)
    return bool(there)


def _known() -> dict[tuple[str, str], str]:
    return _said.setdefault(host(), {})


def forget() -> None:
    """Try all of them anew: plugins have changed."""
    _said.pop(host(), None)


def own_asker() -> Checker:
    """A checker that is as patient as trying takes; to be closed."""
    return Checker(PATIENCE, STARTUP)


def _trouble(kind: str, name: str, asker: Any) -> str:
    said = asker.ask(kind, Part(name))
    if said.wrong in ("unknown", "name"):
        return str(said.reason)
    try:
        form = form_of(kind, name)
    except PlugkerasError as error:
        return str(error)
    except Exception as error:  # of somebody else's class
        return f"{name.rpartition('>')[2]} fails: {error}"
    if said.wrong and required(form):
        said = asker.ask(kind, _likely(form))
    wrong = said.wrong and said.argument not in {field.name for field in form.fields}
    return str(said.reason) if wrong else ""


def _likely(form: Form) -> Part:
    """The part with values for what has to be given."""
    given = {field.name: first_value(form, field.name) for field in required(form)}
    return Part(form.name, Table({name: value for name, value in given.items() if value is not None}))


def required(form: Form) -> list[Any]:
    """The fields that have to be given."""
    return [field for field in form.fields if field.required]


def first_value(form: Form, name: str) -> Value | None:
    """What an argument without a default may begin with, if that is taken."""
    field = form.field(name)
    usual = [FIRST_VALUES[name]] if name in FIRST_VALUES else []
    likely = [_LIKELY[field.control]] if field.control in _LIKELY else []
    for value in [*usual, *likely, *field.choices[:1]]:
        try:
            return field.take(value)
        except PlugkerasError:
            continue
    return None
