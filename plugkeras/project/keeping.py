"""Saving a project as a file: whole or not at all, and not over what somebody else has written there meanwhile."""

from hashlib import sha256
from typing import Any

from plugkeras.errors import ArgumentError, FileError, cause
from plugkeras.project.document import Project
from plugkeras.saving.files import as_path, replacing

SUFFIX = ".json"


def stamp(path: Any) -> str | None:
    """What a file holds, as a text to compare by; None if there is no file. Ask before opening it.

    Raises:
        FileError: it cannot be read.
    """
    file = as_path(path)
    try:
        with open(file, "rb") as stream:
            found = sha256()
            while chunk := stream.read(1 << 20):
                found.update(chunk)
            return found.hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError(f"{file} cannot be read: {error.strerror or error}.") from cause(error)


def save(project: Project, path: Any, opened: str | None = None, overwrite: bool = False) -> str:
    """Save the project, and return the file's new ``stamp``.

    ``opened`` is the stamp that the file had when it was opened, or last saved; None if it was not there.

    Raises:
        ArgumentError: the name does not end in ``.json``, and may be a model's with its weights.
        FileError: the file is another one by now and ``overwrite`` is not said, or it cannot be written; what was
            there is unharmed.
    """
    file = as_path(path)
    if file.suffix.lower() != SUFFIX:
        raise ArgumentError(f"{file}: a project is saved in a file whose name ends in {SUFFIX}.")
    text = project.to_text()
    now = stamp(file)
    if now is not None and now != opened and not overwrite:
        happened = "has been changed since it was opened" if opened is not None else "exists already"
        raise FileError(f"{file} {happened}: overwrite it, or save under another name.")
    with replacing(file, overwrite=True) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return sha256(text.encode()).hexdigest()
