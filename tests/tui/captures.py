"""The pictures of the README, drawn by the app itself: Build, Train and Inspect of a model that has just been trained.

    python tests/tui/captures.py

Writes ``docs/pictures/*.svg``. To be run, and looked at, when a screen has changed.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = (120, 34)


async def draw(folder):
    """Train the digits in ``folder``, and draw each screen."""
    from opening import template

    from plugkeras_tui.app import PlugkerasApp

    project = template("digits")
    app = PlugkerasApp(project)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(3)
        save(app, "build")
        await pilot.press("f5")
        while not (app.session.watched and app.session.watched.epoch >= 8):
            await pilot.pause(0.1)
        save(app, "train")
        while app.session.is_training:
            await pilot.pause(0.2)
        await pilot.press("4")
        await pilot.pause(3)
        await pilot.press("c")
        await pilot.pause(3)
        save(app, "inspect")


def save(app, name):
    """Write what the app shows now."""
    PICTURES.mkdir(exist_ok=True)
    fetched = re.compile(r',\s*url\("[^)]*\) format\("[^"]*"\)')  # a font of other people's
    drawn = fetched.sub("", app.export_screenshot(title="plugkeras"))
    (PICTURES / f"{name}.svg").write_text("\n".join(line.rstrip() for line in drawn.splitlines()) + "\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        for name in ("STATE", "RUNS", "CONFIG"):
            os.environ[f"PLUGKERAS_{name}"] = str(Path(home) / name.lower())
        os.chdir(home)
        asyncio.run(draw(home))
