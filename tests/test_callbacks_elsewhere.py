"""Callbacks that tell others: TensorBoard's files, a server; and averages in the weights' place."""

import builtins
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import callbacks, optimizers
from plugkeras.errors import ArgumentError, MissingDependency

RNG = np.random.default_rng(8)
X = RNG.normal(size=(32, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)


def model(optimizer="sgd", **options):
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="a"), keras.layers.Dense(1)], name="m")
    made.compile(optimizer, "mse", **options)
    return made


def fitted(optimizer, *listening, epochs=2, **options):
    made = model(optimizer)
    made.fit(X, Y, batch_size=8, epochs=epochs, verbose=0, callbacks=list(listening), **options)
    return made


# -- TensorBoard -----------------------------------------------------------------------------------


def written(folder):
    """By tag, the steps and numbers in a folder's files of events."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util

    found = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    found.Reload()
    return {
        tag: [(event.step, tensor_util.make_ndarray(event.tensor_proto)) for event in found.Tensors(tag)]
        for tag in found.Tags()["tensors"]
    }


def test_the_logs_of_every_epoch_are_events(tmp_path):
    pytest.importorskip("tensorboard")
    made = fitted("sgd", callbacks.TensorBoard(tmp_path), validation_split=0.25)
    train, validation = written(tmp_path / "train"), written(tmp_path / "validation")
    assert set(train) == {"keras", "epoch_loss", "epoch_learning_rate"}
    assert set(validation) == {"epoch_loss", "evaluation_loss_vs_iterations"}
    for tags, name in ((train, "loss"), (validation, "val_loss")):
        steps, values = zip(*tags["epoch_loss"], strict=True)
        assert steps == (0, 1)
        np.testing.assert_allclose(values, made.history.history[name], rtol=1e-6)
    assert json.loads(train["keras"][0][1].item())["class_name"] == "Sequential"
    assert [step for step, _ in validation["evaluation_loss_vs_iterations"]] == [3, 6]


def test_batches_and_weights_are_written_when_they_are_due(tmp_path):
    pytest.importorskip("tensorboard")
    options = {"histogram_freq": 2, "write_images": True, "write_steps_per_second": True, "write_graph": False}
    made = fitted("sgd", callbacks.TensorBoard(tmp_path, update_freq=3, **options), epochs=3)
    train = written(tmp_path / "train")
    assert [step for step, _ in train["batch_loss"]] == [3, 6, 9, 12]
    assert [step for step, _ in train["m/a/kernel/histogram"]] == [0, 2]
    assert {"batch_steps_per_second", "epoch_steps_per_second", "m/a/kernel/image"} <= set(train)
    parts = train["m/a/kernel/histogram"][-1][1]  # left, right, number
    kernel = made.get_weights()[0]
    assert parts[:, 2].sum() == kernel.size
    np.testing.assert_allclose([parts[0, 0], parts[-1, 1]], [kernel.min(), kernel.max()], rtol=1e-6)
    width, height, picture = train["m/a/kernel/image"][-1][1]
    assert (width, height, picture[:8]) == (b"3", b"2", b"\x89PNG\r\n\x1a\n")


def test_without_the_package_the_training_does_not_begin(tmp_path, monkeypatch):
    found = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("tensorboard"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    made = model()
    before = made.get_weights()
    with pytest.raises(MissingDependency, match="needs the package 'tensorboard'"):
        made.fit(X, Y, verbose=0, callbacks=[callbacks.TensorBoard(tmp_path)])
    for a, b in zip(before, made.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


REFUSED = {
    "a profile": lambda: callbacks.TensorBoard(profile_batch=2),
    "embeddings": lambda: callbacks.TensorBoard(embeddings_freq=1),
    "a frequency": lambda: callbacks.TensorBoard(update_freq="step"),
    "an address": lambda: callbacks.RemoteMonitor("file:///etc/passwd"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_cannot_be_done_is_refused(row):
    with pytest.raises(ArgumentError):
        REFUSED[row]()


def test_why_a_name_of_keras_is_not_here_is_said():
    with pytest.raises(AttributeError, match="ModelCheckpoint saves"):
        callbacks.OrbaxCheckpoint  # noqa: B018


def test_a_weight_of_each_rank_has_its_pictures():
    from plugkeras_std.callbacks.event_files import png
    from plugkeras_std.callbacks.tensorboard import as_pictures

    shapes = {(5,): (1, 5, 1, 1), (2, 6): (1, 2, 6, 1), (6, 2): (1, 2, 6, 1), (3, 3, 4): (4, 3, 3, 1)}
    shapes |= {(3, 3, 2, 4): (3, 3, 2, 4), (1, 7): (1, 7, 1, 1)}
    for shape, expected in shapes.items():
        assert as_pictures(np.zeros(shape)).shape == expected
    assert as_pictures(np.zeros((3, 3, 2, 5))) is None
    image = pytest.importorskip("PIL.Image")
    from io import BytesIO

    pixels = RNG.integers(0, 256, (4, 5, 3)).astype("uint8")
    np.testing.assert_array_equal(np.asarray(image.open(BytesIO(png(pixels)))), pixels)


# -- a server --------------------------------------------------------------------------------------


@pytest.fixture
def server():
    posted = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            posted.append((self.path, self.headers, body))
            self.send_response(200 if self.path != "/no" else 404)
            self.end_headers()

        def log_message(self, *args):
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", posted
    listening.shutdown()
    listening.server_close()
    thread.join()


def test_the_logs_are_posted_as_a_form_or_as_json(server):
    root, posted = server
    fitted("sgd", callbacks.RemoteMonitor(root, field="logs", headers={"X-Run": "7"}))
    made = fitted("sgd", callbacks.RemoteMonitor(root, "/json", send_as_json=True), epochs=1)
    assert [path for path, _, _ in posted] == ["/publish/epoch/end/"] * 2 + ["/json"]
    assert json.loads(parse_qs(posted[1][2])["logs"][0])["epoch"] == 1
    assert posted[0][1]["X-Run"] == "7"
    assert json.loads(posted[2][2]) == {"epoch": 0, "loss": pytest.approx(made.history.history["loss"][0])}


def test_a_server_that_refuses_or_is_not_there_is_told_and_training_goes_on(server):
    root, _ = server
    for monitor in (callbacks.RemoteMonitor(root, "/no"), callbacks.RemoteMonitor("http://127.0.0.1:9")):
        with pytest.warns(UserWarning, match="could not be reached"):
            assert fitted("sgd", monitor, epochs=1).history.epoch == [0]


# -- averages --------------------------------------------------------------------------------------


class Looks(keras.Callback):
    """Notes the first weight at some events."""

    def __init__(self):
        self.seen = []

    def note(self, *_):
        self.seen.append(float(self.model.get_weights()[0].ravel()[0]))

    on_epoch_begin = on_epoch_end = on_test_begin = on_test_end = on_train_end = note


def averaging(kind):
    sgd = {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.5}
    if kind == "scaled":
        return optimizers.LossScaleOptimizer(optimizers.SGD(**sgd))
    if kind == "several":
        return optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD(**sgd)))
    return optimizers.SGD(**sgd)


@pytest.mark.parametrize("kind", ["plain", "scaled", "several"])
def test_averages_are_evaluated_and_training_goes_on_with_the_weights(kind):
    results = {}
    for name, listening in (("without", ()), ("with", (callbacks.SwapEMAWeights(),))):
        keras.utils.set_random_seed(3)
        looks = Looks()
        made = fitted(averaging(kind), *listening, looks, validation_data=(X, Y), shuffle=False)
        results[name] = looks.seen, made.get_weights(), made.history.history
    seen, weights, history = results["with"]
    plain, expected, raw = results["without"]
    assert seen[0] == plain[0]
    assert seen[1] != plain[1]  # while it is evaluated
    assert seen[4] == plain[4]  # the next epoch begins with the weights
    assert history["loss"] == raw["loss"]
    assert history["val_loss"] != raw["val_loss"]
    for a, b in zip(weights, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_averages_stand_in_the_model_between_epochs_if_that_is_asked(tmp_path):
    keras.utils.set_random_seed(4)
    path = str(tmp_path / "{epoch}.keras")
    listening = [callbacks.SwapEMAWeights(swap_on_epoch=True), callbacks.ModelCheckpoint(path)]
    made = fitted(averaging("plain"), *listening, shuffle=False)
    last = keras.models.load_model(tmp_path / "2.keras")
    for a, b in zip(last.get_weights(), made.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    before = made.get_weights()
    made.predict(X, verbose=0, callbacks=[callbacks.SwapEMAWeights()])
    for a, b in zip(before, made.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_an_optimizer_without_averages_is_told():
    with pytest.raises(ArgumentError, match="use_ema=True"):
        fitted("sgd", callbacks.SwapEMAWeights(), validation_data=(X, Y))
