"""What the data of a project are like: rows, columns, classes, and what is suspicious about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from plugkeras.parts.memory import said
from plugkeras.parts.source import Column, Rows
from plugkeras.project.document import DataSpec
from plugkeras.project.leaks import duplicates, leak
from plugkeras.project.preparing import chosen_rows, loaded, with_columns
from plugkeras.project.summary_lines import table, wrapped
from plugkeras.project.targets import Targets, in_memory, meant
from plugkeras.project.views import BLOCK, is_file, pieces

COLUMNS = 1000
"""Inputs with up to so many columns are told column by column."""

BYTES = 1 << 30
CELLS = 1 << 24
"""Of a file so much is looked at, and of columns so many cells, evenly spread, and the summary says so."""


@dataclass(frozen=True)
class ColumnSummary:
    """One column: numbers are of its values as the source has them, before scaling.

    ``kind`` is as in `plugkeras.parts.source.Column`. ``leaking`` says how it gives the target away, or is "".
    """

    name: str
    kind: str
    missing: int = 0
    distinct: int | None = None
    low: float | None = None
    mean: float | None = None
    high: float | None = None
    is_constant: bool = False
    is_used: bool = True
    is_target: bool = False
    leaking: str = ""


@dataclass(frozen=True)
class Summary:
    """The data of a project in figures; ``lines`` has them for people.

    ``rows`` are those that there are without the test part. ``classes`` are (name, rows). ``duplicates`` is how many
    rows of the test part, or of the validation rows where there is none, are among the training rows too; None where
    that was not counted. ``size`` is the bytes of all inputs. ``sampled``: figures are of a part of a large file.
    """

    source: str
    rows: int
    validation: int
    test: int
    input_shape: tuple[int, ...]
    input_dtype: str
    target: str
    target_shape: tuple[int, ...] = ()
    target_dtype: str = ""
    classes: tuple[tuple[str, int], ...] = ()
    columns: tuple[ColumnSummary, ...] = ()
    duplicates: int | None = None
    size: int = 0
    sampled: bool = False
    notes: tuple[str, ...] = ()
    unusable: int = 0
    """Rows with inputs that are NaN or infinite, with which a loss becomes NaN."""

    @property
    def balance(self) -> float | None:
        """The rows of the rarest class for each row of the commonest, from 0 to 1; None without classes."""
        counts = [count for _, count in self.classes]
        return min(counts) / max(1, max(counts)) if counts else None

    @property
    def even_weights(self) -> dict[str, float]:
        """The weight of each class, by its number, with which the rows of every class count the same in all."""
        share = self.rows / max(1, len(self.classes))
        return {str(n): float(f"{share / count:.4g}") if count else 1.0 for n, (_, count) in enumerate(self.classes)}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should look at before training, a sentence each."""
        return tuple(_warnings(self))

    def lines(self, width: int = 80) -> list[str]:
        """The summary for a terminal that is ``width`` characters wide."""
        return list(_lines(self, width))


def summarize(spec: DataSpec, folder: str | PathLike[str] = ".", trusted: bool = False) -> Summary:
    """What the data that ``spec`` describes are like; raises as `prepare` does."""
    return summary_of(*loaded(spec, folder, trusted))


def summary_of(spec: DataSpec, rows: Rows) -> Summary:
    """What rows that are loaded already (`plugkeras.project.preparing.loaded`) are like."""
    x, raw = with_columns(rows.x), in_memory(rows.y)
    targets = meant(raw, rows.class_names)
    y = targets(raw)
    train, held = chosen_rows(spec, len(x), targets, y)
    seen, seen_y = _looked_at(x, y)
    test = with_columns(rows.test[0]) if rows.test else None
    size = int(np.prod(x.shape, dtype=float)) * x.dtype.itemsize
    return Summary(
        spec.source.name if spec.source else "",
        len(x),
        len(held),
        0 if test is None else len(test),
        tuple(x.shape[1:]),
        str(x.dtype),
        targets.kind,
        () if y is None else tuple(y.shape[1:]),
        "" if raw is None else str(raw.dtype),
        _balance(targets, y),
        tuple(_columns(rows, seen, seen_y)),
        None if is_file(x) or is_file(test) else duplicates(x, train, x[held] if test is None else test),
        size,
        len(seen) < len(x),
        rows.notes,
        _unusable(seen),
    )


def _unusable(x: Any) -> int:
    if x.dtype.kind != "f":
        return 0
    return sum(int((~np.isfinite(x[piece]).reshape(len(x[piece]), -1).all(axis=1)).sum()) for piece in pieces(x))


def _looked_at(x: Any, y: Any) -> tuple[Any, Any]:
    """The rows of an array, or some of them in memory, evenly spread."""
    y = None if is_file(y) else y
    if is_file(x):
        found = list(pieces(x, BYTES // BLOCK))
        x = np.concatenate([np.asarray(x[piece]) for piece in found])
        y = None if y is None else np.concatenate([y[piece] for piece in found])
    step = -(-x.size // CELLS) if x.ndim == 2 and x.shape[1] <= COLUMNS else 1
    return x[::step], None if y is None else y[::step]


def _balance(targets: Targets, y: Any) -> tuple[tuple[str, int], ...]:
    if targets.kind not in ("classes", "one_hot"):
        return ()
    counts = np.bincount(y, minlength=targets.classes or 0) if targets.kind == "classes" else y.sum(axis=0)
    names = targets.names or tuple(map(str, range(len(counts))))
    return tuple((name, int(count)) for name, count in zip(names, counts, strict=False))


def _columns(rows: Rows, x: Any, y: Any) -> Iterator[ColumnSummary]:
    if rows.columns:
        yield from (_of_table(column, x, y) for column in rows.columns)
    elif x.ndim == 2 and x.shape[1] <= COLUMNS:
        names = rows.x_names or [str(place) for place in range(x.shape[1])]
        for place, name in enumerate(names):
            yield _of_values(Column(name, "number", at=(place, place + 1)), x[:, place : place + 1], y)
    else:
        yield _of_values(Column("all inputs", "number"), x.reshape(len(x), -1), None)


def _of_table(column: Column, x: Any, y: Any) -> ColumnSummary:
    if column.at is None:
        is_constant = column.kind == "constant"
        used = column.target
        return ColumnSummary(
            column.name,
            column.kind,
            column.missing,
            column.distinct,
            is_constant=is_constant,
            is_used=used,
            is_target=used,
        )
    return _of_values(column, x[:, slice(*column.at)], y)


def _of_values(column: Column, values: Any, y: Any) -> ColumnSummary:
    if not values.size:
        return ColumnSummary(column.name, column.kind, column.missing)
    empty, low, mean, high = _figures(values)
    groups = None if column.at is None else np.unique(values, axis=_AXIS[values.shape[1] > 1], return_inverse=True)[1]
    different = None if groups is None else int(groups.max()) + 1
    is_number = column.kind in ("number", "boolean") and low is not None
    figures = (low, mean, high) if is_number else (None, None, None)
    leaking = leak(values, groups.reshape(-1), y) if y is not None and groups is not None and not empty else ""
    constant = low == high if values.shape[1] == 1 or groups is None else different == 1
    return ColumnSummary(
        column.name, column.kind, column.missing + empty, different, *figures, is_constant=constant, leaking=leaking
    )


_AXIS = {False: None, True: 0}
"""Single columns are told apart by their values, which is much faster than by rows."""


def _figures(values: Any) -> tuple[int, float | None, float | None, float | None]:
    """How many rows have NaN, and least, mean and greatest of the other values; piece by piece, without a copy."""
    found = [values[piece] for piece in pieces(values)]
    empty, lows, means, highs, weights = 0, [], [], [], []
    for some in found:
        if some.dtype.kind == "f":
            empty += int(np.isnan(some).any(axis=1).sum())
            some = some[~np.isnan(some)]
        if some.size:
            lows.append(float(some.min()))
            highs.append(float(some.max()))
            means.append(float(some.mean(dtype=np.float64)))
            weights.append(some.size)
    if not weights:
        return empty, None, None, None
    return empty, min(lows), float(np.average(means, weights=weights)), max(highs)


def _warnings(summary: Summary) -> Iterator[str]:
    for column in summary.columns:
        if column.leaking:
            yield f"'{column.name}' gives the target away: {column.leaking}. Will it be known when predicting?"
        if column.is_constant and column.is_used:
            yield f"'{column.name}' is the same in all rows."
    if summary.unusable:
        has = "row has" if summary.unusable == 1 else "rows have"
        yield f"{summary.unusable} {has} inputs that are NaN or infinite, which make the loss NaN: leave them out."
    if summary.duplicates:
        where = "test" if summary.test else "validation"
        yield f"{summary.duplicates} of the {where} rows are among the training rows too."
    if summary.balance is not None and summary.balance < 0.1:
        name, count = min(summary.classes, key=lambda pair: pair[1])
        yield f"The class '{name}' has only {count} rows: accuracy alone will say little."
    yield from summary.notes


def _lines(summary: Summary, width: int) -> Iterator[str]:
    parts = [f"{summary.rows - summary.validation} for training", f"{summary.validation} for validation"]
    tests = f", and {summary.test} for tests" if summary.test else ""
    yield from wrapped(
        f"{summary.source}: {summary.rows} rows ({', '.join(parts)}){tests}, {said(summary.size)}", width
    )
    yield from wrapped(f"inputs {_shape(summary.input_shape)} {summary.input_dtype}", width)
    if summary.target != "none":
        what = summary.target.replace("_", "-") if not summary.classes else f"{len(summary.classes)} classes"
        yield from wrapped(f"targets {_shape(summary.target_shape)} {summary.target_dtype}, {what}", width)
    if summary.sampled:
        yield from wrapped("the figures are of a part of the rows, evenly spread", width)
    if summary.classes:
        yield ""
        yield from table(("class", "rows", ""), _bars(summary.classes, width), width)
    yield ""
    yield from table(("column", "kind", "missing", "distinct", "least", "mean", "most"), _cells(summary), width)
    for warning in summary.warnings:
        yield from wrapped(f"! {warning}", width)


def _shape(shape: Sequence[int]) -> str:
    return f"(rows{''.join(f', {n}' for n in shape)})"


def _bars(classes: Sequence[tuple[str, int]], width: int) -> list[tuple[str, ...]]:
    most = max(count for _, count in classes) or 1
    room = max(1, min(30, width - 30))
    return [(name, str(count), "#" * round(room * count / most)) for name, count in classes]


def _cells(summary: Summary) -> list[tuple[str, ...]]:
    rows = []
    for column in summary.columns:
        mark = " (target)" if column.is_target else "" if column.is_used else " (left out)"
        figures = ("" if v is None else f"{v:.4g}" for v in (column.low, column.mean, column.high))
        distinct = "" if column.distinct is None else str(column.distinct)
        rows.append((column.name + mark, column.kind, str(column.missing or ""), distinct, *figures))
    return rows
