"""What a watcher shows is what the events say, whatever else is in the file."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugkeras.runs import EventWriter, Watched
from plugkeras.runs.events import TYPES


def batch(step, loss=0.5, per_epoch=10, **fields):
    place = {"epoch": (step - 1) // per_epoch + 1, "batch": (step - 1) % per_epoch + 1, "step": step}
    spread = {"min": loss, "mean": loss, "max": loss}
    return {"t": "batch", "n": 1, "lr": 0.1, "ts": step / 4, "logs": {"loss": loss}, "loss": spread, **place, **fields}


def watching(*events):
    watched = Watched("nowhere")
    for event in events:
        watched.take(event)
    return watched


START = {"t": "start", "epochs": 3, "steps": 10, "ts": 0.0}


def test_a_run_is_put_together_from_its_events(tmp_path):
    writer, watched = EventWriter(tmp_path), Watched(tmp_path)
    assert not watched.look()
    writer.write("start", epochs=2, steps=2)
    writer.write("checkpoint", path="checkpoints/last.npz", reason="epoch", step=2)
    writer.write("epoch_end", epoch=1, step=2, logs={"loss": 1.5, "val_loss": float("inf")}, seconds=3.0, lr=0.01)
    writer.write("intervene", do="extend", epochs=5, by="x", step=2)
    writer.write("probe", probe="weights", path="snapshots/weights-2.npz")
    writer.write("warn", text="hot\x1b[31m")
    writer.write("ack", id="x", status="done", text="")
    writer.write("state", state="paused", reason="diverged")
    assert watched.look()
    assert not watched.look()
    assert (watched.state, watched.reason, watched.epochs, watched.rate) == ("paused", "diverged", 7, 0.01)
    assert watched.logs == {"loss": 1.5, "val_loss": float("inf")}
    assert watched.by_epoch["val_loss"].rows.tolist() == [[2, 1, float("inf")]]
    assert [e["path"] for e in watched.checkpoints] == ["checkpoints/last.npz"]
    assert watched.probes == {"weights": "snapshots/weights-2.npz"}
    assert watched.messages[-1]["text"] == "hot\ufffd[31m"
    assert watched.acks["x"]["status"] == "done"


def test_batches_make_curves_and_a_nan_is_seen():
    watched = watching(START, batch(1, 3.0), batch(2, "nan"), batch(3, 1.0, n=4))
    assert watched.batches["step"].tolist() == [1, 2, 3]
    np.testing.assert_equal(watched.batches["mean"], [3.0, nan, 1.0])
    np.testing.assert_equal(watched.running["loss"]["value"], [3.0, nan, 1.0])
    assert (watched.epoch, watched.batch, watched.step, watched.logs) == (1, 3, 3, {"loss": 1.0})


def test_short_epochs_come_together():
    lists = {"logs": {"loss": [3.0, 2.0, "nan"], "acc": [0.5]}, "seconds": [0.1, 0.1, 0.2], "lr": [0.1, 0.1, 0.05]}
    watched = watching(START, {"t": "epochs", "first": 4, "steps": [40, 50, 60], "epoch": 6, "step": 60, **lists})
    np.testing.assert_equal(watched.by_epoch["loss"].rows, [[40, 4, 3], [50, 5, 2], [60, 6, nan]])
    assert watched.by_epoch["acc"].rows.tolist() == [[40, 4, 0.5]]
    assert (watched.epoch, watched.step, watched.rate) == (6, 60, 0.05)


def test_what_a_resume_discards_is_gone():
    said = [batch(step, float(step)) for step in range(1, 16)]
    ends = {"t": "epoch_end", "epoch": 1, "step": 10, "logs": {"loss": 1.0}, "seconds": 2.0}
    stages = [{"t": kind, "step": step, "do": "note"} for kind in ("intervene", "checkpoint") for step in (5, 12)]
    back = {"t": "resume", "step": 8, "epoch": 1, "batch": 8, "checkpoint": "checkpoints/last.npz"}
    watched = watching(START, *said, ends, *stages, back, batch(9, 90.0))
    assert watched.batches["step"].tolist() == [*range(1, 9), 9]
    assert watched.batches["mean"][-1] == watched.running["loss"]["value"][-1] == 90.0
    assert len(watched.by_epoch["loss"]) == 0
    assert [e["step"] for e in watched.interventions] == [e["step"] for e in watched.checkpoints] == [5]


def test_steps_that_go_back_unsaid_replace_what_was_there():
    watched = watching(START, batch(1), batch(2), batch(3), batch(2, 7.0))
    assert watched.batches["step"].tolist() == [1, 2]
    assert watched.batches["mean"][-1] == 7.0


def test_what_remains_is_told_by_the_pace_and_better_by_whole_epochs():
    assert isnan(watching(START, batch(1)).remaining)
    watched = watching(START, *(batch(step) for step in range(1, 11)))
    assert (watched.pace.steps_per_second, watched.remaining) == (4.0, 5.0)
    watched.take({"t": "epoch_end", "epoch": 1, "batch": 10, "step": 10, "seconds": 6.0})
    assert watched.remaining == 12.0


def test_pauses_and_jumping_clocks_do_not_count_as_slow_batches():
    events = [batch(step) for step in range(1, 5)]
    pause = {"t": "state", "state": "paused"}
    assert watching(START, *events, pause, batch(5, ts=900.0), batch(6, ts=900.25)).pace.steps_per_second == 4.0
    assert watching(START, *events, batch(5, ts=-9e9), batch(6, ts=-9e9 + 0.25)).pace.steps_per_second == 4.0


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = (
    "first",
    "steps",
    "seconds",
    "epoch",
    "batch",
    "step",
    "n",
    "lr",
    "ts",
    "logs",
    "loss",
    "state",
    "reason",
    "text",
    "id",
    "path",
    "epochs",
    "do",
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*TYPES, "unknown"]), st.dictionaries(st.sampled_from(FIELDS), JUNK)), max_size=8
    )
)
def test_no_event_however_strange_raises(events):
    watched = watching(*({**fields, "t": kind} for kind, fields in events))
    assert watched.state.isprintable()
    assert watched.batches.rows.shape[1] == 8
    assert watched.remaining >= 0 or isnan(watched.remaining)
    assert (np.diff(watched.batches["step"]) >= 0).all()


@pytest.mark.parametrize("kind", [None, 3, [], {}])
def test_a_type_that_is_none_changes_nothing(kind):
    watched = watching(START)
    watched.take({"t": kind})
    assert watched.version == 1


def test_names_without_end_do_not_fill_the_memory():
    watched = watching(*(batch(step, logs={f"name{step}": 1.0}) for step in range(1, 1000)))
    assert len(watched.running) < 300
