"""Trainings as a person has them: processes, watched, steered, killed, resumed, exported, and used."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import numpy as np
import pytest

from plugkeras.runs import find, runs

COMMAND = [sys.executable, "-m", "plugkeras.cli"]


def until(true):
    """Wait until something is true, and return it."""
    for _ in range(3000):
        found = true()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("it never came true")


@pytest.fixture
def iris(plugkeras):
    plugkeras("new", "iris")
    return "iris.json"


def train(*options):
    """``plugkeras train`` as a process."""
    command = [*COMMAND, "train", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def under_way():
    """The only run, once its process trains."""
    found = runs()
    return found[0] if found and found[0].state in ("running", "paused") else None


def last_line(script):
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(line.split(": ") for line in done.stdout.splitlines() if re.match(r"\w+: ", line))


def test_a_training_is_shown_and_leaves_a_run_that_predicts(plugkeras, iris, here):
    told = plugkeras("train", iris, "--epochs", "3", "--set", "fit.batch_size=8", "--seed", "7", "--name", "mine")
    assert told.status == 0, told.err
    assert [line.split("  ")[0] for line in told.out.splitlines()[1:5]] == [
        "started: 3 epochs of 12 batches",
        *(f"epoch {n}/3" for n in (1, 2, 3)),
    ]
    run = find("mine")
    assert (run.state, run.info["epoch"], run.project().fit.seed) == ("done", 3, 7)
    np.savez(here / "new.npz", x=np.array([[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]], np.float32))
    rows = plugkeras("predict", "mine", "new.npz").out.splitlines()
    assert rows[0] == "class,probability,0,1,2"
    assert len(rows) == 3
    assert plugkeras("predict", run.path / "model.keras", "new.npz", "-o", "out.npz").status == 0
    predictions = np.load(here / "out.npz")["predictions"]
    assert predictions.shape == (2, 3)
    (run.path / "model.keras").unlink()
    np.testing.assert_array_equal(plugkeras("predict", "mine", "new.npz").out.splitlines(), rows)


def test_json_is_the_events_and_nothing_else(plugkeras, iris):
    told = plugkeras("train", iris, "--epochs", "1", "--json")
    events = [json.loads(line) for line in told.out.splitlines()]
    assert events == list(find().events())
    assert [events[0]["t"], events[-1]["t"]] == ["start", "end"]


@pytest.mark.slow
def test_what_was_changed_is_exported_even_if_the_training_was_killed_in_between(plugkeras, iris):
    with train(iris, "--epochs", "6", "--checkpoint-every", "0") as process:
        until(under_way)
        for words in ("pause", "lr x0.5", "step 2", "step 1 epoch", "lr 0.003", "extend 1"):
            told = plugkeras("runs", "do", "iris", *words.split(), "--wait", "30")
            assert told.status == 0, told.err
        until(lambda: find().state == "paused")
        plugkeras("runs", "do", "iris", "resume")
        os.kill(find().info["pid"], signal.SIGKILL)
        assert process.communicate()[1].count("its process was killed (SIGKILL)") == 1
    assert plugkeras("train", "--resume", "iris", "--quiet").status == 0
    run = find()
    assert (run.state, run.info["epochs"]) == ("done", 7)
    plugkeras("export", "iris", "-o", "same.py")
    assert {measure: str(value) for measure, value in run.info["logs"].items()} == last_line("same.py")


@pytest.mark.slow
def test_ctrl_c_stops_saves_and_says_so(iris):
    with train(iris, "--epochs", "100000") as process:
        run = until(under_way)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130, err
    assert "stopping after this batch, and saving" in out
    assert run.state == "stopped"
    assert "last" in run.checkpoints
    assert f"plugkeras train --resume {run} goes on" in out


@pytest.mark.slow
def test_a_loss_that_is_no_number_ends_with_3_and_says_what_may_help(plugkeras, iris):
    told = plugkeras("train", iris, "--set", "compile.optimizer.learning_rate=1e30", "--epochs", "5")
    assert told.status == 3
    assert "diverged: the loss became nan" in told.out
    assert "--on-divergence" in told.out


@pytest.fixture
def terminal():
    """Runs a command in a terminal of 80 by 24: what it shows, and a function that presses keys."""
    ours, theirs = pty.openpty()
    shown = []

    def begin(*words, **environment):
        env = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24", **environment}
        process = subprocess.Popen([*COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=env)
        threading.Thread(target=read, daemon=True).start()
        return process

    def read():
        with suppress(OSError, ValueError):  # it is closed at the end
            while select.select([ours], [], [], 60)[0]:
                shown.append(os.read(ours, 65536).decode("utf-8", "replace"))

    yield begin, lambda: "".join(shown), lambda keys: os.write(ours, keys)
    os.close(theirs)
    os.close(ours)


@pytest.mark.slow
def test_a_run_is_watched_and_steered_with_keys_and_the_terminal_is_left_as_it_was(iris, terminal):
    begin, shown, press = terminal
    with train(iris, "--epochs", "100000") as process:
        run = until(under_way)
        watching = begin("watch", "iris", PYTHONIOENCODING="utf-8")
        until(lambda: "q quit" in shown())
        press(b"p")
        until(lambda: run.state == "paused")
        press(b"[")
        until(lambda: run.info["interventions"])
        press(b"q")
        assert watching.wait() == 0
        assert run.info["interventions"][0]["times"] == 0.5
        assert run.state == "paused"
        process.terminate()
        process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert "\x1b[?1049h\x1b[?25l" in shown()
    assert shown().rindex("\x1b[?25h\x1b[?1049l") > shown().rindex("\x1b[?1049h")


@pytest.mark.slow
def test_a_training_whose_reader_has_had_enough_stops_and_saves(iris):
    with train(iris, "--epochs", "100000", "--json") as process:
        assert json.loads(process.stdout.readline())["t"] == "start"
        process.stdout.close()
        run = until(under_way)
        assert process.wait() == 141
        assert "Error" not in process.stderr.read()
    until(lambda: run.state == "stopped")
    assert "last" in run.checkpoints
