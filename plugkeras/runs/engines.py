"""The engine of a run: the one that its project asks for, and what its record says of it."""

from dataclasses import replace
from typing import Any

from plugkeras.engine import USUAL, current, set_engine
from plugkeras.host import host
from plugkeras.project.document import Project


def settled(project: Project) -> Project:
    """Use the engine that the project asks for; the project that names the one in use, unless it is the usual one.

    That one is kept with the run, so that it goes on, and is written as a script, with the engine that it began with.

    Raises:
        UnknownName: no plugin offers the engine.
        PluginError: it cannot be used.
    """
    if project.fit.engine is not None:
        set_engine(project.fit.engine).devices()  # if it has none, that is told here, and not of the first layer
        return project
    name = engine_name()
    return project if name == USUAL else replace(project, fit=replace(project.fit, engine=name))


def computing() -> dict[str, Any]:
    """What the record of a run says: ``engine``, by its name, and ``devices``."""
    return {"engine": engine_name(), "devices": current().devices()}


def engine_name() -> str:
    """What the engine in use is called: ``numpy``, ``acme>counting``."""
    engine = current()
    owner = host().owner("engines", type(engine))
    return owner[1] if owner else engine.name
