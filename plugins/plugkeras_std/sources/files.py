"""Rows out of files of any known make, for prediction with models that were not trained from a file of that make."""

from pathlib import Path
from typing import Any

from plugkeras.errors import DataError
from plugkeras.parts.config import lookup
from plugkeras.parts.source import Rows


def inputs_in(path: Path) -> Any:
    """The inputs in a file, by its suffix: ``.npz``, ``.npy``, ``.h5``, ``.hdf5``, ``.csv`` or ``.tsv``.

    Raises:
        DataError: it is another kind of file.
    """
    return rows_in(Path(path)).x


def rows_in(path: Path) -> Rows:
    """The rows of a file that holds nothing but inputs, if it is a table; else its arrays."""
    known = {s: name for name, suffixes in _SUFFIXES.items() for s in suffixes}
    if path.suffix.lower() not in known:
        raise DataError(f"{path} is no file of rows: its name should end in .npz, .npy, .h5 or .csv.")
    name = known[path.suffix.lower()]
    source = lookup("sources", name)  # by name: the sources import this file themselves
    rows: Rows = source(path, **_WITHOUT_TARGET.get(name, {})).load(Path())
    return rows


_SUFFIXES = {"NPZ": (".npz", ".npy"), "HDF5": (".h5", ".hdf5"), "CSV": (".csv", ".tsv", ".txt")}
_WITHOUT_TARGET = {"CSV": {"target": ""}}
