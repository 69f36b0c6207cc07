"""Tables of text that fit into a terminal."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from unicodedata import category, east_asian_width

MOST = 40
"""Rows that are shown; of more, how many there are."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The rows under their heads, figures at the right; the first column is cut where ``width`` asks for it."""
    shown = [heads, *([printable(cell) for cell in row] for row in rows[:MOST])]
    widths = [max(cells(row[i]) for row in shown) for i in range(len(heads))]
    others = sum(w + 2 for w in widths[1:])
    widths[0] = max(4, min(widths[0], width - others))
    for row in shown:
        first, *rest = row
        line = "  ".join([padded(first, widths[0]), *map(_aligned, rest, widths[1:])])
        yield padded(line.rstrip(), width).rstrip()
    if len(rows) > MOST:
        yield f"… and {len(rows) - MOST} more"


def _aligned(cell: str, width: int) -> str:
    room = " " * (width - cells(cell))
    return room + cell if cell[:1].isdigit() or cell[:1] == "-" else cell + room


def wrapped(text: str, width: int) -> list[str]:
    """A sentence in lines of at most ``width``."""
    lines = wrap(printable(text), max(8, width), subsequent_indent="  ")
    return [padded(line, width).rstrip() for line in lines] or [""]


def cells(text: str) -> int:
    """The cells of a terminal that a text takes: two for each wide character."""
    return sum(2 if east_asian_width(c) in "WF" else 0 if category(c) in ("Mn", "Me", "Cf") else 1 for c in text)


def padded(text: str, width: int) -> str:
    """A text of exactly so many cells, cut with … if it is longer."""
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    kept = ""
    for character in text:
        if cells(kept + character) > width - 1:
            break
        kept += character
    return f"{kept}…" + " " * (width - 1 - cells(kept))


def printable(text: str) -> str:
    """A text of somebody else's without what would change the terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)
