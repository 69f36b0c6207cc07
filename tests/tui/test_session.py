"""What the app works on: nothing of it is lost, whoever kills, fills or takes what; and nobody waits for what hangs."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from opening import done, opened, settled, template

from plugkeras.errors import FileError, StateError
from plugkeras.project import Part, Table
from plugkeras.project.autosave import Autosave, recoverable
from plugkeras.project.edits import set_value
from plugkeras.project.opening import open_project
from plugkeras.project.recent import recent, remember
from plugkeras.runs import create, runs
from plugkeras.runs.events import EventWriter
from plugkeras_tui import watching
from plugkeras_tui.status import line
from plugkeras_tui.workspace import Workspace

HERE = Path(__file__).parent


def in_a_process(what, folder, limit=60):
    """Do one of ``killed.py``; its exit status."""
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_CORETYPE"}
    command = [sys.executable, str(HERE / "killed.py"), what, str(folder)]
    return subprocess.run(command, env=environment, timeout=limit, stderr=subprocess.DEVNULL).returncode


def epochs(number):
    return lambda project: set_value(project, "fit.epochs", number)


@pytest.fixture
def told(monkeypatch):
    """The sentences that were told."""
    said = []
    monkeypatch.setattr("plugkeras_tui.session.Session.tell", lambda self, text, severity="": said.append(text))
    return said


# -- killed ----------------------------------------------------------------------------------------


async def test_a_killed_app_finds_project_and_history_of_what_was_never_saved():
    assert in_a_process("edited", ".") == -signal.SIGKILL
    (left,) = recoverable()
    async with opened() as pilot:
        session = pilot.app.session
        session.recover(left)
        assert (session.project.name, session.project.fit.epochs, session.is_dirty) == ("spirals", 3, True)
        assert session.redo() == "four epochs"
        assert [session.undo() for _ in range(4)] == ["four epochs", "three epochs", "a dropout", None]
        assert not session.is_dirty


@pytest.mark.slow
async def test_a_killed_app_finds_the_edits_of_a_file_when_the_file_is_opened(tmp_path):
    assert in_a_process("edited_file", tmp_path) == -signal.SIGKILL
    file = tmp_path / "spirals.json"
    async with opened(open_project(file), path=file) as pilot:
        session = pilot.app.session
        assert (session.project.fit.epochs, session.is_dirty) == (3, True)
        assert session.undo() == "three epochs"
        assert not session.is_dirty


@pytest.mark.slow
async def test_a_killed_app_finds_what_was_begun_on_the_empty_project():
    assert in_a_process("made_of_nothing", ".") == -signal.SIGKILL
    (left,) = recoverable()
    assert len(left.history().project.model.layers) == 1


async def test_a_killed_app_leaves_the_training_running_and_finds_it_again():
    assert in_a_process("training", ".") == -signal.SIGKILL
    (run,) = runs()
    assert run.state == "running"
    (left,) = recoverable()
    async with opened() as pilot:
        session = pilot.app.session
        session.recover(left)
        while session.run != run:
            await pilot.pause(0.05)
        assert session.is_training
        assert session.ask("stop")
        while session.watched.state in ("running", "paused"):
            await pilot.pause(0.05)
        assert session.watched.state == "stopped"


@pytest.mark.slow
def test_an_app_whose_data_hang_ends_at_once():
    assert in_a_process("hanging", ".", limit=30) == 0


# -- saved and not saved ---------------------------------------------------------------------------


async def test_edits_are_unsaved_exactly_while_no_file_has_them(tmp_path):
    async with opened(template("spirals")) as pilot:
        session, found = pilot.app.session, []
        for step in (
            lambda: None,
            lambda: session.edit(epochs(3)),
            lambda: session.undo(),
            lambda: session.redo(),
            lambda: session.save(tmp_path / "a.json"),
            lambda: session.undo(),
            lambda: session.redo(),
            lambda: session.edit(epochs(4)),
            lambda: session.edit(epochs(3)),
        ):
            step()
            found.append(session.is_dirty)
        assert found == [False, True, False, True, False, True, False, True, False]


async def test_a_file_that_somebody_else_has_changed_is_not_overwritten_unless_one_says_so(tmp_path):
    file = tmp_path / "a.json"
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        session.save(file)
        file.write_text(template("moons").to_text())
        session.edit(epochs(3))
        with pytest.raises(FileError, match="has been changed"):
            session.save()
        assert open_project(file).name == "moons"
        assert session.is_dirty
        session.save(overwrite=True)
        assert open_project(file).fit.epochs == 3


async def test_what_was_saved_under_another_name_is_kept_and_locked_as_that_file(tmp_path):
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        session.edit(epochs(3))
        session.save(tmp_path / "a.json")
        assert session.folder == tmp_path
        assert Autosave("spirals", tmp_path / "a.json").read_only
        assert len(list((tmp_path / "state" / "projects").iterdir())) == 1
        assert session.undo() is not None


async def test_leaving_drops_what_is_saved_and_keeps_what_is_not(tmp_path):
    async with opened(template("spirals")) as pilot:
        pilot.app.session.save(tmp_path / "a.json")
    assert recoverable() == []
    async with opened(template("spirals")) as pilot:
        pilot.app.session.edit(epochs(3))
    assert [one.edits for one in recoverable()] == [1]


async def test_projects_that_were_opened_or_saved_are_remembered_the_latest_first(tmp_path):
    async with opened(template("spirals")) as pilot:
        for name in ("a", "b", "a"):
            pilot.app.session.save(tmp_path / f"{name}.json", overwrite=True)
    assert [one.path.name for one in recent()] == ["a.json", "b.json"]
    (tmp_path / "a.json").unlink()
    assert [one.path.name for one in recent()] == ["b.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"projects": 3}', '{"projects": [3, {}, {"path": "a\\u0000", "name": "", "when": 1}]}']
)
def test_a_damaged_list_of_recent_projects_is_an_empty_one(tmp_path, text):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "recent.json").write_text(text)
    assert recent() == []
    (tmp_path / "a.json").write_text("{}")
    remember(tmp_path / "a.json", "a")
    assert [one.name for one in recent()] == ["a"]


# -- disks -----------------------------------------------------------------------------------------


def full(*arguments, **options):
    raise FileError("No space left on device.")


async def test_a_full_disk_is_told_once_and_costs_no_edit(tmp_path, monkeypatch, told):
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        monkeypatch.setattr("plugkeras.project.autosave.replacing", full)
        monkeypatch.setattr("plugkeras.project.keeping.replacing", full)
        assert session.edit(epochs(3))
        assert session.edit(epochs(4))
        assert sum("No space left" in text for text in told) == 1
        with pytest.raises(FileError, match="No space"):
            session.save(tmp_path / "a.json")
        assert (session.project.fit.epochs, session.is_dirty, bool(session.unkept)) == (4, True, True)
        monkeypatch.undo()
        assert session.edit(epochs(5))
        assert session.unkept == ""


async def test_no_edit_waits_for_the_disk_and_leaving_does(monkeypatch):
    waited = []
    monkeypatch.setattr("plugkeras.project.autosave.settle", lambda file: waited.append(threading.current_thread()))
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        assert session.edit(epochs(3))
        assert session.autosave.left().project == session.project
        await done(pilot, "keeping")
        assert waited
        assert threading.main_thread() not in waited
        assert session.edit(epochs(4))
    assert [one.history().project.fit.epochs for one in recoverable()] == [4]


async def test_an_app_whose_state_folder_cannot_be_written_opens_and_edits_all_the_same(tmp_path, told):
    (tmp_path / "state").write_text("in the way")
    async with opened(template("spirals")) as pilot:
        assert pilot.app.session.edit(epochs(3))
        assert sum("not kept" in text for text in told) == 1


async def test_a_training_that_cannot_be_put_anywhere_is_told_of(tmp_path, monkeypatch):
    (tmp_path / "full").write_text("in the way")
    monkeypatch.setenv("PLUGKERAS_RUNS", str(tmp_path / "full" / "runs"))
    async with opened(template("spirals")) as pilot:
        with pytest.raises(FileError, match="No run can be made"):
            pilot.app.session.train()


async def test_a_process_that_cannot_be_started_leaves_a_run_that_failed(monkeypatch):
    monkeypatch.setattr("plugkeras_tui.watching.start", full)
    async with opened(template("spirals")) as pilot:
        with pytest.raises(FileError):
            pilot.app.session.train()
        assert [run.state for run in runs()] == ["failed"]
        assert pilot.app.session.run is None


async def test_an_autosave_that_is_damaged_is_set_aside_and_the_project_opens(tmp_path, told):
    file = tmp_path / "a.json"
    file.write_text(template("spirals").to_text())
    kept = Autosave("spirals", file)
    (kept.folder / "autosave.json").write_text("{ torn")
    kept.close(keep=True)
    async with opened(open_project(file), path=file) as pilot:
        assert pilot.app.session.project == template("spirals")
        assert [text for text in told if "It is kept as" in text]
        assert [one.read_text() for one in kept.folder.glob("damaged-*")] == ["{ torn"]


# -- data and checks -------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_end_is_fitted_by_what_the_check_was_answered_and_asks_no_layer_again():
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        asked = session.checker.asker.asked
        assert session.auto_head(session.project).model.layers[:-1] == session.project.model.layers[:-1]
        assert session.checker.asker.asked == asked


async def test_what_waits_for_a_check_waits_for_that_of_the_edits_before_it():
    async with opened(template("spirals")) as pilot:
        session, found = pilot.app.session, []
        session.edit(epochs(3))
        session.when_settled(lambda: session.edit(epochs(4)))
        session.when_settled(lambda: found.append((session.project.fit.epochs, session.is_settled)))
        await settled(pilot)
        await settled(pilot)
        assert found == [(4, True)]


async def test_what_is_published_comes_in_the_thread_of_the_app():
    async with opened() as pilot:
        session, found = pilot.app.session, []
        for name in ("project", "data", "report", "run"):
            signal_ = getattr(session, f"{name}_changed")
            signal_.subscribe(
                pilot.app.screen, lambda _, name=name: found.append((name, threading.get_ident())), immediate=True
            )
        session.open(template("spirals"))
        await settled(pilot)
        session.attach(create("other"))
        assert {name for name, _ in found} == {"project", "data", "report", "run"}
        assert {thread for _, thread in found} == {threading.get_ident()}


async def test_code_of_a_project_is_not_called_until_it_is_allowed(own_folders):
    (own_folders / "mine.py").write_text(
        "import numpy as np\ndef rows():\n    return np.zeros((8, 2)), np.arange(8) % 2\n"
    )
    project = set_value(template("spirals"), "data.source", Part("Function", Table({"function": "mine:rows"})))
    async with opened(project) as pilot:
        session = pilot.app.session
        assert session.prepared is None
        assert [name for name, _ in session.untrusted] == ["mine:rows"]
        with pytest.raises(StateError, match="come from code"):
            session.train()
        session.trust()
        await settled(pilot)
        assert (session.untrusted, session.trouble, session.facts.rows + 0 > 0) == ([], "", True)


async def test_an_error_of_a_former_state_does_not_keep_from_training(monkeypatch):
    monkeypatch.setattr("plugkeras_tui.watching.start", full)
    async with opened(set_value(template("spirals"), "compile.loss", None)) as pilot:
        session = pilot.app.session
        with pytest.raises(StateError):
            session.train()
        session.edit(template("spirals"))
        with pytest.raises(FileError):  # it would have been started
            session.train()


# -- runs ------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_death_of_the_training_is_told_with_its_reason():
    async with opened(set_value(template("spirals"), "fit.epochs", 100_000)) as pilot:
        session = pilot.app.session
        run = session.train()
        while session.watched.step == 0:
            await pilot.pause(0.05)
        os.kill(run.info["pid"], signal.SIGKILL)
        while session.watched.state != "crashed":
            await pilot.pause(0.05)
        assert "SIGKILL" in session.watched.reason
        assert (run.info["state"], session.is_training) == ("crashed", False)


async def test_a_run_that_is_removed_while_it_is_watched_ends_nothing(tmp_path):
    run = create("gone")
    EventWriter(run).write("start", epochs=3, steps=2)
    async with opened() as pilot:
        session = pilot.app.session
        session.attach(run)
        run.path.rename(tmp_path / "elsewhere")
        for _ in range(25):
            session.look()
        assert not session.is_training
        assert session.watched.state in ("lost", "running")
        assert not session.ask("pause")


async def test_a_long_run_is_read_behind_the_app():
    run = create("long")
    with open(run.path / "events.jsonl", "w") as file:
        file.write(json.dumps({"v": 1, "t": "start", "ts": 0, "epochs": 1, "steps": 9999}) + "\n")
        for step in range(1, 6000):
            line = {"v": 1, "t": "batch", "ts": step, "epoch": 1, "batch": step, "step": step, "n": 1,
                    "logs": {"loss": 0.5}, "loss": {"min": 0.5, "mean": 0.5, "max": 0.5}}  # fmt: skip
            file.write(json.dumps(line) + "\n")
    async with opened() as pilot:
        session = pilot.app.session
        session.attach(run)
        assert session.watched.step == 0
        while session.watched.step != 5999:
            await pilot.pause(0.02)


async def test_several_apps_watch_one_run():
    run = create("shared")
    EventWriter(run).write("start", epochs=3, steps=2)
    async with opened() as one:
        one.app.session.attach(run)
        async with opened() as other:
            other.app.session.attach(run)
            EventWriter(run).write("note", text="seen by both", epoch=1, batch=1, step=1)
            for app in (one.app, other.app):
                app.session.look()
                assert [message["text"] for message in app.session.watched.messages] == ["seen by both"]


def test_a_run_that_has_told_much_is_said_to_be_read_first(monkeypatch):
    monkeypatch.setattr(watching, "LONG", 10)
    run, later, work = create("long"), [], Workspace()
    EventWriter(run.path).write("start", epochs=3, steps=5)
    work.behind = lambda do, group: later.append(do)
    work.attach(run)
    assert "reading what" in line(work)
    for do in later:
        do()
    assert "reading" not in line(work)
    assert "epoch 0/3" in line(work)


def test_no_other_project_is_opened_while_edits_are_kept_nowhere(monkeypatch):
    def full(self, history):
        raise FileError("No space left on device.")

    with monkeypatch.context() as disk:
        disk.setattr(Autosave, "write", full)
        work = Workspace()
        work.open(template("spirals"))
        work.edit(epochs(3))
        work.open(template("moons"))
        assert (work.project.name, work.project.fit.epochs) == ("spirals", 3)
    work.open(template("moons"))
    assert work.project.name == "moons"
    assert [found.name for found in recoverable()] == ["spirals"]
    work.end()
