"""Arrays in NumPy's own files; nothing in them is unpickled, and no size is believed before it is checked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np

from plugkeras import Source
from plugkeras.errors import DataError, FileError, FormatError, PlugkerasError, UnsafeFile, cause
from plugkeras.parts.memory import require
from plugkeras.parts.source import FilePath, Rows, Text, existing
from plugkeras_std.sources.files import inputs_in
from plugkeras_std.sources.names import TARGETS, chosen, inputs_among, test_among

_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


class NPZ(Source):
    """Arrays in an ``.npz`` file, or inputs in an ``.npy`` file with the targets in another.

    Args:
        path: The file.
        x: The name of the inputs in it; "x", "x_train" and the like unless given.
        y: The name of the targets; "" for none. Of an ``.npy`` file, the path of the other one; unless given, the one
            beside it whose name has y for x (``x.npy`` and ``y.npy``), if there is one.
    """

    path: FilePath
    x: Text = None
    y: Text = None

    def load(self, folder: Path) -> Rows:
        """The rows; ``x_test`` and ``y_test`` in an ``.npz`` file are the test part."""
        path = existing(self.path, folder)
        if path.suffix.lower() == ".npy":
            return self._pair(path, Path(folder))
        with _reading(path), zipfile.ZipFile(path) as file:
            known = _names(file)
            x = inputs_among(path, self.x, known)
            y = chosen(path, self.y, [name for name in known if name != x], TARGETS)
            test = test_among(known) if self.y != "" else None
            found = {name: _member(path, file, f"{name}.npy") for name in (x, y, *(test or ())) if name}
        return Rows(found[x], found[y] if y else None, (found[test[0]], found[test[1]]) if test else None)

    def learn(self, folder: Path) -> "NPZ":
        """The same with the names written out."""
        path = existing(self.path, folder)
        if path.suffix.lower() == ".npy":
            return type(self)(self.path, self.x, self._beside(path) if self.y is None else self.y)
        with _reading(path), zipfile.ZipFile(path) as file:
            known = _names(file)
        x = inputs_among(path, self.x, known)
        return type(self)(self.path, x, chosen(path, self.y, [n for n in known if n != x], TARGETS) or "")

    def inputs(self, path: Path) -> Any:
        """The inputs in another file."""
        if Path(path).suffix.lower() not in (".npz", ".npy"):
            return inputs_in(path)
        path = existing(path, Path())
        if path.suffix.lower() == ".npy":
            return _read_npy(path)
        with _reading(path), zipfile.ZipFile(path) as file:
            known = _names(file)
            x = inputs_among(path, self.x if self.x in known else None, known)
            return _member(path, file, f"{x}.npy")

    def _pair(self, path: Path, folder: Path) -> Rows:
        other = self._beside(path) if self.y is None else self.y
        targets = existing(other, path.parent if self.y is None else folder) if other else None
        return Rows(_read_npy(path), _read_npy(targets) if targets else None)

    def _beside(self, path: Path) -> str:
        """The path of the targets beside the inputs, written as theirs is; "" if there are none."""
        names = {"x": "y", "inputs": "targets", "images": "labels", "data": "labels", "features": "targets"}
        for of_x, of_y in names.items():
            stem = path.stem.lower()
            if stem == of_x or stem.startswith(f"{of_x}_") or stem.endswith(f"_{of_x}"):
                other = path.with_name(path.name.lower().replace(of_x, of_y))
                return other.name if other.is_file() else ""
        return ""


def _names(file: zipfile.ZipFile) -> list[str]:
    return [name.removesuffix(".npy") for name in file.namelist() if name.endswith(".npy")]


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except PlugkerasError:
        raise
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}.") from cause(error)
    except Exception as error:  # damaged input makes zipfile and NumPy raise nearly anything
        raise FormatError(f"{path} is damaged, or no file of NumPy: {str(error)[:200]}.") from cause(error)


def _read_npy(path: Path) -> np.ndarray:
    with _reading(path), path.open("rb") as stream:
        return _array(path, stream, path.stat().st_size)


def _member(path: Path, file: zipfile.ZipFile, member: str) -> np.ndarray:
    with file.open(member) as stream:
        return _array(f"{path}, {member.removesuffix('.npy')}", stream, file.getinfo(member).file_size)


def _array(what: object, stream: IO[bytes], size: int) -> np.ndarray:
    """The array in a stream of ``size`` bytes, after its header was found to ask for no more than there is."""
    version = np.lib.format.read_magic(stream)
    if version not in _HEADERS:
        raise FormatError(f"{what} is of a version of NumPy's format that is not read here: {version}.")
    shape, fortran, dtype = _HEADERS[version](stream)
    if dtype.hasobject:
        raise UnsafeFile(f"{what} holds Python objects, which could run code: save arrays of numbers.")
    if dtype.kind not in "biufUS":
        raise DataError(f"{what} is of {dtype}; rows are of numbers, and targets of numbers or texts.")
    needed = prod(shape) * dtype.itemsize
    if needed > size:
        raise FormatError(f"{what} is damaged: it has {size} bytes where its shape {shape} needs {needed}.")
    require(needed, f"The rows of {what}", "keep them as HDF5, which is read in slices")
    data = np.frombuffer(stream.read(needed), dtype)
    if data.size != prod(shape):
        raise FormatError(f"{what} is damaged: it ends too early.")
    return data.reshape(shape, order="F" if fortran else "C")
