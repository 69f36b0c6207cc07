"""What a column of a table may be, and how its cells become numbers: one class a kind.

A column is described as JSON, ``{"kind": "number", "fill": 29.0}``, so that the document of a project keeps it, and
other files are read in the same way.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np

from plugkeras.annotations import shortened
from plugkeras.errors import ArgumentError, did_you_mean
from plugkeras_std.sources.csv_reading import is_missing, is_number

Column = Mapping[str, Any]

ONE_HOT = 20
"""Up to so many categories are a column of zeros and ones each, unless it is said."""

LEFT_OUT = ("text", "identifier", "constant", "ignored")
ARGUMENTS = {
    "number": ("fill", "decimal", "unknown"),
    "category": ("values", "as", "unknown"),
    "boolean": ("values", "fill", "unknown"),
    "date": ("format", "as", "fill", "unknown"),
    **dict.fromkeys(LEFT_OUT, ()),
}
"""What may be said of a column of each kind. ``"unknown": "missing"``: cells that are none of it count as missing."""


class BadCell(ValueError):
    """A cell that is not what its column is; ``place`` counts from 0."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place = place


class Encoded(NamedTuple):
    """Numbers of float32 (rows, columns), and in how many rows there was no value."""

    values: np.ndarray
    missing: int


class Encoder(NamedTuple):
    """How a column becomes numbers: what those are called, and the function of its cells."""

    names: tuple[str, ...]
    encode: Callable[[Sequence[str]], Encoded]


def encoder(name: str, column: Column) -> Encoder:
    """How the column called ``name`` becomes numbers."""
    return _ENCODERS[column["kind"]](name, column)


def numbers(name: str, column: Column) -> Callable[[Sequence[str]], np.ndarray]:
    """A function of cells: the numbers (rows,) of a column of numbers or dates, as float32, NaN where there is none."""
    read = _days(name, column) if column["kind"] == "date" else _floats(name, column)
    return lambda cells: read(cells).astype(np.float32)


def _number(name: str, column: Column) -> Encoder:
    read = _floats(name, column)
    return Encoder((name,), lambda cells: _filled(read(cells), column.get("fill")))


def _floats(name: str, column: Column) -> Callable[[Sequence[str]], np.ndarray]:
    def read(cells: Sequence[str]) -> np.ndarray:
        values, bad = floats(cells, column.get("decimal", "."))
        if bad and column.get("unknown") != "missing":
            raise BadCell(bad[0], f"'{name}' has {shortened(cells[bad[0]])}, which is no number.")
        values[bad] = np.nan
        return values

    return read


def floats(cells: Sequence[str], decimal: str = ".") -> tuple[np.ndarray, list[int]]:
    """The cells as float64, NaN where a value is missing, and the places of those that are no numbers."""
    bad: list[int] = []
    try:
        values = np.fromiter(map(float, [cell or "nan" for cell in cells]), np.float64, len(cells))
    except ValueError:
        pairs = [_float(cell.replace(decimal, ".") if decimal != "." else cell) for cell in cells]
        values = np.array([np.nan if value is None else value for value in pairs])
        bad = [place for place, value in enumerate(pairs) if value is None]
    values[np.isinf(values)] = np.nan
    return values, bad


def _float(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return np.nan if is_missing(cell) else None


def _filled(values: np.ndarray, fill: float | None) -> Encoded:
    """One column without NaN."""
    empty = np.isnan(values)
    values[empty] = 0.0 if fill is None else fill
    return Encoded(values[:, None].astype(np.float32), int(empty.sum()))


def plain(cell: str) -> str:
    """A cell as a category: without spaces around it, and a number in one way of writing it."""
    cell = cell.strip()
    if (cell[-1:].isdigit() or cell[-1:] == ".") and is_number(cell):
        number = float(cell)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return cell


def codes(name: str, column: Column) -> Callable[[Sequence[str]], np.ndarray]:
    """A function of cells: the place of each among the column's values, -1 where there is no value."""
    values = [value if value is None else str(value) for value in column["values"]]
    known: dict[str, int] = {value: place for place, value in enumerate(values) if value is not None}
    absent = values.index(None) if None in values else -1
    fold = {value.lower(): place for value, place in known.items()} if column["kind"] == "boolean" else {}

    def find(place: int, cell: str) -> int:
        found = known.get(cell)
        if found is not None:
            return found
        found = known.get(plain(cell), fold.get(cell.strip().lower()))
        if found is not None:
            known[cell] = found
            return found
        if is_missing(cell):
            known[cell] = absent
        if is_missing(cell) or column.get("unknown") == "missing":
            return absent
        near = did_you_mean(cell, known) or f": it knows {shortened(', '.join(known))[1:-1]}."
        raise BadCell(place, f"'{name}' has {shortened(cell)}, which was not among the values that it knows{near}")

    def coded(cells: Sequence[str]) -> np.ndarray:
        try:
            return np.fromiter(map(known.__getitem__, cells), np.int64, len(cells))
        except KeyError:  # one that is seen for the first time
            return np.fromiter((find(place, cell) for place, cell in enumerate(cells)), np.int64, len(cells))

    return coded


def _category(name: str, column: Column) -> Encoder:
    values, coded = column["values"], codes(name, column)
    absent = values.index(None) if None in values else -1

    def as_codes(cells: Sequence[str]) -> Encoded:
        found = coded(cells)
        return Encoded(found[:, None].astype(np.float32), int((found == absent).sum()))

    def as_one_hot(cells: Sequence[str]) -> Encoded:
        found = coded(cells)
        hot = np.zeros((len(cells), len(values) + 1), np.float32)
        hot[np.arange(len(cells)), found] = 1  # -1, no value, is the last column, which is not kept
        return Encoded(hot[:, :-1], int((found == absent).sum()))

    if column.get("as", "one_hot" if len(values) <= ONE_HOT else "codes") == "codes":
        return Encoder((name,), as_codes)
    return Encoder(tuple(f"{name}={'missing' if v is None else v}" for v in values), as_one_hot)


def _boolean(name: str, column: Column) -> Encoder:
    coded = codes(name, column)

    def encode(cells: Sequence[str]) -> Encoded:
        found = coded(cells)
        return _filled(np.where(found < 0, np.nan, found), column.get("fill"))

    return Encoder((name,), encode)


PARTS = ("year", "month", "day", "weekday")


def _date(name: str, column: Column) -> Encoder:
    read, in_parts = _days(name, column), column.get("as") == "parts"

    def encode(cells: Sequence[str]) -> Encoded:
        days = read(cells)
        found = _filled(days, column.get("fill"))  # which also fills days
        return Encoded(_parts(days).astype(np.float32), found.missing) if in_parts else found

    return Encoder(tuple(f"{name}.{part}" for part in PARTS) if in_parts else (name,), encode)


def _days(name: str, column: Column) -> Callable[[Sequence[str]], np.ndarray]:
    written, known = column.get("format", "iso"), dict[str, float]()

    def find(place: int, cell: str) -> float:
        if cell in known:
            return known[cell]
        found = days_of(cell, written)
        if found is None and not is_missing(cell) and column.get("unknown") != "missing":
            raise BadCell(place, f"'{name}' has {shortened(cell)}, which is no date written as {written!r}.")
        days = np.nan if found is None else found
        if len(known) < REMEMBERED:
            known[cell] = days
        return days

    def read(cells: Sequence[str]) -> np.ndarray:
        try:
            return np.fromiter(map(known.__getitem__, cells), np.float64, len(cells))
        except KeyError:  # one that is seen for the first time
            return np.array([find(place, cell) for place, cell in enumerate(cells)])

    return read


REMEMBERED = 1 << 17
"""Different dates that are read once."""


def _parts(days: np.ndarray) -> np.ndarray:
    date = days.astype("datetime64[D]")
    months = date.astype("datetime64[M]")
    year, month = months.astype(np.int64) // 12 + 1970, months.astype(np.int64) % 12 + 1
    return np.stack([year, month, (date - months).astype(np.int64) + 1, (days.astype(np.int64) + 3) % 7], axis=1)


def days_of(cell: str, written: str) -> float | None:
    """The days from 1970 to a date, with a fraction for the time of day; None if it is not written so."""
    try:
        found = datetime.fromisoformat(cell.strip()) if written == "iso" else datetime.strptime(cell.strip(), written)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return (found - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 86400


_ENCODERS = {"number": _number, "category": _category, "boolean": _boolean, "date": _date}


def check(name: str, column: Any) -> dict[str, Any]:
    """What a person or a file says of a column, as a dict.

    Raises:
        ArgumentError: it says something that has no meaning.
    """
    said = {"kind": column} if isinstance(column, str) else column
    if not isinstance(said, Mapping) or not isinstance(said.get("kind"), str):
        raise ArgumentError(
            f"CSV: the column '{name}' is described as {{'kind': 'number'}}, not as {shortened(column)}."
        )
    kind = said["kind"]
    if kind not in ARGUMENTS:
        hint = did_you_mean(kind, ARGUMENTS) or f": it is one of {', '.join(ARGUMENTS)}."
        raise ArgumentError(f"CSV: the column '{name}' cannot be of the kind '{kind}'{hint}")
    for argument, value in said.items():
        if argument != "kind" and argument not in ARGUMENTS[kind]:
            hint = did_you_mean(str(argument), ARGUMENTS[kind]) or "."
            raise ArgumentError(f"CSV: a column of the kind '{kind}' has no `{argument}`, as '{name}' says{hint}")
        if not _ALLOWED.get(argument, lambda value: True)(value):
            raise ArgumentError(f"CSV: the column '{name}' cannot have {shortened(value)} as its `{argument}`.")
    return dict(said)


def is_complete(column: Column | None) -> bool:
    """Whether all that a column has to learn is said."""
    needed = {"number": ("fill",), "category": ("values",), "boolean": ("values", "fill"), "date": ("format", "fill")}
    return column is not None and all(argument in column for argument in needed.get(column["kind"], ()))


def _is_values(values: Any) -> bool:
    if not isinstance(values, list | tuple) or not values:
        return False
    return len({str(v) for v in values}) == len(values) and all(
        v is None or isinstance(v, str | int | float) for v in values
    )


_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "fill": lambda fill: isinstance(fill, int | float) and bool(np.isfinite(fill)),
    "values": _is_values,
    "as": lambda way: way in ("one_hot", "codes", "days", "parts"),
    "format": lambda written: isinstance(written, str),
    "decimal": lambda decimal: decimal in (".", ","),
    "unknown": lambda unknown: unknown == "missing",
}
