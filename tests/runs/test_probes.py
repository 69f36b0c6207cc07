"""Probes see what is there, and the training does not notice."""

import copy
import os
import random
from contextlib import suppress

import numpy as np
import pytest

import plugkeras
from plugkeras import Input, Sequential, layers, ops
from plugkeras.errors import DataError, FileError, FormatError
from plugkeras.parts.layer import Layer
from plugkeras.random import SeedGenerator
from plugkeras.runs.controls import PROBES as NAMES
from plugkeras.runs.logger import RunLogger
from plugkeras.runs.probes import PROBES, Probing, Sample, read, snapshots
from plugkeras.runs.probes.histograms import histograms
from plugkeras.training.lasting import lasting, value_of


class Noisy(Layer):
    """Draws at inference, too, from each of the sources that there are, and counts its calls."""

    def build(self, input_shape):
        self.seed_generator = SeedGenerator(3)
        self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False, name="calls")

    def call(self, x):
        self.calls.assign_add(1.0)
        noise = plugkeras.random.normal((1,), seed=self.seed_generator) + np.random.normal() + random.random()
        return x + 1e-3 * noise


def dense():
    hidden = [layers.Dense(8, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.5)]
    return [Input((2,)), *hidden, layers.Dense(3, activation="softmax")]


def picture():
    return [Input((6, 6, 1)), layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(3, "softmax")]


def stateful():
    return [Input(batch_shape=(10, 5, 2)), layers.LSTM(4, stateful=True), layers.Dense(3, activation="softmax")]


def noisy():
    return [
        Input((2,)),
        Noisy(),
        layers.Dense(3, kernel_regularizer="l2", activity_regularizer="l2", activation="softmax"),
    ]


MODELS = {
    "dense": (dense, (2,)),
    "picture": (picture, (6, 6, 1)),
    "stateful": (stateful, (5, 2)),
    "noisy": (noisy, (2,)),
}
METRICS = ["accuracy"]


def made(which):
    build, shape = MODELS[which]
    plugkeras.utils.set_random_seed(1)
    model = Sequential(build())
    model.compile("adam", "sparse_categorical_crossentropy", metrics=METRICS)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, *shape)).astype("float32")
    return model, x, (x.reshape(60, -1)[:, 0] > 0).astype("int32") + (x.reshape(60, -1)[:, 1] > 0.5)


def state(model):
    """Everything that a training goes on from, as bytes."""
    variables = [*model.weights, *model.optimizer.variables]
    variables += [v for metric in model.metrics for v in metric.variables]
    found = [v.numpy().tobytes() for v in variables]
    for layer in model.flatten_layers():
        states = vars(layer).get("states") or []
        found += [v.numpy().tobytes() for v in states if v is not None]
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            found += [repr(value_of(leaf)) for _, leaf in lasting(generator)]
    return [*found, repr(np.random.get_state()), repr(random.getstate())]


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("which", MODELS)
def test_a_probe_leaves_the_model_and_all_randomness_as_they_were(which, probe):
    model, x, y = made(which)
    model.fit(x, y, batch_size=10, epochs=1, verbose=0)
    before = state(model)
    sample = Sample(x, y)
    with suppress(DataError):  # not every model has a boundary, or filters
        found = PROBES[probe](model, sample)
        assert all(isinstance(array, np.ndarray) and array.dtype != object for array in found.values())
    assert state(model) == before


class EveryBatch(plugkeras.Callback):
    def __init__(self, sample):
        super().__init__()
        self.sample = sample

    def on_train_batch_end(self, batch, logs=None):
        for probe in PROBES.values():
            with suppress(DataError):
                probe(self.model, self.sample)


@pytest.mark.parametrize("which", MODELS)
def test_a_training_that_is_looked_into_after_each_batch_ends_with_the_same_bits(which):
    ends = []
    for looked_into in (False, True):
        model, x, y = made(which)
        callbacks = [EveryBatch(Sample(x, y))] if looked_into else [plugkeras.Callback()]
        history = model.fit(x, y, batch_size=10, epochs=2, verbose=0, callbacks=callbacks).history
        ends.append((state(model), history))
    assert ends[0] == ends[1]


def test_the_names_of_probes_are_those_that_can_be_subscribed_to():
    assert tuple(PROBES) == NAMES


# -- what they see -------------------------------------------------------------------------------


def test_histograms_count_what_is_there():
    values = np.array([0, 0, 1, 2, 3, np.nan, np.inf], "float32")
    found = histograms({"a/b": values, "empty": np.zeros(0), "same": np.full(5, 7.0), "whole": np.arange(30)})
    assert found["names"].tolist() == ["a/b", "empty", "same", "whole"]
    assert found["counts"].sum(1).tolist() == [5, 0, 5, 30]
    assert found["nonfinite"].tolist() == [2, 0, 0, 0]
    assert found["zeros"].tolist() == [0.4, 0, 0, pytest.approx(1 / 30)]
    assert found["counts"][3].tolist() == [1] * 30
    np.testing.assert_allclose(found["norm"][0], np.sqrt(14))
    np.testing.assert_allclose(found["edges"][3][[0, -1]], [0, 29])
    assert histograms({})["counts"].shape == (0, 30)


@pytest.mark.parametrize("values", [[-3e38, 3e38], [1e-45, 0.0], [5e-324], [-1.7e308, 1.7e308]])
def test_histograms_take_the_greatest_and_the_least_numbers(values):
    dtype = "float32" if abs(values[0]) < 1e39 and values[0] != 5e-324 else "float64"
    assert histograms({"x": np.array(values, dtype)})["counts"].sum() == len(values)


def test_the_ratio_is_the_change_a_step_over_the_size():
    model, x, _ = made("dense")
    sample = Sample(x)
    sample.step = 10
    assert np.isnan(PROBES["weights"](model, sample)["ratio"]).all()
    for v in model.trainable_weights:
        v.assign(v.numpy() * 1.2 + 0.0)
    sample.step = 20
    found = PROBES["weights"](model, sample)
    ratios = dict(zip(found["names"], found["ratio"], strict=True))
    np.testing.assert_allclose(ratios[model.layers[0].kernel.path], 0.02, rtol=1e-5)


def test_gradients_are_those_of_the_loss():
    model, x, y = made("picture")
    found = PROBES["gradients"](model, Sample(x, y))
    np.testing.assert_allclose(found["loss"], model.evaluate(x, y, verbose=0, batch_size=60)[0], rtol=1e-5)
    bias = model.layers[-1].bias
    _, (gradient,) = plugkeras.value_and_grad(
        lambda: ops.mean(plugkeras.losses.sparse_categorical_crossentropy(y, model(x))), [bias]
    )
    norms = dict(zip(found["names"], found["norm"], strict=True))
    np.testing.assert_allclose(norms[bias.path], np.linalg.norm(gradient), rtol=1e-4)


def test_activations_are_those_of_each_layer():
    model, x, _ = made("dense")
    found = PROBES["activations"](model, Sample(x))
    assert found["names"].tolist() == [layer.name for layer in model.layers]
    relu = np.asarray(model.layers[0](x))
    np.testing.assert_allclose(found["zeros"][0], (relu == 0).mean())


@pytest.mark.parametrize("targets", ["numbers", "one hot", "column"])
def test_the_confusion_matrix_and_the_worst_mistakes(targets):
    model, x, y = made("dense")
    given = {"numbers": y, "one hot": np.eye(3)[y], "column": y[:, None]}[targets]
    found = PROBES["confusion"](model, Sample(x, given, class_names=("a", "b", "c")))
    scores = model.predict(x, verbose=0)
    expected = np.zeros((3, 3), int)
    np.add.at(expected, (y, scores.argmax(1)), 1)
    assert (found["matrix"] == expected).all()
    assert (np.diff(found["sure"]) <= 0).all()
    assert (found["true"] == y[found["rows"]]).all()
    assert (found["true"] != found["predicted"]).all()
    assert found["class_names"].tolist() == ["a", "b", "c"]


def test_one_output_is_a_matrix_of_two_classes_and_numbers_are_none():
    model = Sequential([Input((2,)), layers.Dense(1, activation="sigmoid")])
    x = np.random.default_rng(0).normal(size=(50, 2)).astype("float32")
    y = (x[:, 0] > 0).astype("float32")
    assert PROBES["confusion"](model, Sample(x, y))["matrix"].sum() == 50
    for bad in (x[:, 0], x, None):
        with pytest.raises(DataError, match="no classes"):
            PROBES["confusion"](model, Sample(x, bad))


def test_the_boundary_covers_the_data():
    model, x, _ = made("dense")
    found = PROBES["boundary"](model, Sample(x))
    assert found["y"].shape == (50, 50, 3)
    assert (found["x0"][0], found["x1"][-1]) < (x[:, 0].min(), x[:, 1].max() + 1)
    np.testing.assert_allclose(
        found["y"][7, 9], model.predict(np.array([[found["x0"][9], found["x1"][7]]]), verbose=0)[0], atol=1e-5
    )


def test_filters_and_feature_maps_and_predictions():
    model, x, y = made("picture")
    sample = Sample(x, y, rows=[5, 7, 999])
    conv = model.layers[0]
    assert (PROBES["filters"](model, sample)[conv.name] == conv.kernel.numpy()).all()
    np.testing.assert_allclose(PROBES["feature_maps"](model, sample)[conv.name], np.asarray(conv(x[5:6]))[0], atol=1e-6)
    found = PROBES["predictions"](model, sample)
    assert (found["rows"].tolist(), found["true"].tolist()) == ([5, 7], y[[5, 7]].tolist())
    np.testing.assert_allclose(found["y"], model.predict(x[[5, 7]], verbose=0), atol=1e-6)


# -- in a run ------------------------------------------------------------------------------------


class Subscribing(plugkeras.Callback):
    """Asks for probes after the second batch."""

    def __init__(self, logger):
        super().__init__()
        self.logger = logger

    def on_train_batch_end(self, batch, logs=None):
        if batch == 1:
            self.logger.run.send("subscribe", probes=["weights", "confusion", "filters"], hz=100)


def run_of(tmp_path, data):
    model, x, y = made("dense")
    logger = RunLogger(root=str(tmp_path), control=True, checkpoint_every=0)
    model.fit(*data(x, y), epochs=2, steps_per_epoch=20, verbose=0, callbacks=[Subscribing(logger), logger])
    return logger.run


def test_who_subscribes_to_a_run_gets_snapshots_until_it_ends(tmp_path):
    run = run_of(tmp_path, lambda x, y: (x, y, 3))
    told = list(run.events())
    assert [event["status"] for event in told if event["t"] == "ack"] == ["done"] * 2
    seen = {event["probe"]: read(run.path / event["path"]) for event in told if event["t"] == "probe"}
    assert set(seen) == {"weights", "confusion"}
    assert seen["confusion"]["matrix"].sum() == 60
    assert [event["text"] for event in told if event["t"] == "warn"] == [
        "The probe 'filters' is not computed: There are no filters: the model has no layers of pictures."
    ]


def test_data_without_rows_that_stay_are_refused_in_a_sentence(tmp_path):
    def forever(x, y):
        while True:
            yield x[:5], y[:5]

    run = run_of(tmp_path, lambda x, y: (forever(x, y),))
    acks = [event for event in run.events() if event["t"] == "ack"]
    assert {event["status"] for event in acks} == {"refused"}
    assert "no generators" in acks[0]["text"]


# -- while a training runs -----------------------------------------------------------------------


class Clock:
    """Says what it is told to, and that each probe takes ``cost`` seconds."""

    def __init__(self, cost):
        self.now, self.cost, self.begun = 0.0, cost, False

    def __call__(self):
        self.begun = not self.begun
        self.now += 0 if self.begun else self.cost
        return self.now


@pytest.fixture
def probing(tmp_path):
    model, x, y = made("dense")
    return Probing(tmp_path, model, Sample(x, y), clock=Clock(0.0))


def events(probing, seconds, each=0.01):
    """The events of a training of so many seconds, whose batches take ``each``."""
    told = []
    for step in range(int(seconds / each)):
        probing.clock.now += each
        if probing.due(probing.clock.now):
            told += [(probing.clock.now, *event) for event in probing.take(probing.clock.now, step)]
    return told


def test_nothing_is_computed_unless_somebody_subscribes_and_for_as_long(probing, tmp_path):
    assert events(probing, 5) == []
    probing.subscribe(["weights"], hz=2, seconds=3, now=probing.clock.now)
    told = events(probing, 10)
    assert 5 <= len(told) <= 7
    assert told[-1][0] < 8.1
    assert probing.subscribed == ()
    _, kind, fields = told[0]
    assert (kind, fields["probe"]) == ("probe", "weights")
    assert set(read(tmp_path / fields["path"])) >= {"names", "counts", "ratio"}


def test_a_lease_can_be_renewed_and_given_back(probing):
    probing.subscribe(["weights", "no such"], hz=1, seconds=2, now=0)
    probing.subscribe(["weights"], hz=0.1, seconds=4, now=0)
    assert 4 <= len(events(probing, 8)) <= 5
    probing.subscribe(["weights"], hz=1, seconds=100, now=8)
    probing.unsubscribe(["weights"])
    assert not probing.due(1e9)


@pytest.mark.parametrize(("cost", "seconds"), [(0.001, 25), (0.05, 100), (0.4, 200)])
def test_probes_take_less_than_2_percent_of_the_time_after_the_first(probing, cost, seconds):
    probing.clock.cost = cost
    probing.subscribe(["weights", "activations"], hz=2, seconds=1e9, now=0)
    told = events(probing, seconds)
    assert (len(told) - 2) * cost <= 0.02 * probing.clock.now
    assert len(told) >= min(0.9 * 2 * 2 * seconds, 0.25 * 0.02 * seconds / cost)


def test_a_probe_that_cannot_be_computed_is_told_once_and_costs_only_itself(probing):
    probing.subscribe(["filters", "weights"], hz=1, seconds=3, now=0)
    told = events(probing, 4)
    assert [fields["text"] for _, kind, fields in told if kind == "warn"] == [
        "The probe 'filters' is not computed: There are no filters: the model has no layers of pictures."
    ]
    assert len(told) >= 3


def test_a_disk_that_fails_ends_all_probes_with_one_warning(probing, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots.os, "replace", fails)
    probing.subscribe(["weights"], hz=1, seconds=9, now=0)
    with pytest.warns(UserWarning, match="No space left on device"):
        told = events(probing, 5)
    assert [kind for _, kind, _ in told] == ["warn"]
    assert not probing.is_on
    assert os.listdir(os.path.join(probing.run, "snapshots")) == []


def test_only_the_last_snapshots_of_a_probe_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "KEPT", 3)
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "mine.npz").write_bytes(b"")
    for step in range(8, 13):
        snapshots.write(tmp_path, "weights", step, {"file": np.zeros(1), "../a/b": np.ones(2)})
    assert sorted(os.listdir(tmp_path / "snapshots")) == ["mine.npz", *(f"weights-000000{n}.npz" for n in (10, 11, 12))]
    assert list(read(tmp_path / "snapshots" / "weights-00000012.npz")) == ["file", "../a/b"]


def test_a_damaged_snapshot_says_so(tmp_path):
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04garbage")
    (tmp_path / "pickled.npz").write_bytes(b"")
    np.savez(tmp_path / "pickled.npz", x=np.array([{}], object))
    for name in ("bad.npz", "pickled.npz"):
        with pytest.raises(FormatError, match="no snapshot"):
            copy.copy(read(tmp_path / name))
    with pytest.raises(FileError, match="cannot be read"):
        read(tmp_path / "missing.npz")
