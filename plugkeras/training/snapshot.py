"""A training at one moment, whole: so that it goes on from there to the same bits.

That is: weights, optimizer slots and step, metrics, the states of stateful layers, every random generator, what the
callbacks have counted, the history, and the place in the data.
"""

import json
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from plugkeras.errors import FileError, FormatError, StateError, cause
from plugkeras.saving.files import replacing
from plugkeras.training.tree import joined, parted

VERSION = 1


@dataclass(frozen=True)
class Snapshot:
    """One moment of a ``fit``, between two batches.

    ``epoch`` (from 0) is the one that goes on, with ``done`` of its batches behind; ``step`` counts all batches.
    ``shapes`` are of a batch: inputs and targets, with dtype. ``lasting`` has the variables and generators by path,
    ``optimizers`` by their paths those of the variables that each one changes. ``returned`` are the logs of the last
    batch, if the step is the author's own: those of the epoch, if no other batch comes.
    """

    epoch: int
    done: int
    step: int
    stopped: bool
    shapes: Any
    place: Any
    validation: Any
    lasting: dict[str, Any]
    callbacks: list[Any]
    random: dict[str, Any]
    logs: dict[str, Any]
    optimizers: dict[str, list[str]] = field(default_factory=dict)
    returned: dict[str, Any] = field(default_factory=dict)

    def is_finite(self) -> bool:
        """Whether no weight and no number of the optimizer is NaN or infinite."""
        arrays = [v for v in self.lasting.values() if isinstance(v, np.ndarray) and v.dtype.kind == "f"]
        return all(bool(np.isfinite(array).all()) for array in arrays)

    def write(self, path: Path) -> None:
        """Write it to ``path``, whole or not at all.

        Raises:
            FileError: the file cannot be written; what was there is unharmed.
        """
        arrays: list[Any] = []
        plain = {f.name: parted(getattr(self, f.name), arrays) for f in fields(self)}
        text = np.frombuffer(json.dumps({"version": VERSION, **plain}).encode(), np.uint8)
        with replacing(path, overwrite=True) as temporary, open(temporary, "wb") as file:
            np.savez(file, snapshot=text, **{f"a{i}": array for i, array in enumerate(arrays)})

    @classmethod
    def read(cls, path: Path) -> "Snapshot":
        """What ``write`` wrote; nothing in it is run.

        Raises:
            FileError: it cannot be read.
            FormatError: it is damaged, or something else.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                data = json.loads(file["snapshot"].tobytes())
                arrays = [file[f"a{i}"] for i in range(len(file.files) - 1)]
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise FormatError(f"{path} is no snapshot of a training, or damaged.") from cause(error)
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror or error}.") from cause(error)
        if not isinstance(data, Mapping) or data.get("version") != VERSION:
            raise FormatError(f"{path} is a snapshot of another version of plugkeras, which this one cannot read.")
        try:
            return cls(**{f.name: joined(data[f.name], arrays) for f in fields(cls) if f.name in data})
        except TypeError as error:
            raise FormatError(f"{path} is no snapshot of a training: {error}.") from None


def without_strange_streams(paths: Collection[str], others: Collection[str]) -> list[str]:
    """``paths``, but for what another engine keeps of a generator of random numbers in its own way.

    It cannot go on with the draws of this one, so it begins anew with its own, from the same seed.
    """
    theirs = {_stream(path) for path in others} - {None}
    return [path for path in paths if path in others or _stream(path) not in theirs]


def _stream(path: str) -> str | None:
    """The generator of which something is kept at ``path``."""
    found = re.match(r"(.*/stream)(/[^/]*)?$", path)
    return found and found[1]


def check_paths(mine: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """Whether a snapshot is one of such a model.

    Raises:
        StateError: it has other variables, or one of another shape; the message names one.
    """
    for path in {**mine, **kept}:
        if path not in kept or path not in mine:
            which = "the model has none" if path in kept else "the snapshot has none"
            raise StateError(f"The snapshot is of another model, optimizer or metrics: of '{path}' {which}.")
        shapes = [tuple(v.shape) if hasattr(v, "shape") else None for v in (mine[path], kept[path])]
        if shapes[0] != shapes[1]:
            raise StateError(f"The snapshot is of another model: '{path}' has shape {shapes[0]} here, not {shapes[1]}.")
