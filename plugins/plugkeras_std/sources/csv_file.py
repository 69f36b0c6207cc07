"""A table in a text file, as spreadsheets and databases write it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np

from plugkeras import Source
from plugkeras.annotations import Via
from plugkeras.errors import DataError, did_you_mean
from plugkeras.parts.memory import require
from plugkeras.parts.source import FilePath, Rows, Text, existing
from plugkeras_std.sources.csv_columns import Seen, completed, told
from plugkeras_std.sources.csv_kinds import LEFT_OUT, check, is_complete
from plugkeras_std.sources.csv_reading import Layout, chunks, layout_of
from plugkeras_std.sources.csv_rows import INSTEAD, Reading


def _columns(value: Any) -> dict[str, dict[str, Any]] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ValueError("must be a dict of what each column is, by its name")
    return {name: check(name, column) for name, column in value.items()}


class CSV(Source):
    """A table in a text file: a row a line, the columns told from their cells unless ``columns`` says what they are.

    Numbers stay numbers; categories become a column of zeros and ones for each value, or, if there are many, one of
    their numbers; yes and no become 1 and 0; dates become days since 1970. Text, identifiers and columns with one value
    are left out. A missing value (empty, ``NA``, ``?``, ``null`` …) becomes the median, or a category of its own.
    Inputs are float32 (rows, columns); targets int64 classes or float32 numbers (rows,); rows without one are left out.

    Args:
        path: The file.
        target: The column to be predicted; the last one unless given; "" for none.
        columns: What columns are, by name: ``{"age": "number", "sex": {"kind": "category", "values": ["f", "m"]}}``.
            ``learn`` writes out those that are not named.
        delimiter: What stands between cells; told unless given.
        header: Whether the first row is of names; told unless given. Without, columns are "column_1", "column_2", …
        encoding: UTF-8 unless given, or what the file's first bytes say.
    """

    path: FilePath
    target: Text = None
    columns: Annotated[dict[str, Any] | None, Via(_columns)] = None
    delimiter: Text = None
    header: bool | None = None
    encoding: Text = None

    def load(self, folder: Path) -> Rows:
        """The rows."""
        layout = self._layout(existing(self.path, folder))
        if not self._is_learnt(layout):
            return self.learn(folder).load(folder)
        self._check_names(layout.names)
        return Reading(layout, self.columns or {}, self.target or "").rows(self._notes)

    def learn(self, folder: Path) -> Self:
        """The same with the layout of the file, the target and every column written out."""
        layout = self._layout(existing(self.path, folder))
        self._check_names(layout.names)
        target = layout.names[-1] if self.target is None else self.target
        if self._is_learnt(layout):
            return self
        columns, notes = _learnt(layout, dict(self.columns or {}), target)
        found = type(self)(self.path, target, columns, layout.delimiter, layout.header, layout.encoding)
        found._notes = tuple(notes)
        return found

    _notes: tuple[str, ...] = ()

    def inputs(self, path: Path) -> np.ndarray:
        """The inputs of another file: its columns by name in any order, the target there or not."""
        if self.columns is None or self.target is None:
            raise DataError("CSV: what the columns are is not known yet: call learn(folder) first.")
        layout = self._layout(existing(path, Path()))
        if not self.header:
            layout = self._named(layout)
        return Reading(layout, {n: c for n, c in self.columns.items() if n != self.target}, "").rows(()).x

    def _layout(self, path: Path) -> Layout:
        return layout_of(path, self.delimiter, self.header, self.encoding)

    def _named(self, layout: Layout) -> Layout:
        """Columns without names are known by their places; the target may not be there."""
        inputs = [name for name in self.columns or {} if name != self.target]
        if len(layout.names) != len(inputs):
            return layout
        return Layout(layout.path, layout.delimiter, False, layout.encoding, tuple(inputs), layout.rows)

    def _is_learnt(self, layout: Layout) -> bool:
        """Whether nothing is left to be told from the cells, which then need not be looked at twice."""
        given = (self.target, self.columns, self.delimiter, self.header, self.encoding)
        return None not in given and all(is_complete(self.columns.get(name)) for name in layout.names)

    def _check_names(self, names: Sequence[str]) -> None:
        for name in (*(self.columns or {}), *([self.target] if self.target else [])):
            if name not in names:
                raise DataError(f"{self.path} has no column '{name}'{did_you_mean(name, names) or _listed(names)}")


def _listed(names: Sequence[str]) -> str:
    return f": it has {', '.join(names[:20])}{', …' if len(names) > 20 else ''}."


def _learnt(layout: Layout, said: dict[str, Any], target: str) -> tuple[dict[str, Any], list[str]]:
    """What each column is, in the order of the file, and sentences about what was guessed."""
    kinds = {name: column["kind"] for name, column in said.items()}
    decimal = "." if layout.delimiter == "," else ","
    seen = [Seen(name, decimal, kinds.get(name) in ("category", "boolean")) for name in layout.names]
    require(8 * layout.rows * len(seen), f"The rows of {layout.path}", INSTEAD)
    for _, columns in chunks(layout):
        for one, cells in zip(seen, columns, strict=True):
            one.take(cells)
    if not seen[0].rows:
        raise DataError(f"{layout.path} has a row of names and no rows.")
    found = {one.name: _told(one, said.get(one.name), one.name == target) for one in seen}
    if target and (kind := found[target][0]["kind"]) in LEFT_OUT:
        raise DataError(f"The target '{target}' of {layout.path} cannot be learnt: {_WHY[kind]}; name another target.")
    return {name: column for name, (column, _) in found.items()}, [note for _, note in found.values() if note]


_WHY = {
    "text": "it has too many different values to be classes",
    "identifier": "it is different in every row",
    "constant": "it is the same in all rows",
    "ignored": "its column is to be ignored",
}


def _told(seen: Seen, said: Mapping[str, Any] | None, is_target: bool) -> tuple[dict[str, Any], str]:
    return told(seen, is_target) if said is None else (completed(seen, said), "")
