"""The templates as functions: ``shipped.spirals()`` is the project of ``spirals.json``."""

from collections.abc import Callable
from pathlib import Path

from plugkeras.project import Project


def __getattr__(name: str) -> Callable[[], Project]:
    """The function that reads the document of this name; it has the document's note as its docstring."""
    file = Path(__file__).with_name(f"{name.replace('-', '_')}.json")
    if not name.replace("-", "_").isidentifier() or not file.is_file():
        raise AttributeError(f"there is no template '{name}'", name=name)

    def template() -> Project:
        return Project.from_text(file.read_text(encoding="utf-8"))

    template.__name__ = name
    template.__doc__ = "Read the document of the template."
    return template
