"""The base class of sources: where the rows of a project come from."""

from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from plugkeras.annotations import Via
from plugkeras.errors import FileError, did_you_mean
from plugkeras.parts.config import Configurable


@dataclass(frozen=True)
class Column:
    """One column of a table as its source has it, before it became inputs.

    ``kind``: "number", "category", "boolean", "date"; or why it is left out: "text", "identifier", "constant" or
    "ignored".
    ``at`` is where it lies among the inputs, from and up to; None if it is left out, or the target.
    """

    name: str
    kind: str
    missing: int = 0
    distinct: int | None = None
    at: tuple[int, int] | None = None
    target: bool = False


@dataclass(frozen=True)
class Rows:
    """What a source gives: inputs and targets by row, as arrays or as files that are read in slices.

    A file is anything with ``shape``, ``ndim``, ``dtype``, ``chunks`` and slices, as an h5py dataset has them. ``test``
    is a second pair that is never trained on. Names are of inputs and classes, and ``columns`` are those of a table,
    where the source knows them. ``notes`` are sentences that a person should read: what was guessed, or left out.
    """

    x: Any
    y: Any = None
    test: tuple[Any, Any] | None = None
    x_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()


def _path(value: Any) -> str:
    if not isinstance(value, str | PathLike) or not (path := fspath(value)) or not isinstance(path, str):
        raise ValueError("must be the path of a file or folder")
    if "\0" in path:
        raise ValueError("must be a path, which has no NUL in it")
    return path


FilePath = Annotated[str, Via(_path)]
"""The annotation of an argument that is a path."""


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("must be text")
    return value


Text = Annotated[str | None, Via(_text)]
"""The annotation of an argument that is a name in a file, or None."""


class Source(Configurable):
    """Where the rows of a project come from; its arguments are a project's ``data.source``.

    ``imports`` says that loading runs code that the document names, which a person has to allow first; ``code`` then
    says which.
    """

    kind: ClassVar[str] = "sources"
    imports: ClassVar[bool] = False

    def load(self, folder: Path) -> Rows:
        """The rows; relative paths start at ``folder``, where the project lies.

        Raises:
            DataError: they cannot be used; the message says where in the file and what to do.
            FileError: a file cannot be read.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define load(folder).")

    def learn(self, folder: Path) -> Self:
        """The same source with all that it had to guess or learn from the rows written out as arguments."""
        return self

    def inputs(self, path: Path) -> Any:
        """The inputs alone, of another file of the same make, prepared in the same way: what prediction takes."""
        raise NotImplementedError(f"{type(self).__name__} does not define inputs(path).")

    def code(self) -> tuple[str, ...]:
        """The functions, as ``"module:function"``, that loading imports and calls because an argument names them."""
        return ()


def existing(path: str | PathLike[str], folder: Path, folders: bool = False) -> Path:
    """The file at ``path``, which may start at ``folder``; with ``folders`` a folder instead.

    Raises:
        FileError: it is not there, with the nearest name that is, or it is not what it should be.
    """
    full = Path(folder, Path(path).expanduser())
    try:
        if full.is_dir() if folders else full.is_file():
            return full
        there = full.exists()
        near = _near(full) if not there else ""
    except OSError as error:  # a name that is too long, a folder that lets nobody in
        raise FileError(f"{full} cannot be read: {error.strerror}.") from None
    wanted = "folder" if folders else "file"
    raise FileError(f"{full} is {f'no {wanted}' if there else 'not there'}{near or '.'}")


def _near(path: Path) -> str:
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return did_you_mean(path.name, beside)
