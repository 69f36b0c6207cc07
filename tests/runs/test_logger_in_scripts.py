"""Scripts do more than train once: whatever else they do, a run tells of its own training, and of all of it."""

import warnings

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.runs import Watched

X = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
Y = X @ np.array([1.0, 2.0, 3.0])
EPOCHS, STEPS = 4, 4


def compiled():
    keras.utils.set_random_seed(2)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.1), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.01), "mse")
    return model


def fit(model, *callbacks, **options):
    return model.fit(X, Y, batch_size=8, verbose=0, callbacks=[*callbacks], **options)


def evaluates(model, epoch):
    model.evaluate(X * 100, Y, verbose=0)


def trains_a_batch(model, epoch):
    model.train_on_batch(X[:2], Y[:2])


def trains_on_once(model, epoch):
    if not epoch:
        seen = keras.callbacks.RunLogger(name="inner")
        model.fit(X[:8], Y[:8], verbose=0, callbacks=[seen])


def trains_another(model, epoch):
    fit(compiled())


def compiles(model, epoch):
    model.compile(keras.optimizers.SGD(0.001), "mse")


DEEDS = [evaluates, trains_a_batch, trains_on_once, trains_another, compiles]


@pytest.mark.parametrize("control", [False, True], ids=["watched", "steerable"])
@pytest.mark.parametrize("deed", DEEDS, ids=lambda f: f.__name__)
def test_what_a_callback_does_with_the_model_is_no_part_of_its_training(deed, control, tmp_path, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_RUNS", str(tmp_path))

    def done(*loggers):
        model = compiled()
        first = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: deed(model, epoch))
        history = fit(model, first, *loggers, epochs=EPOCHS).history
        return history, model.get_weights()

    plain = done()
    log = keras.callbacks.RunLogger(control=control, checkpoint_every=0)
    np.testing.assert_equal(done(log), plain)
    watched = Watched(log.run)
    watched.look()
    told = watched.batches
    assert sum(told["n"]) == EPOCHS * STEPS
    assert max(told["max"]) < 1000  # evaluated on rows for which it is greater


def test_an_evaluation_is_no_run_and_leaves_the_logger_for_the_training(tmp_path):
    model, log = compiled(), keras.callbacks.RunLogger(root=tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.evaluate(X, Y, verbose=0, callbacks=[log])
        assert log.run is None
        fit(model, log)
    assert log.run.state == "done"


def test_a_training_within_a_training_leaves_the_outer_one_its_course(tmp_path):
    model = compiled()
    backup = keras.callbacks.BackupAndRestore(tmp_path)
    inner = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: fit(model))
    assert fit(model, inner, backup, epochs=2).epoch == [0, 1]
