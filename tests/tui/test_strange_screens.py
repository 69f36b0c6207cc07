"""Plugins of other people that fail, hang or end the program, as screens or when they are read: the app goes on."""

import asyncio
import importlib
import sys
import time

import pytest
from opening import done, opened, settled, template, typed
from pictures import picture
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from plugkeras import hookimpl
from plugkeras.host import Host, host, use
from plugkeras.testing.distributions import fake_distribution
from plugkeras_tui.everywhere import patience
from plugkeras_tui.everywhere.screens import FailedScreen
from plugkeras_tui.plugins import admitting


class Composing(Screen):
    """It fails when it is put together."""

    def compose(self):
        yield Static()
        raise RuntimeError("cracked")


class Mounting(Screen):
    """It fails when it is shown."""

    def on_mount(self):
        raise RuntimeError("cracked")


class Ending(Screen):
    """It wants to end the program."""

    def on_mount(self):
        sys.exit("cracked")


class Cracked(Widget):
    """A widget that cannot be drawn."""

    def render(self):
        raise RuntimeError("cracked")


class Drawing(Screen):
    """It fails when it is drawn."""

    def compose(self):
        yield Cracked()


class Acting(Screen):
    """It fails when a key is pressed."""

    BINDINGS = [("x", "crack", "crack")]

    def action_crack(self):
        raise RuntimeError("cracked")


class Asked(Screen):
    """It fails when it is asked whether a key can be pressed."""

    BINDINGS = [("x", "crack", "crack")]

    def check_action(self, action, parameters):
        raise RuntimeError("cracked")


class Timed(Screen):
    """It fails later."""

    def on_mount(self):
        self.set_timer(0.01, self.crack)

    def crack(self):
        raise RuntimeError("cracked")


class Working(Screen):
    """A worker of it fails."""

    def on_mount(self):
        self.run_worker(self.crack())

    async def crack(self):
        raise RuntimeError("cracked")


class Styled(Screen):
    """Its style sheet is none."""

    CSS = "Styled { color: "


class Hanging(Screen):
    """It never comes to an end."""

    def on_mount(self):
        while True:
            time.sleep(1.0)


WAYS = {"Ending": "SystemExit: cracked", "Styled": "Traceback", "Hanging": "did not answer for 3 seconds"}
SCREENS = (Composing, Mounting, Ending, Drawing, Acting, Asked, Timed, Working, Styled, Hanging)


class Optics:
    """A plugin of somebody else's, all of which is broken."""

    PLUGKERAS_API = 1
    __name__ = "optics"

    @hookimpl
    def register_screens(self):
        return {screen.__name__: screen for screen in SCREENS}


@pytest.fixture(autouse=True)
def optics(monkeypatch):
    monkeypatch.setattr(patience, "LIMIT", 3.0)
    with use(Host([Optics()], standard=True)):
        yield


async def replaced(pilot, name):
    """Open a screen, press a key, and wait for the card; a pilot would wait for answers of what has failed."""
    pilot.app.action_go(name)
    for n in range(3000):
        await asyncio.sleep(0.01)
        if isinstance(pilot.app.screen, FailedScreen) and pilot.app.screen.is_mounted:
            break
        if n == 30:
            pilot.app.simulate_key("x")
    await settled(pilot)
    return picture(pilot.app)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
async def test_a_screen_that_fails_is_replaced_by_what_happened_and_the_app_goes_on(screen):
    name = screen.__name__
    async with opened(template("spirals"), size=(100, 40)) as pilot:
        app = pilot.app
        seen = await replaced(pilot, name)
        assert f"The screen {name} of the plugin 'optics' has failed" in seen
        assert WAYS.get(name, "cracked") in seen
        await typed(pilot, "3")
        assert app.current_mode == "Train"
        await typed(pilot, "1", "x", "u")
        assert app.session.project == template("spirals")
        app.action_go(name)
        await settled(pilot)
        assert "has failed" in picture(app)


async def test_a_screen_that_failed_can_be_tried_again(monkeypatch):
    async with opened(template("spirals"), size=(100, 40)) as pilot:
        assert "has failed" in await replaced(pilot, "Mounting")
        monkeypatch.setattr(Mounting, "on_mount", lambda self: self.mount(Static("mended")))
        await typed(pilot, "r")
        assert "mended" in picture(pilot.app)


GOOD = """
from plugkeras import hookimpl
PLUGKERAS_API = 1
@hookimpl
def register_layers():
    return {"Swish": "acme_good.parts:Swish"}
"""
MANIFESTS = {
    "stuck": "import threading; threading.Event().wait()",
    "ending": "import os; os._exit(3)",
    "acme_good": GOOD,
}


async def test_manifests_that_hang_or_end_their_process_leave_the_app_as_it_is_and_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(admitting, "PATIENCE", 5.0)
    monkeypatch.syspath_prepend(tmp_path)
    for name, text in MANIFESTS.items():
        fake_distribution(tmp_path, name, files={f"{name}.py": text}, entry_points={name: name})
    importlib.invalidate_caches()
    with use(Host()):
        async with opened(template("spirals"), size=(100, 40)) as pilot:
            await typed(pilot, "ctrl+p", "s", "w", "i", "s", "h")
            assert CommandPalette.is_open(pilot.app)
            await typed(pilot, "escape", "escape", "7")
            assert pilot.app.current_mode == "Plugins"
            await done(pilot, "completing", "plugins")
            await settled(pilot)
            rows = {row.name: row for row in host().rows() if row.name in MANIFESTS}
            assert "it hangs" in rows["stuck"].trouble
            assert "ended the process that read it" in rows["ending"].trouble
            assert "acme_good>Swish" in host().names("layers")
            assert "it hangs" in picture(pilot.app)
