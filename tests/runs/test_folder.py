"""A run as a folder: made whole, found by what people type, and told apart from what else lies there."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading

import pytest

from plugkeras.errors import AmbiguousName, FileError, FormatError, StateError, UnknownName
from plugkeras.project import Project
from plugkeras.runs import EventWriter, Run, create, empty_trash, find, folder, listing, record, runs, trash, untrash
from plugkeras.runs.folder import ID, as_folder
from plugkeras.runs.trash import trashed


def test_a_run_is_there_complete_and_for_its_owner_alone(tmp_path):
    project = Project(name="digits")
    run = create("My digits", tmp_path / "new" / "root", project, parent={"run": "x", "epoch": 3}, epochs=5)
    assert ID.fullmatch(run.id)
    assert "-my-digits-" in run.id
    assert run.path.stat().st_mode & 0o777 == 0o700
    assert (run.name, run.state, run.info["epochs"], run.info["control"]) == ("My digits", "draft", 5, True)
    assert run.info["parent"] == {"run": "x", "epoch": 3}
    assert set(run.info) == set(record.FIELDS)
    assert run.project() == project
    assert sorted(os.listdir(run.path.parent)) == [run.id]


def test_a_script_has_no_project(tmp_path):
    assert create("script", tmp_path).project() is None


NAMES = {
    "a/../b": "a-b",
    "Ünïcode": "unicode",
    "": "run",
    "数字": "run",
    "..": "run",
    "x" * 99: "x" * 40,
    "CON\x00\n": "con",
}


@pytest.mark.parametrize(("name", "safe"), NAMES.items())
def test_names_are_safe_for_folders_and_kept_in_the_record(tmp_path, name, safe):
    assert as_folder(name) == safe
    run = create(name, tmp_path)
    assert run.path.parent == tmp_path
    assert ID.fullmatch(run.id)


def test_ids_are_unique_even_when_the_same_is_drawn_at_the_same_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(folder.time, "strftime", lambda *_: "20260101-000000")
    draws = iter([b"\x00\x01"] * 3 + [b"\x00\x02"])
    real = os.urandom
    monkeypatch.setattr(folder.os, "urandom", lambda n: next(draws) if n == 2 else real(n))
    assert [create("same", tmp_path).id[-4:] for _ in range(2)] == ["0001", "0002"]
    assert len(runs(tmp_path)) == 2


MANY = "import sys; from plugkeras.runs import create; [create('same', sys.argv[1]) for _ in range(20)]"


def test_two_processes_make_runs_at_once(tmp_path):
    both = [subprocess.Popen([sys.executable, "-c", MANY, str(tmp_path)]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert len(runs(tmp_path)) == 40


def test_what_two_threads_set_is_all_there(tmp_path):
    run = create("shared", tmp_path)

    def count(name):
        for n in range(20):
            run.update(**{name: n})

    threads = [threading.Thread(target=count, args=[name]) for name in ("epoch", "step")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (run.info["epoch"], run.info["step"]) == (19, 19)


def test_a_record_holds_what_is_no_number(tmp_path):
    run = create("odd", tmp_path)
    run.update(logs={"loss": float("nan")}, mine="kept")
    assert (run.info["logs"], run.info["mine"]) == ({"loss": "nan"}, "kept")


def test_fields_of_the_wrong_kind_are_as_if_they_were_missing(tmp_path):
    run = create("bent", tmp_path)
    (run.path / "run.json").write_text(
        json.dumps({"v": 1, "name": 3, "epoch": "x", "pid": True, "logs": [], "id": "z"})
    )
    assert (run.name, run.info["epoch"], run.info["pid"], run.info["logs"], run.info["id"]) == ("", 0, None, {}, run.id)


def test_a_name_cannot_steer_a_terminal(tmp_path):
    assert "\x1b" not in create("\x1b]0;title\x07", tmp_path).name


# -- what else lies there ------------------------------------------------------------------------

BAD = {
    "garbage": (b"\xff\x00", "damaged"),
    "empty": (b"", "damaged"),
    "a list": (b"[]", "must be an object"),
    "deep": (b"[" * 100_000, "damaged"),
    "no version": (b"{}", '"v" must be a version'),
    "later": (b'{"v": 2}', "of version 2, and this plugkeras knows 1"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_bad_record_costs_one_sentence_and_the_others_are_listed(tmp_path, content, words):
    good, bad = create("good", tmp_path), create("bad", tmp_path)
    (bad.path / "run.json").write_bytes(content)
    found, (sentence,) = listing(tmp_path)
    assert found == [good]
    assert words in sentence
    assert sentence.count("\n") == 0
    with pytest.raises(FormatError):
        bad.state  # noqa: B018
    with pytest.raises(FormatError):
        bad.update(note="x")
    with pytest.raises(FormatError, match=re.escape(words)):
        find(bad.id, tmp_path)
    assert (bad.path / "run.json").read_bytes() == content


def test_strange_things_in_the_root_are_no_runs(tmp_path):
    good = create("good", tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "20260101-000000-half-0000").mkdir()
    (tmp_path / "fifo").mkdir()
    os.mkfifo(tmp_path / "fifo" / "run.json")
    (tmp_path / "nowhere").symlink_to("missing")
    shutil.copytree(good.path, tmp_path / "\x1b[2Jcopy")
    found, sentences = listing(tmp_path)
    assert found == [good]
    assert sorted(s.rpartition("/")[2] for s in sentences) == [
        "20260101-000000-half-0000 has no run.json.",
        "fifo is no run.",
        "\ufffd[2Jcopy is no run.",
    ]


def test_there_may_be_no_root_at_all(tmp_path):
    assert runs(tmp_path / "missing") == []
    with pytest.raises(UnknownName, match="no runs in .* yet"):
        find("latest", tmp_path / "missing")


def test_a_run_that_is_deleted_meanwhile_says_so(tmp_path):
    run = create("gone", tmp_path)
    for path in sorted(run.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    run.path.rmdir()
    for use in (lambda: run.info, lambda: run.state, lambda: run.update(epoch=1)):
        with pytest.raises(FileError, match="not there"):
            use()
    run.beat()
    assert (run.checkpoints, list(run.events()), listing(tmp_path)) == ({}, [], ([], []))


def test_where_nothing_can_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="No run can be made in"):
        create("x", tmp_path / "file")


def test_a_run_that_cannot_be_made_leaves_nothing(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record, "write", fails)
    with pytest.raises(FileError, match=f"No run can be made in {tmp_path}: No space left on device"):
        create("x", tmp_path)
    assert os.listdir(tmp_path) == []


def test_events_are_followed_until_the_run_is_over(tmp_path):
    run = create("followed", tmp_path, state="running")
    run.occupy()
    events = EventWriter(run)
    events.write("start", n=1)
    following = run.events(follow=True)
    assert next(following)["n"] == 1
    events.write("end", n=2)
    run.update(state="done")
    assert [event["n"] for event in following] == [2]
    assert [event["n"] for event in run.events()] == [1, 2]


def test_checkpoints_are_told_by_name(tmp_path):
    run = create("saved", tmp_path)
    for name in ("last.npz", "epoch-0003.npz", ".last.npz.tmp"):
        (run.path / "checkpoints" / name).write_bytes(b"")
    assert list(run.checkpoints) == ["epoch-0003", "last"]


# -- finding -------------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path):
    made = [create(name, tmp_path, created=float(n)) for n, name in enumerate(["mnist", "iris", "mnist"])]
    (tmp_path / ".new-0000").mkdir()
    return made


def test_runs_are_found_by_what_people_type(three, tmp_path):
    first, iris, last = three
    assert runs(tmp_path) == three
    assert find(root=tmp_path) == last
    for what in (iris.id, iris.id[:-2], iris.id[-4:], "iris", str(iris.path), iris.path, iris):
        assert find(what, tmp_path) == iris
    assert find(str(first.path), tmp_path / "elsewhere") == first


def test_what_is_not_clear_is_asked_back(three, tmp_path):
    with pytest.raises(AmbiguousName, match=f"any of 2 runs.*{three[2].id}, {three[0].id}"):
        find("mnist", tmp_path)
    with pytest.raises(UnknownName, match="did you mean 'iris'"):
        find("irsi", tmp_path)
    with pytest.raises(UnknownName, match="did you mean 'latest'"):
        find("lastest", tmp_path)
    with pytest.raises(FileError, match="is not there"):
        find("some/where", tmp_path)
    with pytest.raises(UnknownName):
        find("", tmp_path)


def test_the_root_is_told_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_RUNS", str(tmp_path))
    here = create("here")
    assert runs() == [here]
    monkeypatch.delenv("PLUGKERAS_RUNS")
    monkeypatch.chdir(tmp_path)
    assert create("there").path.parent == tmp_path / ".plugkeras" / "runs"


# -- the trash -----------------------------------------------------------------------------------


def test_what_is_thrown_away_can_be_brought_back_until_the_trash_is_emptied(tmp_path):
    one, two = create("one", tmp_path), create("two", tmp_path)
    trash(one)
    gone = trash(two)
    assert runs(tmp_path) == []
    assert trashed(tmp_path) == sorted([gone, Run(tmp_path / ".trash" / one.id)], key=lambda r: r.id)
    assert (untrash(gone), untrash(one.id, tmp_path)) == (two, one)
    assert set(runs(tmp_path)) == {one, two}
    trash(one)
    assert (empty_trash(tmp_path), empty_trash(tmp_path)) == (1, 0)
    with pytest.raises(UnknownName, match="not|no run"):
        untrash(one.id, tmp_path)


def test_a_run_under_way_is_not_thrown_away(tmp_path):
    run = create("busy", tmp_path, state="running")
    run.occupy()
    with pytest.raises(StateError, match="stop it before"):
        trash(run)


def test_what_cannot_be_read_can_be_thrown_away(tmp_path):
    run = create("bad", tmp_path)
    (run.path / "run.json").write_text("garbage")
    trash(run)
    assert listing(tmp_path) == ([], [])


def test_nothing_in_its_place_is_overwritten(tmp_path):
    run = create("one", tmp_path)
    gone = trash(run)
    run.path.mkdir()
    with pytest.raises(FileError, match="already"):
        untrash(gone)
