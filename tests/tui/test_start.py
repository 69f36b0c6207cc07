"""From launch to the first picture: little is imported, early keys are kept, files are opened behind it."""

import subprocess
import sys

import pytest
from opening import template

HEAVY = ("numpy", "h5py", "plugkeras.project", "plugkeras.runs", "plugkeras.training")


def test_the_first_picture_needs_neither_numpy_nor_what_stands_on_it():
    code = f"import plugkeras_tui.app, plugkeras_tui.command, sys; print([m for m in {HEAVY} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


START = """
import asyncio, sys
from pathlib import Path
from plugkeras_tui.app import PlugkerasApp

async def main(file, *keys):
    app = PlugkerasApp(file=Path(file) if file else None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.is_ready
        print(type(app.screen).__name__, file=sys.__stdout__)
        await pilot.press(*keys)
        while not app.is_ready or app.opening.words or app.current_mode in ("_default", "Welcome") and keys:
            await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete([w for w in app.workers if w.group in ("data", "check")])
        await pilot.pause()
        print(app.current_mode, app.session.project.name, app.session.run is not None, file=sys.__stdout__)
        if app.session.run is not None:
            app.session.worker.end()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(("suffix", "keys", "then"), [
    ("", ["enter"], "Build spirals False"),
    (".json", [], "Build iris False"),
    pytest.param("", ["f5"], "Train spirals True", marks=pytest.mark.slow),
    pytest.param(".csv", ["f5"], "Train flowers True", marks=pytest.mark.slow),
])  # fmt: skip
def test_keys_that_come_before_the_first_screen_are_pressed_on_it(own_folders, suffix, keys, then):
    (own_folders / "flowers.json").write_text(template("iris").to_text())
    (own_folders / "flowers.csv").write_text("a,b,kind\n" + "".join(f"{n},{n % 7},{'xy'[n % 2]}\n" for n in range(60)))
    file = str(own_folders / f"flowers{suffix}") if suffix else ""
    done = subprocess.run([sys.executable, "-c", START, file, *keys], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["FirstScreen", then], done.stderr
