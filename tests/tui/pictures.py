"""Screens as text: what is seen of the app, compared with what was seen when somebody last looked and agreed.

    GOLDENS=write pytest -m slow tests/tui -k agreed

writes the pictures anew; look at the difference before it is committed. There are two files for a state and a size:
``goldens/NAME-80x24.txt`` is the text, the same in each theme (and ``NAME-80x24-colourless.txt``, where pictures are
letters without colours); ``goldens/looks/NAME-80x24.txt`` says how each character looks, in each theme, by a letter.
"""

import os
import re
from pathlib import Path
from typing import Any

import looks
from opening import done, settled

GOLDENS = Path(__file__).parent / "goldens"
SIZES = ((80, 24), (120, 40), (200, 60))
FIRST, COLOURLESS = "plugkeras", "colourless"
THEMES = (FIRST, "plugkeras-light", "plugkeras-contrast", COLOURLESS)


def picture(app: Any) -> str:
    """The screen of ``app`` as lines of text, without colours and without blanks at the ends of lines."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"


def everything(lines: list[str]) -> slice:
    """All lines of a picture."""
    return slice(None)


def body(lines: list[str]) -> slice:
    """What a screen has of its own: all but the status line and the footer."""
    return slice(1, -1)


def dialog(lines: list[str]) -> slice:
    """The lines of a dialog: what lies behind it has pictures of its own."""
    first = next(n for n, line in enumerate(lines) if line.lstrip(" ")[:2] in ("╭─", "+-"))
    last = max(n for n, line in enumerate(lines) if line.lstrip(" ")[:2] in ("╰─", "+-"))
    return slice(first, last + 1)


async def agreed(pilot: Any, name: str, part: Any = everything, settle: Any = settled, themes: Any = THEMES) -> None:
    """Compare what is seen, in each size and theme, with the goldens ``name``; what can be read has to be readable."""
    hard_to_read: set[str] = set()
    for width, height in SIZES:
        if pilot.app.size != (width, height):
            await pilot.resize_terminal(width, height)
            await settle(pilot)
        seen = {theme: await worn(pilot, theme) for theme in themes}
        await wear(pilot, FIRST)
        for theme in themes[:-1]:
            others = set(seen[theme][0].splitlines()) ^ set(seen[FIRST][0].splitlines())
            assert not others, f"{name} says something else in {theme}: {sorted(others)}"
            found = looks.hard_to_read(pilot.app, theme, seen[theme][1], seen[COLOURLESS][1])
            hard_to_read |= {f"{theme}: {said}" for said in found}
        lines = {theme: text.splitlines() for theme, (text, _) in seen.items()}
        texts = {theme: without_ids("\n".join(of[part(of)]) + "\n") for theme, of in lines.items()}
        file = f"{name}-{width}x{height}"
        check(file, texts[FIRST])
        check(f"{file}-{COLOURLESS}", texts[COLOURLESS], is_wanted=texts[COLOURLESS] != texts[FIRST])
        check(f"looks/{file}", looks.told([rows[part(lines[theme])] for theme, (_, rows) in seen.items()]))
    assert not hard_to_read, f"{name}: " + "; ".join(sorted(hard_to_read))


async def worn(pilot: Any, theme: str) -> tuple[str, list[list[looks.Cell]]]:
    """The text and the characters of the screen in a theme."""
    await wear(pilot, theme)
    rows = looks.cells(pilot.app)
    return "".join("".join(text for text, _ in row).rstrip() + "\n" for row in rows), rows


async def wear(pilot: Any, theme: str) -> None:
    """The same screen in another theme; ``colourless`` is as ``NO_COLOR`` has it, in whatever theme."""
    app = pilot.app
    app.no_color = theme == COLOURLESS
    app.theme = "plugkeras-dark" if theme == COLOURLESS else theme  # never the one that was worn: all is made anew
    for _ in range(2):
        await pilot.pause(0)
        await done(pilot, "script")  # whose colours are found behind the screen


def without_ids(text: str) -> str:
    """Ids of runs end at random."""
    return re.sub(r"-[0-9a-f]{4}\b", "-0000", text)


def check(name: str, text: str, is_wanted: bool = True) -> None:
    """Compare ``text`` with the golden ``name``, ``build-empty-80x24`` say; with ``GOLDENS=write``, write it."""
    file = GOLDENS / f"{name}.txt"
    if os.environ.get("GOLDENS") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8") if is_wanted else file.unlink(missing_ok=True)
        return
    assert file.exists() == is_wanted, f"{file.name} is missing, or no more needed: GOLDENS=write"
    if is_wanted:
        assert text.splitlines() == file.read_text(encoding="utf-8").splitlines(), f"{file.name} is another picture"
