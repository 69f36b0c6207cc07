"""What the columns of a table are, told from their cells: a kind for each, and what to put where a value is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from plugkeras.errors import DataError
from plugkeras_std.sources.csv_kinds import ONE_HOT, days_of, floats, plain
from plugkeras_std.sources.csv_reading import is_missing, is_number

MOST, FEW = 5000, 200
"""Different cells of a column that are counted, and of one that is of numbers as far as it was seen."""

CATEGORIES = 1000
CLASSES = 20
"""Up to so many values are categories; classes, where the target is whole numbers."""

NUMERIC = 0.95
"""The share of cells from which a column is of numbers, and the others count as missing."""

BOOLEANS = (("false", "true"), ("no", "yes"), ("f", "t"), ("n", "y"), ("off", "on"))
DATES = ("iso", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y")
TIMES = ("", " %H:%M", " %H:%M:%S")


class Seen:
    """All that is remembered of a column while its cells go by; ``decimal`` may stand in numbers for a point."""

    def __init__(self, name: str, decimal: str = ".", is_category: bool = False) -> None:
        self.name, self.decimal, self.is_category = name, decimal, is_category
        self.rows = self.counted = self.bad = 0
        self.cells: Counter[str] = Counter()
        self.numbers: list[np.ndarray] | None = []  # None: they are something else

    def take(self, cells: Sequence[str]) -> None:
        """The next cells."""
        most = FEW if self.numbers is not None and not self.bad and not self.is_category else MOST
        if self.is_counted and len(self.cells) <= most:
            self.cells.update(cells)
            self.counted += len(cells)
        self.rows += len(cells)
        if self.numbers is not None:
            values, bad = floats(cells, self.decimal)
            self.bad += len(bad)
            self.numbers.append(values)
            if self.bad > self.rows / 2:
                self.numbers = None

    @property
    def is_counted(self) -> bool:
        """Whether all cells are remembered."""
        return self.counted == self.rows

    @property
    def values(self) -> list[str]:
        """The different cells with a value, as categories have them: numbers by size, else by the alphabet."""
        found = {plain(cell) for cell in self.cells if not is_missing(cell)}
        return sorted(found, key=float) if all(map(is_number, found)) else sorted(found)

    @property
    def is_incomplete(self) -> bool:
        """Whether a value is missing somewhere."""
        return any(map(is_missing, self.cells))

    @property
    def all_differ(self) -> bool:
        """Whether no cell was seen twice, as far as they were counted."""
        return len(self.cells) == self.counted


Told = tuple[dict[str, Any], str]
"""A column as JSON, and a sentence for people about what was made of it, or ''."""


def told(seen: Seen, is_target: bool = False) -> Told:
    """What a column is."""
    values = seen.values if seen.is_counted else None
    if values is not None and len(values) < 2:
        what = f"has only {values[0]!r}" if values else "has no value"
        return {"kind": "constant"}, f"'{seen.name}' {what} in all rows and is left out."
    for decide in (_boolean, _target if is_target else _identifier, _number, _date, _category):
        found = decide(seen, values)
        if found is not None:
            return found
    return _text(seen)


def completed(seen: Seen, said: Mapping[str, Any]) -> dict[str, Any]:
    """A column of which a person has said the kind, with the rest told from the cells."""
    column = dict(said)
    if column["kind"] in ("category", "boolean") and "values" not in said:
        if not seen.is_counted:
            raise DataError(f"'{seen.name}' has more than {MOST} different values, too many for a {said['kind']}.")
        found = [*seen.values, *([None] if column["kind"] == "category" and seen.is_incomplete else [])]
        column["values"] = found or [None]
    if column["kind"] == "category" and len(column["values"]) > ONE_HOT:
        column.setdefault("as", "codes")
    if column["kind"] == "number":
        if any("," in cell for cell in seen.cells) and seen.decimal == ",":
            column.setdefault("decimal", ",")
        column.setdefault("fill", _median(np.concatenate(seen.numbers or [np.empty(0)])))
    if column["kind"] == "date":
        column.setdefault("format", _written([c for c in seen.cells if not is_missing(c)]) or "iso")
        column.setdefault("fill", _middle(seen.cells, column["format"]))
    if column["kind"] == "boolean":
        column.setdefault("fill", _usual(seen, column))
    return column


def _median(values: np.ndarray) -> float:
    values = values[~np.isnan(values)]
    return float(np.median(values)) if len(values) else 0.0


def _boolean(seen: Seen, values: list[str] | None) -> Told | None:
    words = {value.lower() for value in values or ()}
    pair = next((pair for pair in BOOLEANS if words == set(pair)), None)
    return (completed(seen, {"kind": "boolean", "values": list(pair)}), "") if pair else None


def _usual(seen: Seen, column: Mapping[str, Any]) -> float:
    """The commoner of the two values, as 0 or 1."""
    tally = Counter({0: 0})
    for cell, times in seen.cells.items():
        if not is_missing(cell):
            tally[[str(v).lower() for v in column["values"]].index(plain(cell).lower())] += times
    return float(tally.most_common(1)[0][0])


def _identifier(seen: Seen, values: list[str] | None) -> Told | None:
    if seen.numbers is None or seen.rows < 10 or seen.bad:
        return None
    numbers = np.concatenate(seen.numbers)
    named = seen.name.lower().replace(" ", "_")
    is_named = named in ("id", "index", "key", "uuid", "row") or named.endswith("_id") or seen.name.endswith("Id")
    if (np.diff(numbers) == 1).all() or (
        is_named and (numbers % 1 == 0).all() and len(np.unique(numbers)) == len(numbers)
    ):
        return {"kind": "identifier"}, f"'{seen.name}' only numbers the rows and is left out."
    return None


def _target(seen: Seen, values: list[str] | None) -> Told | None:
    """Few whole numbers from 0 or 1 on are classes."""
    if values is None or seen.bad or len(values) > CLASSES or len(values) > max(2, seen.rows // 2):
        return None
    if not all(value.isdigit() for value in values):
        return None
    note = f"The target '{seen.name}' is taken for {len(values)} classes; if it is numbers, say so: 'number'."
    return {"kind": "category", "values": values}, note if len(values) > 2 else ""


def _number(seen: Seen, values: list[str] | None) -> Told | None:
    if seen.numbers is None or seen.bad > (1 - NUMERIC) * seen.rows:
        return None
    found = completed(seen, {"kind": "number"})
    if not seen.bad:
        return found, ""
    note = f"'{seen.name}' has {seen.bad} cells that are no numbers; they count as missing."
    return {**found, "unknown": "missing"}, note


def _date(seen: Seen, values: list[str] | None) -> Told | None:
    cells = [cell for cell in seen.cells if not is_missing(cell)]
    written = _written(cells)
    if written is None:
        return None
    note = f"'{seen.name}' is dates written as {written!r}; they become days since 1970."
    return {"kind": "date", "format": written, "fill": _middle(seen.cells, written)}, note


def _written(cells: Sequence[str]) -> str | None:
    """The first way of writing dates in which all of the cells are."""
    ways = [DATES[0], *(date + time for date in DATES[1:] for time in TIMES)]
    return next((way for way in ways if cells and all(days_of(cell, way) is not None for cell in cells)), None)


def _middle(cells: Iterable[str], written: str) -> float:
    days = [days_of(cell, written) for cell in cells]
    return _median(np.array([np.nan if day is None else day for day in days]))


def _category(seen: Seen, values: list[str] | None) -> Told | None:
    if values is None or len(values) > CATEGORIES or (len(values) > 10 and len(values) > seen.rows / 2):
        return None
    if seen.rows >= 5 and seen.all_differ:
        return None
    found = completed(seen, {"kind": "category"})
    if "as" not in found:
        return found, ""
    return found, f"'{seen.name}' has {len(values)} categories and becomes one column of their numbers."


def _text(seen: Seen) -> Told:
    longest = max(map(len, list(seen.cells)[:1000]))
    if seen.all_differ and longest <= 40:
        return {"kind": "identifier"}, f"'{seen.name}' is different in every row and is left out."
    return {"kind": "text"}, f"'{seen.name}' is free text and is left out."
