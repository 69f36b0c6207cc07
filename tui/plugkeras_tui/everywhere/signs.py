"""Text in ASCII, as wide as it was: for terminals, or encodings, that have no more."""

import os
from functools import lru_cache
from unicodedata import combining, east_asian_width

SHADES = " .:-=+*%#"

_SAME = str.maketrans(
    {
        **dict.fromkeys("─━┄┅┈┉╌╍═╴╶╸╺▁▔⎯\N{EN DASH}\N{FIGURE DASH}\N{EM DASH}\N{MINUS SIGN}", "-"),
        **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻▏▎▍▕▌▐❘", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╯╰╞╡╪╒╕╘╛", "+"),
        **dict.fromkeys("▀▄▆▇█▊▉▋▅", "#"),
        **dict.fromkeys("▂▃░▒▓", ":"),
        **dict.fromkeys("✖✗✘\N{MULTIPLICATION SIGN}❌", "x"),
        **dict.fromkeys("✓✔☑", "v"),
        **dict.fromkeys("●•⚫■◆◉", "*"),
        **dict.fromkeys("○∘◦□◇", "o"),
        **dict.fromkeys("▸▶\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}»→►", ">"),
        **dict.fromkeys("◂◀\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}«←", "<"),
        **dict.fromkeys("▲↑▴", "^"),
        **dict.fromkeys("▼↓▾", "v"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        "⚠": "!",
        "·": ".",
        "…": "~",
        "÷": "/",
        "⟳": "@",
        "⚡": "+",
        "∅": "0",
        "²": "2",
        "³": "3",
        "≤": "<",
        "≥": ">",
        "≈": "~",
        "±": "~",
        "μ": "u",
        "\u00a0": " ",
    }
)


@lru_cache(4096)
def in_ascii(text: str) -> str:
    """``text`` in ASCII, as wide as before; dots of braille become darker or lighter signs."""
    return text if text.isascii() else "".join(map(_sign, text.translate(_SAME)))


def _sign(glyph: str) -> str:
    if glyph.isascii():
        return glyph
    if "\u2800" <= glyph <= "\u28ff":
        return SHADES[(ord(glyph) - 0x2800).bit_count()]
    return "" if combining(glyph) else "??" if east_asian_width(glyph) in "WF" else "?"


def is_needed() -> bool:
    """Whether the terminal is said to have no more than ASCII: its locale is not one of UTF-8, or it is a dumb one.

    Where nothing is said, as in many containers, it is taken to be of today.
    """
    if os.environ.get("TERM") == "dumb":
        return True
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    return bool(said) and "utf8" not in said.lower().replace("-", "")
