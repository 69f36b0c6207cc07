"""The script of a project or a run: its text, what is new in it, and its colours."""

from difflib import SequenceMatcher
from pathlib import Path

from pygments.token import Comment, Keyword, Number, Operator, String
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text

from plugkeras.project import Project
from plugkeras.project.script import script
from plugkeras.runs import Run
from plugkeras_tui.pictures.palettes import lines_of

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
    return list(Syntax(text, "python", theme=_theme(is_dark)).highlight(text).split("\n", allow_blank=True))


def _theme(is_dark: bool) -> ANSISyntaxTheme:
    """Few colours, those of curves: the terminal's own are too faint on light."""
    keyword, string, _, _, number, _ = (Style(color=colour) for colour in lines_of(is_dark))
    comment = Style(color="#B0B4B8" if is_dark else "#4A4A4A")
    return ANSISyntaxTheme({Comment: comment, Keyword: keyword, Operator.Word: keyword, String: string, Number: number})
