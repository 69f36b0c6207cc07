"""The app in a process that kills itself: ``python killed.py WHAT FOLDER``, what being one of the functions here."""

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path
from types import ModuleType

from opening import opened, settled, template

from plugkeras import hookimpl
from plugkeras.host import Host, use
from plugkeras.parts.source import Source
from plugkeras.project import Part, Project, Table
from plugkeras.project.edits import add_layer, set_value


def die() -> None:
    """As ``kill -9`` does it."""
    os.kill(os.getpid(), signal.SIGKILL)


async def edited(folder: Path) -> None:
    """A new project, edited three times, one of them undone."""
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        session.edit(lambda project: add_layer(project, "Dropout"), "a dropout")
        session.edit(lambda project: set_value(project, "fit.epochs", 3), "three epochs")
        session.edit(lambda project: set_value(project, "fit.epochs", 4), "four epochs")
        session.undo()
        die()


async def edited_file(folder: Path) -> None:
    """A project of a file, saved, then edited once."""
    async with opened() as pilot:
        session = pilot.app.session
        session.open(template("spirals"))
        session.save(folder / "spirals.json")
        session.edit(lambda project: set_value(project, "fit.epochs", 3), "three epochs")
        die()


async def made_of_nothing(folder: Path) -> None:
    """The empty project that is there at the start, with a layer."""
    async with opened() as pilot:
        pilot.app.session.edit(lambda project: add_layer(project, "Dense"), "a layer")
        die()


async def training(folder: Path) -> None:
    """A training that has begun and takes longer than anybody waits."""
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        session.edit(lambda project: set_value(project, "fit.epochs", 100_000))
        await settled(pilot)
        session.train()
        while session.watched.step == 0:
            await pilot.pause(0.05)
        die()


class Hanging(Source):
    """Data that never come."""

    def load(self, folder):
        """Wait for ever."""
        threading.Event().wait()


async def hanging(folder: Path) -> None:
    """An app whose data hang is left; its process has to end by itself."""
    manifest = ModuleType("never")
    manifest.PLUGKERAS_API = 1
    manifest.register_sources = hookimpl(lambda: {"Hanging": Hanging})
    manifest.register_sources.__name__ = "register_sources"
    with use(Host([manifest], standard=True)):
        from plugkeras_tui.app import PlugkerasApp

        app = PlugkerasApp()
        async with app.run_test() as pilot:
            app.session.open(set_value(Project("never"), "data.source", Part("never>Hanging", Table())))
            await pilot.pause()
            assert app.session.trouble == ""
            assert not app.session.is_settled
    print("left", flush=True)


if __name__ == "__main__":
    asyncio.run(globals()[sys.argv[1]](Path(sys.argv[2])))
