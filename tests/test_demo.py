"""``plugkeras demo``: what it reaches, what it prints where, and what becomes of the model."""

import re
import subprocess
import sys

import numpy as np
import pytest

import plugkeras
from plugkeras.cli import main
from plugkeras.datasets import digits
from plugkeras_std.commands import demo


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder and the output of the command, run as it is, into a pipe that has ASCII only."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "plugkeras.cli", "demo"]
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(filter(None, sys.path)), "PLUGKERAS_PLUGINS": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout


def test_at_least_97_percent_of_the_test_images_are_read_rightly(finished):
    percent, right, count = re.search(r"test accuracy: ([\d.]+)% \((\d+) of (\d+) images", finished[1]).groups()
    assert int(right) / int(count) >= 0.97
    assert float(percent) == round(100 * int(right) / int(count), 1)


def test_the_saved_model_is_the_one_that_was_shown(finished):
    folder, output = finished
    model = plugkeras.models.load_model(folder / "digits.keras")
    _, (x, y) = digits.load_data()
    assert f"({(model.predict(demo.scaled(x), verbose=0).argmax(1) == y).sum()} of {len(y)} " in output
    assert f"saved to {folder / 'digits.keras'}\n" in output


def test_a_pipe_gets_lines_of_plain_characters_no_wider_than_80(finished):
    assert re.search(r"[^\n -~]", finished[1]) is None
    wide = [line for line in finished[1].splitlines() if len(line) > 80]
    assert [line for line in wide if not line.startswith("saved to ")] == []


def test_the_same_seed_gives_the_same_weights(tmp_path, capsys):
    def weights(name, seed):
        assert main(["demo", "--epochs", "1", "--seed", str(seed), "--output", str(tmp_path / name)]) == 0
        return plugkeras.models.load_model(tmp_path / name).get_weights()

    first, again, other = weights("a.keras", 1), weights("b.keras", 1), weights("c.keras", 2)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


IMAGE = np.array([[0, 16] * 4, [4, 8, 12, 15] * 2] + [[0] * 8] * 6, "uint8")


@pytest.mark.parametrize(
    ("encoding", "terminal", "first", "second"),
    [
        ("utf-8", True, "  ██" * 4, "░░▒▒▓▓██" * 2),
        ("ascii", True, "  @@" * 4, "::==##%%" * 2),
        ("utf-8", False, "  @@" * 4, "::==##%%" * 2),
    ],
)
def test_a_digit_is_drawn_in_what_the_output_can_show(monkeypatch, encoding, terminal, first, second):
    class Output:
        def isatty(self):
            return terminal

    Output.encoding = encoding
    monkeypatch.setattr(sys, "stdout", Output())
    assert demo.picture(IMAGE) == [first, second, *[" " * 16] * 6]


@pytest.mark.parametrize(("width", "shown"), [("10", 1), ("60", 3), ("80", 4), ("200", 4)])
def test_as_many_digits_are_shown_as_fit_the_doubtful_one_last(monkeypatch, width, shown):
    monkeypatch.setenv("COLUMNS", width)
    sure = np.eye(10)[[7, 7, 1, 0, 4, 9]]
    sure[2, [1, 8]] = 0.6, 0.4
    numbers = demo.worth_seeing(sure, (demo.columns() + 2) // 18)
    assert numbers == [[2], [0, 3, 2], [0, 3, 4, 2]][[1, 3, 4].index(shown)]


@pytest.mark.parametrize(
    ("colours", "label", "said"),
    [
        ("", 3, "\x1b[1;32m    3 (75%)     \x1b[0m"),
        ("", 5, "\x1b[1;31m 3 (75%), is 5  \x1b[0m"),
        ("1", 5, " 3 (75%), is 5  "),
    ],
)
def test_a_caption_is_green_or_red_and_in_words(monkeypatch, colours, label, said):
    monkeypatch.setattr(demo, "ascii_only", lambda: False)
    monkeypatch.setenv("NO_COLOR", colours)
    assert demo.caption(label, np.eye(10)[3] * 0.75) == said


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("missing/digits.keras", r"the folder .*missing does not exist; say --output FILE"),
        ("file/digits.keras", r"the folder .*file does not exist; say --output FILE"),
        ("digits.txt", r"no format has the suffix '.txt'; whole models are kept in files ending in \.keras"),
    ],
)
def test_a_place_where_nothing_can_be_saved_is_told_before_training(tmp_path, monkeypatch, capsys, output, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert main(["demo", "--output", output]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert re.search(words, printed.err)


def test_a_folder_that_cannot_be_written_to_is_told_before_training(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(demo.os, "access", lambda path, mode: False)
    assert main(["demo", "--output", str(tmp_path / "digits.keras")]) == 1
    assert f"the folder {tmp_path} cannot be written to; say --output FILE\n" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["--epochs", "0"], ["--seed", "-1"], ["--epochs", "some"], ["--quick"]])
def test_wrong_options_are_wrong_use(argv, capsys):
    with pytest.raises(SystemExit) as exit:
        main(["demo", *argv])
    assert exit.value.code == 2
    assert capsys.readouterr().err.startswith("usage: plugkeras demo")
