"""Opening a file as a project: a project's own, or a model's in any format for whole models. Nothing is trusted."""

from pathlib import Path
from typing import Any

from plugkeras.errors import FileError, FormatError, cause
from plugkeras.project.configs import elements_of
from plugkeras.project.document import Project
from plugkeras.project.limits import is_title
from plugkeras.saving.files import as_path, check_file, reading
from plugkeras.saving.format import format_for
from plugkeras.saving.untrusted import SIZE, read_json


def open_project(path: Any) -> Project:
    """The project in a file: JSON, or a saved model (``.keras``), which opens as a project named after the file.

    An architecture that ``to_json`` wrote opens in the same way. Of a saved model that is its layers and how it was
    compiled; a document has no weights. Parts that are not here stay as they are: see ``missing``.

    Raises:
        FileError: it cannot be read.
        FormatError: it is no project or model, or asks for what none would.
        UnknownName: no format has the suffix.
    """
    file = as_path(path)
    head = _beginning(file)
    if file.suffix.lower() == ".json" or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_project(file)
    with reading(file):
        return _of_model(file)


def read_project(file: Path) -> Project:
    """The project in a JSON file, or that of the architecture in it; raises as ``open_project`` does."""
    with reading(file):
        data = read_json(text_in(file).encode(), "It")
        if "class_name" in data and "plugkeras_project" not in data:  # what `model.to_json` writes
            return Project.of_config(data, _title(file))
        return Project.from_json(data)


def text_in(file: Path, limit: int = SIZE) -> str:
    """The text of a file that is not too long.

    Raises:
        FileError: it cannot be read.
        FormatError: it is longer than ``limit`` bytes, or no text.
    """
    try:
        with open(file, "rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise FileError(f"{file} cannot be read: {error.strerror or error}.") from cause(error)
    if len(data) > limit:
        raise FormatError(f"It is longer than {limit >> 20} MiB, which no project is.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError("It is no text in UTF-8.") from None


def _beginning(file: Path) -> bytes:
    if file.is_dir():
        raise FileError(f"{file} is a folder, not a file.")
    if not file.exists():
        raise FileError(f"There is no file {file}.")
    if not file.is_file():
        raise FileError(f"{file} is no ordinary file.")
    try:
        with open(file, "rb") as stream:
            return stream.read(64)
    except OSError as error:
        raise FileError(f"{file} cannot be read: {error.strerror or error}.") from cause(error)


def _of_model(file: Path) -> Project:
    form = format_for(file, whole=True)
    check_file(file, form)
    with form.read(file) as saved:
        return Project.of_config(saved.config, _title(file), elements_of(saved.weights))


def _title(file: Path) -> str:
    """What a project is called after a file, which may be called anything."""
    return file.stem if is_title(file.stem) else Project().name
