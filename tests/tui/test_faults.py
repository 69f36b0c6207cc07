"""What goes wrong around the app, and in it: two on one project, full disks, strangers' screens."""

import os
from pathlib import Path

import pytest
from opening import opened, settled, template, told, typed
from pictures import picture
from textual.screen import Screen
from textual.theme import Theme

from plugkeras import hookimpl
from plugkeras.errors import FileError
from plugkeras.host import Host, use
from plugkeras.project.autosave import Autosave
from plugkeras.project.edits import add_layer
from plugkeras.project.opening import open_project
from plugkeras_tui.everywhere.farewell import farewell
from plugkeras_tui.everywhere.palette import Everything


class Loupe(Screen):
    """Somebody's screen."""


class Raising(Screen):
    """A screen that cannot be made."""

    def __init__(self):
        raise RuntimeError("no lens")


class Strangers:
    """A plugin of somebody else's, half of which is broken."""

    PLUGKERAS_API = 1
    __name__ = "optics"

    @hookimpl
    def register_screens(self):
        return {"Loupe": Loupe, "Raising": Raising, "Missing": "not_there_at_all:Screen", "Number": 3}

    @hookimpl
    def register_themes(self):
        return {"dusk": Theme("dusk", primary="#8899dd"), "dawn": 3, "noon": Theme("noon", primary="no colour")}


@pytest.fixture
def strangers():
    with use(Host([Strangers()], standard=True)):
        yield


async def test_a_strangers_screen_is_a_mode_and_a_broken_one_says_why(strangers):
    async with opened(template("spirals")) as pilot:
        app = pilot.app
        app.action_go("Loupe")
        await settled(pilot)
        assert isinstance(app.screen, Loupe)
        await typed(pilot, "3")
        assert app.current_mode == "Train"
        for name, why in [("Raising", "no lens"), ("Missing", "not_there_at_all"), ("Number", "3")]:
            app.action_go(name)
            await settled(pilot)
            assert why in picture(app)
            assert "cannot be opened" in picture(app)


async def test_the_palette_has_strangers_screens_and_themes_and_broken_ones_with_their_reason(strangers):
    async with opened(template("spirals")) as pilot:
        pilot.app.wardrobe.complete()
        provider = Everything(pilot.app.screen)
        await provider.startup()
        found = {command.title: command.reason for command in provider._commands}
        assert found["go to Loupe"] == ""
        assert found["go to Missing"]
        assert found["go to Number"]
        assert found["theme dusk"] == ""
        assert found["theme dawn"]
        assert "primary cannot be 'no colour'" in found["theme noon"]


async def test_a_second_app_can_read_and_takes_over_with_a_key():
    path = Path("spirals.json").absolute()
    path.write_text(template("spirals").to_text())
    first = Autosave("spirals", path)
    async with opened(template("spirals"), path=path) as pilot:
        session = pilot.app.session
        assert session.read_only
        assert "read-only" in picture(pilot.app).splitlines()[0]
        assert not session.edit(lambda project: add_layer(project, "Dropout"))
        assert session.undo() is None
        await settled(pilot)
        assert "take it over" in told(pilot)[-1]
        await typed(pilot, "ctrl+t")
        assert not session.read_only
        assert first.read_only
        assert session.edit(lambda project: add_layer(project, "Dropout"))


async def test_a_full_disk_is_told_and_the_edit_stays(monkeypatch):
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session

        def full(self, history):
            raise FileError("No space left on device.")

        monkeypatch.setattr(Autosave, "write", full)
        assert session.edit(lambda project: add_layer(project, "Dropout"))
        await settled(pilot)
        assert any("No space left" in text for text in told(pilot))
        assert session.project.model.layers[-1].part.name == "Dropout"


async def test_leaving_asks_if_the_edits_are_kept_nowhere(monkeypatch):
    async with opened(template("spirals")) as pilot:
        app, session = pilot.app, pilot.app.session

        def full(self, history):
            raise FileError("No space left on device.")

        monkeypatch.setattr(Autosave, "write", full)
        session.edit(lambda project: add_layer(project, "Dropout"))
        assert "could not be kept: No space left" in farewell(session)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert "No space left" in picture(app)
        await pilot.press("c")
        await pilot.pause()
        assert app.is_running
        assert session.is_dirty
        await pilot.press("ctrl+q", "s")
        await pilot.pause()
        assert open_project(Path("spirals.json").absolute()) == session.project
        assert not app.is_running


async def test_where_no_run_can_be_made_it_is_said_where_one_is(monkeypatch):
    async with opened(template("spirals"), screen="Script") as pilot:

        def full(*arguments, **more):
            raise FileError("No run can be made here.")

        monkeypatch.setattr("plugkeras_tui.watching.create", full)
        await typed(pilot, "f5")
        assert told(pilot)[-1] == "No run can be made here."
        assert pilot.app.current_mode == "Script"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
async def test_a_state_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "state").mkdir(mode=0o500)
    async with opened(template("spirals")) as pilot:
        assert told(pilot)


async def test_a_fault_of_the_app_loses_nothing_and_says_where_it_is():
    app = None
    try:
        async with opened(template("spirals")) as pilot:
            app = pilot.app
            app.session.edit(lambda project: add_layer(project, "Dropout"))
            app.call_later(lambda: 1 / 0)
            await pilot.pause()
    except ZeroDivisionError:
        pass
    assert "ZeroDivisionError" in app.fault
    assert "Your project is kept" in app.fault
    file = Path(os.environ["PLUGKERAS_STATE"]) / "fault.txt"
    assert str(file) in app.fault
    assert "ZeroDivisionError" in file.read_text()
    assert app.session.autosave.left().project == app.session.project
