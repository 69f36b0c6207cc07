"""What is shown of a run: events in words, the line of progress, the views of ``train``, the picture of ``watch``."""

import json

import pytest

from plugkeras.runs import Watched
from plugkeras.runs.bundles import apart
from plugkeras.runs.sentences import duration, told
from plugkeras_std.commands.bar_line import bar_line, state_line
from plugkeras_std.commands.picture import Picture
from plugkeras_std.commands.views import Bar, Json, Plain, View, view

START = {"v": 1, "t": "start", "ts": 100.0, "epochs": 3, "steps": 40, "pid": 1, "resumed": False}


def batch(step, ts, loss=0.5):
    logs = {"loss": loss, "accuracy": 0.75}
    place = {"epoch": (step - 1) // 40 + 1, "batch": (step - 1) % 40 + 1, "step": step}
    ranged = {"min": loss, "mean": loss, "max": loss}
    return {"v": 1, "t": "batch", "ts": ts, **place, "n": 20, "lr": 0.01, "logs": logs, "loss": ranged}


def epoch_end(epoch, ts, loss=0.5):
    logs = {"loss": loss, "accuracy": 0.75, "val_loss": 0.6}
    place = {"epoch": epoch, "batch": 40, "step": 40 * epoch}
    return {"v": 1, "t": "epoch_end", "ts": ts, **place, "logs": logs, "seconds": 0.25, "lr": 0.01}


EVENTS = [START, batch(20, 100.1), batch(40, 100.2), epoch_end(1, 100.25), batch(60, 100.35)]


@pytest.fixture
def run(tmp_path):
    return Watched(tmp_path)


@pytest.fixture
def under_way(run):
    for event in EVENTS:
        run.take(event)
    return run


SENTENCES = [
    (START, "started: 3 epochs of 40 batches"),
    (epoch_end(2, 0.0), "epoch 2/3  loss 0.5000  accuracy 0.7500  val_loss 0.6000  0.2 s"),
    (batch(20, 0.0), None),
    ({"t": "intervene", "step": 7, "do": "learning_rate", "times": 0.5}, "step 7: learning rate times 0.5"),
    ({"t": "intervene", "step": 7, "do": "learning_rate", "set": 1e-05}, "step 7: learning rate set to 1e-05"),
    ({"t": "intervene", "step": 7, "do": "clip", "norm": 1.0}, "step 7: gradients clipped to a norm of 1"),
    ({"t": "state", "state": "paused", "reason": "asked"}, "paused: asked"),
    ({"t": "diverged", "loss": "nan", "step": 9}, "diverged: the loss became nan at step 9"),
    ({"t": "error", "text": "no", "layer": "a", "plugin": "acme"}, "error in the layer 'a' of the plugin acme: no"),
    ({"t": "note", "text": "\x1b[2Jgone\nfar"}, "note: \ufffd[2Jgone far"),
    ({"t": "end", "state": "done", "logs": {"loss": 1.0}}, "done: loss 1.0000"),
    ({"t": "of tomorrow"}, None),
    ({"t": ["no", "name"]}, None),
]


@pytest.mark.parametrize(("event", "text"), SENTENCES)
def test_an_event_in_words_is_a_line_that_does_a_terminal_no_harm(event, text):
    assert told(event, 3) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.25, "0.2 s"), (59.6, "60 s"), (65, "1:05"), (3725, "1:02:05")])
def test_a_time_reads_well(seconds, text):
    assert duration(seconds) == text


def test_epochs_that_came_in_one_event_are_taken_apart():
    bundle = {"v": 1, "t": "epochs", "first": 3, "steps": [6, 8], "logs": {"loss": [2.0, 1.0], "val_loss": [None, 3.0]}}
    assert [event["epoch"] for event in apart(bundle)] == [3, 4]
    assert [event["logs"] for event in apart(bundle)] == [{"loss": 2.0}, {"loss": 1.0, "val_loss": 3.0}]
    assert list(apart({"t": "epochs", "first": "no", "steps": 3})) == []
    assert list(apart(START)) == [START]


@pytest.mark.parametrize("columns", [200, 100, 60, 40, 20, 8, 1])
@pytest.mark.parametrize("colours", [True, False])
def test_the_line_of_progress_fits_into_any_width(under_way, columns, colours):
    text, width = bar_line(under_way, columns, colours, True)
    plain = text
    for code in ("\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert len(plain) == width <= columns
    assert (plain == text) is not colours
    assert "epoch 2/3  20/40".startswith(plain[:16])


def test_what_is_most_important_is_told_on_the_narrowest_line(under_way):
    wide, narrow = (bar_line(under_way, columns, False, False)[0] for columns in (100, 40))
    assert wide.startswith("epoch 2/3  20/40 ==========..........  loss 0.5000")
    assert "accuracy 0.7500" in wide
    assert "left" in wide
    assert "/s" in wide
    assert narrow.startswith("epoch 2/3  20/40 =")
    assert narrow.endswith("loss 0.5000")


def test_a_run_that_waits_says_why(under_way):
    under_way.take({"t": "state", "state": "paused", "reason": "asked", "step": 60})
    assert state_line(under_way).startswith("epoch 2/3  paused (asked)  20/40")


VIEWS = [
    (dict(json=False, plain=False, quiet=False), Plain),
    (dict(json=True, plain=False, quiet=False), Json),
    (dict(json=False, plain=True, quiet=False), Plain),
    (dict(json=False, plain=False, quiet=True), View),
]


@pytest.mark.parametrize(("asked", "kind"), VIEWS)
def test_where_there_is_no_terminal_nothing_moves(run, asked, kind):
    assert type(view(run, **asked)) is kind


def test_json_prints_the_events_as_they_are_and_all_else_elsewhere(run, capsys):
    shown = Json(run)
    for event in EVENTS:
        shown.take(event)
    shown.tell("by the way")
    told = capsys.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == EVENTS
    assert told.err == "by the way\n"


def test_plain_prints_a_line_an_epoch_or_each_ten_seconds(run, capsys):
    shown = Plain(run)
    for event in EVENTS[:3]:
        shown.take(event)
    for now in (0.0, 5.0, 11.0, 12.0, 25.0):
        shown.tick(now)
    shown.take(EVENTS[3])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["started: 3 epochs of 40 batches", "epoch 1/3", "epoch 1/3"]


def test_quiet_prints_errors_alone(run, capsys):
    shown = View(run)
    for event in [*EVENTS, {"t": "error", "text": "broken"}]:
        shown.take(event)
    shown.tell("by the way")
    assert capsys.readouterr() == ("", "error: broken\n")


def test_the_bar_leaves_a_line_an_epoch_and_goes_away_at_the_end(run, capsys):
    shown = Bar(run, columns=lambda: 60)
    for n, event in enumerate(EVENTS):
        shown.take(event)
        shown.tick(float(n))
    shown.close()
    rows = [row.rpartition("\r")[2].rstrip() for row in capsys.readouterr().out.split("\n")]
    assert rows[0] == "started: 3 epochs of 40 batches"
    assert rows[1].startswith("epoch 1/3  loss 0.5000")
    assert rows[2:] == [""]


@pytest.fixture
def picture(tmp_path):
    made = Picture(tmp_path, "spirals")
    for event in EVENTS:
        made.take(event)
    return made


@pytest.mark.parametrize("size", [(120, 40), (79, 23), (40, 12), (20, 6), (19, 3), (10, 1), (1, 1)])
@pytest.mark.parametrize("ascii", [True, False])
def test_a_picture_fits_into_any_terminal(picture, size, ascii):
    lines = picture.lines(*size, keys="q quit", ascii=ascii)
    assert 1 <= len(lines) <= size[1]
    assert max(map(len, lines)) <= size[0]
    assert lines[0] == picture.title(size[0])


def test_a_picture_has_the_curves_what_was_said_and_the_keys(picture):
    picture.take({"t": "intervene", "step": 50, "do": "learning_rate", "times": 0.5})
    text = "\n".join(picture.lines(100, 30, keys="q quit"))
    for said in ("spirals", "running", "epoch 2/3", "loss", "val_loss", "accuracy", "learning rate times", "q quit"):
        assert said in text


def test_a_picture_of_nothing_says_so(tmp_path):
    assert "nothing to draw yet" in "\n".join(Picture(tmp_path, "new").lines(60, 20))
