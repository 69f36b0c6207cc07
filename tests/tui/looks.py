"""How each character of a screen looks: its colours and whether it is bold, dim, underlined, reversed.

What is seen in several themes is told by letters: a letter is one look in each of the themes, and lines are letters
with how often they come. Of pictures, which are half blocks of any colours, each line has a checksum.
"""

from functools import lru_cache
from itertools import count, groupby
from typing import Any
from zlib import crc32

from rich.cells import cell_len
from rich.style import Style
from textual.color import Color
from textual.screen import ModalScreen

from plugkeras_tui.luminance import luminance

Cell = tuple[str, Style]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PICTURE = "▀▄"
ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse", "strike")

LEAST = {"plugkeras-contrast": (7.0, 4.5)}
NORMAL, FAINT = 4.5, 3.0
"""Contrasts (WCAG 2.2) of text with what lies behind it: 7, its AAA, in high contrast, 4.5, its AA, elsewhere; what is
dim, since it cannot be done now or is the less important half of a line, has 4.5 and 3. On the colours of a picture no
more than 4.5 can be had."""


def cells(app: Any) -> list[list[Cell]]:
    """The characters of the screen with their looks, line by line; a wide one is followed by an empty one."""
    found = []
    for strip in app.screen._compositor.render_strips():
        line: list[Cell] = []
        for text, style, _ in strip:
            if text.isascii():
                line += [(character, style or Style()) for character in text]
                continue
            for character in text:
                line += [(character, style or Style())] + [("", style or Style())] * (cell_len(character) - 1)
        found.append(line)
    return found


def told(themes: list[list[list[Cell]]]) -> str:
    """The letters, what they mean, and the lines; ``themes`` are the same screen in each."""
    letters: dict[tuple[str, ...], str] = {}
    more = (chr(code) for code in count(0xC0))
    lines = []
    for rows in zip(*themes, strict=True):
        line, pixels = [], b""
        for columns in zip(*rows, strict=True):
            if columns[0][0] and columns[0][0] in PICTURE:
                pixels += f"{look(columns[0])} {columns[-1][0]}".encode()
                line.append("▀")
                continue
            meant = tuple(map(look, columns))
            if meant not in letters:
                letters[meant] = LETTERS[len(letters)] if len(letters) < len(LETTERS) else next(more)
            line.append(letters[meant])
        counted = "".join(f"{sum(1 for _ in same)}{letter}" for letter, same in groupby(line))
        lines.append(f"{counted} {crc32(pixels):08x}" if pixels else counted)
    known = [f"{letter} = {' | '.join(meant)}" for meant, letter in letters.items()]
    again = [(line, sum(1 for _ in same)) for line, same in groupby(lines)]
    return "\n".join([*known, "", *(f"{line} *{n}" if n > 1 else line for line, n in again)]) + "\n"


@lru_cache(100_000)
def look(cell: Cell) -> str:
    """One look in words; the colour of a blank is none."""
    text, style = cell
    attributes = [name for name in ATTRIBUTES if getattr(style, name)]
    is_seen = bool(text.strip()) or {"underline", "reverse", "strike"} & {*attributes}
    fore = style.color.name if style.color is not None and is_seen else ""
    back = f"on {style.bgcolor.name}" if style.bgcolor is not None else ""
    return " ".join(filter(None, [*attributes, fore, back])) or "plain"


def hard_to_read(app: Any, theme: str, rows: list[list[Cell]], colourless: list[list[Cell]]) -> list[str]:
    """The texts of the screen on top that do not stand out from their background, with how little they do.

    ``colourless`` says which are dim: with colours Textual mixes them.
    """
    normal, faint = LEAST.get(theme, (NORMAL, FAINT))
    wrong: dict[str, str] = {}
    for y, line in enumerate(rows):
        for x, (cell, (_, plain)) in enumerate(zip(line, colourless[y], strict=True)):
            text, style = cell
            if not is_text(text) or style.color is None or style.bgcolor is None or look(cell) in wrong:
                continue
            found = contrast(style)
            on_picture = len(set(style.bgcolor.get_truecolor())) > 1
            least = faint if plain.dim else min(normal, NORMAL) if on_picture else normal
            if found < least and not _is_behind(app, x, y):
                same = "".join(character for character, other in line if other == style)
                wrong[look(cell)] = f"{found:.2f} {look(cell)} {same.strip()[:40]!r}"
    return list(wrong.values())


def is_text(character: str) -> bool:
    """Whether it is to be read: no blank, no frame, bar, dots of a curve, or picture that has its own colours."""
    if not character.strip() or ord(character) >= 0x1F000:
        return False
    return not 0x2500 <= ord(character) <= 0x259F and not 0x2800 <= ord(character) <= 0x28FF


@lru_cache(10_000)
def contrast(style: Style) -> float:
    """Of a text with its background (WCAG 2.2)."""
    fore, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    above, below = sorted((luminance(fore), luminance(back)), reverse=True)
    return (above + 0.05) / (below + 0.05)


def _is_behind(app: Any, x: int, y: int) -> bool:
    """Whether it belongs to the screen under a dialog."""
    return isinstance(app.screen, ModalScreen) and app.screen.get_widget_at(x, y)[0] is app.screen
