"""Saving a project under another name: asking for it, and what becomes of the answer."""

from functools import partial
from pathlib import Path
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.project.edits import set_value
from plugkeras.project.keeping import SUFFIX
from plugkeras_tui.dialog import Line


def ask(app: Any) -> None:
    """Ask for another file, and write the project of the app's session to it."""
    folder, name = app.session.folder, app.session.project.name
    question = Line("Save the project as", name, f"in {folder}", partial(refused, folder))
    app.push_screen(question, partial(_save, app))


def _save(app: Any, text: str | None) -> None:
    if text is None:
        return
    session, path = app.session, file_of(text, app.session.folder)
    if not session.read_only:
        session.edit(lambda project: set_value(project, "name", path.stem), f"called {path.stem}")
    try:
        app.notify(f"saved as {session.save(path)}", markup=False)
    except PlugkerasError as error:
        app.notify(str(error), severity="error", markup=False)


def file_of(text: str, folder: Path) -> Path:
    """``digits`` is ``digits.json`` in ``folder``."""
    path = Path(folder, Path(text.strip()).expanduser())
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def refused(folder: Path, text: str) -> str:
    """Why a project cannot be saved as that, in a sentence; empty if it can."""
    if not text.strip():
        return "Say a name for the file."
    try:
        path = file_of(text, folder)
        if path.exists():
            return f"{path.name} exists already: say another name."
        return "" if path.parent.is_dir() else f"There is no folder {path.parent}."
    except (OSError, ValueError, RuntimeError) as error:  # too long a name, a NUL in it, the home of nobody
        return f"That is no name for a file: {getattr(error, 'strerror', None) or error}."
