"""What stopped people who saw the app for the first time."""

from dataclasses import replace

import numpy as np
from opening import opened, settled, template
from recorded import Recorded
from textual.app import App
from textual.widgets import Input, Static

from plugkeras.project import Project, edits
from plugkeras_tui.afterwards.dialogs import ForkDialog
from plugkeras_tui.afterwards.fitting import misfits
from plugkeras_tui.form.lines import Item, LineList
from plugkeras_tui.runs.rows import Reading
from plugkeras_tui.status import line
from plugkeras_tui.train.card_pane import CardPane
from plugkeras_tui.train.log import LogPane
from plugkeras_tui.welcome.asking import AskFile


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


def sized(units: int, rate: float = 0.1) -> Project:
    """Three layers, with that many units in the second one."""
    layers = [{"class": "Input", "as": "in", "shape": [6]}, {"class": "Dense", "as": "hidden", "units": units}]
    layers += [{"class": "Dropout", "as": "drop", "rate": rate}, {"class": "Dense", "as": "out", "units": 3}]
    return Project.from_json({"plugkeras_project": 1, "model": {"layers": layers}, "compile": {"loss": "mse"}})


def test_layers_of_other_sizes_cannot_go_on_from_the_weights_of_a_run():
    assert misfits(sized(4), sized(8), None) == ["hidden", "out"]
    assert misfits(sized(4), sized(4, rate=0.5), None) == []
    assert misfits(sized(4), edits.remove_layer(sized(4), "drop"), None) == ["drop"]
    assert misfits(sized(4), edits.move_layer(sized(4), "drop", 3), None) == ["drop", "out"]


async def test_a_fork_with_other_weights_is_refused_where_it_is_asked_for():
    async with opened() as pilot:
        dialog = ForkDialog(sized(4), "mine", [1, 2])
        pilot.app.push_screen(dialog)
        await pilot.pause()
        dialog.query_one("#changes", Input).value = "layers.hidden.units=8"
        await pilot.pause()
        assert "hidden, out: not the layers that were trained" in str(dialog.query_one("#told", Static).content)
        await pilot.press("f5")
        assert pilot.app.screen is dialog
        dialog.query_one("#changes", Input).value = "layers.drop.rate=0.3"
        await pilot.pause()
        assert "rate" in str(dialog.query_one("#told", Static).content)
        assert "✖" not in str(dialog.query_one("#told", Static).content)


async def test_the_beginning_of_the_only_file_that_fits_is_enough_to_open_it(own_folders):
    for name in ("mine.csv", "more.csv"):
        (own_folders / name).write_text("a,b\n1,2\n")
    async with opened() as pilot:
        chosen = []
        pilot.app.push_screen(AskFile(own_folders), chosen.append)
        await pilot.pause()
        await pilot.press("m", "enter")
        assert chosen == []
        await pilot.press("i", "enter")
        await pilot.pause()
        assert chosen == [own_folders / "mine.csv"]


async def test_the_line_on_top_says_whose_run_it_tells_of_if_it_is_not_the_projects(own_folders):
    async with opened(template("spirals")) as pilot:
        recorded = Recorded(project=template("spirals")).begin().train(2)
        await show(pilot, recorded)
        assert line(pilot.app.session).startswith(" spirals  running · epoch 2/40")
        pilot.app.session.open(template("moons"))
        await settled(pilot)
        assert line(pilot.app.session).startswith(f" moons  {recorded.run.id[16:]}: running · epoch 2/40")


def test_the_best_epoch_of_a_run_is_the_one_that_its_record_knows_though_no_event_tells_of_it():
    recorded = Recorded().begin().train(3, val=lambda epoch: 0.5)
    recorded.run.update(best={"val_loss": {"value": 0.1, "epoch": 2}, "loss": {"value": 9.0, "epoch": 1}})
    (row,) = Reading().look()
    assert row.best("val_loss") == (0.1, 2)
    assert row.best("loss") == row.told.best("loss") != (9.0, 1)
    assert np.isnan(row.best("accuracy_of_nobody")[0])


class Growing(LineList):
    """Items of a line each, but one, which grows."""

    def __init__(self) -> None:
        super().__init__()
        self.tall = 1

    def items(self, width: int) -> list[Item]:
        """Twenty."""
        return [Item(n, ((("line", ""),),) * (self.tall if n == 19 else 1)) for n in range(20)]


async def test_what_is_wrong_with_the_row_of_the_cursor_comes_into_sight():
    class Alone(App):
        def compose(self):
            yield Growing()

    async with Alone().run_test(size=(40, 10)) as pilot:
        lines = pilot.app.query_one(Growing)
        lines.rebuild(19)
        await pilot.pause()
        assert lines.scroll_offset.y == 10
        lines.tall = 3
        lines.rebuild()
        await pilot.pause()
        assert lines.scroll_offset.y == 12
