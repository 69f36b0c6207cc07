"""What the data of a project look like: a summary and the first rows; nothing of a terminal."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from plugkeras.errors import PlugkerasError
from plugkeras.parts.source import Column, Rows
from plugkeras.project.document import DataSpec
from plugkeras.project.preparing import with_columns
from plugkeras.project.summary import Summary, summary_of
from plugkeras.project.summary_lines import printable
from plugkeras.project.trust import Imported

FIRST = 12
"""Rows that are shown."""

WHOLE = 1e7
"""Whole numbers below this are written out."""

COLUMNS = 40
"""Columns of which the first rows are shown."""


@dataclass(frozen=True, eq=False)
class Look:
    """``table`` has a head and rows of texts; ``images`` is (n, height, width, channels) from 0 to 255 instead.

    ``labels`` says of each row what its target is. ``trouble`` says what is wrong, and ``code`` what
    would be imported if that is allowed.
    """

    summary: Summary | None = None
    table: tuple[tuple[str, ...], ...] = ()
    images: Any = None
    labels: tuple[str, ...] = ()
    trouble: str = ""
    code: tuple[tuple[str, Path | None], ...] = ()


def look_at(spec: DataSpec, rows: Rows, trouble: str = "") -> Look:
    """Rows that are loaded, and the spec that they came with, looked at; never raises for what is in them.

    ``trouble`` is why they cannot be trained on as they are.
    """
    try:
        summary = summary_of(spec, rows)
        images = as_images(rows.x)
        if images is not None:
            return Look(summary, (), images, _labels(rows, summary, spread(len(rows.x))), trouble)
        labels = _labels(rows, summary, slice(FIRST))
        return Look(summary, tuple(_table(rows, summary, labels)), None, labels, trouble)
    except MemoryError:
        return Look(trouble="There is not enough memory to look at these data: use fewer rows.")
    except PlugkerasError as error:
        return Look(trouble=str(error))
    except Exception as error:  # of somebody else's source
        return Look(trouble=f"The data cannot be looked at: {type(error).__name__}: {error}")


def not_seen(trouble: str, code: Imported) -> Look:
    """Why there is nothing to be seen; of code that was not allowed yet, how to allow it."""
    if not code:
        return Look(trouble=trouble)
    told = f"The data come from code, {code[0][0]}, which may not run yet: t shows it, and asks."
    return Look(trouble=told, code=tuple(code))


def as_images(x: Any) -> Any:
    """Some rows, evenly spread, as bytes (n, height, width, channels), if they are pictures; else None."""
    shape = tuple(x.shape[1:])
    is_grey = len(shape) == 2 and x.dtype == np.uint8 and min(shape) > 3
    if not is_grey and not (len(shape) == 3 and shape[2] in (1, 3, 4) and min(shape[:2]) > 3):
        return None
    some = np.asarray(x[spread(len(x))], np.float64).reshape(-1, *shape[:2], 1 if is_grey else shape[2])[..., :3]
    low, high = some.min(), some.max()
    if x.dtype == np.uint8 and high > 100:
        low, high = 0.0, 255.0
    with np.errstate(all="ignore"):
        scaled = np.nan_to_num((some - low) / (high - low if high > low else 1.0))
    return (scaled * 255).astype(np.uint8)


def spread(count: int) -> slice:
    """A few rows from all over, since files are often sorted."""
    step = max(1, count // FIRST)
    return slice(0, min(count, step * FIRST), step)


def _labels(rows: Rows, summary: Summary, shown: slice) -> tuple[str, ...]:
    if rows.y is None:
        return ()
    some = np.asarray(rows.y[shown])
    names = [name for name, _ in summary.classes]
    if summary.target == "one_hot":
        some = some.argmax(axis=1)
    return tuple(_label(value, names) for value in some)


def _label(value: Any, names: list[str]) -> str:
    if np.ndim(value) > 1 or np.size(value) > 4:
        return f"({' x '.join(map(str, np.shape(value)))})"
    if np.ndim(value) == 1:
        return " ".join(cell(v) for v in value) if np.size(value) > 1 else _label(value[0], names)
    is_number = names and not isinstance(value, str | bytes) and float(value).is_integer()
    return names[int(value)] if is_number and 0 <= int(value) < len(names) else cell(value)


def cell(value: Any) -> str:
    """One value in few characters."""
    if isinstance(value, str | bytes):
        return printable(value if isinstance(value, str) else value.decode("utf-8", "replace"))
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < WHOLE else f"{number:.4g}"


def _table(rows: Rows, summary: Summary, labels: tuple[str, ...]) -> Any:
    x = np.asarray(with_columns(rows.x)[:FIRST])
    if x.ndim > 2:
        yield from _of_arrays(x, labels)
        return
    columns = [c for c in rows.columns if c.at is not None and not c.target][:COLUMNS]
    names = list(rows.x_names) or [str(n) for n in range(x.shape[1])]
    if not columns:
        columns = [Column(name, "number", at=(n, n + 1)) for n, name in enumerate(names[:COLUMNS])]
    target = next((c.name for c in rows.columns if c.target), "target")
    yield (*(printable(c.name) for c in columns), *([printable(target)] if labels else []))
    for n, row in enumerate(x):
        yield (*(_told(c, row, names) for c in columns), *(labels[n : n + 1]))


def _told(column: Column, row: Any, names: list[str]) -> str:
    """A cell as the file has it: of zeros and ones for a category, its name."""
    start, end = column.at or (0, 0)
    values = row[start:end]
    if end - start == 1:
        return cell(values[0])
    if column.kind == "date":
        return "-".join(f"{int(v):02d}" for v in values[:3])
    is_one = values.size and values.max() == 1
    return printable(names[start + int(values.argmax())].partition("=")[2]) if is_one else "?"


def _of_arrays(x: Any, labels: tuple[str, ...]) -> Any:
    """Rows that are series, or more: their first numbers."""
    yield ("inputs", *(["target"] if labels else []))
    for n, row in enumerate(x):
        flat = row.reshape(-1)
        more = " …" if flat.size > 16 else ""
        yield (" ".join(cell(v) for v in flat[:16]) + more, *(labels[n : n + 1]))
