"""Rows out of files of any known make, for prediction with models that were not trained from a file of that make."""

from pathlib import Path
from typing import Any

from plugkeras.errors import DataError
from plugkeras.parts.source import Rows


def inputs_in(path: Path) -> Any:
    """The inputs in a file, by its suffix: ``.npz``, ``.npy``, ``.h5``, ``.hdf5``, ``.csv`` or ``.tsv``.

    Raises:
        DataError: it is another kind of file.
    """
    return rows_in(Path(path)).x


def rows_in(path: Path) -> Rows:
    """The rows of a file that holds nothing but inputs, if it is a table; else its arrays."""
    from plugkeras_std.sources.csv_file import CSV
    from plugkeras_std.sources.hdf5 import HDF5
    from plugkeras_std.sources.npz import NPZ

    suffix = path.suffix.lower()
    if suffix in (".npz", ".npy"):
        return NPZ(path).load(Path())
    if suffix in (".h5", ".hdf5"):
        return HDF5(path).load(Path())
    if suffix in (".csv", ".tsv", ".txt"):
        return CSV(path, target="").load(Path())
    raise DataError(f"{path} is no file of rows: its name should end in .npz, .npy, .h5 or .csv.")
