"""The same work in lines of words: what is typed, and what is said to it."""

import subprocess
import sys
from io import StringIO

import pytest
from opening import template

from plugkeras.cli import main
from plugkeras.runs import EventWriter, create
from plugkeras_tui.plain.lines import LONG, PAUSE, Lines
from plugkeras_tui.plain.prompt import Prompt, follow


class Told(list):
    """What was said, a line an entry."""

    def after(self, prompt, *lines):
        """What the lines were answered."""
        del self[:]
        for line in lines:
            prompt.do(line)
        return list(self)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def prompt(told):
    made = Prompt(Lines(told.append, clock=lambda: told.now))
    told.now = 0.0
    yield made
    made.work.end()


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["layers"], "0: hidden, Dense, gives 32, 96 parameters"),
        (["add dense 64"], "3: dense, Dense, gives 64, 192 parameters"),
        (["add dense 8 relu at 1 as middle", "show middle"], "activation: relu"),
        (["add conv2d"], "error: Conv2D needs filters, kernel_size: type it behind the name."),
        (["add dens 3"], "error: no layers named 'dens'; did you mean 'Dense'?"),
        (["add dense many"], "error: "),
        (["set hidden.units 16"], "hidden: units 32 → 16"),
        (["set epochs 7"], "fit: epochs 40 → 7"),
        (["set optimizer sgd", "show"], "3 layers, optimizer SGD"),
        (["set hiden.units 3"], "error: There is neither a layer nor a setting 'hiden'; did you mean 'hidden'?"),
        (["remove output", "layers"], "1,152 parameters in all"),
        (["move output 0"], "output moved at the beginning"),
        (["move output first"], "error: A place is a number from 0, and not first."),
        (["bypass hidden", "layers"], "0: hidden, Dense, bypassed"),
        (["rename hidden first", "layers"], "0: first, Dense"),
        (["undo"], "there is nothing to undo"),
        (["set epochs 7", "undo"], "undid: fit: epochs 40 → 7"),
        (["set epochs 7", "undo", "redo"], "did again: fit: epochs 40 → 7"),
        (["set epochs 7", "history"], "2: fit: epochs 40 → 7 (now)"),
        (["set epochs 7", "history 1"], "the project is as after: opened"),
        (["check"], "nothing is wrong"),
        (["set output.units 5", "why"], "   fix 1: "),
        (["set output.units 5", "fix 1"], "done: "),
        (["fix 9"], "error: There is no number 9: check lists what is wrong."),
        (["data"], "targets (rows) int64, 2 classes"),
        (["data iris", "auto"], "2: output, Dense, gives 3, 99 parameters"),
        (["data irs"], "error: no datasets named 'irs'; did you mean 'iris'?"),
        (["trust"], "error: There is nothing to be allowed"),
        (["parts optimizers"], "Adadelta"),
        (["about dropout"], "rate, needed"),
        (["runs"], "there are no runs yet: train makes one"),
        (["runs nothing"], "there are no such runs"),
        (["resume"], "error: There is no run: train begins one, watch attaches to one."),
        (["resume latest"], "error: There are no runs in"),
        (["resume latest more"], "error: How many epochs more is a whole number"),
        (["fork"], "error: Say which run, and after which epoch"),
        (["balance"], "1: 400 rows, weight 1.0"),
        (["balance", "balance none"], "classes not weighed"),
        (["plugins"], "and the standard parts, from "),
        (["plugins layers"], "Dense"),
        (["plugins layer"], "error: There is no plugin 'layer'; did you mean 'layers'?"),
        (["leave-out layers"], "error: The standard parts are always there."),
        (["pause"], "error: There is no run: train begins one, watch attaches to one."),
        (["status"], "nothing has been trained yet"),
        (["watch"], "error: There are no runs in"),
        (["predict new.csv"], "error: There are no runs in"),
        (["open nowhere.json"], "error: There is no file nowhere.json."),
        (["save", "open spirals.json"], "spirals: 3 layers, 640 rows of data"),
        (["export"], "from plugkeras"),
        (["export out.py"], "written to out.py"),
        (["help add"], "add LAYER [VALUES]: Add a layer"),
        (["trian"], "error: there is nothing to do called 'trian'; did you mean 'train'?"),
        (["add 'dense"], "error: A quote is not closed."),
        (["take-over"], "error: The project is yours"),
        (["new"], "untitled: 0 layers, no data"),
        (["new nothing"], "error: no templates named 'nothing'"),
    ],
)
def test_a_line_is_answered(prompt, told, lines, answer):
    prompt.work.open(template("spirals"))
    said = told.after(prompt, *lines)
    assert any(answer in line for line in said), said


def test_what_is_typed_for_the_first_time_needs_no_project(prompt, told):
    assert told.after(prompt, "layers") == ["the model has no layers: add dense 64"]
    assert told.after(prompt, "") == []
    assert "spirals: " in "\n".join(told.after(prompt, "templates"))


def test_training_is_told_a_line_an_epoch_but_not_faster_than_one_can_listen(prompt, told):
    run = create("spirals", project=template("spirals"))
    run.occupy(state="running")
    writer = EventWriter(run)
    writer.write("start", epochs=4, steps=10, pid=1, resumed=False)
    told.after(prompt, f"watch {run}")
    assert told[-1].endswith("running, epoch 0 of 4, batch 0 of 10")

    def epoch(number, seconds):
        told.now += seconds
        writer.write("epoch_end", epoch=number, step=number * 10, logs={"loss": 1 / number}, seconds=seconds, lr=0.1)
        del told[:]
        prompt.look()
        return list(told)

    assert epoch(1, PAUSE) == ["epoch 1/4  loss 1.0000  5.0 s"]
    assert epoch(2, PAUSE / 2) == []
    assert epoch(3, PAUSE) == ["epoch 3/4  loss 0.3333  5.0 s"]
    assert epoch(4, 0.1) == []
    writer.write("end", epoch=4, step=40, state="done", reason="", logs={"loss": 0.25})
    prompt.look()
    assert told == ["epoch 4/4  loss 0.2500  0.1 s", "done: loss 0.2500"]
    told.now += 2 * LONG
    prompt.look()
    assert len(told) == 2


def test_a_long_epoch_says_how_far_it_is(prompt, told):
    run = create("spirals", project=template("spirals"))
    run.occupy(state="running")
    writer = EventWriter(run)
    writer.write("start", epochs=4, steps=10, pid=1, resumed=False)
    told.after(prompt, f"watch {run}")
    writer.write("batch", epoch=1, batch=3, step=3, n=3, lr=0.1, logs={"loss": 0.5}, loss=dict(min=1, mean=1, max=1))
    told.now = LONG
    del told[:]
    prompt.look()
    assert told == ["running, epoch 1 of 4, batch 3 of 10  loss 0.5000"]


def test_leaving_while_something_is_trained_takes_another_word(prompt, told):
    run = create("spirals", project=template("spirals"))
    run.occupy(state="running")
    assert "quit detach" in told.after(prompt, f"watch {run}", "quit")[-1]
    assert not prompt.is_over
    told.after(prompt, "quit detach")
    assert prompt.is_over
    assert run.is_under_way


@pytest.mark.parametrize("argv", [["--plain"], ["tui", "--plain"]])
def test_plain_lines_are_a_way_of_the_app(argv, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", StringIO("new spirals\nquit\n"))
    assert main(argv) == 0
    assert "spirals: 3 layers, 640 rows of data" in capsys.readouterr().out


def test_plain_lines_need_no_textual():
    code = "import sys, plugkeras_tui.plain.prompt; sys.exit('textual' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_others_wrote_cannot_steer_the_terminal(prompt, told):
    prompt.work.say("a\x1b[2Jb")
    assert "\x1b" not in told[-1]


def test_a_whole_training_by_lines_alone(told):
    prompt = Prompt(Lines(told.append))
    lines = ["new spirals", "set epochs 2", "train", "wait", "status", "predict nothing.csv", "save", "quit"]
    assert follow(prompt, lines, lambda: None, pause=0.01) == 0
    text = "\n".join(told)
    assert "done, epoch 2 of 2" in text
    assert "saved as" in text
    assert told[-1].startswith("saved as")


@pytest.mark.slow
def test_a_run_that_is_over_goes_on_by_a_line_and_says_where_it_can_be_forked(told):
    prompt = Prompt(Lines(told.append))
    lines = ["new spirals", "set epochs 2", "train", "wait", "resume latest 1", "wait", "status", "fork latest 1"]
    assert follow(prompt, [*lines, "quit"], lambda: None, pause=0.01) == 0
    text = "\n".join(told)
    assert "done, epoch 3 of 3" in text
    assert "error: Say after which epoch; kept were" in text
