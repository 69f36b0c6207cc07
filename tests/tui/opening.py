"""The app, opened in a test: on a project or none, in a terminal of some size."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed

from plugkeras.host import host
from plugkeras.project import Project
from plugkeras_tui.app import PlugkerasApp

SIZE = (80, 24)


def template(name: str) -> Project:
    """The project of a template: ``Spirals``, ``Digits`` …"""
    found: Project = host().get("templates", name)()
    return found


@asynccontextmanager
async def opened(
    project: Project | None = None,
    size: tuple[int, int] = SIZE,
    path: Path | None = None,
    screen: str = "",
    ascii: bool = False,
) -> AsyncIterator[Pilot[Any]]:
    """The app on a project, data loaded and checked; ``screen`` is the name of the one to be shown. Yields its pilot.

    Nothing in it moves by itself: cursors do not blink, and animations are off.
    """
    app = PlugkerasApp(project, path, ascii=ascii)
    app.NOTIFICATION_TIMEOUT = 1000  # type: ignore[misc]
    async with app.run_test(size=size) as pilot:
        app.animation_level = "none"
        await settled(pilot)
        if screen:
            app.switch_mode(screen)
            await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until what works behind the screen (data, checks) is done, and shown."""
    for _ in range(2):  # data that are loaded are checked then
        await pilot.pause()
        await done(pilot, "data", "check")
    for widget in pilot.app.screen.query(Input):
        widget.cursor_blink = False
    await pilot.pause()


async def done(pilot: Pilot[Any], *groups: str) -> None:
    """Wait for workers; one that is dropped since a newer one has come is no reason not to wait for that."""
    while there := [w for w in pilot.app.workers if w.group in groups and not w.is_finished]:
        with suppress(WorkerCancelled, WorkerFailed):
            await pilot.app.workers.wait_for_complete(there)
        await pilot.pause()


async def typed(pilot: Pilot[Any], *keys: str) -> None:
    """Press the keys, one after another, and wait until what they began is done."""
    await pilot.press(*keys)
    await settled(pilot)


def told(pilot: Pilot[Any]) -> list[str]:
    """What the app has said beside its screens, in toasts, the last one last."""
    return [notification.message for notification in pilot.app._notifications]
