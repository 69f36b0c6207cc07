"""The logs of every epoch as a CSV file."""

import csv
import os
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TextIO

import numpy as np

from plugkeras.annotations import Via
from plugkeras.errors import ArgumentError, FileError, FormatError
from plugkeras.parts.callback import Callback, Logs


class CSVLogger(Callback):
    """Writes a line for every epoch: its number, from 0, and the logs, sorted by name.

    The first epoch says which columns there are, with one for ``val_…`` of each in case validation comes later; what
    an epoch does not have is ``NA``. ``append`` goes on with a file that is there, in the columns that it has.

    Raises:
        FileError: the file cannot be written.
    """

    first_alone = True
    filename: Annotated[str, Via(os.fspath)]
    separator: str = ","
    append: bool = False
    _file: TextIO | None = None

    def setup(self) -> None:
        """The separator is one character."""
        if len(self.separator) != 1:
            raise ArgumentError(f"CSVLogger: `separator` must be one character, not {self.separator!r}.")

    def on_train_begin(self, logs: Logs = None) -> None:
        """Open the file."""
        self._close()
        path = Path(self.filename)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._columns = self._first_row(path) if self.append and path.exists() else []
            self._file = path.open("a", newline="", encoding="utf-8")
            self._length: int | None = None if self.append else 0
        except FormatError:
            raise
        except OSError as problem:
            raise FileError(f"CSVLogger cannot write {self.filename!r}: {problem.strerror}.") from problem
        self._writer = csv.writer(self._file, delimiter=self.separator)

    def get_state(self) -> dict[str, Any]:
        """How long the file is, and its columns."""
        return {"length": self._file.tell() if self._file is not None else 0, "columns": self._columns}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from there: what follows in the file is of epochs that will be trained again."""
        self._length, self._columns = state["length"], state["columns"]

    def _first_row(self, path: Path) -> list[str]:
        """The columns that the file has; none if it is empty."""
        with path.open(newline="", encoding="utf-8") as file:
            columns = next(csv.reader(file, delimiter=self.separator), [])
        if columns and "epoch" not in columns:
            raise FormatError(
                f"CSVLogger cannot append to {self.filename!r}: its first line has no column `epoch` "
                f"(separated by {self.separator!r}); give another file, or append=False."
            )
        return columns

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Write the line, and see that it reaches the file."""
        row = {"epoch": epoch, **(logs or {})}
        assert self._file is not None
        if self._length is not None:  # not before there is something to take the place of what was there
            self._file.truncate(self._length)
            self._length = None
        if not self._columns:
            self._columns = _columns(logs or {})
            self._writer.writerow(self._columns)
        try:
            self._writer.writerow([_cell(row.get(name, "NA")) for name in self._columns])
            self._file.flush()
        except OSError as problem:
            raise FileError(f"CSVLogger cannot write {self.filename!r}: {problem.strerror}.") from problem
        if lost := sorted(row.keys() - set(self._columns)):
            warnings.warn(f"CSVLogger: {self.filename!r} has no column for {', '.join(lost)}.", stacklevel=2)

    def on_train_end(self, logs: Logs = None) -> None:
        """Close the file."""
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None


def _columns(logs: Iterable[str]) -> list[str]:
    names = sorted(logs)
    validated = any(name.startswith("val_") for name in names)
    return ["epoch", *names, *([] if validated else (f"val_{name}" for name in names))]


def _cell(value: Any) -> Any:
    """Several numbers go into one cell, as a list."""
    return f'"[{", ".join(map(str, value))}]"' if np.ndim(value) else value
