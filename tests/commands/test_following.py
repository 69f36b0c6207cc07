"""``plugkeras train`` follows a training: exit status, signals, limits, divergence, and deaths without a word."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugkeras.runs import Watched, create
from plugkeras.runs.starting import Worker
from plugkeras_std.commands import following
from plugkeras_std.commands.following import Following, Policy
from plugkeras_std.commands.views import Plain

TRAINER = Path(__file__).with_name("fake_trainer.py")


@pytest.fixture
def run(tmp_path):
    return create("fake", root=tmp_path, state="queued")


@pytest.fixture
def follow(run):
    """A following of a training that goes as the plot says."""
    started = []

    def begin(plot, policy=None):
        command = [sys.executable, "-S", "-E", str(TRAINER), str(run.path), plot]
        with open(run.path / "log.txt", "ab") as log:
            started.append(subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True))
        return Following(run, Worker(run, started[-1]), Plain(Watched(run)), policy or Policy())

    yield begin
    for process in started:
        process.kill()
        process.wait()


ENDS = [
    ("trains", Policy(), 0, "epoch 1/1  loss 1.0000", ""),
    ("fails", Policy(), 1, "error in the layer 'hidden': shapes do not fit", ""),
    ("is killed", Policy(), 1, "", "its process was killed (SIGKILL); if nobody did so, memory ran out"),
    ("exits", Policy(), 1, "", "its process ended with status 1 and said: no more disk"),
    ("diverges", Policy("stop"), 3, "diverged: the loss became nan at step 1", ""),
    ("diverges at once", Policy("clip"), 3, "diverged: the loss became nan at step 1", ""),
    ("goes back", Policy("rate"), 0, "going back to the last good checkpoint, with a tenth of the learning rate", ""),
    ("stops when asked", Policy(max_time=0.0), 4, "stopping: 0.0 s are over", ""),
]


@pytest.mark.parametrize(("plot", "policy", "status", "out", "err"), ENDS, ids=[f"{e[0]}, {e[1]}" for e in ENDS])
def test_the_exit_status_says_how_a_training_ended(follow, capsys, plot, policy, status, out, err):
    assert follow(plot, policy).until_end() == status
    told = capsys.readouterr()
    assert out in told.out
    assert err in told.err
    assert bool(told.err) == bool(err)


def test_a_run_whose_process_died_is_said_to_have_crashed_and_how_to_go_on(run, follow, capsys):
    follow("is killed").until_end()
    assert run.state == "crashed"
    assert "SIGKILL" in run.info["reason"]
    assert f"plugkeras train --resume {run} goes on" in capsys.readouterr().err


def test_one_interrupt_stops_and_saves(follow, capsys):
    following = follow("stops when asked")
    following.signals.append(signal.SIGINT)
    assert following.until_end() == 130
    assert "stopping after this batch, and saving; Ctrl-C again ends it at once" in capsys.readouterr().out


def test_two_interrupts_end_it_even_if_it_hears_nothing(run, follow, monkeypatch, capsys):
    monkeypatch.setattr("plugkeras.runs.starting.PATIENCE", 0.05)
    following = follow("hears nothing")
    until(lambda: "deaf" in (run.path / "events.jsonl").read_text())
    following.signals += [signal.SIGINT, signal.SIGINT]
    assert following.until_end() == 130
    assert following.worker.status == -signal.SIGKILL
    assert "ending it at once" in capsys.readouterr().out


def until(true):
    """Wait until something is true."""
    for _ in range(3000):
        if _try(true):
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


def _try(true):
    try:
        return true()
    except FileNotFoundError:
        return False


def test_a_terminated_command_stops_its_training(follow):
    following = follow("stops when asked")
    following.signals.append(signal.SIGTERM)
    assert following.until_end() == 128 + signal.SIGTERM


def test_signals_are_as_before_afterwards(follow):
    before = [signal.getsignal(number) for number in following.WATCHED]
    follow("trains").until_end()
    assert [signal.getsignal(number) for number in following.WATCHED] == before


def test_a_training_that_diverges_again_and_again_is_given_up(run, capsys):
    class Nobody:
        ended = 0

        def end(self):
            self.ended += 1

    endless = Following(run, Nobody(), Plain(Watched(run)), Policy("rate"))
    whys, ends = [], []
    for _ in range(2 * following.RECOVERIES + 1):
        endless._take({"t": "diverged", "step": 1, "loss": "nan", "offers": ["rate", "stop"]})
        whys.append(endless.why)
        ends.append(endless.worker.ended)
    assert whys == [None] * following.RECOVERIES + [3] * (following.RECOVERIES + 1)
    assert ends == [0] * 2 * following.RECOVERIES + [1]


def test_what_was_told_before_is_not_told_again(run, follow, capsys):
    follow("stops when asked", Policy(max_time=0.0)).until_end()
    capsys.readouterr()
    again = follow("trains")
    again.watched.look()
    assert again.until_end() == 0
    assert "stopped" not in capsys.readouterr().out


def test_a_training_whose_folder_is_removed_is_ended(run, follow, monkeypatch, capsys):
    monkeypatch.setattr("plugkeras.runs.starting.PATIENCE", 0.05)
    following = follow("hears nothing")
    until(lambda: "deaf" in (run.path / "events.jsonl").read_text())
    shutil.rmtree(run.path)
    assert following.until_end() == 1
    assert following.worker.status == -signal.SIGKILL
    assert f"the folder of its run, {run.path}, is gone" in capsys.readouterr().err
