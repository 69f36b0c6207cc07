"""The base class of sources: where the rows of a project come from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from plugkeras.parts.config import Configurable


@dataclass(frozen=True)
class Rows:
    """What a source gives: inputs and targets by row, as arrays or as files that are read in slices.

    ``test`` is a second pair that is never trained on. Names are of columns and classes, where the source knows them.
    """

    x: Any
    y: Any = None
    test: tuple[Any, Any] | None = None
    x_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()


class Source(Configurable):
    """Where the rows of a project come from; its arguments are a project's ``data.source``.

    ``imports`` says that loading runs code that the document names, which a person has to allow first.
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
