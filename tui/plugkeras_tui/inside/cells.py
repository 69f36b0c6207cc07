"""A row of a table as its file would have it, typed by a person, made into what the model takes."""

import csv
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from plugkeras.errors import DataError
from plugkeras.project.data import inputs
from plugkeras.project.document import DataSpec

USED = ("number", "category", "boolean", "date")
"""The kinds of columns that become inputs; others may stay empty."""


class Cells:
    """The cells that a row has. ``spec`` is of data that are prepared: it knows what the columns are."""

    def __init__(self, spec: DataSpec) -> None:
        said = spec.source.arguments if spec.source is not None else {}
        columns, self._spec, self._said = said.get("columns"), spec, said
        known = columns if isinstance(columns, Mapping) else {}
        self._columns: dict[str, Any] = {name: one for name, one in known.items() if name != said.get("target")}
        self.names = [name for name, one in self._columns.items() if one.get("kind") in USED]
        """The columns that are typed; none if the rows are of no table."""

    @property
    def usual(self) -> str:
        """A row to begin with: the middle of numbers, the first of categories; a date stays empty, which is usual."""
        return _line([_usual(self._columns[name]) for name in self.names])

    def inputs(self, text: str) -> np.ndarray:
        """The row that ``text`` means, scaled and encoded as those that the model was trained on.

        Raises:
            DataError: there are other cells than columns, or one is not what its column is.
        """
        cells = [cell.strip() for cell in next(csv.reader([text], skipinitialspace=True), [])]
        if len(cells) != len(self.names):
            raise DataError(f"A row has {len(self.names)} cells ({', '.join(self.names)}), not {len(cells)}.")
        given = dict(zip(self.names, cells, strict=True))
        rows = [list(self._columns)] if self._said.get("header") else []
        rows.append([given.get(name, "") for name in self._columns])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "row.csv")
            lines = [_line(row, str(self._said.get("delimiter") or ",")) for row in rows]
            path.write_text("\n".join(lines) + "\n", encoding=str(self._said.get("encoding") or "utf-8"))
            try:
                found = inputs(self._spec, path)
            except DataError as error:
                raise DataError(str(error).removeprefix(f"{path}, line {len(rows)}: ")) from None
        row: np.ndarray = np.asarray(found)[0]
        return row


def _usual(column: Mapping[str, Any]) -> str:
    values, fill = column.get("values") or (), column.get("fill")
    if column["kind"] == "number":
        return f"{fill:g}" if fill is not None else ""
    if column["kind"] == "boolean":
        return str(values[int(fill or 0)]) if len(values) == 2 else ""
    return str(next((value for value in values if value is not None), ""))


def _line(cells: list[str], delimiter: str = "") -> str:
    """With a space behind each comma, for eyes; or as a file has them."""
    if not delimiter:
        return ", ".join(f'"{cell}"' if "," in cell else cell for cell in cells)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="").writerow(cells)
    return text.getvalue()
