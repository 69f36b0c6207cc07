"""The script of a project or a run: its text, what is new in it, and its colours."""

from difflib import SequenceMatcher
from pathlib import Path

from rich.syntax import Syntax
from rich.text import Text

from plugkeras.project import Project
from plugkeras.project.script import script
from plugkeras.runs import Run

NEW, GONE = "+", "-"
"""The marks of a line that was not there, and of one before which lines have gone."""


def of_project(project: Project) -> str:
    """The script of a project, to lie beside it. Raises UnknownName if a part is not here."""
    return script(project, origin=f"the project {project.name}")


def of_run(run: Run, folder: Path) -> str:
    """The script of a run, with what was done to it, to lie in ``folder``; "" if it is a script's.

    Raises:
        FileError, FormatError: it cannot be read.
        UnknownName: a part is not here.
    """
    project = run.project()
    if project is None:
        return ""
    info = run.info
    begins = Path(str(info.get("folder") or Path.cwd())).absolute()
    place = None if begins == folder.absolute() else begins
    return script(project, info["interventions"], f"the run {run}", place)


def marks(before: str, now: str) -> dict[int, str]:
    """What differs since the last look, by the number of the line, from 0."""
    old, new = before.splitlines(), now.splitlines()
    found: dict[int, str] = {}
    for what, _, _, first, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what in ("insert", "replace"):
            found |= dict.fromkeys(range(first, end), NEW)
        elif what == "delete":
            found.setdefault(min(first, len(new) - 1), GONE)
    return found


def coloured(text: str, is_dark: bool = True) -> list[Text]:
    """The lines in colours."""
    theme = "ansi_dark" if is_dark else "ansi_light"
    return list(Syntax(text, "python", theme=theme).highlight(text).split("\n", allow_blank=True))
