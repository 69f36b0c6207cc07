"""A CSV file as columns of text, a chunk of rows at a time; what is wrong is told with its line."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import IO

from plugkeras.errors import ArgumentError, DataError, FileError, cause

LONGEST = 1 << 24
"""Characters in a line; a longer one is no line of a table."""

BLOCK = 1 << 20
"""Characters that are read at once."""

COLUMNS = 1 << 14
"""More columns than these are no table."""

ROWS = 256
CELLS = 1 << 14
"""So many rows at least, and else about so many cells, are in memory at once: more do not stay in the caches."""

DELIMITERS = ("\t", ";", "|", ",")
"""What may stand between cells, unless it is said: the one that is rarest in texts and numbers first."""

MISSING = frozenset(("", "?", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "<na>", "nil", "-", "inf", "-inf"))
"""What stands for a value that is not there, in lower case; infinities too, since nothing can be learnt from them."""

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Layout:
    """How a file is written: what stands between cells, in which encoding, and what the columns are called.

    ``rows`` is about how many there are, by the length of the first ones.
    """

    path: Path
    delimiter: str
    header: bool
    encoding: str
    names: tuple[str, ...]
    rows: int


def layout_of(path: Path, delimiter: str | None, header: bool | None, encoding: str | None) -> Layout:
    """How the file at ``path`` is written; what is None is told from its first rows.

    Raises:
        DataError: it is empty or no text.
    """
    encoding = encoding or _encoding(path)
    with _open(path, encoding) as lines:
        sample = list(islice(lines, 200))
    delimiter = delimiter or _delimiter(sample)
    with _failing(path, delimiter):
        rows = [row for row in _reader(sample, delimiter) if _is_filled(row)]
    if not rows:
        raise DataError(f"{path} is empty: a CSV file has a row of names, and rows of values.")
    has_names = _has_names(rows) if header is None else header
    if len(rows[0]) > COLUMNS:
        raise DataError(f"{path} has {len(rows[0])} columns, more than the {COLUMNS} that a table may have here.")
    names = _distinct(rows[0] if has_names else [""] * len(rows[0]))
    length = sum(map(len, sample)) / len(sample)
    return Layout(path, delimiter, has_names, encoding, names, int(path.stat().st_size / max(1.0, length)) + 1)


def chunks(layout: Layout) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """The number of the first row, from 0, and the columns of cells, chunk after chunk.

    Raises:
        DataError: a row has too many or too few cells, or something is no text; with the line.
    """
    size = max(ROWS, CELLS // len(layout.names))
    first = 0
    for rows in _rows(layout, size):
        if set(map(len, rows)) != {len(layout.names)}:
            _refuse_ragged(layout, rows, first)
        yield first, list(zip(*rows, strict=True))
        first += len(rows)


def line_of(layout: Layout, row: int) -> int:
    """The line in which the row of that number ends; found by reading anew, since only errors ask for it."""
    with _open(layout.path, layout.encoding) as lines:
        reader = _reader(lines, layout.delimiter)
        found = (reader.line_num for cells in reader if _is_filled(cells))
        return next(islice(found, row + layout.header, None), 0)


def _rows(layout: Layout, size: int) -> Iterator[list[list[str]]]:
    with _open(layout.path, layout.encoding) as lines, _failing(layout.path, layout.delimiter):
        reader = _reader(lines, layout.delimiter)
        if layout.header:
            next(filter(_is_filled, reader), None)
        while found := list(islice(reader, size)):
            if rows := [row for row in found if len(row) > 1 or _is_filled(row)]:
                yield rows


def _reader(lines: Iterator[str] | list[str], delimiter: str) -> "csv._reader":  # type: ignore[name-defined]
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def _is_filled(row: list[str]) -> bool:
    """Whether a line is a row: an empty one is none, one of empty cells is."""
    return len(row) > 1 or any(row)


@contextmanager
def _failing(path: Path, delimiter: str) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        raise DataError(f"{path} is no table: {error}; a quotation mark may be missing.") from cause(error)
    except TypeError as error:
        raise ArgumentError(f"`delimiter` must be one character, not {delimiter!r}.") from cause(error)


@contextmanager
def _open(path: Path, encoding: str) -> Iterator[Iterator[str]]:
    """The lines of a file; what cannot be decoded is told with its line."""
    try:
        same = codecs.lookup(encoding).name
        with path.open(encoding="utf-8-sig" if same == "utf-8" else same) as stream:
            yield _lines(path, stream)
    except UnicodeError as error:
        raise DataError(f"{path}, line {_bad_line(path, encoding)}: {_NOT_DECODED.format(encoding)}") from cause(error)
    except LookupError as error:
        raise ArgumentError(f"There is no encoding {encoding!r}; try 'utf-8' or 'latin-1'.") from cause(error)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} cannot be read: {error.strerror}.") from cause(error)


_NOT_DECODED = "it is no text in {}: say in which encoding it was written, encoding='latin-1' say."


def _lines(path: Path, stream: IO[str]) -> Iterator[str]:
    """The lines, from large pieces of the file: looking at each line by itself takes longer than reading it."""
    number, rest = 1, ""
    while block := stream.read(BLOCK):
        if "\0" in block:
            at = number + (rest + block).partition("\0")[0].count("\n")
            raise DataError(
                f"{path}, line {at}: it has a NUL byte, so this is no text, or another encoding, 'utf-16' say."
            )
        whole, end, rest = (rest + block).rpartition("\n")
        if len(rest) > LONGEST:
            at = number + whole.count("\n") + bool(end)
            raise DataError(f"{path}, line {at}: it is longer than {LONGEST} characters, which no table needs.")
        number += whole.count("\n") + bool(end)
        yield from StringIO(whole + end)
    if rest:
        yield rest


def _bad_line(path: Path, encoding: str) -> int:
    """The first line that cannot be decoded; of encodings with wide characters, where lines are not seen, 1."""
    with path.open("rb") as stream:
        for number, line in enumerate(iter(partial(stream.readline, LONGEST), b""), 1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return number
    return 1


def _encoding(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            begin = stream.read(4)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from cause(error)
    return next((name for bom, name in _BOMS.items() if begin.startswith(bom)), "utf-8")


def _delimiter(sample: list[str]) -> str:
    """The first of the DELIMITERS that gives all rows the same number of cells; else the one that nearly does."""
    scores = {delimiter: _evenness(sample, delimiter) for delimiter in (*DELIMITERS, " ")}
    spaces = scores.pop(" ")
    best = max(scores, key=lambda d: scores[d])
    return " " if scores[best] == 0 and spaces == 1 and _is_numeric(sample) else best if scores[best] else ","


def _evenness(sample: list[str], delimiter: str) -> float:
    """The share of rows with the usual number of cells; 0 if that is one."""
    try:
        widths = Counter(len(row) for row in _reader(sample, delimiter) if _is_filled(row))
    except csv.Error:
        return 0
    width, rows = widths.most_common(1)[0] if widths else (1, 0)
    return rows / widths.total() if width > 1 else 0


def _is_numeric(sample: list[str]) -> bool:
    return all(is_number(cell) for line in sample[1:] for cell in line.split())


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def is_missing(cell: str) -> bool:
    """Whether a cell stands for a value that is not there."""
    return len(cell) < 16 and cell.strip().lower() in MISSING


def _has_names(rows: list[list[str]]) -> bool:
    """Whether the first row is of names: it has no value in it, and does not look like those below."""
    first, rest = rows[0], rows[1:]
    if any(is_number(cell) or (cell and is_missing(cell)) for cell in first) or len(set(first)) < len(first):
        return False
    below = [[row[i] for row in rest if i < len(row)] for i in range(len(first))]
    if any(cells and all(is_number(c) or is_missing(c) for c in cells) for cells in below):
        return True
    return not any(cell in cells for cell, cells in zip(first, below, strict=True))


def _distinct(names: list[str]) -> tuple[str, ...]:
    """The names, each once; a column without one is called after its place."""
    found: dict[str, None] = {}
    last: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        name = own = "".join(c if c.isprintable() else "?" for c in name.strip()) or f"column_{place}"
        while name in found:
            last[own] = last.get(own, 1) + 1
            name = f"{own}_{last[own]}"
        found[name] = None
    return tuple(found)


def _refuse_ragged(layout: Layout, rows: list[list[str]], first: int) -> None:
    at, row = next((i, row) for i, row in enumerate(rows) if len(row) != len(layout.names))
    has, wanted = (f"{n} cell{'s' if n != 1 else ''}" for n in (len(row), len(layout.names)))
    other = "the row of names" if layout.header else "the first row"
    raise DataError(
        f"{layout.path}, line {line_of(layout, first + at)}: it has {has} where {other} has {wanted} between "
        f"{layout.delimiter!r}; a quotation mark or a delimiter is missing or too many."
    )
