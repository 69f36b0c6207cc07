"""What lies over every screen, as it looks; and what is seen of a screen that is broken, and before there is any."""

from types import SimpleNamespace

import pytest
from opening import opened, settled, template, typed
from pictures import COLOURLESS, FIRST, THEMES, agreed, check, dialog, everything, picture
from textual.command import CommandInput

from plugkeras.project.edits import add_layer, remove_layer
from plugkeras_tui.everywhere import leaving
from plugkeras_tui.everywhere.screens import BrokenScreen
from plugkeras_tui.first import FirstScreen


async def menu(pilot):
    await typed(pilot, "question_mark")


async def filtered_menu(pilot):
    await typed(pilot, "question_mark", *"undo")


async def history(pilot):
    session = pilot.app.session
    session.edit(lambda project: add_layer(project, "Flatten"))
    session.edit(lambda project: remove_layer(project, "hidden"))
    session.undo()
    await settled(pilot)
    await typed(pilot, "H")


async def leave(pilot):
    run = SimpleNamespace(run="20260102-030405-spirals-abcd")
    pilot.app.push_screen(leaving.question(run))
    await settled(pilot)


async def palette(pilot):
    await typed(pilot, "ctrl+p")
    await typed(pilot, *"theme")
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group != "completing"])
    pilot.app.screen.query_one(CommandInput).cursor_blink = False
    await settled(pilot)


async def jump(pilot):
    await typed(pilot, "escape", "ctrl+o")


async def told(pilot):
    for severity in ("information", "warning", "error"):
        pilot.app.notify(f"A sentence that is {severity}.", severity=severity)
    await settled(pilot)


async def broken(pilot):
    pass


async def first(pilot):
    pilot.app.push_screen(FirstScreen("Titanic is being read\n\n…"))
    await settled(pilot)


STATES = {
    menu: dialog,
    filtered_menu: dialog,
    history: dialog,
    leave: dialog,
    palette: everything,
    jump: everything,
    told: everything,
    broken: everything,
    first: everything,
}


@pytest.mark.parametrize("show", STATES, ids=lambda show: show.__name__)
async def test_what_lies_over_a_screen_looks_as_agreed(show, monkeypatch):
    monkeypatch.setattr(FirstScreen, "_read", lambda self: None)  # all has been read
    async with opened(template("spirals")) as pilot:
        if show is not jump:
            pilot.app.push_screen(BrokenScreen("Loupe", "no lens"))  # has no keys of its own, and nothing on it
            await settled(pilot)
        await show(pilot)
        themes = (
            (FIRST, COLOURLESS) if show is palette else THEMES
        )  # what Textual lists has the colours that it was made in
        await agreed(pilot, show.__name__.replace("_", "-"), STATES[show], themes=themes)


async def test_a_dialog_in_ascii_looks_as_agreed():
    async with opened(template("spirals"), ascii=True) as pilot:
        await leave(pilot)
        lines = picture(pilot.app).splitlines()
        check("leave-80x24-ascii", "\n".join(lines[dialog(lines)]) + "\n")
