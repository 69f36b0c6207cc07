"""A training that began on one engine goes on on another: by a file, with each optimizer, and by a snapshot."""

import numpy as np
import pytest

pytest.importorskip("jax")

from behaving import X, losses, model

import plugkeras as keras
from plugkeras.engine import set_engine
from plugkeras.errors import StateError
from plugkeras.host import host
from plugkeras.layers import BatchNormalization, Dropout

pytestmark = pytest.mark.slow

OPTIMIZERS = sorted({host().get("optimizers", name) for name in host().names("optimizers")}, key=str)
AROUND = {
    "LossScaleOptimizer": lambda made: made("adam"),
    "MultiOptimizer": lambda made: made(keras.optimizers.OptimizerMap(keras.optimizers.Adam())),
}
AWAY = [("numpy", "jax"), ("jax", "numpy")]


@pytest.fixture(autouse=True)
def back_to_numpy():
    yield
    set_engine("numpy")


def by_files(optimizer, engines, file):
    """The losses of an epoch on each engine, with a file between."""
    set_engine(engines[0])
    made, found = model(optimizer=optimizer), []
    for name in engines:
        set_engine(name)
        if found:
            made = keras.models.load_model(file)
        found += losses(made, epochs=1)
        made.save(file)
    return found


@pytest.mark.parametrize(
    "optimizer", sorted({host().get("optimizers", n) for n in host().names("optimizers")}, key=str)
)
def test_a_file_goes_to_the_other_engine_and_back_with_the_optimizers_state(optimizer, tmp_path):
    make = AROUND.get(optimizer.__name__, lambda made: made())
    there = by_files(make(optimizer), ["numpy", "jax", "numpy"], tmp_path / "there.keras")
    stayed = by_files(make(optimizer), ["numpy"] * 3, tmp_path / "stayed.keras")
    np.testing.assert_allclose(there, stayed, rtol=1e-5)


class Breaks(keras.Callback):
    """Breaks off within the second epoch."""

    last = True

    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations == 6:
            raise KeyboardInterrupt


def trained(rate, *callbacks, **options):
    made = model(BatchNormalization(), Dropout(rate, seed=3), optimizer="adam", **options)
    return losses(made, batch_size=4, epochs=3, shuffle=True, callbacks=callbacks)


def continued(first, second, rate, folder):
    """The losses of a training that ``second`` brought to its end, from the snapshot that ``first`` left."""
    set_engine(first)
    with pytest.raises(KeyboardInterrupt):
        trained(rate, keras.callbacks.BackupAndRestore(folder, save_freq=1), Breaks())
    set_engine(second)
    return trained(rate, keras.callbacks.BackupAndRestore(folder, save_freq=1), seed=2)


def test_a_training_that_was_broken_off_goes_on_to_the_same_bits(tmp_path):
    found = continued("jax", "jax", 0.3, tmp_path)
    assert found == trained(0.3)


@pytest.mark.parametrize(("first", "second"), AWAY)
def test_a_training_that_was_broken_off_goes_on_on_the_other_engine(first, second, tmp_path):
    nothing = 1e-7  # each engine draws other numbers, and drops by none of them
    found = continued(first, second, nothing, tmp_path)
    set_engine("numpy")
    np.testing.assert_allclose(found, trained(nothing), rtol=2e-5)


@pytest.mark.parametrize(("first", "second"), AWAY)
def test_a_model_itself_stays_with_its_engine_and_that_is_said_in_a_sentence(first, second):
    set_engine(first)
    made = model()
    expected = made.predict(X, verbose=0)
    set_engine(second)
    with pytest.raises(StateError, match=f"'{first}', and '{second}' computes now: .* save it before"):
        losses(made)
    np.testing.assert_allclose(made.predict(X, verbose=0), expected, rtol=1e-5)
