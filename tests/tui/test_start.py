"""From launch to the first picture: little is imported, early keys are kept, files are opened behind it."""

import subprocess
import sys

import pytest
from opening import settled, template

from plugkeras.cli import main
from plugkeras.host import host
from plugkeras.runs import create
from plugkeras.runs.events import EventWriter
from plugkeras_tui.app import PlugkerasApp

HEAVY = ("numpy", "h5py", "plugkeras.project", "plugkeras.runs", "plugkeras.training")


def test_the_first_picture_needs_neither_numpy_nor_what_stands_on_it():
    code = f"import plugkeras_tui.app, plugkeras_tui.command, sys; print([m for m in {HEAVY} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


START = """
import asyncio, sys
from pathlib import Path
from plugkeras_tui.app import PlugkerasApp

async def main(file, mode, *keys):
    app = PlugkerasApp(file=Path(file) if file else None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.is_ready
        print(type(app.screen).__name__, file=sys.__stdout__)
        await pilot.press(*keys)
        while not app.is_ready or app.opening.words or app.current_mode != mode:
            await pilot.pause(0.02)
        print(app.current_mode, app.session.project.name, app.session.run is not None, file=sys.__stdout__)
        if app.session.run is not None:
            app.session.worker.end()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(("suffix", "keys", "then"), [
    ("", ["enter"], "Build spirals False"),
    (".json", [], "Build iris False"),
    pytest.param("", ["6"], "Script untitled False", marks=pytest.mark.slow),
    pytest.param("", ["f5"], "Train spirals True", marks=pytest.mark.slow),
    pytest.param(".csv", ["f5"], "Train flowers True", marks=pytest.mark.slow),
])  # fmt: skip
def test_keys_that_come_before_the_first_screen_are_pressed_on_it(own_folders, suffix, keys, then):
    (own_folders / "flowers.json").write_text(template("iris").to_text())
    (own_folders / "flowers.csv").write_text("a,b,kind\n" + "".join(f"{n},{n % 7},{'xy'[n % 2]}\n" for n in range(60)))
    file = str(own_folders / f"flowers{suffix}") if suffix else ""
    mode, *_ = then.split()
    command = [sys.executable, "-c", START, file, mode, *keys]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["FirstScreen", then], done.stderr


async def test_a_table_is_opened_with_the_heads_of_all_columns_that_there_is_room_for(own_folders):
    (own_folders / "xy.csv").write_text("x,y\n" + "".join(f"{n % 7},{n % 2}\n" for n in range(40)))
    app = PlugkerasApp(file=own_folders / "xy.csv")
    async with app.run_test(size=(80, 24)) as pilot:
        while app.current_mode != "Build":
            await pilot.pause(0.01)
        await settled(pilot)
        assert str(app.screen.query_one("#head").content).split() == ["layer", "output", "params", "memory", "FLOPs"]


async def test_a_run_of_any_folder_is_watched_from_the_start(tmp_path):
    run = create("script", root=tmp_path / "elsewhere", control=False)
    run.occupy(state="running")
    EventWriter(run).write("start", epochs=3, steps=2)
    app = PlugkerasApp(run=run.path)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert (app.current_mode, app.session.run, app.session.watched.epochs) == ("Train", run, 3)
        assert not app.session.ask("pause")  # it takes no controls


def test_watch_opens_the_app_on_the_run_if_it_is_asked_for(monkeypatch, tmp_path):
    run = create("script", root=tmp_path / "elsewhere")
    calls = []
    real = host().get
    monkeypatch.setattr(
        host(), "get", lambda kind, name: calls.append if (kind, name) == ("commands", "tui") else real(kind, name)
    )
    assert main(["watch", str(run.path), "--app"]) == 0
    assert calls == [["--run", str(run.path)]]
