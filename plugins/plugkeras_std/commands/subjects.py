"""What a command is about: the project, the run or the model that an argument names."""

import os
from pathlib import Path
from typing import NamedTuple

from plugkeras.errors import FileError, StateError, UnknownName, cause
from plugkeras.project import Project
from plugkeras.project.building import open_project
from plugkeras.runs import Run, find

RECORD = "run.json"


class Subject(NamedTuple):
    """A project, the folder that its paths begin in, and the run that it is of or the file that it came from."""

    project: Project
    folder: Path
    run: Run | None = None
    file: Path | None = None


def subject(text: str) -> Subject:
    """What ``text`` names: a file, the folder of a run, or a run's id, name, or "latest".

    Raises:
        FileError: there is neither such a file nor such a run.
        StateError: the run is of a script, and has no project.
    """
    path = Path(text)
    if path.is_file():
        return Subject(open_project(path), path.absolute().parent, None, path)
    run = run_at(text)
    project = run.project()
    if project is None:
        raise StateError(f"The run {run} is of a script, and has no project: its script is where it is described.")
    return Subject(project, folder_of(run), run)


def run_at(text: str) -> Run:
    """The run that ``text`` names; FileError or UnknownName if there is none."""
    path = Path(text)
    if (path / RECORD).is_file():
        return Run(path.absolute())
    looks_like_a_file = os.sep in text or path.suffix.lower() in (".json", ".keras", ".csv", ".h5", ".npz")
    if looks_like_a_file and not path.exists():
        raise FileError(f"There is no file {text}{near(path)}")
    try:
        return find(text)
    except UnknownName as error:
        what = f"{text} is no file, and no run has that name" if not path.is_dir() else f"{text} is no folder of a run"
        raise UnknownName(f"{what}. {error}") from cause(error)


def near(path: Path) -> str:
    """The end of a sentence about a file that is not there: the nearest name beside it."""
    from plugkeras.errors import did_you_mean

    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return did_you_mean(path.name, beside) or "."


def folder_of(run: Run) -> Path:
    """Where the relative paths of a run's project begin: its record says so."""
    return Path(str(run.info.get("folder") or Path.cwd()))
