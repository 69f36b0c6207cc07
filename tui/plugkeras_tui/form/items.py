"""What a list of lines is made of."""

from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size

Span = tuple[str, str]
"""A text and what it is: "" or one of ``DrawnLines.KINDS``."""
Line = tuple[Span, ...]


SIGNS = {"cursor": "▸", "cursor-away": "▸", "marked": "┃"}
"""What stands at the beginning of the item that the cursor is on, or of one that is marked: not colour alone."""


class Item(NamedTuple):
    """What the cursor is put on: one or more lines, under a ``key`` by which it is found again after a change."""

    key: Any
    lines: tuple[Line, ...]
    selectable: bool = True


def with_sign(line: Line, sign: str) -> Line:
    """The line with a sign where it begins, if there is room in its first two cells."""
    at = 0
    for number, (text, kind) in enumerate(line):
        place = text.find(" ", 0, 2 - at)
        if place >= 0:
            return (*line[:number], (f"{text[:place]}{sign}{text[place + 1 :]}", kind), *line[number + 1 :])
        at += len(text)
        if at >= 2:
            break
    return line


def cut(text: str, width: int) -> str:
    """The text; if it is too long, with a sign that it goes on."""
    return text if cell_len(text) <= width else set_cell_size(text, max(1, width - 1)).rstrip() + "…"
