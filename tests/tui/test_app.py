"""The app as a whole: it opens, every screen opens, and what is done can be undone."""

from opening import opened, settled, template, typed
from pictures import picture

from plugkeras.project.edits import add_layer
from plugkeras_tui.everywhere.screens import KEYS


async def test_the_app_opens_with_a_project_on_its_first_screen():
    async with opened(template("spirals")) as pilot:
        assert "spirals" in picture(pilot.app).splitlines()[0]


async def test_every_screen_opens_on_a_project():
    async with opened(template("spirals")) as pilot:
        for name in KEYS:
            pilot.app.switch_mode(name)
            await settled(pilot)
            assert pilot.app.current_mode == name
            assert "spirals" in picture(pilot.app).splitlines()[0]


async def test_what_was_edited_is_undone_and_done_again_by_a_key():
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        before = session.project
        session.edit(lambda project: add_layer(project, "Dropout"))
        await settled(pilot)
        after = session.project
        assert after != before
        await typed(pilot, "ctrl+z")
        assert session.project == before
        await typed(pilot, "ctrl+y")
        assert session.project == after
