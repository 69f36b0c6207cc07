"""What differs between two projects, in words that a person reads: ``hidden: units 16 → 32``."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import fields
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from plugkeras.errors import PlugkerasError
from plugkeras.parts.arguments import REQUIRED
from plugkeras.project.arguments import arguments, found
from plugkeras.project.document import LISTS, LayerSpec, Project
from plugkeras.project.setting import default_value
from plugkeras.project.values import Part, Table, Value

LONGEST = 60
"""Characters of a value that are shown."""


class Change(NamedTuple):
    """One difference: the path of the place, what happened there, and both in words."""

    where: tuple[str | int, ...]
    what: str
    text: str

    def __str__(self) -> str:
        return self.text


def diff(a: Project, b: Project) -> list[Change]:
    """What makes ``b`` of ``a``, in the order of the document; empty if they say the same.

    ``what`` is one of "added", "removed", "moved", "renamed", "bypassed", "used", "replaced", "changed".
    """
    changes = [*_named(a, b), *_layers(a.model.layers, b.model.layers)]
    changes += [*_section("data", a.data, b.data), *_section("compile", a.compile, b.compile)]
    changes += _section("fit", a.fit, b.fit)
    if a.note != b.note:
        changes.append(Change(("note",), "changed", "note changed" if b.note else "note removed"))
    return changes


def in_words(a: Project, b: Project) -> str:
    """The difference in one line: the label of an edit."""
    changes = diff(a, b)
    if not changes:
        return "nothing changed"
    more = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    return f"{changes[0].text}{more}"


def _named(a: Project, b: Project) -> Iterator[Change]:
    for where, what, old, new in (
        (("name",), "project", a.name, b.name),
        (("model", "name"), "model", a.model.name, b.model.name),
    ):
        if old != new:
            yield Change(where, "renamed", f"{what} renamed from {old} to {new}")


# -- layers -----------------------------------------------------------------------------------------


def _layers(a: Sequence[LayerSpec], b: Sequence[LayerSpec]) -> Iterator[Change]:
    renamed = _renamed(a, b)
    before = {renamed.get(spec.name, spec.name): spec for spec in a}
    after = {spec.name: spec for spec in b}
    for spec in a:
        if renamed.get(spec.name, spec.name) not in after:
            yield Change(_at(spec.name), "removed", f"layer {spec.name} removed")
    for old, new in renamed.items():
        yield Change(_at(new), "renamed", f"layer {old} renamed to {new}")
    moved = _moved([n for n in before if n in after], [spec.name for spec in b if spec.name in before])
    for number, spec in enumerate(b):
        place = f"after {b[number - 1].name}" if number else "at the beginning"
        if spec.name not in before:
            yield Change(_at(spec.name), "added", f"layer {spec.name} added {place}")
            continue
        if spec.name in moved:
            yield Change(_at(spec.name), "moved", f"{spec.name} moved {place}")
        yield from _layer(before[spec.name], spec)


def _at(name: str) -> tuple[str | int, ...]:
    return ("model", "layers", name)


def _renamed(a: Sequence[LayerSpec], b: Sequence[LayerSpec]) -> dict[str, str]:
    """Layers that only got another name: gone here, new there, in the same place among those that stayed."""
    mine, theirs = {spec.name for spec in a}, {spec.name for spec in b}
    new = {_place(b, n, mine): spec for n, spec in enumerate(b) if spec.name not in mine}
    gone = {_place(a, n, theirs): spec for n, spec in enumerate(a) if spec.name not in theirs}
    return {spec.name: new[at].name for at, spec in gone.items() if at in new and new[at].part == spec.part}


def _place(specs: Sequence[LayerSpec], number: int, known: set[str]) -> tuple[str, int]:
    """The last layer before it that both have, and how far behind it."""
    steps = 0
    for spec in reversed(specs[:number]):
        steps += 1
        if spec.name in known:
            return spec.name, steps
    return "", steps


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest names that, taken away, leave both in one order: all but a longest rising sequence of places."""
    place = {name: n for n, name in enumerate(before)}
    lasts: list[int] = []  # of the rising sequences of each length, the one whose last place is the least
    chain: list[tuple[str, ...]] = []
    for name in after:
        at = bisect_left(lasts, place[name])
        lasts[at : at + 1] = [place[name]]
        chain[at : at + 1] = [(*(chain[at - 1] if at else ()), name)]
    return set(before) - set(chain[-1] if chain else ())


def _layer(a: LayerSpec, b: LayerSpec) -> Iterator[Change]:
    if a.bypassed != b.bypassed:
        what, text = ("bypassed", "bypassed") if b.bypassed else ("used", "no longer bypassed")
        yield Change((*_at(b.name), "pass"), what, f"{b.name} {text}")
    yield from _part("layers", b.name, _at(b.name), a.part, b.part)


# -- parts ------------------------------------------------------------------------------------------


def _part(kind: str, owner: str, where: tuple[str | int, ...], a: Part | None, b: Part | None) -> Iterator[Change]:
    if a == b:
        return
    if a is None or b is None or a.name.lower() != b.name.lower():
        yield Change(where, "replaced", f"{owner}{':' if kind == 'layers' else ''} {shown(a)} → {shown(b)}")
        return
    if a.arguments == b.arguments:  # only the spelling of its name
        yield Change(where, "changed", f"{owner} {a.name} → {b.name}")
    for name in [*a.arguments, *(n for n in b.arguments if n not in a.arguments)]:
        old, new = _argument(kind, a, name), _argument(kind, b, name)
        if a.arguments.get(name, _ABSENT) != b.arguments.get(name, _ABSENT):
            yield Change((*where, name), "changed", f"{owner}: {name} {old} → {new}")


_ABSENT: Any = object()


def _argument(kind: str, part: Part, name: str) -> str:
    if name in part.arguments:
        return shown(part.arguments[name])
    try:
        argument = arguments(found(kind, part)).get(name)
    except PlugkerasError:
        argument = None
    return "default" if argument is None or argument.default is REQUIRED else shown(default_value(argument))


def shown(value: Value) -> str:
    """A value as a person would write it, not too long: ``SGD(learning_rate=0.1)``."""
    text = " ".join(_shown(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _shown(value: Value) -> str:
    if isinstance(value, Part):
        inner = ", ".join(f"{name}={_shown(v)}" for name, v in value.arguments.items())
        return f"{value.name}({inner})" if inner else value.name
    if isinstance(value, Table):
        return "{" + ", ".join(f"{name}: {_shown(v)}" for name, v in value.items()) + "}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))})"
    return "none" if value is None else value or '""' if isinstance(value, str) else str(value)


# -- sections ---------------------------------------------------------------------------------------

_KIND = {"source": "sources", "optimizer": "optimizers", "loss": "losses"}


def _section(section: str, a: Any, b: Any) -> Iterator[Change]:
    for field in fields(a):
        name, old, new = field.name, getattr(a, field.name), getattr(b, field.name)
        if old == new:
            continue
        if name in _KIND:
            yield from _part(_KIND[name], name, (section, name), old, new)
        elif name in LISTS:
            yield from _parts(LISTS[name], (section, name), old, new)
        elif name == "learnt":
            yield Change((section, name), "changed", "data: learnt preprocessing changed")
        else:
            yield Change((section, name), "changed", f"{section}: {name} {shown(old)} → {shown(new)}")


def _parts(kind: str, where: tuple[str | int, ...], a: Sequence[Part], b: Sequence[Part]) -> Iterator[Change]:
    """Metrics and callbacks: one that only has other arguments is the same one."""
    one = kind.removesuffix("s")
    matcher = SequenceMatcher(None, [p.name for p in a], [p.name for p in b], autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            for step in range(end - start):
                number = first + step
                yield from _part(kind, f"{one} {b[number].name}", (*where, number), a[start + step], b[number])
            continue
        for part in a[start:end]:
            yield Change(where, "removed", f"{one} {shown(part)} removed")
        for number in range(first, last):
            yield Change((*where, number), "added", f"{one} {shown(b[number])} added")
