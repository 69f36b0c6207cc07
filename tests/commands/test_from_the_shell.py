"""The whole way by commands alone: a project is made, trained, watched, steered, killed, resumed, exported and rerun.

One project goes it every day; ``pytest -m slow`` has them all.
"""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

COMMAND = [sys.executable, "-c", "import sys; from plugkeras.cli import main; sys.exit(main())"]
PATIENCE = 60.0
LONG = 1_000_000  # epochs, so that it is still training whenever it is killed


def until(true):
    """What ``true()`` says, as soon as it says something."""
    limit = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < limit
        time.sleep(0.02)
    return found


def flowers(folder):
    """A table with a number, a category, a missing value, and classes in words."""
    draw = np.random.default_rng(0)
    lines = ["width,colour,kind"]
    for i in range(60):
        kind = i % 3
        width = "" if i == 7 else f"{kind + draw.normal(0, 0.2):.2f}"
        lines.append(f"{width},{('red', 'blue')[i % 2]},{('rose', 'iris', 'lily')[kind]}")
    (folder / "flowers.csv").write_text("\n".join(lines) + "\n")
    return "flowers.csv"


def photographs(folder):
    """Two classes of small images."""
    image = pytest.importorskip("PIL.Image")
    draw = np.random.default_rng(0)
    for label, level in (("dark", 60), ("light", 190)):
        (folder / "photographs" / label).mkdir(parents=True)
        for i in range(24):
            pixels = draw.integers(level - 50, level + 50, (12, 12, 3)).astype("uint8")
            image.fromarray(pixels).save(folder / "photographs" / label / f"{i}.png")
    return "photographs"


def template(name):
    return lambda folder: name


BEGINNINGS = {
    "the guide's softmax": template("blobs"),
    "the guide's two classes": template("moons"),
    "the guide's VGG": template("digits-vgg"),
    "the guide's sequence classifier": template("digits-conv1d"),
    "the guide's stacked LSTM": template("digits-lstm"),
    "the guide's stateful LSTM": template("digits-stateful"),
    "a table": flowers,
    "a folder of images": photographs,
}


EVERY_DAY = ("a table",)


def marked(name):
    return pytest.param(BEGINNINGS[name], id=name, marks=[] if name in EVERY_DAY else pytest.mark.slow)


class Story:
    """A person at two terminals."""

    def __init__(self, plugkeras):
        self.plugkeras = plugkeras

    def do(self, *words):
        """What a command printed."""
        told = self.plugkeras(*words)
        assert told.status == 0, told.out + told.err
        return told.out

    def shown(self):
        return json.loads(self.do("runs", "show", "latest", "--json"))

    def train(self, *words):
        """In the other terminal; it has begun when this returns."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        training = subprocess.Popen([*COMMAND, "train", *words, "--json"], **pipes)
        assert json.loads(training.stdout.readline())["t"] == "start"
        return training

    def steer(self):
        self.do("runs", "do", "latest", "pause")
        paused = until(lambda: (run := self.shown())["state"] == "paused" and run)
        picture = self.do("watch", "latest", "--once")
        assert "paused" in picture
        self.do("runs", "do", "latest", "step", "3")
        until(lambda: (run := self.shown())["state"] == "paused" and run["step"] == paused["step"] + 3)
        self.do("runs", "do", "latest", "lr", "x0.5")
        self.do("runs", "do", "latest", "note", "after a look")
        self.do("runs", "do", "latest", "resume")
        until(lambda: self.shown()["state"] == "running")

    def kill(self, training):
        os.kill(self.shown()["pid"], signal.SIGKILL)
        _, complaint = training.communicate(timeout=PATIENCE)
        assert training.returncode == 1
        assert "killed" in complaint
        assert "--resume" in complaint
        assert self.shown()["state"] == "crashed"

    def resume(self):
        events = map(json.loads, self.do("watch", "latest", "--json").splitlines())
        epochs = max(event.get("epoch", 0) for event in events) + 1
        self.do("train", "--resume", "--epochs", epochs, "--quiet")
        run = self.shown()
        assert (run["state"], run["epoch"]) == ("done", epochs)
        assert [change["do"] for change in run["interventions"]] == ["learning_rate"]
        return run


@pytest.mark.parametrize("begin", [marked(name) for name in BEGINNINGS])
def test_a_project_goes_the_whole_way_by_commands_alone(begin, here, plugkeras):
    story = Story(plugkeras)
    story.do("new", begin(here), "project.json")
    story.do("validate", "project.json")
    training = story.train("project.json", "--epochs", str(LONG), "--checkpoint-every", "1s")
    story.steer()
    story.kill(training)
    run = story.resume()
    story.do("export", "latest", "-o", "again.py")
    again = subprocess.run([sys.executable, "again.py"], capture_output=True, text=True, timeout=PATIENCE)
    assert not again.returncode, again.stderr
    told = dict(line.split(": ", 1) for line in again.stdout.splitlines() if line.partition(": ")[0] in run["logs"])
    assert {name: float(value) for name, value in told.items()} == run["logs"]
