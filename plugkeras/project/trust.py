"""Which code of projects may run: what would be imported, shown first, and remembered by its content once allowed."""

import hashlib
import json
import os
import stat
from pathlib import Path

from plugkeras.errors import FileError, NotTrusted, cause
from plugkeras.folders import state_folder
from plugkeras.parts.code import files_of, split
from plugkeras.project.document import DataSpec, Project
from plugkeras.project.loading import source_of
from plugkeras.project.values import thawed

PathLike = str | os.PathLike[str]

Imported = list[tuple[str, Path | None]]
"""Names, ``"module:function"`` or of a module that those import, each with its file."""


def would_import(project: Project | DataSpec, folder: PathLike) -> Imported:
    """What loading the data of a project would import because the document names it, or None for a file not there.

    Functions come as ``"module:function"``; then, as ``"module"``, what they import from ``folder``. Nothing is
    imported to find out, and what a function imports by computed names is not seen.
    """
    found: dict[str, Path | None] = {}
    for reference in _code(project):
        module = split(reference)[0]
        files = files_of(module, Path(folder))
        found[reference] = files.pop(module)
        found |= {name: file for name, file in files.items() if name not in found}
    return list(found.items())


def is_trusted(project: Project | DataSpec, folder: PathLike) -> bool:
    """Whether a project names no code, or exactly this code with this content was allowed before."""
    if not _code(project):
        return True
    place = _state() / _fingerprint(project, folder)
    return place.is_file() and _is_ours(place) and _is_ours(place.parent)


def trust(project: Project | DataSpec, folder: PathLike) -> None:
    """Allow the code that a project names, as long as neither it nor what it is called with changes.

    Raises:
        FileError: that cannot be remembered.
    """
    place = _state() / _fingerprint(project, folder)
    said = json.dumps({"allowed": [[name, str(file)] for name, file in would_import(project, folder)]})
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(said)
    except OSError as error:
        raise FileError(f"It cannot be remembered in {place.parent} what is trusted: {error.strerror}.") from cause(
            error
        )


def require_trust(project: Project | DataSpec, folder: PathLike) -> None:
    """Go on if the project's code was allowed.

    Raises:
        NotTrusted: it was not; the message says what would be imported.
    """
    if not is_trusted(project, folder):
        told = ", ".join(f"{name} ({file or 'not found'})" for name, file in would_import(project, folder))
        raise NotTrusted(f"The data of this project come from code, which would be imported: {told}. Look at it, then "
                         "allow it with --trust.")  # fmt: skip


def _code(project: Project | DataSpec) -> tuple[str, ...]:
    spec = project.data if isinstance(project, Project) else project
    source = source_of(spec.source) if spec.source is not None else None
    return source.code() if source is not None and source.imports else ()


def _fingerprint(project: Project | DataSpec, folder: PathLike) -> str:
    """Of the names, of what the functions are called with, and of all bytes in the files."""
    spec = project.data if isinstance(project, Project) else project
    found = hashlib.sha256(json.dumps(thawed(spec.source), sort_keys=True).encode())
    for name, file in would_import(project, folder):
        content = file.read_bytes() if file is not None and file.is_file() else b""
        found.update(f"\n{name} {hashlib.sha256(content).hexdigest()}".encode())
    return found.hexdigest()


def _state() -> Path:
    return state_folder() / "trusted"


def _is_ours(path: Path) -> bool:
    """Whether nobody else could have written it."""
    found = path.stat()
    return not hasattr(os, "getuid") or (
        found.st_uid in (os.getuid(), 0) and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
