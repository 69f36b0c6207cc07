"""Datasets in HDF5 files, which stay there and are read in slices."""

from math import prod
from pathlib import Path
from typing import Any

from plugkeras import Source
from plugkeras.errors import FileError, FormatError, PlugkerasError, cause
from plugkeras.parts.memory import require
from plugkeras.parts.source import FilePath, Rows, Text, existing
from plugkeras_std.formats.hdf5 import checked_size, datasets
from plugkeras_std.sources.files import inputs_in
from plugkeras_std.sources.names import TARGETS, chosen, inputs_among, test_among


class HDF5(Source):
    """Datasets in an HDF5 file, rows along their first axis; only the rows of a batch are in memory.

    Args:
        path: The file.
        x: The path of the inputs in it; "x", "x_train" and the like unless given.
        y: The path of the targets; "" for none.
    """

    path: FilePath
    x: Text = None
    y: Text = None

    def load(self, folder: Path) -> Rows:
        """The rows, as datasets of h5py; ``x_test`` and ``y_test`` are the test part."""
        path = existing(self.path, folder)
        known = _opened(path)
        x, y = self._names(path, known)
        test = test_among(known) if self.y != "" else None
        for name in (x, y, *(test or ())):
            _check(path, name, known)
        return Rows(known[x], known[y] if y else None, (known[test[0]], known[test[1]]) if test else None)

    def learn(self, folder: Path) -> "HDF5":
        """The same with the names written out."""
        path = existing(self.path, folder)
        x, y = self._names(path, _opened(path))
        return type(self)(self.path, x, y or "")

    def inputs(self, path: Path) -> Any:
        """The inputs in another file."""
        if Path(path).suffix.lower() not in (".h5", ".hdf5"):
            return inputs_in(path)
        known = _opened(existing(path, Path()))
        name = inputs_among(path, self.x if self.x in known else None, known)
        _check(path, name, known)
        return known[name]

    def _names(self, path: Path, known: dict[str, Any]) -> tuple[str, str | None]:
        x = inputs_among(path, self.x, known)
        return x, chosen(path, self.y, [name for name in known if name != x], TARGETS)


def _check(path: Path, name: str | None, known: dict[str, Any]) -> None:
    """Refuse a dataset that asks for other files, or one of whose chunks would take all memory."""
    if name:
        try:
            checked_size(name, known[name])
        except PlugkerasError as error:
            raise type(error)(f"{path}: {error}") from cause(error)
        chunk = prod(known[name].chunks or (1,)) * known[name].dtype.itemsize
        require(chunk, f"The chunks of '{name}' in {path}", "write it with smaller ones")


def _opened(path: Path) -> dict[str, Any]:
    """The datasets of a file by their paths; it stays open as long as one of them is in use.

    Raises:
        FormatError: it is no HDF5 file.
        UnsafeFile: it has links to others.
    """
    import h5py

    try:
        file = h5py.File(path, "r")
        return {name: dataset for name, dataset in datasets(file) if dataset.ndim}
    except PlugkerasError as error:
        raise type(error)(f"{path}: {error}") from cause(error)
    except OSError as error:
        if not h5py.is_hdf5(path):
            raise FormatError(f"{path} is no HDF5 file.") from cause(error)
        raise FileError(f"{path} cannot be read: {error}.") from cause(error)
    except (RuntimeError, KeyError, ValueError) as error:
        raise FormatError(f"{path} is damaged: {error}.") from cause(error)
