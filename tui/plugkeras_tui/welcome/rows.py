"""What Welcome lists: what to start, what to go on with, what to attach to. Knows no Textual."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.autosave import Recovered, recoverable
from plugkeras.project.recent import Recent, recent
from plugkeras.runs import Run, runs

FIRST = "spirals"
"""The template that is selected at the start."""

Kind = Literal["heading", "template", "file", "empty", "recent", "recovered", "run"]


@dataclass(frozen=True)
class Row:
    """One line: ``facts`` stand behind the title, ``what`` is the template's name, the recent project, the run …"""

    kind: Kind
    title: str
    facts: str = ""
    what: Any = None

    @property
    def is_heading(self) -> bool:
        """Whether it only stands above others."""
        return self.kind == "heading"


def beginnings() -> list[Row]:
    """What there is before anything has been read: the standard templates, a file, nothing."""
    return started(host().standard_names("templates"))


def started(names: Sequence[str], facts: dict[str, str] | None = None) -> list[Row]:
    """The rows of what to start, the first template first."""
    ordered = sorted(names, key=lambda name: name != FIRST)
    rows = [Row("template", name, (facts or {}).get(name, ""), name) for name in ordered]
    return [
        Row("heading", "Start something"),
        *rows,
        Row("file", "From my file…", "CSV, NPZ, HDF5, a folder of images; a project or a model"),
        Row("empty", "Empty model"),
    ]


def continued() -> list[Row]:
    """What was open before, and what a crash has left; the newest first."""
    left = [one for one in recoverable() if one.edits or one.path is None]
    places = {one.path for one in left}
    rows = [_recovered(one) for one in left]
    there: dict[Path, list[Run]] = {}
    rows += [_recent(one, there) for one in recent() if one.path not in places][:8]
    return [Row("heading", "Continue"), *rows] if rows else []


def under_way() -> list[Row]:
    """The runs that can be attached to."""
    rows = [row for run in reversed(_runs(None)) if (row := _run(run)) is not None]
    return [Row("heading", "Attach"), *rows[:20]] if rows else []


def _recovered(one: Recovered) -> Row:
    if one.trouble:
        return Row("recovered", one.name, one.trouble, one)
    edits = f"{one.edits} unsaved edit{'s' * (one.edits != 1)}" if one.edits else "not saved"
    return Row("recovered", one.name, f"recovered: {edits} from {moment(one.when)}", one)


def _recent(one: Recent, there: dict[Path, list[Run]]) -> Row:
    folder = one.path.parent
    there[folder] = there[folder] if folder in there else _runs(folder)
    of_it = [run for run in there[folder] if _name(run) == one.name]
    facts = [f"edited {ago(time.time() - one.changed)}", best(of_it)]
    facts += [f"{len(of_it)} run{'s' * (len(of_it) != 1)}"] if of_it else []
    return Row("recent", one.name, " · ".join(filter(None, facts)), one)


def _run(run: Run) -> Row | None:
    with suppress(PlugkerasError):
        info, state = run.info, run.state
        if not run.is_under_way:
            return None
        loss = info["logs"].get("loss")
        facts = [
            state,
            f"epoch {info['epoch']}/{info['epochs'] or '?'}",
            f"loss {loss:.4g}" if isinstance(loss, int | float) else "",
            "" if info["control"] else "read-only",
            f"pid {info['pid']}" if info["pid"] else "",
        ]
        return Row("run", str(info["name"]), " · ".join(filter(None, facts)), run)
    return None


def _runs(folder: Path | None) -> list[Run]:
    """The runs of here, or those beside a project, too."""
    found: dict[Path, Run] = {}
    for root in (None, folder / ".plugkeras" / "runs" if folder is not None else None):
        with suppress(PlugkerasError):
            found |= {run.path: run for run in runs(root)}
    return list(found.values())


def _name(run: Run) -> str:
    try:
        return run.name
    except PlugkerasError:
        return ""


def best(of_it: Sequence[Run]) -> str:
    """``best val_loss 0.0014`` of these runs; empty if none says so."""
    values: list[tuple[str, float]] = []
    for run in of_it:
        with suppress(PlugkerasError):
            said = run.info["best"]
            values += [
                (name, one["value"])
                for name in ("val_loss", "loss")
                if isinstance(one := said.get(name), dict) and isinstance(one.get("value"), int | float)
            ][:1]
    for name in ("val_loss", "loss"):
        fitting = [value for called, value in values if called == name]
        if fitting:
            return f"best {name} {min(fitting):.4g}"
    return ""


# -- words -------------------------------------------------------------------------------------------


def ago(seconds: float) -> str:
    """``2 h ago``."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit} ago"
    return "just now"


def moment(when: float) -> str:
    """``12:03`` today, and with its day if that is another one."""
    then, now = time.localtime(when), time.localtime()
    return time.strftime("%H:%M" if then[:3] == now[:3] else "%d %b %H:%M", then)


def model_in_words(project: Project) -> str:
    """``3 Dense``; ``2 Conv2D, 2 Dense``: the layers with weights, or all if there are none such."""
    names = [layer.part.name.rpartition(">")[2] for layer in project.model.active]
    counted = Counter(name for name in names if not name.startswith(_SMALL)) or Counter(names)
    return ", ".join(f"{count} {name}" for name, count in counted.most_common(3)) or "no layers"


_SMALL = ("Input", "Dropout", "Flatten", "Reshape", "MaxPooling", "AveragePooling", "Activation", "GlobalAverage")

PER_STEP, PER_SECOND, TO_START = 0.0008, 3e9, 1.0
"""Seconds of a small step; multiplications with an addition a second; seconds until a training has begun."""


def about_seconds(project: Project, rows: int, flops: int) -> float:
    """About how long a training takes here: from what its layers cost, forwards and twice that backwards."""
    steps = -(-rows // max(project.fit.batch_size, 1)) * project.fit.epochs
    return TO_START + steps * (PER_STEP + 3 * flops * project.fit.batch_size / PER_SECOND)


def in_words(seconds: float) -> str:
    """``~3 s``, ``~5 min``."""
    return f"~{max(1, round(seconds))} s" if seconds < 90 else f"~{round(seconds / 60)} min"


def fitting(rows: Sequence[Row], typed: str) -> list[Row]:
    """The rows in which all words are that are typed, under their headings."""
    words = typed.lower().split()
    found: list[Row] = []
    for row in rows:
        if row.is_heading and found and found[-1].is_heading:
            found.pop()  # nothing under it fits
        if row.is_heading or all(word in f"{row.title} {row.facts}".lower() for word in words):
            found.append(row)
    found = found[:-1] if found and found[-1].is_heading else found
    return found or [Row("heading", "Nothing here is called so")]


def lines_of(rows: Sequence[Row]) -> Iterator[int]:
    """The numbers of the rows that can be chosen."""
    return (number for number, row in enumerate(rows) if not row.is_heading)
