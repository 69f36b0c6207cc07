"""``plugkeras runs``: lists, shows, compares, removes and brings back; ``fork`` and ``do`` where nobody trains."""

import numpy as np
import pytest

from plugkeras.host import host
from plugkeras.project.edits import set_value
from plugkeras.runs import EventWriter, create
from plugkeras.runs.forking import fork, kept_epochs


@pytest.fixture
def iris():
    return host().get("templates", "iris")()


@pytest.fixture
def a(here, iris):
    """A run that was trained for two epochs, each of which was kept."""
    done = [{"step": 6, "at": "batch", "do": "learning_rate", "times": 0.5}]
    best = {"val_loss": {"value": 0.25, "epoch": 2}}
    run = create("iris", project=iris, state="done", epoch=2, epochs=2, step=12, logs={"loss": 0.5}, best=best)
    run.update(interventions=done, note="looks good")
    events = EventWriter(run)
    events.write("start", epochs=2, steps=6, pid=1, resumed=False)
    for epoch in (1, 2):
        events.write("batch", epoch=epoch, batch=6, step=6 * epoch, n=6, lr=0.1, logs={"loss": 0.5}, loss={"mean": 0.5})
        events.write("epoch_end", epoch=epoch, batch=6, step=6 * epoch, logs={"loss": 0.5}, seconds=0.1, lr=0.1)
        np.savez(run.path / "checkpoints" / f"epoch-{epoch:04d}.npz", epoch=epoch)
    events.write("end", epoch=2, step=12, state="done", reason="", logs={"loss": 0.5})
    events.close()
    return run


@pytest.fixture
def b(a, iris):
    return create("other", project=set_value(iris, "layers.hidden.units", 8), state="failed", reason="no \x1b[31mred")


def test_without_runs_it_says_how_to_make_one(plugkeras):
    told = plugkeras("runs")
    assert (told.status, told.out) == (0, "no runs yet: plugkeras train PROJECT makes one\n")


def test_ls_has_a_line_a_run_the_oldest_first(plugkeras, a, b):
    lines = plugkeras("runs", "ls").out.splitlines()
    assert [line.split()[:2] for line in lines] == [["run", "state"], [a.id, "done"], [b.id, "failed"]]
    assert "loss 0.5000" in lines[1]
    assert lines[1].endswith("looks good")


def test_json_has_the_records(plugkeras, a, b):
    found = plugkeras("runs", "--json")
    assert [run["id"] for run in found.json] == [a.id, b.id]
    assert plugkeras("runs", "show", "iris", "--json").json["checkpoints"] == ["epoch-0001", "epoch-0002"]


def test_show_says_all_about_a_run(plugkeras, a):
    told = plugkeras("runs", "show", "iris").out
    for said in ("done", "2 of 2, 12 batches", "val_loss 0.2500 (epoch 2)", "1, 2", "step 6: learning rate times 0.5"):
        assert said in told


def test_nothing_that_a_run_says_steers_the_terminal(plugkeras, b):
    assert "\x1b" not in plugkeras("runs", "show", "other").out
    assert "\x1b" not in plugkeras("runs").out


def test_diff_has_differences_only(plugkeras, a, b):
    told = plugkeras("runs", "diff", "iris", "other").out
    assert "hidden: units 16 → 8" in told
    assert "state" in told
    assert "optimizer" not in told
    assert plugkeras("runs", "diff", "iris", "iris").out == "the same settings\nthe same results\n"


def test_what_is_removed_comes_back_until_the_trash_is_emptied(plugkeras, a, b):
    assert plugkeras("runs", "rm", "iris", "nobody").status == 2
    assert a.path.exists()
    assert plugkeras("runs", "rm", "iris").status == 0
    assert not a.path.exists()
    assert plugkeras("runs", "rm", "--undo").out == f"{a} is back\n"
    assert a.path.exists()
    plugkeras("runs", "rm", "iris", "other")
    assert plugkeras("runs", "empty").out == "2 runs deleted\n"
    assert plugkeras("runs", "rm", "--undo").err == "plugkeras runs: the trash is empty\n"


def test_a_fork_has_the_history_and_the_weights_up_to_its_epoch(a, iris):
    made = fork(a, 1, iris, "branch", rate=0.01)
    assert kept_epochs(a) == [1, 2]
    assert [(e["t"], e.get("step")) for e in made.events()] == [("start", None), ("batch", 6), ("epoch_end", 6)]
    assert made.info["parent"] == {"run": a.id, "epoch": 1, "changes": []}
    assert [(done["step"], done.get("set")) for done in made.info["interventions"]] == [(6, None), (6, 0.01)]
    assert np.load(made.checkpoints["last"])["epoch"] == 1
    other = fork(a, 2, set_value(iris, "fit.batch_size", 8))
    assert other.info["parent"]["changes"] == ["fit: batch_size 16 → 8"]
    assert other.name == "iris"


WRONG = [
    (["diff", "iris"], "the following arguments are required: B"),
    (["show", "irsi"], "did you mean 'iris'?"),
    (["show", "no/such/run.json"], "There is no file no/such/run.json"),
    (["rm"], "say which run"),
    (["fork", "iris", "--at", "3"], "has no checkpoint of epoch 3: those of the epochs 1, 2 are kept"),
    (["fork", "iris", "--at", "0"], "'0' is no whole number of at least 1"),
    (["fork", "iris", "--at", "1", "--set", "fit.epoch=2"], "did you mean"),
    (["do", "iris", "pause"], "is done: nobody is there to do 'pause'"),
    (["do", "iris", "paws"], "did you mean 'pause'?"),
    (["do", "iris", "lr", "fast"], "'lr' needs a number"),
    (["resume", "iris"], "is complete: --epochs N trains it up to so many"),
    (["resume", "nobody"], "no run has that name"),
    (["lost"], "invalid choice: 'lost'"),
]


@pytest.mark.parametrize(("argv", "said"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_what_is_wrong_is_one_sentence_and_status_2(plugkeras, a, argv, said):
    told = plugkeras("runs", *argv)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith("plugkeras runs")
    assert said in told.err
    assert told.err.count("\n") == 1


def test_help_lists_what_can_be_done_with_a_run(plugkeras):
    told = plugkeras("runs", "do", "--help")
    assert told.status == 0
    for said in ("pause", "lr 0.001 | x0.5 | /2", "extend N", "recover rate | clip | stop"):
        assert said in told.out


def test_watch_once_prints_a_picture_of_any_run(plugkeras, a, b):
    told = plugkeras("watch", "iris", "--once")
    assert told.status == 0
    assert told.out.startswith("iris  ")
    assert "done" in told.out.splitlines()[0]
    assert "nothing to draw yet" in plugkeras("watch", "other", "--once").out
    assert plugkeras("watch", "--json", "iris").out.count("\n") == 6
    assert "epoch 2/2  loss 0.5000" in plugkeras("watch", "--plain", "iris").out
    assert "epoch 2/2  loss 0.5000" in plugkeras("watch", "iris").out  # no terminal
