"""Parts that cannot be made: names that mean nothing, arguments that there are not, values that cannot be used."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from plugkeras.errors import nearest
from plugkeras.host import host
from plugkeras.project import edits
from plugkeras.project.arguments import arguments, found
from plugkeras.project.checking import changes
from plugkeras.project.checking.answers import Answer
from plugkeras.project.checking.report import Fix, Problem, Severity
from plugkeras.project.checking.strangers import owner, stranger
from plugkeras.project.checking.view import View, is_family
from plugkeras.project.document import Project
from plugkeras.project.values import Part, Value

Put = Callable[[Project, Part], Project]

FIRST_VALUES: dict[str, Value] = {
    **dict.fromkeys(("units", "filters", "output_dim"), 32),
    "kernel_size": 3,
    "rate": 0.5,
    "input_dim": 1000,
    "n": 2,
    "activation": "relu",
    "target_shape": (-1,),
    "filepath": "best.keras",
    "filename": "log.csv",
}
"""What an argument may begin with that has no default."""


class Place(NamedTuple):
    """A part of the project: its kind, its path, what it says, how to put another in its place; a layer's number."""

    kind: str
    where: tuple[str | int, ...]
    part: Part
    said: Answer
    put: Put
    number: int = 0


def places(view: View) -> Iterator[Place]:
    """Every part of the project that is in use."""
    for stop in view.active:
        where = ("layers", stop.spec.name)
        yield Place("layers", where, stop.spec.part, stop.said, _put_layer(stop.index), stop.index)
    spec, fit, source = view.project.compile, view.project.fit, view.project.data.source
    for kind, where, part, put in (
        ("optimizers", ("compile", "optimizer"), spec.optimizer, _put_compile("optimizer")),
        *((("losses", ("compile", "loss"), spec.loss, _put_compile("loss")),) if spec.loss else ()),
        *(("metrics", ("compile", "metrics", i), m, _put_metric(i)) for i, m in enumerate(spec.metrics)),
        *(("callbacks", ("fit", "callbacks", i), c, _put_callback(i)) for i, c in enumerate(fit.callbacks)),
        *((("sources", ("data", "source"), source, _put_source),) if source else ()),
    ):
        if not (kind in ("losses", "metrics") and is_family(part)):
            yield Place(kind, where, part, view.asker.ask(kind, part), put)


def cannot_be_made(view: View) -> Iterator[Problem]:
    """A part whose name or arguments are wrong, in the words of its own constructor."""
    for place in places(view):
        if place.said.wrong in ("name", "argument") or (place.said.wrong and place.kind != "layers"):
            argument = _argument(place) or _found_out(view, place)
            where = (*place.where, argument) if argument else place.where
            severity: Severity = "warning" if place.said.wrong == "unknown" else "error"
            yield Problem(where, place.said.reason, severity, tuple(_fixes(view, place, argument)))


def of_one_name(view: View) -> Iterator[Problem]:
    """Two layers of one name."""
    seen: set[str] = set()
    for index, spec in enumerate(view.project.model.layers):
        if spec.name in seen:
            what = f"Two layers are called '{spec.name}': give each a name of its own."
            fix = Fix(f"Call the second one '{edits.free_name(view.project, spec.name)}'", _rename(index))
            yield Problem(("model", "layers", index, "name"), what, "error", (fix,))
        seen.add(spec.name)


# -- which argument -----------------------------------------------------------------------------------


def _argument(place: Place) -> str:
    """The argument that is wrong: the one that was named, or whose value names a part that is not there."""
    if place.said.wrong != "name" or owner(place.kind, place.part.name) is None:
        return place.said.argument
    return next((name for name, kind, value in _named_parts(place) if owner(kind, value) is None), "")


def _found_out(view: View, place: Place) -> str:
    """The argument without which nothing would be wrong, where the sentence does not name it."""
    others = ((name, place.part.unsetting(name)) for name in place.part.arguments)
    return next((name for name, part in others if _can_be_made(view, place, part)), "")


def _can_be_made(view: View, place: Place, part: Part) -> bool:
    name = str(place.where[-1]) if place.kind == "layers" else ""
    return view.asker.ask(place.kind, part, name).wrong not in ("name", "argument")


def _named_parts(place: Place) -> Iterator[tuple[str, str, str]]:
    """The arguments that name a part: argument, kind, and the name."""
    for name, kind in _kinds(place).items():
        value = place.part.arguments.get(name)
        if kind is not None and isinstance(value, str | Part):
            yield name, kind, value if isinstance(value, str) else value.name


def _kinds(place: Place) -> dict[str, str | None]:
    """The arguments of a standard part, with the kinds of those that are parts; of other people's, none is known."""
    if stranger(place.kind, Part(place.part.name)) or owner(place.kind, place.part.name) is None:
        return {}
    return {name: a.kind for name, a in arguments(found(place.kind, place.part)).items()}


# -- ways out -------------------------------------------------------------------------------------------


def _fixes(view: View, place: Place, argument: str) -> Iterator[Fix]:
    """Those of the ways out after which the part can be made."""
    for label, part in _ways_out(place, argument):
        if _can_be_made(view, place, part):
            yield Fix(label, _putting(place.put, part))
    if place.kind == "layers":
        yield Fix(f"Bypass '{place.where[1]}'", _bypassing(place.number))
    elif place.kind in ("metrics", "callbacks"):
        yield Fix(f"Leave {place.part.name} out", _leaving_out(place))


def _ways_out(place: Place, argument: str) -> Iterator[tuple[str, Part]]:
    part, kinds = place.part, _kinds(place)
    if owner(place.kind, part.name) is None:
        yield from ((f"Take {near}", replace(part, name=near)) for near in _near(place.kind, part.name))
    elif argument in part.arguments:
        yield from _other_values(part, argument, kinds)
        rest = part.arguments.without(argument)
        near = nearest(argument, kinds) if kinds and argument not in kinds else None
        if near and near not in rest:
            yield f"Call it `{near}`", Part(part.name, rest.having(near, part.arguments[argument]))
        yield f"Leave `{argument}` out", Part(part.name, rest)
    if argument in FIRST_VALUES:
        value = FIRST_VALUES[argument]
        yield f"Set `{argument}` to {value}", part.setting(argument, value)


def _other_values(part: Part, argument: str, kinds: dict[str, str | None]) -> Iterator[tuple[str, Part]]:
    value, kind = part.arguments[argument], kinds.get(argument)
    if kind is not None and isinstance(value, str):
        yield from ((f"Take {near}", part.setting(argument, near)) for near in _near(kind, value))


def _near(kind: str, name: str) -> list[str]:
    """The names that may be meant: those of several plugins, or the nearest one."""
    known = host().names(kind)
    several = [other for other in known if other.endswith(f">{name}")]
    near = nearest(name, known)
    return several or ([near] if near else [])


def _putting(put: Put, part: Part) -> Callable[[Project], Project]:
    return lambda project: put(project, part)


def _put_layer(index: int) -> Put:
    return lambda project, part: changes.with_part(project, index, part)


def _put_compile(field: str) -> Put:
    return lambda project, part: changes.compiling(project, **{field: part})


def _put_metric(number: int) -> Put:
    def put(project: Project, part: Part) -> Project:
        return changes.compiling(project, metrics=changes.at(project.compile.metrics, number, part))

    return put


def _put_callback(number: int) -> Put:
    def put(project: Project, part: Part) -> Project:
        return changes.fitting(project, callbacks=changes.at(project.fit.callbacks, number, part))

    return put


def _put_source(project: Project, part: Part) -> Project:
    return changes.feeding(project, source=part)


def _rename(index: int) -> Callable[[Project], Project]:
    def apply(project: Project) -> Project:
        layers = list(project.model.layers)
        layers[index] = replace(layers[index], name=edits.free_name(project, layers[index].name))
        return changes.with_layers(project, layers)

    return apply


def _bypassing(index: int) -> Callable[[Project], Project]:
    return lambda project: edits.bypass_layer(project, index)


def _leaving_out(place: Place) -> Callable[[Project], Project]:
    number = int(place.where[-1])
    if place.kind == "metrics":
        return lambda p: changes.compiling(p, metrics=changes.at(p.compile.metrics, number))
    return lambda p: changes.fitting(p, callbacks=changes.at(p.fit.callbacks, number))
