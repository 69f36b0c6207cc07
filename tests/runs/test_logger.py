"""A training as a run: what it tells, what it can be asked for, and that it repeats what was asked."""

import errno
import os
import shutil
import threading
import time

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, StateError
from plugkeras.runs import Run, runs
from plugkeras.runs.control import wait_ack

ROWS = np.random.default_rng(0).normal(size=(64, 5)).astype("float32")
CLASSES = (ROWS[:, 0] > 0).astype(int) + (ROWS[:, 1] > 0)
PATIENCE = 20.0


class Person(keras.Callback):
    """Asks for something at certain batches, counted from 1; told before the logger, which then does it."""

    passive = True

    def __init__(self, asks):
        self.asks = asks
        self.seen, self.ids = 0, []

    def get_state(self):
        return {}

    def set_state(self, state):
        """A person does not forget what was asked for when the training goes back."""

    def on_train_batch_end(self, batch, logs=None):
        self.seen += 1
        for ask in self.asks.get(self.seen, ()):
            self.ids.append(self.run.send(**ask))


def logger(root, **options):
    return keras.callbacks.RunLogger(root=root, control=True, checkpoint_every=0, **options)


def train(callbacks, epochs=5, optimizer=None, validate=False, loss="sparse_categorical_crossentropy", scale=1.0):
    keras.utils.set_random_seed(1)
    stack = [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dropout(0.2)]
    model = keras.Sequential([*stack, keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer or keras.optimizers.SGD(0.1, momentum=0.9), loss, metrics=["accuracy"])
    data = {"validation_data": (ROWS[:20], CLASSES[:20])} if validate else {}
    history = model.fit(ROWS * scale, CLASSES, batch_size=16, epochs=epochs, verbose=0, callbacks=callbacks, **data)
    return history.history, [w.tobytes() for w in model.get_weights()]


def steered(root, asks, options=None, **training):
    """The run, and what ``train`` gave, of a training in which a person asked for something."""
    log, person = logger(root, **(options or {})), Person(asks)
    type(person).run = property(lambda self: log.run)
    result = train([person, log], **training)
    return log.run, result, person.ids


def told(run, kind):
    return [event for event in run.events() if event["t"] == kind]


def epochs_told(run):
    found = {}
    for event in run.events():
        if event["t"] == "resume":
            found = {n: at for n, at in found.items() if at[0] <= event["step"]}
        elif event["t"] == "epoch_end":
            found[event["epoch"]] = event["step"], event["logs"]
        elif event["t"] == "epochs":
            for i, step in enumerate(event["steps"]):
                found[event["first"] + i] = step, {k: v[i] for k, v in event["logs"].items()}
    return [found[n][1] for n in sorted(found)]


def test_a_run_tells_the_history_to_the_last_bit(tmp_path):
    log = keras.callbacks.RunLogger(root=tmp_path)
    history, _ = train([log], epochs=30, validate=True)
    assert epochs_told(log.run) == [
        dict(zip(history, values, strict=True)) for values in zip(*history.values(), strict=True)
    ]
    info = log.run.info
    assert (log.run.state, info["epoch"], info["epochs"], info["steps"], info["step"]) == ("done", 30, 30, 4, 120)
    assert sum(event["n"] for event in told(log.run, "batch")) == 120


def test_being_a_run_changes_no_bit_of_the_training(tmp_path):
    plain = train([], validate=True)
    assert train([keras.callbacks.RunLogger(root=tmp_path)], validate=True) == plain
    assert train([logger(tmp_path)], validate=True) == plain


def test_no_spike_of_the_loss_is_lost(tmp_path):
    log = keras.callbacks.RunLogger(root=tmp_path)
    history, _ = train([log], epochs=40)
    batches = told(log.run, "batch")
    lowest, highest = min(b["loss"]["min"] for b in batches), max(b["loss"]["max"] for b in batches)
    assert lowest <= min(history["loss"]) <= max(history["loss"]) <= highest
    mean = sum(b["loss"]["mean"] * b["n"] for b in batches) / sum(b["n"] for b in batches)
    np.testing.assert_allclose(mean, np.mean(history["loss"]), rtol=1e-4)


RATES = {"set": {"do": "learning_rate", "set": 0.02}, "times": {"do": "learning_rate", "times": 0.5}}
SCHEDULE = keras.optimizers.schedules.ExponentialDecay
ASKED = {
    "a rate is set": ({6: [RATES["set"]]}, None),
    "a rate is multiplied": ({3: [RATES["times"]], 9: [RATES["times"]]}, None),
    "a rate is set at an epoch's end": ({8: [RATES["set"]]}, None),
    "a schedule is scaled": ({7: [RATES["times"]]}, lambda: keras.optimizers.Adam(SCHEDULE(0.05, 5, 0.9))),
    "a schedule is set": ({7: [RATES["set"]]}, lambda: keras.optimizers.Adam(SCHEDULE(0.05, 5, 0.9))),
    "epochs are added": ({2: [{"do": "extend", "epochs": 2}]}, None),
    "it is stopped": ({10: [{"do": "stop"}]}, None),
    "much is asked at once": (
        {5: [RATES["set"], {"do": "extend", "epochs": 1}, RATES["times"]], 13: [{"do": "stop"}]},
        None,
    ),
}


@pytest.mark.parametrize("asks", ASKED.values(), ids=ASKED)
def test_what_a_person_changed_can_be_repeated_to_the_same_bits(asks, tmp_path):
    asks, optimizer = asks
    made = optimizer or (lambda: None)
    run, result, ids = steered(tmp_path, asks, optimizer=made(), validate=True)
    assert [wait_ack(run, id, 0)["status"] for id in ids] == ["done"] * len(ids)
    changes = run.info["interventions"]
    assert [change["do"] for change in changes] == [ask["do"] for some in asks.values() for ask in some]
    assert result != train([], optimizer=made(), validate=True)
    assert train([keras.callbacks.Interventions(changes)], optimizer=made(), validate=True) == result


def test_a_note_and_a_checkpoint_change_nothing(tmp_path):
    asks = {3: [{"do": "note", "text": "look"}], 5: [{"do": "checkpoint"}]}
    run, result, _ = steered(tmp_path, asks)
    assert (result, run.info["interventions"]) == (train([]), [])
    assert [event["text"] for event in told(run, "note")] == ["look"]


def following(run_of, answers):
    """A thread that answers each state of being paused with the next control."""

    def follow():
        left, seen, until = list(answers), 0, time.monotonic() + PATIENCE
        while left and time.monotonic() < until:
            run = run_of()
            paused = [e for e in run.events() if e["t"] == "state" and e["state"] == "paused"] if run else []
            if len(paused) > seen:
                seen += 1
                for ask in left.pop(0):
                    run.send(**ask)
            time.sleep(0.005)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    return thread


def test_a_training_pauses_steps_and_goes_on(tmp_path):
    log, person = logger(tmp_path), Person({6: [{"do": "pause"}]})
    type(person).run = property(lambda self: log.run)
    steps = [{"do": "step", "n": 2}], [{"do": "step", "unit": "epoch"}], [RATES["times"], {"do": "resume"}]
    thread = following(lambda: log.run, steps)
    result = train([person, log])
    thread.join(PATIENCE)
    states = [(e["state"], e["reason"], e["step"]) for e in told(log.run, "state") if e["state"] == "paused"]
    assert states == [("paused", "asked", 6), ("paused", "stepped", 8), ("paused", "stepped", 8)]
    assert log.run.info["interventions"] == [{"step": 8, "at": "epoch", "do": "learning_rate", "times": 0.5}]
    assert train([keras.callbacks.Interventions(log.run.info["interventions"])]) == result


def regress(callbacks, epochs=6):
    """A training that diverges within an epoch if its rate is 5."""
    keras.utils.set_random_seed(2)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4), keras.layers.Dense(2)])
    model.compile(keras.optimizers.SGD(0.01), "mse")
    history = model.fit(ROWS, ROWS[:, :2], batch_size=4, epochs=epochs, verbose=0, callbacks=callbacks)
    return history.history, [w.tobytes() for w in model.get_weights()]


def exploded(root, policy):
    log, person = logger(root, on_divergence=policy), Person({35: [{"do": "learning_rate", "set": 5.0}]})
    type(person).run = property(lambda self: log.run)
    return log.run, regress([person, log]), log


@pytest.mark.parametrize("policy", ["rate", pytest.param("clip", marks=pytest.mark.slow)])
def test_a_training_that_diverges_goes_back_as_far_as_it_must_and_can_be_repeated(policy, tmp_path):
    _, result, log = exploded(tmp_path, policy)
    assert told(log.run, "resume")
    assert (log.run.state, bool(np.isfinite(result[0]["loss"]).all())) == ("done", True)
    assert len(result[0]["loss"]) == len(epochs_told(log.run)) == 6
    assert regress([keras.callbacks.Interventions(log.run.info["interventions"])]) == result


def test_a_training_that_diverges_waits_for_what_a_person_says(tmp_path):
    log, person = logger(tmp_path), Person({35: [{"do": "learning_rate", "set": 5.0}]})
    type(person).run = property(lambda self: log.run)
    following(lambda: log.run, [[{"do": "recover", "how": "clip"}]] * 5)
    result = regress([person, log])
    assert "clip" in [change["do"] for change in log.run.info["interventions"]]
    assert regress([keras.callbacks.Interventions(log.run.info["interventions"])]) == result


def test_a_training_that_diverged_goes_back_with_the_rate_that_was_typed(tmp_path):
    log, person = logger(tmp_path), Person({35: [{"do": "learning_rate", "set": 5.0}]})
    type(person).run = property(lambda self: log.run)
    back = [{"do": "learning_rate", "set": 0.001}, {"do": "recover", "how": "rate"}]
    following(lambda: log.run, [back] * 5)
    result = regress([person, log])
    assert log.run.info["interventions"][-1]["set"] == 0.001
    assert log.run.state == "done"
    assert regress([keras.callbacks.Interventions(log.run.info["interventions"])]) == result


def test_a_training_that_diverges_can_be_stopped(tmp_path):
    _, _, log = exploded(tmp_path, "stop")
    (diverged,) = told(log.run, "diverged")
    assert diverged["loss"] in ("nan", "inf")
    assert (log.run.state, log.run.info["reason"]) == ("stopped", "diverged")


# -- trouble -------------------------------------------------------------------------------------


def test_a_run_that_may_only_be_watched_takes_no_controls(tmp_path):
    log = keras.callbacks.RunLogger(root=tmp_path)
    refused = []

    class Asking(keras.Callback):
        def on_epoch_end(self, epoch, logs=None):
            with pytest.raises(StateError, match="control=True") as error:
                log.run.send("stop")
            refused.append(error)

    train([Asking(), log], epochs=2)
    assert len(refused) == 2


def no_folder(root, monkeypatch):
    (root / "file").write_text("")
    return root / "file"


def deleted(root, monkeypatch):
    class Deleting(keras.Callback):
        def on_epoch_end(self, epoch, logs=None):
            for run in runs(root):  # moved first: a heartbeat may come while it is being emptied
                shutil.rmtree(run.path.rename(root / f".gone-{epoch}"), ignore_errors=True)

    return root, Deleting()


def full(root, monkeypatch):
    class Filling(keras.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                monkeypatch.setattr(os, "write", _no_space)

    return root, Filling()


def _no_space(*args):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("control", [False, True], ids=["watched", "steerable"])
@pytest.mark.parametrize("trouble", [no_folder, deleted, full], ids=lambda f: f.__name__)
def test_trouble_with_the_run_costs_the_log_and_not_the_training(trouble, control, tmp_path, monkeypatch):
    plain = train([])
    root, *others = trouble(tmp_path, monkeypatch) if trouble is not no_folder else [trouble(tmp_path, monkeypatch)]
    log = keras.callbacks.RunLogger(root=root, control=control, checkpoint_every=0)
    with pytest.warns(UserWarning, match="training goes on") as warned:
        result = train([*others, log])
    monkeypatch.undo()
    assert result == plain
    assert len([w for w in warned if "training goes on" in str(w.message)]) == 1


@pytest.mark.parametrize("asked", ["1", "control"])
def test_a_script_is_a_run_by_an_environment_variable_alone(asked, tmp_path, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_LOG", asked)
    monkeypatch.setenv("PLUGKERAS_RUNS", str(tmp_path))
    train([])
    (run,) = runs()
    assert (run.state, run.info["control"]) == ("done", asked == "control")


def test_an_error_in_the_training_is_told_with_its_layer(tmp_path):
    class Faulty(keras.layers.Layer):
        def call(self, x, training=None):
            if training:
                raise RuntimeError("no luck")
            return x

    log = keras.callbacks.RunLogger(root=tmp_path)
    model = keras.Sequential([keras.Input((5,)), Faulty(name="unlucky"), keras.layers.Dense(3)])
    model.compile("sgd", "mse")
    with pytest.raises(RuntimeError, match="no luck"):
        model.fit(ROWS, ROWS[:, :3], verbose=0, callbacks=[log])
    (error,) = told(log.run, "error")
    assert (error["text"], error["layer"]) == ("RuntimeError: no luck", "unlucky")
    assert (log.run.state, log.run.info["reason"]) == ("failed", "RuntimeError: no luck (in 'unlucky')")


@pytest.mark.parametrize(
    "change", [{"do": "dance", "step": 1}, {"do": "stop"}, "stop", {"do": "stop", "step": 1, "at": "noon"}]
)
def test_a_change_that_is_none_is_refused(change):
    with pytest.raises(ArgumentError, match="is no change"):
        keras.callbacks.Interventions([change])


def test_a_run_is_found_by_its_name(tmp_path):
    log = keras.callbacks.RunLogger(name="my digits", root=tmp_path)
    train([log], epochs=1)
    assert [Run(run.path).name for run in runs(tmp_path)] == ["my digits"]


def test_a_run_that_a_callback_ends_early_says_so_and_one_that_it_ends_in_time_does_not(tmp_path):
    class Ending(keras.Callback):
        def __init__(self, after):
            self.after = after

        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch + 1 == self.after

    said = []
    for after in (2, 3):
        log = logger(tmp_path / str(after))
        train([Ending(after), log], epochs=3)
        said.append((log.run.state, log.run.info["reason"]))
    assert said == [("done", "a callback ended it after 2 of 3 epochs"), ("done", "")]
