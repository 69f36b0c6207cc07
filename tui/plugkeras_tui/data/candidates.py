"""The parts that may stand at a place, those that fit the data first, the others with the reason why they do not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.forms import form_of
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.checking import Checker
from plugkeras.project.checking.vocabulary import FAMILIES, standard_name
from plugkeras.project.facts import Facts
from plugkeras.project.values import Part
from plugkeras_tui.data.sources import Offer
from plugkeras_tui.names import shortest
from plugkeras_tui.strangers import trouble_of

OF_CODE = frozenset({"Callback", "LambdaCallback", "History", "ProgbarLogger", "RunLogger", "Interventions"})
"""Callbacks that only a script can fill in, or that every run has anyway."""

NOT_MEASURED = frozenset({"Mean", "Sum", "MeanMetricWrapper"})


def names_of(kind: str) -> dict[str, list[str]]:
    """Each part of a kind by the name that is shown, with its other names."""
    found: dict[str, list[str]] = {name: [] for name in (["accuracy"] if kind == "metrics" else [])}
    shown: dict[str, str] = {}
    for name in shortest(host().names(kind)):
        if name in OF_CODE | NOT_MEASURED:
            continue
        same = standard_name(kind, Part(name)) if kind in ("losses", "metrics") else ""
        key = same or name
        if key in shown:
            found[shown[key]].append(name)
        else:
            shown[key] = name
            found.setdefault(name, [])
    return found


def named(kind: str) -> list[Offer]:
    """All that there is of a kind, by name alone: at once, and without importing what is not here yet."""
    return [Offer(name, name, also=" ".join(others)) for name, others in names_of(kind).items()]


def plain(kind: str, asker: Any) -> list[Offer]:
    """The same with what the docstring of each says first; what of other people cannot be used says why."""
    offers = [_told(kind, offer, asker) for offer in named(kind)]
    return sorted(offers, key=lambda offer: bool(offer.reason))


def _told(kind: str, offer: Offer, asker: Any) -> Offer:
    name = offer.label
    if kind == "metrics" and name in FAMILIES:
        return offer._replace(note="of whichever kind the targets ask for")
    trouble = trouble_of(kind, host().spelt(kind, name), asker)
    return offer._replace(reason=trouble) if trouble else offer._replace(note=_about(kind, name))


def _about(kind: str, name: str) -> str:
    try:
        row = host().offering(kind, host().spelt(kind, name))
        told = form_of(kind, name).summary.replace("`", "")
    except PlugkerasError as error:
        return str(error)
    said = told.split(". ")[0].rstrip(".")
    return f"{said} ({row.name})" if row is not None and not row.is_standard else said


def fitting(kind: str, project: Project, facts: Facts | None, checker: Checker, asker: Any) -> list[Offer]:
    """The losses or metrics with the reason why one does not fit; those that do come first."""
    offers = [
        offer if offer.reason else offer._replace(reason=_reason(kind, offer.label, project, facts, checker))
        for offer in plain(kind, asker)
    ]
    return sorted(offers, key=lambda offer: bool(offer.reason))


def _reason(kind: str, name: str, project: Project, facts: Facts | None, checker: Checker) -> str:
    tried, where = _TRIED[kind](project, name)
    found = checker.check(tried, facts).problems
    what = next((p.what for p in found if tuple(p.where[: len(where)]) == where), "")
    return what.removeprefix(f"{name} ")


def _with_loss(project: Project, name: str) -> tuple[Project, tuple[str | int, ...]]:
    return replace(project, compile=replace(project.compile, loss=Part(name))), ("compile", "loss")


def _with_metric(project: Project, name: str) -> tuple[Project, tuple[str | int, ...]]:
    return replace(project, compile=replace(project.compile, metrics=(Part(name),))), ("compile", "metrics")


_TRIED: dict[str, Callable[[Project, str], tuple[Project, tuple[str | int, ...]]]] = {
    "losses": _with_loss,
    "metrics": _with_metric,
}

CHECKED = tuple(_TRIED)
"""The kinds of which it can be told whether they fit."""


def class_of(kind: str, name: str) -> str:
    """The class of a loss or metric that is named by its function, since only classes take arguments; "" for none."""
    if kind not in CHECKED or name[:1].isupper():
        return ""
    same = standard_name(kind, Part(name))
    return next(_classes(kind, same), "") if same else ""


def _classes(kind: str, same: str) -> Iterator[str]:
    for name in host().names(kind):
        if name[0].isupper() and not name.isupper() and standard_name(kind, Part(name)) == same:
            yield name
