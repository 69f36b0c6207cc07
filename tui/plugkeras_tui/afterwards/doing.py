"""What is done with runs: everything that writes to disk, without a word of Textual."""

from pathlib import Path

from plugkeras.errors import FileError, StateError
from plugkeras.project.script import script
from plugkeras.runs import Run
from plugkeras.runs.folder import as_folder
from plugkeras.runs.forking import fork
from plugkeras.runs.starting import Worker, start
from plugkeras.saving.files import replacing
from plugkeras_tui.afterwards.dialogs import Forked


def export(run: Run, folder: Path) -> Path:
    """Write the run as a script into ``folder``, under a name that is free, and return its path.

    Raises:
        StateError: it is a script's run.
        FileError: the script cannot be written.
    """
    project = run.project()
    if project is None:
        raise StateError(f"The run {run} is of a script: that is the script.")
    info, name = run.info, as_folder(project.name).replace("-", "_")
    free = (folder / f"{name}{f'_{n}' if n else ''}.py" for n in range(1000))
    target = next((path for path in free if not path.exists()), None)
    if target is None:
        raise FileError(f"There are a thousand scripts called {name} in {folder}: remove some.")
    beside = Path(info.get("folder") or ".").absolute()
    text = script(
        project,
        interventions=info["interventions"],
        origin=f"the run {run}",
        folder=None if beside == folder.absolute() else beside,
    )
    with replacing(target, overwrite=False) as file:
        file.write_text(text, encoding="utf-8")
    return target


def forked(run: Run, wish: Forked) -> tuple[Run, Worker]:
    """Make the fork and start its training; errors as in ``fork`` and ``start``."""
    made = fork(run, wish.epoch, wish.project, wish.name, wish.rate)
    return made, start(made)


def resumed(run: Run, more: int = 0) -> Worker:
    """Go on with a run from its last checkpoint, for so many epochs more than it had.

    Raises:
        StateError: it is being trained, is complete, or is a script's.
        FileError: its process cannot be started.
    """
    refused = not_resumable(run)
    if refused:
        raise StateError(refused)
    epochs = run.info["epochs"]
    if run.state == "done" and not more:
        raise StateError(f"The run {run} is complete: say how many epochs more.")
    return start(run, *(["--epochs", str((epochs or 0) + more)] if more else []))


def not_resumable(run: Run) -> str:
    """Why a run cannot go on; empty if it can."""
    if run.is_under_way and run.state != "queued":
        return f"The run {run} is being trained: Enter shows it."
    if run.project() is None:
        return f"The run {run} is of a script: run the script again."
    return ""
