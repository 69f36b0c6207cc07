"""Welcome: one key to a training demo; what was open, what crashed, what is running; a file of one's own."""

import os

import pytest
from opening import done, opened, settled, template, typed
from pictures import agreed, picture

from plugkeras.project.autosave import Autosave, recoverable
from plugkeras.project.history import History
from plugkeras.project.keeping import save
from plugkeras.project.recent import remember
from plugkeras.runs import create, runs
from plugkeras.runs.events import EventWriter
from plugkeras_tui.welcome import rows
from plugkeras_tui.welcome.asking import AskFile, completions
from plugkeras_tui.welcome.choices import Choices


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """Times stand still, and nothing is fetched."""
    monkeypatch.setattr(rows, "ago", lambda seconds: "2 h ago")
    monkeypatch.setattr(rows, "moment", lambda when: "12:03")
    monkeypatch.setattr(rows, "about_seconds", lambda project, rows, flops: 3.0)
    monkeypatch.setattr("plugkeras_tui.welcome.preview.about_seconds", lambda project, rows, flops: 3.0)


@pytest.fixture
def no_worker(monkeypatch):
    """Trainings are made, and not begun."""
    started = []
    monkeypatch.setattr("plugkeras_tui.watching.start", lambda run: started.append(run))
    return started


async def shown(pilot):
    """Wait until the list and its preview say all that they will."""
    for _ in range(3):
        await pilot.pause()
        await done(pilot, "facts", "rows", "preview", "opening", "data", "check")
    await settled(pilot)


async def go_to(pilot, kind, title=""):
    """Press keys until the cursor is on such a row."""
    choices = pilot.app.screen.query_one(Choices)
    there = list(rows.lines_of(choices.rows))
    wanted = next(n for n in there if choices.rows[n].kind == kind and title in choices.rows[n].title)
    after, before = there.index(wanted), len(there) - 1 - there.index(wanted)
    await pilot.press(*(["home"] + ["down"] * after if after < before else ["end"] + ["up"] * before))
    assert choices.cursor == wanted


async def test_the_start_looks_as_agreed():
    async with opened() as pilot:
        await shown(pilot)
        await agreed(pilot, "welcome-start", settle=shown)
        await pilot.press("slash", *"dig")
        await agreed(pilot, "welcome-searched", settle=shown)


async def test_one_key_trains_the_demo(no_worker):
    async with opened() as pilot:
        await shown(pilot)
        await pilot.press("f5")
        while not no_worker:
            await pilot.pause(0.02)
        await pilot.pause()
        assert [run.name for run in no_worker] == ["spirals"]
        assert pilot.app.current_mode == "Train"


@pytest.mark.parametrize("name", ["spirals", "digits"])
async def test_enter_opens_what_is_under_the_cursor(name):
    async with opened() as pilot:
        await shown(pilot)
        await go_to(pilot, "template", name)
        await typed(pilot, "enter")
        assert (pilot.app.session.project.name, pilot.app.current_mode) == (name, "Build")


async def test_the_cursor_passes_over_headings_and_stays_on_the_page():
    async with opened(size=(80, 10)) as pilot:
        await shown(pilot)
        choices = pilot.app.screen.query_one(Choices)
        await pilot.press("end", "down")
        assert choices.row.title == "Empty model"
        assert "Empty model" in picture(pilot.app)
        await pilot.press("home", "up")
        assert choices.row.title == "spirals"
        assert "Start something" in picture(pilot.app)


async def test_what_is_searched_is_alone_in_the_list_enter_opens_it_and_escape_brings_all_back():
    async with opened() as pilot:
        await shown(pilot)
        choices = pilot.app.screen.query_one(Choices)
        everything = list(choices.rows)
        await typed(pilot, "slash", *"spir")
        assert [row.title for row in choices.rows] == ["Start something", "spirals"]
        await typed(pilot, *"zz")
        assert choices.row is None
        await typed(pilot, "enter", "slash", "escape")
        assert choices.rows == everything
        await typed(pilot, "slash", *"spir", "enter")
        assert pilot.app.current_mode == "Build"
        assert pilot.app.session.project == template("spirals")


async def test_a_table_is_opened_and_trained_in_two_keys(own_folders, no_worker):
    table = own_folders / "flowers.csv"
    table.write_text("a,b,kind\n" + "".join(f"{n},{n % 7},{'xy'[n % 2]}\n" for n in range(40)))
    async with opened() as pilot:
        pilot.app.opening.open(table)
        await pilot.press("f5")
        while not no_worker:
            await pilot.pause(0.02)
        assert no_worker[0].project().data.source.arguments["path"] == "flowers.csv"


async def test_a_file_that_is_none_is_told_of_and_nothing_is_opened(own_folders):
    (own_folders / "bad.json").write_text("{")
    async with opened() as pilot:
        pilot.app.opening.open(own_folders / "bad.json")
        await shown(pilot)
        assert pilot.app.current_mode == "Welcome"
        assert pilot.app.opening.words == ""
        assert any("bad.json" in toast.message for toast in pilot.app._notifications)


# -- continue --------------------------------------------------------------------------------------


def left_by_a_crash(monkeypatch):
    """An autosave whose process is gone."""
    kept = Autosave("spirals")
    history = History(template("spirals"))
    history.commit(template("moons"), "became moons")
    kept.save(history)
    monkeypatch.setattr("plugkeras.project.autosave.alive", lambda holder: False)
    monkeypatch.setattr("plugkeras.project.lock.alive", lambda holder: False)


async def test_what_was_open_and_what_a_crash_left_looks_as_agreed_and_can_be_gone_on_with(own_folders, monkeypatch):
    save(template("iris"), own_folders / "iris.json")
    remember(own_folders / "iris.json", "iris")
    run = create("iris", project=template("iris"))
    run.update(state="done", best={"val_loss": {"value": 0.0312, "epoch": 3}})
    left_by_a_crash(monkeypatch)
    async with opened() as pilot:
        await shown(pilot)
        await agreed(pilot, "welcome-continue", settle=shown)
        await go_to(pilot, "recovered")
        await typed(pilot, "enter")
        assert pilot.app.session.project.name == "moons"
        assert pilot.app.session.undo() == "became moons"


async def test_recovered_work_can_be_thrown_away_and_nothing_else_can(own_folders, monkeypatch):
    left_by_a_crash(monkeypatch)
    async with opened() as pilot:
        await shown(pilot)
        await pilot.press("x")
        assert len(recoverable()) == 1
        await go_to(pilot, "recovered")
        await pilot.press("x")
        assert recoverable() == []


async def test_a_recent_project_opens_with_its_file(own_folders):
    save(template("iris"), own_folders / "mine.json")
    remember(own_folders / "mine.json", "iris")
    async with opened() as pilot:
        await shown(pilot)
        await go_to(pilot, "recent")
        await pilot.press("enter")
        await shown(pilot)
        assert pilot.app.session.path == own_folders / "mine.json"
        assert not pilot.app.session.is_dirty


# -- attach ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("project", "words"), [("spirals", ""), (None, "read-only")])
async def test_a_run_that_is_under_way_is_attached_to(project, words):
    run = create("script", project=template(project) if project else None, control=project is not None)
    run.occupy(state="running", epochs=50, epoch=12, logs={"loss": 0.31})
    EventWriter(run).write("start", epochs=50, steps=10)
    async with opened() as pilot:
        await shown(pilot)
        await go_to(pilot, "run")
        row = pilot.app.screen.query_one(Choices).row
        assert f"running · epoch 12/50 · loss 0.31{' · read-only' if words else ''}" in row.facts
        await pilot.press("enter")
        await settled(pilot)
        assert pilot.app.session.run == run
        assert pilot.app.current_mode == "Train"
        assert pilot.app.session.project.name == (project or "untitled")
    assert [one.state for one in runs()] == ["running"]


# -- a file of one's own ---------------------------------------------------------------------------


@pytest.fixture
def files(own_folders):
    for name in ("flowers.csv", "flowers.npz", "notes.md", ".hidden.csv", "photos/cat/1.png"):
        (own_folders / name).parent.mkdir(parents=True, exist_ok=True)
        (own_folders / name).write_text("")
    return own_folders


@pytest.mark.parametrize(("text", "found"), [
    ("", ["flowers.csv", "flowers.npz", "photos/"]),
    ("FLO", ["flowers.csv", "flowers.npz"]),
    ("photos/", ["photos/cat/"]),
    (".h", [".hidden.csv"]),
    ("nowhere/", []),
    ("a\0b/", []),
])  # fmt: skip
def test_what_may_be_meant_is_listed(files, text, found):
    assert completions(text, files) == found


async def test_what_asks_for_a_file_looks_as_agreed(files):
    async with opened() as pilot:
        await shown(pilot)
        await go_to(pilot, "file")
        await pilot.press("enter")
        await agreed(pilot, "welcome-file")
        await pilot.press("f", "tab", "x", "enter")
        await agreed(pilot, "welcome-refused")


async def test_a_path_is_completed_chosen_and_refused(files):
    async with opened() as pilot:
        await shown(pilot)
        await go_to(pilot, "file")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, AskFile)
        box = pilot.app.screen.query_one("Input")
        await pilot.press("f", "tab")
        assert box.value == "flowers."
        await pilot.press("x", "enter")
        assert "There is no file flowers.x." in picture(pilot.app)
        await pilot.press("backspace", "down", "down", "tab")
        assert box.value == "flowers.npz"
        await pilot.press("escape")
        assert pilot.app.current_mode == "Welcome"


async def test_a_folder_of_images_is_meant_as_one_and_others_are_gone_into(files):
    async with opened() as pilot:
        opened_files = []
        pilot.app.opening.open = opened_files.append
        await shown(pilot)
        await go_to(pilot, "file")
        await pilot.press("enter", *"photos/cat", "enter")
        assert pilot.app.screen.query_one("Input").value == "photos/cat/"
        await pilot.press(*["backspace"] * 4, "enter")
        await pilot.pause()
        assert opened_files == [files / "photos"]
        assert os.getcwd() == str(files)


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (71, 24), (72, 24), (300, 80)])
async def test_it_fits_into_any_terminal(size):
    async with opened() as pilot:
        await shown(pilot)
        before = picture(pilot.app)
        await pilot.resize_terminal(*size)
        await shown(pilot)
        assert "spirals" in picture(pilot.app)
        await pilot.resize_terminal(80, 24)
        await shown(pilot)
        assert picture(pilot.app) == before
