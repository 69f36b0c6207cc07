"""What is told of a plugin: a line of a table, and everything about it as text."""

import traceback

from rich.text import Text

from plugkeras.host.plugin import Plugin, reason

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
    return f"{MARKS[row.state]} {row.state}", row.name, row.version or "-", took, offers(row)


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
        found.append(f"\n{traced(row.error)}\n", "dim")
    for kind, offered in row.offers.items():
        if offered:
            found.append(f"\n{kind}\n", "bold")
            found.append(", ".join(offered) + "\n")
    return found


def traced(error: BaseException) -> str:
    """The traceback, without what the host's own frames say."""
    text = "".join(traceback.format_exception(error))
    return "".join(c for c in text if c.isprintable() or c == "\n")
