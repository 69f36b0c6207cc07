"""What a probe saw, as a file that others read: arrays by name, in ``snapshots/``."""

import os
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from plugkeras.errors import FileError, FormatError, cause

FOLDER = "snapshots"

KEPT = 200
"""Snapshots of a probe that are kept; the oldest are deleted."""


def write(run: os.PathLike[str] | str, probe: str, step: int, arrays: Mapping[str, np.ndarray]) -> str:
    """Write ``snapshots/<probe>-<step>.npz``, whole or not at all, and return that path, from the run's folder.

    Raises:
        OSError: it cannot be written.
    """
    folder = Path(run) / FOLDER
    if not folder.parent.is_dir():
        raise FileNotFoundError(2, "the run is not there any more")
    folder.mkdir(mode=0o700, exist_ok=True)
    content = _archive(arrays)
    name = f"{probe}-{step:08d}.npz"
    temporary = folder / f".{name}.tmp"
    try:
        temporary.write_bytes(content)
        os.replace(temporary, folder / name)
    finally:
        temporary.unlink(missing_ok=True)
    _forget(folder, probe)
    return f"{FOLDER}/{name}"


def _archive(arrays: Mapping[str, np.ndarray]) -> bytes:
    """As ``np.savez`` does, for any names, and never by pickle."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)
    return content.getvalue()


def _forget(folder: Path, probe: str) -> None:
    mine = re.compile(rf"{re.escape(probe)}-\d+\.npz")
    names = sorted(name for name in os.listdir(folder) if mine.fullmatch(name))
    for name in names[:-KEPT]:
        (folder / name).unlink(missing_ok=True)


def read(path: os.PathLike[str] | str) -> dict[str, np.ndarray]:
    """The arrays of a snapshot, by name.

    Raises:
        FileError: it is not there, or may not be read.
        FormatError: it is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (FileNotFoundError, PermissionError) as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from cause(error)
    except Exception as error:  # damaged zip files raise nearly anything
        raise FormatError(f"{path} is no snapshot, or damaged.") from cause(error)
