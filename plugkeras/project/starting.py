"""A project for data that somebody has: a table, arrays, a folder of images. A start that trains, to be changed."""

import os
from dataclasses import replace
from pathlib import Path

from plugkeras.errors import DataError, FileError
from plugkeras.project.checking import auto_head
from plugkeras.project.data import prepare
from plugkeras.project.document import CompileSpec, DataSpec, FitSpec, LayerSpec, ModelSpec, Project
from plugkeras.project.facts import Facts
from plugkeras.project.limits import is_title
from plugkeras.project.scaling import Scaling
from plugkeras.project.values import Part, Table, Value

SOURCES = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "CSV"),
    **dict.fromkeys((".npz", ".npy"), "NPZ"),
    **dict.fromkeys((".h5", ".hdf5"), "HDF5"),
}
"""The source for a suffix; a folder is one of images."""

ENOUGH = 40_000
"""About how many rows are seen in a first training: it is to take seconds."""


def project_for(path: Path, folder: Path) -> Project:
    """A project for the data at ``path``, with a small model that fits them; its paths begin at ``folder``.

    Raises:
        FileError: there is nothing there, or nothing that can hold data.
        DataError: the data cannot be used.
    """
    source = Part(_source_for(path), Table({"path": _relative(path, folder)}))
    facts = prepare(DataSpec(source), folder).facts
    if facts.target == "none":
        raise DataError(f"{path} has no targets: what is to be learnt has to be in it.")
    scaling: Scaling = "unit" if facts.input_dtype == "uint8" else "standard"
    name = path.stem if is_title(path.stem) else "data"
    return _fitting(name, DataSpec(source, scaling=scaling), facts)


def _source_for(path: Path) -> str:
    if path.is_dir():
        return "Images"
    if not path.is_file():
        raise FileError(f"There is no file {path}.")
    if path.suffix.lower() not in SOURCES:
        raise FileError(f"{path} is no kind of data that is known here: {', '.join(SOURCES)}, or a folder of images.")
    return SOURCES[path.suffix.lower()]


def _relative(path: Path, folder: Path) -> str:
    """As the project says it: relative to its folder, unless that leads far away."""
    full, base = Path(os.path.abspath(path)), Path(os.path.abspath(folder))
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else str(full)


def _fitting(name: str, spec: DataSpec, facts: Facts) -> Project:
    layers = tuple(LayerSpec(part, said) for said, part in _body(facts))
    fit = FitSpec(epochs=min(50, max(3, ENOUGH // facts.rows)), batch_size=_batch(facts.rows))
    adam = Part("Adam", Table({"learning_rate": 0.003}))
    project = Project(name, ModelSpec(layers), spec, CompileSpec(adam), fit)
    return replace(auto_head(project, facts), note="")


def _batch(rows: int) -> int:
    """The usual 32, or less, so that an epoch of a small table has some twenty steps."""
    return next((size for size in (32, 16, 8) if rows >= 20 * size), 4)


def _body(facts: Facts) -> list[tuple[str, Part]]:
    """Layers for rows of this shape, but for the last one."""
    shape = facts.input_shape
    if len(shape) == 3:
        return _convolutions(shape)
    if len(shape) == 2 and facts.input_dtype == "uint8":
        return [("image", _part("Reshape", target_shape=(*shape, 1))), *_convolutions((*shape, 1))]
    if len(shape) == 2:
        return [("lstm", _part("LSTM", units=32))]
    return [("hidden", _dense(32)), ("hidden_2", _dense(32))]


def _convolutions(shape: tuple[int, ...]) -> list[tuple[str, Part]]:
    layers: list[tuple[str, Part]] = []
    for number, filters in enumerate((16, 32, 32), 1):
        if min(shape[:2]) >> number < 2:
            break
        ending = "" if number == 1 else f"_{number}"
        conv = _part("Conv2D", filters=filters, kernel_size=3, padding="same", activation="relu")
        layers += [(f"conv{ending}", conv), (f"pool{ending}", _part("MaxPooling2D"))]
    return [*layers, ("flatten", _part("Flatten")), ("hidden", _dense(32))]


def _dense(units: int) -> Part:
    return _part("Dense", units=units, activation="relu")


def _part(name: str, **arguments: Value) -> Part:
    return Part(name, Table(arguments))
