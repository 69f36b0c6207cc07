"""The data of a project, ready to be trained on: loaded, split and scaled, the same each time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np

from plugkeras.errors import DataError
from plugkeras.parts.memory import require
from plugkeras.parts.source import Rows, Source
from plugkeras.project.document import DataSpec
from plugkeras.project.facts import Facts
from plugkeras.project.loading import described, repeatable, rows_of, source_of
from plugkeras.project.scaling import Scaler, Scaling, axes, is_tokens, learnt, moments
from plugkeras.project.splitting import drawn, split
from plugkeras.project.targets import Targets, in_memory, meant
from plugkeras.project.trust import require_trust
from plugkeras.project.values import Table, frozen
from plugkeras.project.views import FileRows, blocks, is_file

Pair = tuple[Any, Any]

SAMPLED = 64
"""Blocks of a file that are looked at for its least and greatest value, where nothing has to be learnt from all."""


@dataclass(frozen=True)
class Prepared:
    """Pairs (x, y) of arrays, or of views of files that are read in slices; y is None where there are no targets.

    ``spec`` is the project's, with all that was guessed or learnt written into it. ``notes`` are sentences for people.
    """

    train: Pair
    validation: Pair | None
    test: Pair | None
    facts: Facts
    spec: DataSpec
    notes: tuple[str, ...] = ()


def prepare(spec: DataSpec, folder: str | PathLike[str] = ".", trusted: bool = False) -> Prepared:
    """The data that ``spec`` describes; paths start at ``folder``.

    The same spec and files give the same bits; global random numbers are left as they are. What ``spec.learnt`` has
    already is applied as it is.

    Raises:
        NotTrusted: they come from code that was not allowed, and ``trusted`` does not say so.
        DataError, FileError: they cannot be used, or not be read.
    """
    return made_ready(*loaded(spec, folder, trusted))


def loaded(spec: DataSpec, folder: str | PathLike[str], trusted: bool = False) -> tuple[DataSpec, Rows]:
    """The rows as their source gives them, and ``spec`` with what the source learnt; raises as `prepare` does."""
    if spec.source is None:
        raise DataError("The project has no data: give it a source, a Dataset or a CSV file say.")
    if not trusted:
        require_trust(spec, folder)
    with repeatable(spec.seed):
        source = source_of(spec.source).learn(Path(folder))
        return replace(spec, source=described(source, spec.source.name)), rows_of(source, Path(folder))


def prepared(
    source: Source,
    folder: str | PathLike[str] = ".",
    *,
    validation: float = 0.2,
    split: Literal["random", "last"] = "random",
    seed: int = 0,
    scaling: Scaling = "none",
    rows: int | None = None,
    learnt: Mapping[str, Any] | None = None,
) -> Prepared:
    """The same of a source that a script made: ``data = prepared(CSV("titanic.csv"), scaling="standard")``.

    The arguments are those of a project's ``data``, and give the same bits as there: ``model.fit(*data.train,
    validation_data=data.validation)``. ``learnt`` is a scaling that was learnt before; a new one unless given.
    """
    with repeatable(seed):
        source = source.learn(Path(folder))
        found = rows_of(source, Path(folder))
    part = described(source, type(source).__name__)
    return made_ready(DataSpec(part, validation, split, seed, scaling, rows, Table(frozen(learnt or {}))), found)


def inputs(spec: DataSpec, path: str | PathLike[str]) -> Any:
    """The inputs in another file, for prediction, prepared as those were that ``spec``, of a `Prepared`, came with.

    Raises:
        DataError: the file lacks columns, has other ones, or has values that were not known.
    """
    if spec.source is None:
        raise DataError("The project has no data, so that it is not known how inputs are prepared.")
    x = with_columns(source_of(spec.source).inputs(Path(path)))
    shape = spec.learnt.get("input_shape")
    if isinstance(shape, tuple) and tuple(x.shape[1:]) != shape:
        raise DataError(f"{path} has rows of the shape {tuple(x.shape[1:])}, and the model was trained on {shape}.")
    scaler = Scaler(spec.learnt)
    if not scaler.fits(x):
        raise DataError(f"{path} has rows of the shape {tuple(x.shape[1:])}, which the scaling was not learnt for.")
    return FileRows(x, np.arange(len(x)), scaler) if is_file(x) else scaler(x)


def made_ready(spec: DataSpec, rows: Rows) -> Prepared:
    """What `prepare` gives, of rows that are loaded already; raises DataError if they cannot be used."""
    x, targets = with_columns(rows.x), meant(in_memory(rows.y), rows.class_names)
    y = targets(in_memory(rows.y))
    train, held = chosen_rows(spec, len(x), targets, y)
    kept, notes = _learnt(spec, x, train, rows)
    scaler = Scaler(kept)
    pair = _taken(x, train, scaler), _rows(y, train)
    validation = (_taken(x, held, scaler), _rows(y, held)) if len(held) else None
    test = _test(rows.test, x, targets, scaler) if rows.test is not None else None
    return Prepared(pair, validation, test, _facts(pair, targets), replace(spec, learnt=kept), notes)


def chosen_rows(spec: DataSpec, count: int, targets: Targets, y: Any) -> Pair:
    """The numbers of the rows for training and for validation, of ``count``."""
    chosen = drawn(count, spec.rows, spec.seed, spec.split)
    index = np.arange(count) if chosen is None else chosen
    labels = _labels(targets, _rows(y, index)) if spec.split == "random" else None
    train, held = split(len(index), spec.validation, spec.seed, spec.split, labels)
    return index[train], index[held]


def with_columns(x: Any) -> Any:
    """Inputs with an axis of columns; one number a row is one column."""
    if x.ndim > 1:
        return x
    return x[:].reshape(-1, 1)


def _labels(targets: Targets, y: Any) -> Any:
    """The class of each row, if each class can be on both sides; else None."""
    if targets.kind not in ("classes", "one_hot"):
        return None
    labels = y if targets.kind == "classes" else y.argmax(axis=1)
    return labels if np.unique(labels, return_counts=True)[1].min() > 1 else None


def _learnt(spec: DataSpec, x: Any, train: Any, rows: Rows) -> tuple[Table, tuple[str, ...]]:
    """What is kept in the document, and sentences for people."""
    shape, known = tuple(x.shape[1:]), spec.learnt
    is_same = known.get("scaling", "none") == spec.scaling and known.get("input_shape") == shape
    if known and is_same and Scaler(known).fits(x):
        return known, rows.notes
    kept, notes = Table(), rows.notes
    if x.dtype.kind not in "biuf":
        raise DataError(f"The inputs are of {x.dtype}; training needs numbers.")
    if spec.scaling != "none" and is_tokens(x):
        kept = Table({"scaling": spec.scaling})
        notes = (*notes, "The inputs are whole numbers, taken for words or the like, and are not scaled.")
    elif spec.scaling != "none":
        some = blocks(FileRows(x, train, Scaler(kept)))
        found = moments(some, axes(x)) if spec.scaling != "unit" else None
        kept = learnt(spec.scaling, found, rows.x_names)
    kept = kept.having("input_shape", shape)
    return kept.having("class_names", rows.class_names) if rows.class_names else kept, notes


def _taken(x: Any, index: Any, scaler: Scaler) -> Any:
    """The rows at ``index``, scaled; of a file, as a view."""
    if is_file(x):
        return FileRows(x, index, scaler)
    size = len(index) * np.prod(x.shape[1:], dtype=float)
    require(size * (x.dtype.itemsize + scaler.dtype(x.dtype).itemsize), f"The {len(index)} rows", _FEWER)
    return scaler(x if len(index) == len(x) else x.take(index, axis=0))


_FEWER = "use fewer `rows`, or keep them as HDF5, which is read in slices"


def _rows(y: Any, index: Any) -> Any:
    if is_file(y):
        return FileRows(y, index, Scaler(Table()))
    return y if y is None or len(index) == len(y) else y[index]


def _test(test: Pair, x: Any, targets: Targets, scaler: Scaler) -> Pair:
    x_test, y_test = with_columns(test[0]), in_memory(test[1])
    if x_test.shape[1:] != x.shape[1:]:
        raise DataError(f"Rows for training have the shape {x.shape[1:]}, and those for tests {x_test.shape[1:]}.")
    return _taken(x_test, np.arange(len(x_test)), scaler), None if y_test is None else targets(y_test)


def _facts(pair: Pair, targets: Targets) -> Facts:
    x, y = pair
    found = [(block.min(), block.max()) for block in blocks(x, SAMPLED if is_file(x) else None) if block.size]
    low, high = (
        (float(f(some)) for f, some in zip((min, max), zip(*found, strict=True), strict=True)) if found else (0, 0)
    )
    shape = () if y is None else tuple(y.shape[1:])
    return Facts(
        len(x), tuple(x.shape[1:]), str(x.dtype), low, high, targets.kind, targets.classes, targets.names, shape
    )
