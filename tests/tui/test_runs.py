"""The screen of runs shows what is on disk, and does with it what one asks for."""

import os

import pytest
from kept_runs import broken, kept, several
from opening import done, opened, template, told
from pictures import agreed, picture

from plugkeras.project.edits import set_value
from plugkeras.runs import Run, find, runs
from plugkeras.runs.trash import trashed
from plugkeras_tui.afterwards import doing
from plugkeras_tui.afterwards.dialogs import changed
from plugkeras_tui.app import PlugkerasApp
from plugkeras_tui.runs import rows as rows_of_runs
from plugkeras_tui.runs.choosing import matches, metrics, ordered
from plugkeras_tui.runs.rows import Reading
from plugkeras_tui.runs.screen import RunsScreen

PROJECT = template("spirals")


async def settled(pilot):
    """Wait until the runs are read and shown."""
    await pilot.pause()
    await done(pilot, "runs", "data", "check")
    await pilot.pause()


class Shown:
    """The screen with the runs that there are, and words for what tests ask of it."""

    def __init__(self, pilot):
        self.pilot, self.app = pilot, pilot.app

    @property
    def screen(self) -> RunsScreen:
        return self.app.screen

    @property
    def names(self):
        return [row.name for row in self.screen.table.shown.rows]

    async def press(self, *keys):
        for key in keys:
            await self.pilot.press(key)
            await settled(self.pilot)

    async def type(self, text):
        self.app.focused.value = text
        await settled(self.pilot)

    async def look(self):
        """What the clock does once a second."""
        self.screen.look()
        await settled(self.pilot)


@pytest.fixture
def shown(monkeypatch):
    """``async with shown(size) as it``: the screen, whose times are those of Greenwich."""
    monkeypatch.setenv("TZ", "UTC")
    __import__("time").tzset()

    class Opened:
        def __init__(self, size=(80, 24)):
            self.size = size

        async def __aenter__(self):
            self.inner = opened(PROJECT, size=self.size, screen="Runs")
            pilot = await self.inner.__aenter__()
            await settled(pilot)
            return Shown(pilot)

        async def __aexit__(self, *error):
            return await self.inner.__aexit__(*error)

    return Opened


# -- what it reads -----------------------------------------------------------------------------------


def test_the_runs_are_read_again_only_when_something_has_changed():
    several(PROJECT)
    reading = Reading()
    assert len(reading.look()) == 6
    assert reading.look() is None
    find("script").update(note="changed")
    assert [row.note for row in reading.look() if row.name == "script 0004"] == ["changed"]
    assert reading.look() is None


def test_a_row_says_what_the_run_says_of_itself():
    kept(1, project=PROJECT, losses=(0.9, 0.1, 0.3), note="one\ntwo", tags=["a"])
    (row,) = Reading().look()
    assert (row.name, row.state, row.note, row.tags, row.epoch) == ("spirals 0001", "done", "one", ("a",), 3)
    assert row.told.best("val_loss") == (0.125, 2)
    assert row.told.best("accuracy") == (0.95, 2)
    assert row.told.last("loss") == 0.3
    assert 0.1 < row.told.last("loss", 0.9) < 0.9
    assert row.told.seconds == 25


def test_parameters_are_counted_once_the_shape_of_the_inputs_is_learnt():
    kept(1, project=PROJECT)
    kept(2, project=set_value(PROJECT, "data.learnt", {"input_shape": [2]}))
    assert [row.parameters for row in Reading().look()] == [1218, None]


def test_a_broken_folder_is_a_row_that_says_what_is_wrong():
    broken()
    (row,) = Reading().look()
    assert (row.state, row.note) == ("broken", "run.json is damaged: it is no JSON.")


def test_a_root_that_is_not_there_has_no_runs():
    assert Reading().look() == []


def test_a_run_whose_process_dies_is_crashed_though_no_file_says_so(monkeypatch):
    run = kept(1, state="running")
    run.occupy()
    reading = Reading()
    assert [row.state for row in reading.look()] == ["running"]
    monkeypatch.setattr("plugkeras.runs.states.alive", lambda record: False)
    assert [row.state for row in reading.look()] == ["crashed"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4, 5, 9]),
        ("spirals", [1, 2, 3, 5]),
        ("script|draft", [4, 5]),
        ("spirals !failed", [1, 2, 5]),
        ("#fa", [2]),
        ("FIRST", [1]),
        ("torn", [9]),
        ("nothing like it", []),
        ("!", [1, 2, 3, 4, 5, 9]),
    ],
)
def test_what_is_typed_filters_the_rows(text, numbers):
    several(PROJECT)
    assert sorted(int(row.run.id[-4:]) for row in Reading().look() if matches(row, text)) == numbers


@pytest.mark.parametrize(
    ("by", "weight", "first"),
    [
        ("created", 0.0, "0005"),
        ("name", 0.0, "0009"),
        ("state", 0.0, "0005"),
        ("epoch", 0.0, "0002"),
        ("best", 0.0, "0002"),
        ("last", 0.0, "0002"),
        ("last", 0.9, "0001"),
        ("time", 0.0, "0002"),
        ("parameters", 0.0, "0005"),
    ],
)
def test_rows_are_sorted_by_raw_and_by_smoothed_values(by, weight, first):
    several(PROJECT)
    assert ordered(Reading().look(), by, "val_loss", weight)[0].run.id[-4:] == first


def test_what_has_no_value_comes_last_either_way():
    several(PROJECT)
    found = Reading().look()
    for backwards in (False, True):
        assert {row.state for row in ordered(found, "best", "val_loss", 0.0, backwards)[-2:]} == {"draft", "broken"}
    assert metrics(found) == ["val_loss", "loss", "accuracy"]


# -- what it shows -----------------------------------------------------------------------------------


async def test_curves_and_differences_look_as_agreed(shown):
    several(PROJECT)
    async with shown() as it:
        await it.press("end", "up", "up", "space", "up", "space", "p")
        await agreed(it.pilot, "runs-overlay", settle=settled)
        await it.press("D")
        await agreed(it.pilot, "runs-differences", settle=settled)


async def test_without_runs_it_says_what_to_do_as_agreed(shown):
    async with shown() as it:
        await agreed(it.pilot, "runs-empty", settle=settled)


STATES = {
    "table": (),
    "filtered": ("slash", *"script"),
    "note": ("n",),
    "fork": ("f",),
    "refused": ("end", "enter"),
}


@pytest.mark.parametrize("state", STATES)
async def test_what_keys_make_of_the_table_looks_as_agreed(shown, state):
    several(PROJECT)
    with_epochs(find("20270115-080005-spirals-0005"), 1)
    async with shown() as it:
        await it.press(*STATES[state])
        await agreed(it.pilot, f"runs-{state}", settle=settled)


async def test_a_run_that_appears_is_shown_and_one_that_goes_is_not(shown):
    kept(1)
    async with shown() as it:
        run = kept(2)
        await it.look()
        assert it.names == ["spirals 0002", "spirals 0001"]
        os.rename(run.path, run.path.with_name(".hidden"))
        await it.look()
        assert it.names == ["spirals 0001"]


async def test_the_latest_is_followed_if_one_likes(shown):
    kept(1)
    async with shown() as it:
        await it.press("l")
        new = kept(2)
        await it.look()
        assert it.screen.row.run == new
        assert it.app.session.run == new


async def test_a_filter_stays_until_escape(shown):
    several(PROJECT)
    async with shown() as it:
        await it.press("slash")
        await it.type("script")
        await it.press("enter")
        assert it.names == ["script 0004"]
        await it.press("escape")
        assert len(it.names) == 6


async def test_the_order_goes_through_the_columns_and_turns(shown):
    several(PROJECT)
    async with shown() as it:
        await it.press("s", "s", "s", "s")
        assert it.names[0] == "spirals 0002"
        await it.press("S")
        assert it.names[0] == "spirals 0003"
        await it.press("m")
        assert it.screen.metric == "loss"


async def test_nothing_is_drawn_again_while_nothing_changes(shown, monkeypatch):
    several(PROJECT)
    async with shown() as it:
        drawn = []
        monkeypatch.setattr(type(it.screen.table), "refresh", lambda self, *args, **kwargs: drawn.append(self))
        await it.look()
        assert drawn == []


# -- what it does ------------------------------------------------------------------------------------


async def test_enter_watches_a_run(shown):
    run = kept(1)
    async with shown() as it:
        await it.press("enter")
        assert it.app.session.run == run
        assert it.app.current_mode == "Train"


async def test_i_looks_inside_the_run_under_the_cursor(shown):
    several(PROJECT)
    async with shown() as it:
        await it.press("down")
        run = it.screen.row.run
        await it.press("i")
        assert it.app.session.run == run
        assert it.app.current_mode == "Inspect"


async def test_words_take_the_width_that_there_is_and_go_on_below_it(shown):
    run = kept(1, project=PROJECT)
    (run.path / "model.keras").write_bytes(b"")
    run.update(note="tried " * 60)
    async with shown() as it:
        await it.press("v")
        assert run.id in picture(it.pilot.app)
        assert "model.keras" not in picture(it.pilot.app)
        await it.press("J", "J", "J", "J")
        assert "model.keras" in picture(it.pilot.app)
        await it.press("K", "K", "K", "K")
        assert run.id in picture(it.pilot.app)


async def test_notes_and_tags_are_written_into_the_run(shown):
    run = kept(1)
    async with shown() as it:
        await it.press("n")
        await it.type("good one")
        await it.press("enter", "t")
        await it.type("#a b a")
        await it.press("enter")
        assert (run.info["note"], run.info["tags"]) == ("good one", ["a", "b"])


async def test_what_is_thrown_away_comes_back_by_undo(shown):
    several(PROJECT)
    async with shown() as it:
        first = it.names[0]
        await it.press("delete")
        await it.look()
        assert first not in it.names
        assert len(trashed()) == 1
        await it.press("ctrl+z")
        await it.look()
        assert it.names[0] == first
        assert trashed() == []


async def test_a_broken_folder_can_be_thrown_away(shown):
    broken()
    async with shown() as it:
        await it.press("x")
        assert len(trashed()) == 1


async def test_with_a_broken_folder_nothing_else_can_be_done(shown):
    broken()
    async with shown() as it:
        for key in ("enter", "i", "n", "t", "R", "f", "e", "p", "space", "D"):
            await it.press(key)
            assert told(it.pilot) == ["run.json is damaged: it is no JSON."]
            it.app.clear_notifications()


async def test_somebody_elses_run_can_only_be_looked_at(shown, monkeypatch):
    run = kept(1, project=PROJECT)
    monkeypatch.setattr(rows_of_runs.os, "geteuid", lambda: os.getuid() + 1)
    async with shown() as it:
        for key in ("n", "t", "R", "delete"):
            await it.press(key)
            assert [("can only be looked at" in said) for said in told(it.pilot)] == [True]
            it.pilot.app.clear_notifications()
        assert run.path.exists()


async def test_what_cannot_be_done_is_refused_in_a_sentence(shown):
    kept(1, name="script")
    async with shown() as it:
        refusals = {"R": "is of a script", "f": "it is a script's", "e": "is of a script", "D": "There is no other run"}
        for key, reason in refusals.items():
            await it.press(key)
            assert reason in told(it.pilot)[-1]
        kept(2, project=PROJECT)
        await it.look()
        await it.press("home", "f")
        assert "no epoch of it was kept" in told(it.pilot)[-1]


async def test_a_script_is_written_beside_the_project_under_a_free_name(shown, own_folders):
    kept(1, project=PROJECT)
    async with shown() as it:
        await it.press("e", "e")
    assert sorted(path.name for path in own_folders.glob("*.py")) == ["spirals.py", "spirals_1.py"]
    compile((own_folders / "spirals.py").read_text(), "spirals.py", "exec")


class Started:
    """Takes the place of the processes that would train."""

    def __init__(self, monkeypatch):
        self.runs = []
        monkeypatch.setattr(doing, "start", lambda run, *options: self.runs.append((run, *options)))


async def test_a_complete_run_goes_on_for_more_epochs(shown, monkeypatch):
    run, started = kept(1, project=PROJECT), Started(monkeypatch)
    async with shown() as it:
        await it.press("R", "backspace", "backspace", "enter")
        assert started.runs == []
        await it.press("7", "enter")
        assert started.runs == [(run, "--epochs", "10")]
        assert it.app.current_mode == "Train"


async def test_a_run_that_was_stopped_goes_on_at_once(shown, monkeypatch):
    run, started = kept(1, project=PROJECT, state="stopped"), Started(monkeypatch)
    async with shown() as it:
        await it.press("R")
        assert started.runs == [(run,)]


def with_epochs(run: Run, *epochs: int) -> Run:
    for epoch in epochs:
        (run.path / "checkpoints" / f"epoch-{epoch:04d}.npz").write_bytes(b"weights")
    return run


async def test_a_fork_begins_at_a_kept_epoch_with_other_settings(shown, monkeypatch):
    parent, started = with_epochs(kept(1, project=PROJECT), 1, 2), Started(monkeypatch)
    async with shown() as it:
        await it.press("f", "enter")
        await it.type("fit.epochs=77, compile.optimizer.learning_rate=0.5")
        await it.press("enter", "f5")
        ((made,),) = started.runs
    assert made.info["parent"] == {"run": parent.id, "epoch": 2, "changes": []}
    assert made.project() == set_value(PROJECT, "fit.epochs", 77)
    assert made.info["interventions"][-1]["set"] == 0.5


async def test_the_settings_of_a_fork_can_be_opened_to_be_edited(shown, monkeypatch):
    with_epochs(kept(1, project=PROJECT), 1)
    async with shown() as it:
        await it.press("f", "tab")
        await it.type("fit.epochs=77")
        await it.press("ctrl+b")
        assert it.app.current_mode == "Build"
        assert it.app.session.project.fit.epochs == 77
        assert len(runs()) == 1


async def test_a_fork_that_makes_no_sense_is_not_made(shown, monkeypatch):
    with_epochs(kept(1, project=PROJECT), 1)
    started = Started(monkeypatch)
    async with shown() as it:
        await it.press("f", "enter")
        await it.type("fit.epoch=3")
        await it.press("f5")
        assert started.runs == []
        assert "✖" in picture(it.app)
        await it.press("escape")
        assert isinstance(it.app.screen, RunsScreen)


def test_values_of_changes_may_have_commas():
    project, rate = changed(PROJECT, "name=x, fit.epochs=3")
    assert (project.name, project.fit.epochs, rate) == ("x", 3, None)
    project, _ = changed(template("digits"), "layers.conv.kernel_size=[3, 5]")
    assert project.model.layers[1].part.arguments["kernel_size"] == (3, 5)


def test_the_screen_is_the_apps():
    assert "Runs" in PlugkerasApp().names
