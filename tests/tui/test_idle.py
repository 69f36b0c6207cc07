"""Nothing is painted while nothing changes, and little while the focus moves. These tests watch for a while."""

import asyncio

import pytest
from opening import opened, settled, template
from textual.app import App

from plugkeras.runs import EventWriter, create
from plugkeras_tui.everywhere.screens import KEYS

LOOK, LIMIT = 2.3, 30.0
"""Seconds: longer than two of the clocks that look once a second; and what it may take until all is quiet."""


@pytest.fixture
def painted(monkeypatch):
    """What is painted, from now on."""
    found = []
    display = App._display

    def counted(self, screen, renderable):
        if renderable is not None:
            found.append((type(screen).__name__, renderable))
        return display(self, screen, renderable)

    monkeypatch.setattr(App, "_display", counted)
    return found


async def painted_while_idle(painted):
    """What is painted in a while, once it has been quiet for as long; the last of it if it never is."""
    for _ in range(int(LIMIT / LOOK)):
        painted.clear()
        await asyncio.sleep(LOOK)
        if not painted:
            break
    return list(painted)


def a_run(state):
    """One that two epochs are told of; under way, it is this process's."""
    run = create("spirals", project=template("spirals"))
    run.occupy(state="running")
    writer = EventWriter(run)
    writer.write("start", epochs=5, steps=3, pid=1, resumed=False)
    for epoch in range(2):
        writer.write("epoch", epoch=epoch, step=3 * epoch + 3, logs={"loss": 0.5, "val_loss": 0.6})
    run.update(state=state)
    return run


@pytest.mark.parametrize("state", ["", "done", "running"])
async def test_nothing_is_painted_on_any_screen_while_nothing_changes(painted, state):
    async with opened(template("spirals")) as pilot:
        if state:
            pilot.app.session.attach(a_run(state))
        for name in KEYS:
            pilot.app.switch_mode(name)
            await settled(pilot)
            assert await painted_while_idle(painted) == [], name


@pytest.mark.parametrize(
    ("screen", "keys"),
    [("Build", "a"), ("Build", "tab enter"), ("Data", "slash"), ("Runs", "slash"), ("Build", "ctrl+p")],
)
async def test_where_something_is_typed_nothing_is_painted_until_it_is(painted, screen, keys):
    async with opened(template("spirals"), screen=screen) as pilot:
        await pilot.press(*keys.split())
        assert await painted_while_idle(painted) == []


async def test_the_footer_is_painted_once_when_the_keys_are_others(painted):
    async with opened(template("spirals"), size=(160, 40), screen="Build") as pilot:
        painted.clear()
        await pilot.press("tab")
        await settled(pilot)
        bottom = pilot.app.size.height - 1
        lines = [{y for y, _, _ in update.spans} if hasattr(update, "spans") else {bottom} for _, update in painted]
        assert sum(bottom in ys for ys in lines) == 1
