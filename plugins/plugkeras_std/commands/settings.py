"""``--set path=value``: settings of a project as people type them."""

from collections.abc import Iterable
from typing import Any

from plugkeras.errors import ArgumentError, UnknownArgument
from plugkeras.forms import Field, form_of
from plugkeras.project import LayerSpec, Part, Project
from plugkeras.project.edits import get_value, set_value
from plugkeras.project.paths import keys_of


def applied(project: Project, settings: Iterable[str]) -> Project:
    """The project with each ``path=value`` set, in their order.

    Raises:
        ArgumentError: there is no ``=`` in it, no such path, or the value cannot stand there.
    """
    for text in settings:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise ArgumentError(f"--set {text}: say path=value, as in fit.epochs=20 or layers.hidden.units=64.")
        project = _set(project, path.strip(), value.strip())
    return project


def _set(project: Project, path: str, text: str) -> Project:
    """As JSON or text; where that cannot be, as a form of the part reads it: ``3x3``, ``1_000``."""
    try:
        return set_value(project, path, text)
    except UnknownArgument:
        raise
    except ArgumentError:
        field = _field(project, path)
        if field is None:
            raise
    try:
        return set_value(project, path, field.parse(text))
    except ArgumentError as error:
        raise ArgumentError(f"{path}: {error}") from None


_KINDS: dict[Any, str] = {
    ("compile", "optimizer"): "optimizers",
    ("compile", "loss"): "losses",
    ("data", "source"): "sources",
}


def _field(project: Project, path: str) -> Field | None:
    """What a form says of the argument at this path; None where there is no argument of a part."""
    keys = keys_of(project, path)
    if len(keys) == 1:
        return None
    owner: Any = get_value(project, keys[:-1])
    kind, part = ("layers", owner.part) if isinstance(owner, LayerSpec) else (_KINDS.get(keys[:-1]), owner)
    return form_of(kind, part.name).field(str(keys[-1])) if kind and isinstance(part, Part) else None
