"""Paths: a file is replaced whole or not at all, and read only if it is one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from plugkeras.engine import process
from plugkeras.errors import ArgumentError, FileError, FormatError, PluginError, PlugkerasError, UnknownName, cause
from plugkeras.saving.format import Format

_SIGNATURES = {
    b"": ("it is empty", "save or copy it again"),
    b"version https://git-lfs": ("it is a Git LFS pointer, which stands for the file", "run `git lfs pull` to get it"),
    b"PK\x03\x04": ("it is a zip archive", "if it is a Keras model, its name has to end in .keras"),
    b"\x89HDF\r\n\x1a\n": ("it is an HDF5 file", "a model in one ends in .h5, and weights alone in .weights.h5"),
    b"<": ("it is a web page or XML", "perhaps the download gave an error page"),
    b"\x1f\x8b": ("it is compressed by gzip", "unpack it first"),
    b"{": ("it is JSON", "model_from_json reads an architecture without weights"),
}
"""How files begin that people take for models: what they are, and what to do."""


def as_path(filepath: Any) -> Path:
    """``filepath``, a text or a path, with ``~`` expanded."""
    if not isinstance(filepath, str | os.PathLike) or not str(filepath):
        raise ArgumentError(f"A file is given by its path, not by {filepath!r}.")
    return Path(os.fsdecode(filepath)).expanduser()


@contextmanager
def replacing(path: Path, overwrite: bool, settled: bool = True) -> Iterator[Path]:
    """An empty file to write to; at the end it takes the place of ``path``, unless anything went wrong.

    ``settled``: once that is so, it outlasts the machine's end; else that of the process alone.

    Of several processes that compute together the first one writes. The others come here as well, for arrays that are
    spread over them are put together by all, and what they write is thrown away.

    Raises:
        FileError: ``path`` cannot be written; what was there is unharmed.
    """
    if process()[0]:
        with TemporaryDirectory() as folder:
            yield Path(folder, path.name)
        return
    target = Path(os.path.realpath(path))  # a link stays, and what it points to is replaced
    _check_target(path, target, overwrite)
    temporary = target.parent / f".plugkeras-{os.urandom(8).hex()}.tmp"
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        if settled:
            settle(temporary)
        _replace(temporary, target)
    except OSError as error:
        if isinstance(error, PlugkerasError):
            raise
        raise FileError(f"{path} cannot be written: {error.strerror or error}.") from cause(error)
    finally:
        temporary.unlink(missing_ok=True)


def _check_target(path: Path, target: Path, overwrite: bool) -> None:
    if target.is_dir():
        raise FileError(f"{path} is a folder: give the name of a file in it.")
    if not target.parent.is_dir():
        raise FileError(f"{path} cannot be written: there is no folder {target.parent}; make it first.")
    if target.exists() and not overwrite:
        raise FileError(f"{path} exists: pass overwrite=True to replace it, or give another name.")
    if target.exists() and not os.access(target, os.W_OK):
        raise FileError(f"{path} cannot be written: it is protected.")


def settle(file: Path) -> None:
    """Wait until the disk has a file; OSError if that cannot be."""
    with open(file, "rb+") as opened:
        os.fsync(opened.fileno())  # else a crash could leave its new name with nothing behind it


def _replace(temporary: Path, target: Path) -> None:
    if target.exists():
        temporary.chmod(target.stat().st_mode & 0o7777)
    os.replace(temporary, target)


def check_file(path: Path, wanted: Format) -> None:
    """Whether ``path`` is a file that can be read and begins as ``wanted`` asks.

    Raises:
        FileError: it cannot be read.
        FormatError: it is something else, and what.
    """
    if path.is_dir():
        raise FileError(f"{path} is a folder, not a file.")
    if not path.exists():
        raise FileError(f"There is no file {path}.")
    if not path.is_file():
        raise FileError(f"{path} is no ordinary file.")
    try:
        with open(path, "rb") as file:
            head = file.read(64)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from cause(error)
    if not head.startswith(wanted.signature):
        raise FormatError(f"{path} is not what its name says: {_likeness(head)}.")


def _likeness(head: bytes) -> str:
    for start, (what, advice) in _SIGNATURES.items():
        if head.startswith(start) and (start or not head):
            return f"{what}; {advice}"
    return "it begins like no file of that format; it may be damaged"


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Make every error say which file it is about, and any that damaged content causes a `FormatError`."""
    try:
        yield
    except PlugkerasError as error:
        kept = isinstance(error, FileError | UnknownName | PluginError)
        if kept and str(path) in str(error):
            raise
        raise (type(error) if kept else FormatError)(f"{path}: {error}") from error.__cause__
    except MemoryError as error:
        raise FormatError(f"{path} asks for more memory than there is; it is damaged or made to do harm.") from cause(
            error
        )
    except RecursionError as error:
        raise FormatError(f"{path} is nested too deeply; it is damaged or made to do harm.") from cause(error)
    except Exception as error:  # damaged content makes parsers, and parts given nonsense, raise nearly anything
        what = f"{type(error).__name__}: {error}".partition("\n")[0][:300]
        raise FormatError(f"{path} is damaged or not what it should be ({what!r}).") from cause(error)
