"""What stopped people who saw the app for the first time."""

from dataclasses import replace

from opening import opened, settled, template
from recorded import Recorded

from plugkeras.project import Project
from plugkeras_tui.train.card_pane import CardPane
from plugkeras_tui.train.log import LogPane


def diverged() -> Recorded:
    """A run whose loss is no number, and which waits."""
    found = Recorded(project=template("spirals")).begin().train(4)
    found.write("diverged", loss="nan", offers=["rate", "clip", "stop"])
    found.write("state", state="paused", reason="diverged")
    found.run.update(state="paused", reason="diverged")
    return found


async def show(pilot, recorded: Recorded) -> None:
    """Train, with that run."""
    pilot.app.session.attach(recorded.run)
    pilot.app.switch_mode("Train")
    await pilot.pause()
    pilot.app.screen.tell(pilot.app.session)
    pilot.app.screen._each_second()
    await pilot.pause()


async def until(pilot, holds) -> None:
    """Wait for something that is found out behind the screen."""
    for _ in range(200):
        if holds():
            return
        await settled(pilot)
    assert holds()


async def test_escape_brings_a_card_back_that_it_has_closed():
    async with opened(template("spirals")) as pilot:
        await show(pilot, diverged())
        pane = pilot.app.screen.query_one(CardPane)
        offered = pane.card
        await pilot.press("escape")
        assert pane.card is None
        await pilot.press("escape")
        assert pane.card == offered
        await pilot.press("escape")
        pilot.app.screen._each_second()
        assert pane.card is None


async def test_what_happened_is_followed_to_its_end_from_the_first_line_that_does_not_fit():
    async with opened(template("spirals"), size=(120, 40)) as pilot:
        await show(pilot, found := Recorded(project=template("spirals")).begin().train(2))
        log = pilot.app.screen.query_one(LogPane)
        for number in range(12):
            found.write("note", text=f"note {number}").write("note", text=f"and {number}")
            pilot.app.session.watched.look()
            pilot.app.screen.tell(pilot.app.session)
            await pilot.pause()
            assert log.scroll_offset.y == log.max_scroll_y
        assert log.max_scroll_y > 10


async def test_in_ascii_no_key_is_drawn_as_another_one():
    async with opened(template("spirals"), ascii=True) as pilot:
        shown = [pilot.app.get_key_display(b.binding) for b in pilot.app.screen.active_bindings.values()]
        assert "enter" in shown
        assert all(one.isascii() for one in shown)


async def test_f_in_build_goes_to_the_data_where_only_they_are_wrong():
    async with opened(replace(template("spirals"), data=Project().data), screen="Build") as pilot:
        await until(pilot, lambda: pilot.app.session.report is not None)
        assert pilot.app.screen.refused("fixes") == ""
        await pilot.press("f")
        await until(pilot, lambda: pilot.app.current_mode == "Data")
