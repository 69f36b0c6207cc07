"""``--set path=value``: settings of a project as people type them."""

from collections.abc import Iterable

from plugkeras.errors import ArgumentError
from plugkeras.project import Project
from plugkeras.project.edits import set_value


def applied(project: Project, settings: Iterable[str]) -> Project:
    """The project with each ``path=value`` set, in their order.

    Raises:
        ArgumentError: there is no ``=`` in it, no such path, or the value cannot stand there.
    """
    for text in settings:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise ArgumentError(f"--set {text}: say path=value, as in fit.epochs=20 or layers.hidden.units=64.")
        project = set_value(project, path.strip(), value.strip())
    return project
