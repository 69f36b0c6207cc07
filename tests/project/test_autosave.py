"""Autosave keeps what memory has; what a crash leaves comes back; one writes at a time; a full disk loses nothing."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_samples import EDIT, edited, spirals

from plugkeras.errors import FileError, StateError
from plugkeras.project.autosave import FILE, LOCK, NEWEST, Autosave, recoverable, state_folder
from plugkeras.project.edits import set_value
from plugkeras.project.history import History
from plugkeras.project.lock import Lock
from plugkeras.project.process import this_process


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of the test's own."""
    monkeypatch.setenv("PLUGKERAS_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def history_of(*epochs):
    history = History(spirals())
    for number in epochs:
        history.commit(set_value(history.project, "fit.epochs", number))
    return history


@contextmanager
def disk_with(free):
    """No file may become longer than so many bytes: as on a disk that is full."""
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)


def test_the_state_folder_is_where_the_variable_says(state, monkeypatch):
    assert state_folder() == state
    monkeypatch.delenv("PLUGKERAS_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(state / "xdg"))
    assert state_folder().name == "plugkeras"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, max_size=8))
def test_what_is_kept_is_what_memory_has(edits):
    history = History(spirals())
    autosave = Autosave("random")
    for edit in edits:
        history.commit(edited(history.project, edit))
        autosave.save(history)
    autosave.save(history)
    left = autosave.left()
    assert (left.entries, left.position) == (history.entries, history.position)
    autosave.close()


def test_what_is_written_is_kept_before_the_disk_has_it_and_settled_when_it_has():
    autosave, history = Autosave("spirals"), history_of(3)
    autosave.write(history)
    assert autosave.left().entries == history.entries
    assert not (autosave.folder / FILE).exists()
    autosave.settle()
    autosave.settle()
    assert autosave.left().entries == history.entries
    assert not (autosave.folder / NEWEST).exists()
    autosave.write(history_of(4))
    autosave.close(keep=True)
    assert [file.name for file in autosave.folder.iterdir()] == [FILE]


def test_what_is_written_while_the_disk_is_waited_for_is_not_taken_for_settled(monkeypatch):
    autosave, later = Autosave("spirals"), history_of(3, 4)
    autosave.write(history_of(3))
    with monkeypatch.context() as patch:
        patch.setattr("plugkeras.project.autosave.settle", lambda file: autosave.write(later))
        autosave.settle()
    assert (autosave.folder / NEWEST).exists()
    assert autosave.left().entries == later.entries
    autosave.settle()
    assert autosave.left().entries == later.entries
    autosave.close()


def test_of_a_newest_that_the_disk_never_had_the_one_before_is_left():
    autosave = Autosave("spirals")
    autosave.save(history_of(3))
    (autosave.folder / NEWEST).write_text("")
    assert autosave.left().entries == history_of(3).entries
    autosave.close()


def test_a_clean_close_leaves_nothing(state):
    autosave = Autosave("spirals")
    autosave.save(history_of(3))
    assert recoverable() == []  # it is open
    autosave.close()
    assert list((state / "projects").iterdir()) == []


def test_only_the_user_may_look_into_it(state):
    autosave = Autosave("spirals")
    autosave.save(history_of(3))
    assert autosave.folder.stat().st_mode & 0o077 == 0


def test_what_is_kept_on_purpose_can_be_recovered_and_gone_on_with(tmp_path):
    file = tmp_path / "spirals.json"
    autosave = Autosave("spirals", file)
    history = history_of(3, 4, 5)
    history.undo()
    autosave.save(history)
    autosave.close(keep=True)
    (found,) = recoverable()
    assert (found.name, found.path, found.edits, found.trouble) == ("spirals", file, 2, "")
    assert found.history().entries == history.entries
    again = found.open()
    assert (again.read_only, again.left().project, recoverable()) == (False, history.project, [])
    again.close()
    assert recoverable() == []


CRASHING = """
import os, sys, time
from project_samples import spirals
from plugkeras.project.autosave import Autosave
from plugkeras.project.edits import set_value
from plugkeras.project.history import History

autosave, history = Autosave("spirals", sys.argv[1]), History(spirals())
print("open" if not autosave.read_only else "read-only", flush=True)
for epochs in range(100, 100_000):
    history.commit(set_value(history.project, "fit.epochs", epochs))
    autosave.save(history)
    if epochs == 101:
        print("saved", flush=True)
"""


@contextmanager
def process(code, *arguments):
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            yield running
        finally:
            running.kill()


def test_what_a_killed_process_left_comes_back_and_its_lock_is_taken_silently(tmp_path):
    file = tmp_path / "spirals.json"
    with process(CRASHING, file) as running:
        assert running.stdout.readline() == "open\n"
        assert running.stdout.readline() == "saved\n"
        second = Autosave("spirals", file)
        assert (second.read_only, second.holder) == (True, f"process {running.pid} on this machine")
        with pytest.raises(StateError, match=f"read-only here: process {running.pid} on this machine has it"):
            second.save(history_of(1))
        assert recoverable() == []
        running.kill()
        running.wait()
    (found,) = recoverable()
    assert (found.path, found.trouble) == (file, "")
    left = found.history()
    epochs = [entry.project.fit.epochs for entry in left.entries]
    assert epochs == [20, *range(100, 100 + len(epochs) - 1)] or len(epochs) == 500
    assert left.position == len(epochs) - 1 >= 2
    again = Autosave("spirals", file)
    assert (again.read_only, again.left().entries) == (False, left.entries)
    found.discard()
    assert not again.read_only
    again.close()


def test_the_first_notices_that_it_was_taken_over(tmp_path):
    first, second = Autosave("a", tmp_path / "a.json"), Autosave("a", tmp_path / "a.json")
    first.save(history_of(3))
    assert (first.read_only, second.read_only) == (False, True)
    second.take_over()
    assert (first.read_only, second.read_only) == (True, False)
    with pytest.raises(StateError, match="read-only here"):
        first.save(history_of(4))
    assert second.left().entries == history_of(3).entries
    first.close()  # takes nothing away from the second
    assert (second.read_only, second.left() is None) == (False, False)
    second.close()


def test_the_same_file_by_another_path_is_the_same_project(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    first = Autosave("a", tmp_path / "a.json")
    assert Autosave("a", tmp_path / "link" / "a.json").read_only
    assert not Autosave("a").read_only  # without a file, it is one of its own
    first.close()


HERE = this_process()


def test_of_a_crash_that_left_nothing_nothing_stays(state):
    folder = state / "projects" / "a-1"
    folder.mkdir(parents=True)
    (folder / LOCK).write_text(json.dumps({**HERE, "started": 1, "token": "x"}))
    mine = Autosave("b")
    assert recoverable() == []
    assert list((state / "projects").iterdir()) == [mine.folder]


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("", True),
        ("{", True),
        ("[1]", True),
        ("[" * 4096, True),
        (json.dumps({**HERE, "started": 1, "token": "x"}), True),  # the same number, and another process
        (json.dumps({**HERE, "boot": "before", "token": "x"}), True),
        (json.dumps({**HERE, "token": "x"}), False),
        (json.dumps({**HERE, "host": "elsewhere", "boot": "other", "token": "x"}), False),
    ],
    ids=["nothing", "half", "a list", "deep", "another process", "before a restart", "this one", "another machine"],
)
def test_a_lock_is_taken_if_nobody_who_may_live_has_it(said, taken, tmp_path):
    file = tmp_path / LOCK
    file.write_text(said)
    lock = Lock(file)
    assert lock.acquire() is taken
    assert lock.is_held() is taken
    assert [f for f in tmp_path.iterdir() if f.name != ".guard"] == [file]
    lock.release()
    assert file.exists() is not taken


def test_a_lock_that_somebody_takes_while_it_is_found_stale_stays_his(tmp_path, monkeypatch):
    file, theirs = tmp_path / LOCK, json.dumps({**HERE, "token": "theirs"})
    file.write_text(json.dumps({**HERE, "started": 1, "token": "stale"}))

    def slow(holder):
        stale = holder["token"] == "stale"
        file.write_text(theirs)
        return not stale

    monkeypatch.setattr("plugkeras.project.lock.alive", slow)
    assert not Lock(file).acquire()
    assert file.read_text() == theirs


def test_of_many_who_find_a_stale_lock_one_gets_it(tmp_path):
    racers, start = 8, threading.Barrier(8)

    def race(file):
        lock = Lock(file)
        start.wait()
        return lock.acquire(), lock

    with ThreadPoolExecutor(racers) as threads:
        for number in range(10):
            file = tmp_path / str(number) / LOCK
            file.parent.mkdir()
            file.write_text(json.dumps({**HERE, "started": 1, "token": "stale"}))
            found = list(threads.map(race, [file] * racers))
            assert sorted(got for got, _ in found) == [False] * (racers - 1) + [True]
            assert [got for got, lock in found if lock.is_held()] == [True]


def test_a_full_disk_is_told_in_one_sentence_and_what_was_kept_is_whole():
    autosave, history = Autosave("spirals"), history_of(3)
    autosave.save(history)
    history.commit(set_value(history.project, "note", "x" * 50_000))
    with disk_with(free=10_000), pytest.raises(FileError, match=r"newest\.json cannot be written: File too large\.$"):
        autosave.save(history)
    assert autosave.left().entries == history_of(3).entries
    autosave.save(history)
    assert autosave.left().entries == history.entries
    autosave.close()


def test_a_state_folder_that_cannot_be_is_told_in_one_sentence(state):
    state.write_text("a file")
    with pytest.raises(FileError, match="cannot be written: Not a directory"):
        Autosave("spirals")
    assert recoverable() == []


@pytest.mark.parametrize(
    "content", ["", "{", "{}", '{"plugkeras_autosave": 1}', '{"plugkeras_autosave": 1, "history": 3}']
)
def test_an_autosave_that_is_damaged_is_told_and_kept(content):
    autosave = Autosave("spirals")
    autosave.save(history_of(3))
    autosave.close(keep=True)
    (autosave.folder / FILE).write_text(content)
    (found,) = recoverable()
    assert (found.name, found.edits) == ("spirals", 0)
    assert found.trouble.startswith(str(autosave.folder / FILE))
    with pytest.raises(FileError):
        found.history()
    assert (autosave.folder / FILE).exists()


def test_a_history_too_long_to_be_read_again_is_kept_without_its_past(monkeypatch):
    monkeypatch.setattr("plugkeras.project.autosave.SIZE", 100_000)
    autosave, history = Autosave("spirals"), history_of(3)
    history.commit(set_value(history.project, "note", "ß" * 49_000))
    autosave.save(history)
    assert autosave.left().entries == history.entries
    history.commit(set_value(history.project, "note", "note"))
    history.commit(set_value(history.project, "note", "ä" * 2000))
    autosave.save(history)
    assert [entry.label for entry in autosave.left().entries] == ["the edits before are too many to be kept"]
    assert autosave.left().project == history.project
    autosave.close()
