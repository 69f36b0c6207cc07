"""The state of a run is the truth, whatever it said last: dead processes, used ids, other machines, jumping clocks."""

import os
import subprocess
import sys
from functools import cache

import pytest

from plugkeras.project import process
from plugkeras.project.process import alive, this_process
from plugkeras.runs import create, states


@pytest.fixture
def run(tmp_path):
    states._seen.clear()
    return create("x", tmp_path)


def test_this_process_is_alive_and_says_so_in_json():
    me = this_process()
    assert set(me) == {"host", "boot", "pid", "started"}
    assert alive(me) is True


@cache
def ended():
    """A process that has ended, as it described itself."""
    code = "from plugkeras.project.process import this_process as t; print(t())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return eval(done.stdout)


def other_boot():
    return "00000000-0000-0000-0000-000000000000 pid:[1]"


NOT_ALIVE = {
    "another process with the same id": ({"started": 1}, False),
    "nobody has the id": ({"pid": 2**22 + 1}, False),
    "booted anew": ({"boot": other_boot()}, False),
    "another machine": ({"host": "elsewhere", "boot": other_boot()}, None),
    "another container on this machine": ({"boot": process.boot().split()[0] + " pid:[1]"}, None),
    "another name of this machine": ({"host": "renamed"}, True),
    "the start is not known": ({"started": None}, None),
    "the boot is not known": ({"boot": ""}, True),
    "the boot is not known, elsewhere": ({"boot": "", "host": "elsewhere"}, None),
    "no id": ({"pid": None}, None),
    "every process": ({"pid": -1}, None),
    "a strange id": ({"pid": True}, None),
    "a huge id": ({"pid": 10**30}, None),
    "nonsense": ({"boot": [], "started": {}, "host": 3}, None),
}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(("fields", "told"), NOT_ALIVE.values(), ids=NOT_ALIVE)
def test_whether_a_process_lives(fields, told):
    assert alive(this_process() | fields) is told


def test_a_process_that_has_ended_is_dead():
    assert alive(ended()) is False


def test_a_dead_child_that_nobody_took_notice_of_is_dead():
    code = "from plugkeras.project.process import this_process as t; print(t(), flush=True)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        told = eval(child.stdout.readline())
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert alive(told) is False


@pytest.mark.parametrize("state", ["draft", "done", "stopped", "failed"])
def test_a_run_that_is_over_is_what_it_says(run, state):
    run.update(**ended(), state=state)
    assert run.state == state


@pytest.mark.parametrize("state", ["queued", "running", "paused"])
def test_a_run_whose_process_lives_is_what_it_says_and_crashed_when_it_is_dead(run, state):
    run.occupy(state=state)
    assert run.state == state
    run.update(**ended())
    assert run.state == "crashed"


def test_a_run_that_waits_for_its_process_is_queued(run):
    run.update(state="queued")
    assert run.state == "queued"


@pytest.mark.parametrize(
    ("fields", "silent"),
    [({"host": "elsewhere", "boot": other_boot()}, "lost"), ({"boot": other_boot()}, "crashed")],
)
def test_a_run_elsewhere_lives_while_its_heart_beats(run, fields, silent):
    run.occupy(state="running")
    run.update(**fields)
    assert run.state == silent
    run.beat()
    states._seen.clear()
    assert run.state == "running"
    os.utime(run.path / "heartbeat", (1.0, 1.0))
    states._seen.clear()
    assert run.state == silent


def looks(run, monkeypatch, told):
    """What is said of heartbeats: rows of (time in the file, our wall clock, our steady clock, whether it beats)."""
    (run.path / "heartbeat").touch()
    for written, wall, steady, expected in told:
        monkeypatch.setattr(states.time, "time", lambda wall=wall: wall)
        monkeypatch.setattr(states.time, "monotonic", lambda steady=steady: steady)
        os.utime(run.path / "heartbeat", (written, written))
        assert states.beats(run.path) is expected, (written, wall, steady)


CLOCKS = {
    "all is well, then silence": [(100, 105, 0, True), (110, 115, 10, True), (110, 145, 41, False)],
    "our clock jumps ahead": [(100, 105, 0, True), (110, 9000, 10, True), (120, 9010, 20, True)],
    "our clock jumps back": [(100, 105, 0, True), (110, 9, 10, True), (110, 40, 41, False)],
    "their clock is ahead": [(9000, 105, 0, True), (9000, 120, 15, True), (9000, 140, 31, False)],
    "their clock is behind": [(100, 9000, 0, False), (110, 9010, 10, True), (110, 9041, 41, False)],
    "their clock jumps back": [(100, 105, 0, True), (5, 110, 10, True)],
}


@pytest.mark.parametrize("told", CLOCKS.values(), ids=CLOCKS)
def test_clocks_may_jump_and_differ(run, monkeypatch, told):
    looks(run, monkeypatch, told)
