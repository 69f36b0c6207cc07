"""What is told of a plugin: a line of a table, and everything about it as text."""

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

import plugkeras
from plugkeras.host.plugin import Plugin, reason

OWN = str(Path(plugkeras.__file__).parent) + os.sep

MARKS = {"loaded": "●", "found": "·", "broken": "⚠", "disabled": "○"}

COLUMNS = {"state": 10, "plugin": 14, "version": 7, "ms": 6, "offers": 34}
"""And how wide they are."""

LEFT_OUT = "left out of this app and the trainings it starts"


def ordered(rows: list[Plugin]) -> list[Plugin]:
    """What a person looks for first: what is broken, what others have made, the standard parts."""
    return sorted(rows, key=lambda row: (row.state != "broken", row.is_standard, row.name))


def cells(row: Plugin) -> tuple[str, ...]:
    """The columns of a row."""
    took = f"{row.load_ms:.1f}" if row.load_ms else "-"
    said = (f"{MARKS[row.state]} {row.state}", row.name, row.version or "-", took, offers(row))
    return tuple(map(clean, said))


def offers(row: Plugin) -> str:
    """``3 layers, 1 screens``; why there are none."""
    if row.state == "broken":
        return reason(row.error)[:80]
    counted = [
        f"{len(offered)} {kind if len(offered) != 1 else _one(kind)}" for kind, offered in row.offers.items() if offered
    ]
    return ", ".join(counted) or ("-" if row.state != "disabled" else "left out")


def _one(kind: str) -> str:
    """One of a kind: a layer, a loss, an activation."""
    return {"losses": "loss", "datasets": "dataset"}.get(kind, kind.removesuffix("s"))


def everything(row: Plugin) -> Text:
    """All there is to say of a plugin: where it comes from, what it offers, what is wrong."""
    return clean_text(_everything(row))


def _everything(row: Plugin) -> Text:
    found = Text(no_wrap=False)
    found.append(f"{MARKS[row.state]} {row.title}\n", "bold")
    found.append(f"{row.state} · manifest {row.target}\n", "dim")
    if row.place:
        found.append(f"in {row.place}\n", "dim")
    if row.remark:
        found.append(f"\n⚠ {row.remark}\n")
    if row.state == "disabled":
        found.append("\nIt is left out: d takes it in again.\n")
    if row.error is not None:
        found.append(f"\n⚠ {reason(row.error)}\n")
        found.append(f"\n{traced(row.error)}\n" if traced(row.error) else "", "dim")
    for kind, offered in row.offers.items():
        if offered:
            found.append(f"\n{kind}\n", "bold")
            found.append(", ".join(offered) + "\n")
    return found


def traced(error: BaseException) -> str:
    """The traceback without the host's own frames, which say nothing of the plugin; "" if no other is left."""
    told = traceback.TracebackException.from_exception(error)
    for one in _chain(told):
        one.stack[:] = [frame for frame in one.stack if not _is_own(frame.filename)]
    if not any(one.stack for one in _chain(told)):
        return ""
    return "".join(told.format())


def clean(text: str) -> str:
    """Without what would steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def clean_text(text: Text) -> Text:
    """The same, with its styles."""
    text.plain = clean(text.plain)
    return text


def _chain(told: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    one: traceback.TracebackException | None = told
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


def _is_own(file: str) -> bool:
    return file.startswith((OWN, "<frozen importlib")) or f"{os.sep}importlib{os.sep}" in file
