"""Aligned columns that fit the terminal."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence

WIDEST = 34
"""Characters of a column, but for the last one."""


def columns() -> int:
    """The width to write for: the terminal's, or 80."""
    return max(shutil.get_terminal_size().columns, 40)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], room: int = 0) -> list[str]:
    """Aligned columns; the last takes what ``room`` is left, and goes on in further lines."""
    cells = [*([header] if header else []), *rows]
    most = max(min(WIDEST, (room or columns()) // 2), 8)
    widths = [min(max(map(len, column)), most) for column in zip(*cells, strict=True)][:-1]
    rest = max((room or columns()) - sum(widths) - 2 * len(widths), 20)
    return [line for row in cells for line in _lines(row, [*widths, rest])]


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""] for cell, width in zip(row, widths, strict=True)
    ]
    for i in range(max(map(len, wrapped))):
        cells = [lines[i] if i < len(lines) else "" for lines in wrapped]
        yield "  ".join(map(str.ljust, cells, widths)).rstrip()


def prose(text: str, indent: int = 0) -> list[str]:
    """Lines that fit, without the marks of code."""
    space = " " * indent
    text = text.replace("``", "`")
    return textwrap.wrap(text, columns(), initial_indent=space, subsequent_indent=space, break_on_hyphens=False)


def show(lines: Iterable[str]) -> None:
    """Print the lines; signs that the terminal has not, or would obey, are question marks."""
    encoding = sys.stdout.encoding or "ascii"
    text = "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines)
    print(text.rstrip().encode(encoding, "replace").decode(encoding))
