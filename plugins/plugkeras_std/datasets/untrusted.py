"""Arrays out of files that are not trusted: no pickle in them runs code or reaches NumPy's own unpickling.

Keras's files hold pickles: lists of word numbers in imdb.npz and reuters.npz, dictionaries of images in CIFAR's.
"""

import gzip
import pickle
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from plugkeras.errors import FormatError, PlugkerasError, UnsafeFile, cause

PathLike = str | Path

_IDX_LIMIT = 1 << 28
_DTYPE = re.compile(r"[biuf][1248]|O8?")
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


@contextmanager
def _reading(path: PathLike) -> Iterator[None]:
    try:
        yield
    except PlugkerasError as error:
        raise type(error)(f"{path}: {error}") from None
    except Exception as error:  # damaged input makes these parsers raise nearly anything
        raise FormatError(f"{path} is damaged or not what it should be: {error!r}") from cause(error)


def read_npz(path: PathLike, *names: str, objects: bool = False) -> list[np.ndarray]:
    """Return the arrays called ``names`` in an .npz file: ``x`` and ``y`` in turns, of equal lengths.

    Args:
        objects: Whether arrays may hold Python's lists and numbers.

    Raises:
        FormatError: one is missing or of another length, or the file is damaged.
        UnsafeFile: a pickle in it asks for anything but arrays.
    """
    with _reading(path), zipfile.ZipFile(path) as file:
        missing = [name for name in names if f"{name}.npy" not in file.namelist()]
        if missing:
            raise FormatError(f"there is no array '{missing[0]}' in it")
        arrays = [_read_npy(file, f"{name}.npy", objects) for name in names]
    for x, y in zip(arrays[::2], arrays[1::2], strict=True):
        check_pair(path, x, y)
    return arrays


def _read_npy(file: zipfile.ZipFile, member: str, objects: bool) -> np.ndarray:
    with file.open(member) as stream:
        _, _, dtype = _HEADERS[np.lib.format.read_magic(stream)](stream)
        if objects and dtype.kind == "O":
            array = read_pickle(stream)
            if not isinstance(array, np.ndarray):
                raise FormatError(f"there is no array in {member}")
            return array
    with file.open(member) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


def check_pair(path: PathLike, x: np.ndarray, y: np.ndarray) -> None:
    """Raise `FormatError` unless each of the examples ``x``, read from ``path``, has its label."""
    if x.ndim == 0 or y.shape[:1] != x.shape[:1]:
        raise FormatError(f"{path} is damaged: the examples have the shape {x.shape}, and the labels {y.shape}")


def read_idx(path: PathLike) -> np.ndarray:
    """Return the bytes of a gzipped IDX file, the format of MNIST's own files, in their shape.

    Raises:
        FormatError: it is not such a file, or damaged.
    """
    with _reading(path), gzip.open(path) as file:
        zeros, kind, rank = np.frombuffer(file.read(4), [("zeros", ">u2"), ("kind", "u1"), ("rank", "u1")])[0]
        shape = np.frombuffer(file.read(4 * rank), ">u4").tolist()
        values = np.frombuffer(file.read(_IDX_LIMIT), np.uint8)
        if (zeros, kind) != (0, 8):
            raise FormatError("it does not begin as an IDX file of bytes does")
        return values.reshape(shape).copy()


def read_pickle(stream: IO[bytes]) -> Any:
    """Return an array, or a dictionary of them and of lists, from a pickle; the keys become text.

    Raises:
        UnsafeFile: the pickle asks for anything else.
    """
    value = _Unpickler(stream, encoding="bytes").load()
    if isinstance(value, dict):
        return {key.decode() if isinstance(key, bytes) else key: _plain(v) for key, v in value.items()}
    return _plain(value)


def read_pickle_file(path: PathLike, stream: IO[bytes]) -> dict[str, Any]:
    """Return the dictionary that ``stream``, from within the file ``path``, holds."""
    with _reading(path):
        value = read_pickle(stream)
        if not isinstance(value, dict):
            raise FormatError("there is no dictionary in it")
        return value


def _plain(value: Any) -> Any:
    return value.array if isinstance(value, _Array) else value


class _Array:
    """Stands in for `numpy.ndarray` and its `_reconstruct`: a state that lies about its dtype crashes the real ones."""

    __slots__ = ("array",)

    def __init__(self, *_: Any) -> None:
        self.array = np.empty(0)

    def __setstate__(self, state: tuple[int, tuple[int, ...], "_DType", bool, Any]) -> None:
        _, shape, dtype, fortran, data = state
        if dtype.dtype.kind == "O":
            flat = np.fromiter(data, object, len(data))
        else:
            flat = np.frombuffer(data, dtype.dtype).copy()
        self.array = flat.reshape(shape, order="F" if fortran else "C")


class _DType:
    """Stands in for `numpy.dtype`: numbers and objects, by their codes."""

    __slots__ = ("dtype",)

    def __init__(self, code: str | bytes, *_: Any) -> None:
        code = code.decode() if isinstance(code, bytes) else code
        if not _DTYPE.fullmatch(code):
            raise UnsafeFile(f"the pickle in it asks for an array of '{code}'")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order: Any = state[1].decode() if isinstance(state[1], bytes) else state[1]
        self.dtype = self.dtype.newbyteorder(order)


_GLOBALS = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _DType,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return what stands in for ``module.name``, and refuse what is not about arrays."""
        if (module, name) not in _GLOBALS:
            raise UnsafeFile(f"the pickle in it asks for {module}.{name}, which a dataset has no use for")
        return _GLOBALS[module, name]
