"""What lies over every screen, as it looks in terminals of several sizes, and in ASCII."""

from types import SimpleNamespace

import pytest
from opening import opened, settled, template, typed
from pictures import check, picture

from plugkeras.project.edits import add_layer, remove_layer
from plugkeras_tui.everywhere import leaving
from plugkeras_tui.everywhere.screens import BrokenScreen

SIZES = [(80, 24), (120, 40), (200, 60)]


async def menu(pilot):
    await typed(pilot, "question_mark")


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


def dialog(text):
    """The lines of a dialog alone: what lies behind it has pictures of its own."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if line.lstrip(" ")[:2] in ("╭─", "+-"))
    last = max(n for n, line in enumerate(lines) if line.lstrip(" ")[:2] in ("╰─", "+-"))
    return "\n".join(lines[first : last + 1]) + "\n"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
@pytest.mark.parametrize("show", [menu, history, leave], ids=lambda show: show.__name__)
async def test_a_dialog_looks_as_it_did_when_it_was_agreed_on(show, size):
    async with opened(template("spirals"), size=size) as pilot:
        pilot.app.push_screen(BrokenScreen("Loupe", "no lens"))  # has no keys of its own, and nothing on it
        await settled(pilot)
        await show(pilot)
        check(f"{show.__name__}-{size[0]}x{size[1]}", dialog(picture(pilot.app)))


async def test_a_dialog_in_ascii_looks_as_it_did():
    async with opened(template("spirals"), ascii=True) as pilot:
        await leave(pilot)
        check("leave-80x24-ascii", dialog(picture(pilot.app)))
