"""One pass over a table whose columns are known: its rows as inputs and targets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from plugkeras.errors import DataError, did_you_mean
from plugkeras.parts.memory import require
from plugkeras.parts.source import Column, Rows
from plugkeras_std.sources.csv_kinds import LEFT_OUT, BadCell, Encoded, codes, encoder, numbers
from plugkeras_std.sources.csv_reading import Layout, chunks, is_missing, line_of

INSTEAD = "split the file, or write it as HDF5, which is read in slices"
COUNTED = 10_000
"""Different cells of a column that is left out, as far as they are counted."""


class Reading:
    """A pass over the file that ``layout`` describes; ``target`` is a column's name, or "" for none."""

    def __init__(self, layout: Layout, columns: Mapping[str, Any], target: str) -> None:
        self.layout, self.columns, self.target = layout, columns, target
        used = [name for name, column in columns.items() if column["kind"] not in LEFT_OUT and name != target]
        for name in (*used, *([target] if target else [])):
            if name not in layout.names:
                hint = did_you_mean(name, layout.names) or "."
                raise DataError(f"{layout.path} has no column '{name}', which is among those that were learnt{hint}")
        if not used:
            raise DataError(f"{layout.path} has no column to learn from: say what its columns are, with `columns`.")
        self.encoders = {name: encoder(name, columns[name]) for name in used}
        self.others = {name: set[str]() for name in columns if name not in self.encoders and name in layout.names}
        self.missing = dict.fromkeys(columns, 0)
        self.places = {name: place for place, name in enumerate(layout.names)}

    def rows(self, notes: Sequence[str] = ()) -> Rows:
        """All rows; those without a target are left out, and told.

        Raises:
            DataError: a cell is not what its column is, with the line; or there are no rows.
        """
        names = [name for one in self.encoders.values() for name in one.names]
        require(8 * self.layout.rows * len(names), f"The rows of {self.layout.path}", INSTEAD)
        parts = list(self._parts())
        if not parts:
            raise DataError(f"{self.layout.path} has no rows.")
        x = np.concatenate([x for x, _ in parts])
        y = np.concatenate([y for _, y in parts]) if self.target else None
        if y is not None and not (kept := y >= 0 if y.dtype.kind == "i" else ~np.isnan(y)).all():
            x, y, lost = x[kept], y[kept], int((~kept).sum())
            notes = (*notes, f"{lost} rows have no value for the target '{self.target}' and are left out.")
        if not len(x):
            raise DataError(f"{self.layout.path} has no row with a value for the target '{self.target}'.")
        return Rows(x, y, None, tuple(names), self._class_names(), tuple(self._told()), tuple(notes))

    def _parts(self) -> Iterator[tuple[np.ndarray, Any]]:
        target = _target(self.target, self.columns[self.target]) if self.target else None
        for first, cells in chunks(self.layout):
            try:
                found = [self._encoded(name, cells[self.places[name]]) for name in self.encoders]
                y = target(cells[self.places[self.target]]) if target else None
            except BadCell as error:
                line = line_of(self.layout, first + error.place)
                raise DataError(f"{self.layout.path}, line {line}: {error}") from None
            for name, seen in self.others.items():
                self._count(name, seen, cells[self.places[name]])
            yield np.concatenate(found, axis=1), y

    def _encoded(self, name: str, cells: Sequence[str]) -> np.ndarray:
        found: Encoded = self.encoders[name].encode(cells)
        self.missing[name] += found.missing
        return found.values

    def _count(self, name: str, seen: set[str], cells: Sequence[str]) -> None:
        self.missing[name] += sum(times for cell, times in Counter(cells).items() if is_missing(cell))
        if len(seen) <= COUNTED:
            seen.update(cells)

    def _told(self) -> Iterator[Column]:
        ends = dict(zip(self.encoders, accumulate(len(one.names) for one in self.encoders.values()), strict=True))
        for name in (name for name in self.layout.names if name in self.columns):
            kind, missing, is_target = self.columns[name]["kind"], self.missing[name], name == self.target
            if name in self.encoders:
                yield Column(name, kind, missing, at=(ends[name] - len(self.encoders[name].names), ends[name]))
            else:
                distinct = len(self.others[name])
                yield Column(name, kind, missing, distinct if distinct <= COUNTED else None, target=is_target)

    def _class_names(self) -> tuple[str, ...]:
        column = self.columns.get(self.target, {})
        return tuple(str(value) for value in column.get("values", ()) if value is not None)


def _target(name: str, column: Mapping[str, Any]) -> Any:
    """A function of cells: classes, -1 where there is none; or numbers, NaN where there is none."""
    if column["kind"] in ("category", "boolean"):
        return codes(name, {**column, "values": [value for value in column["values"] if value is not None]})
    return numbers(name, column)
