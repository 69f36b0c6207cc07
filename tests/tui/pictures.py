"""Screens as text: what is seen of the app, compared with what was seen when somebody last looked and agreed.

``GOLDENS=write pytest tests/tui`` writes the pictures anew; look at the difference before it is committed.
"""

import os
from pathlib import Path
from typing import Any

GOLDENS = Path(__file__).parent / "goldens"


def picture(app: Any) -> str:
    """The screen of ``app`` as lines of text, without colours and without blanks at the ends of lines."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"


def check(name: str, text: str) -> None:
    """Compare ``text`` with the golden ``name``, ``build-empty-80x24`` say; with ``GOLDENS=write``, write it."""
    file = GOLDENS / f"{name}.txt"
    if os.environ.get("GOLDENS") == "write":
        GOLDENS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return
    assert file.exists(), f"there is no picture {file.name}: GOLDENS=write writes it"
    assert text == file.read_text(encoding="utf-8")
