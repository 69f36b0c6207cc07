"""A training that was broken off goes on to the same bits."""

import numpy as np
import pytest
from resume_samples import Eager, Halves, OwnNumbers, Rolling

import plugkeras as keras
from plugkeras import layers
from plugkeras.errors import DataError, FormatError, StateError

ROWS = 40


class Broken(Exception):
    """The power went."""


class Break(keras.Callback):
    """Breaks off after so many batches, or at an epoch's end."""

    last = True

    def __init__(self, batches=None, epochs=None):
        self.batches, self.epochs = batches, epochs

    def get_state(self):
        return {}

    def set_state(self, state):
        pass

    def on_train_begin(self, logs=None):
        self.left = self.batches

    def on_train_batch_end(self, batch, logs=None):
        if self.left is not None:
            self.left -= 1
            if not self.left:
                raise Broken

    def on_epoch_end(self, epoch, logs=None):
        if self.epochs is not None and epoch + 1 == self.epochs:
            raise Broken


def numbers(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def classes():
    return np.random.default_rng(1).integers(0, 3, ROWS)


def head(*stack, optimizer=None, shape=(6,), metrics=("accuracy",)):
    model = keras.Sequential([keras.Input(shape), *stack, layers.Dense(3, activation="softmax")])
    model.compile(optimizer or "adam", "sparse_categorical_crossentropy", metrics=list(metrics))
    return model, {}


def dense():
    return head(layers.Dense(8, activation="relu")), numbers(ROWS, 6)


def noisy():
    rate = keras.optimizers.schedules.CosineDecay(0.05, 30)
    stack = layers.Dense(8), layers.BatchNormalization(), layers.Dropout(0.3)
    return head(*stack, optimizer=keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)), numbers(ROWS, 6)


def convolutional():
    stack = layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten(), layers.Dropout(0.2, seed=3)
    return head(*stack, shape=(8, 8, 1), optimizer="rmsprop"), numbers(ROWS, 8, 8, 1)


def remembering():
    model = keras.Sequential([keras.Input(batch_shape=(8, 4, 2)), layers.LSTM(5, stateful=True), layers.Dense(3)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02, use_ema=True, gradient_accumulation_steps=2), loss, metrics=["accuracy"])
    return (model, {"shuffle": False}), numbers(ROWS, 4, 2)


def in_halves():
    model = Halves([keras.Input((6,)), layers.Dense(8), layers.Dropout(0.3), layers.Dense(3, activation="softmax")])
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    return (model, {}), numbers(ROWS, 6)


MODELS = {
    "dense": dense,
    "two optimizers": in_halves,
    "noisy": noisy,
    "convolutional": convolutional,
    "stateful LSTM": remembering,
}


def counting():
    return [
        keras.callbacks.EarlyStopping("loss", patience=2, restore_best_weights=True),
        keras.callbacks.ReduceLROnPlateau("loss", patience=1, factor=0.5, min_delta=0.05),
    ]


def rows(x, y):
    return {"x": x, "y": y, "batch_size": 8}


def validated(x, y):
    return {"x": x, "y": y, "batch_size": 8, "validation_split": 0.2, "validation_batch_size": 8}


def blocks(x, y):
    return {"x": x, "y": y, "batch_size": 8, "shuffle": "batch"}


def parts_of_epochs(x, y):
    return {"x": x, "y": y, "batch_size": 8, "steps_per_epoch": 3}


def endless(x, y):
    def batches():
        while True:
            at = np.random.permutation(len(x))[:8]
            yield x[at], y[at]

    return {"x": batches(), "steps_per_epoch": 4}


def rolling(x, y):
    return {"x": Rolling(x, y)}


def by_its_own_numbers(x, y):
    return {"x": OwnNumbers(x, y), "validation_data": OwnNumbers(x, y)}


def eager(x, y):
    return {"x": Eager(x, y)}


WAYS = {f.__name__: f for f in (rows, validated, blocks, parts_of_epochs, endless, rolling, by_its_own_numbers, eager)}


def train(make, way, folder, moment=None, callbacks=list, save_freq=1, epochs=4):
    """The history, the weights and the optimizer's after a training that may be broken off."""
    keras.utils.set_random_seed(7)
    (model, options), x = make()
    backup = keras.callbacks.BackupAndRestore(folder, save_freq=save_freq)
    arguments = {**way(x, classes()), **options, "epochs": epochs, "verbose": 0}
    try:
        history = model.fit(**arguments, callbacks=[backup, *callbacks(), Break(**(moment or {}))])
    except Broken:
        return None
    return history.history, model.get_weights(), model.optimizer.get_weights(), np.random.random(3)


def same(a, b):
    np.testing.assert_equal(a[0], b[0])
    for mine, theirs in zip(a[1:], b[1:], strict=True):
        assert all(np.array_equal(m, t, equal_nan=True) for m, t in zip(mine, theirs, strict=True))


MOMENTS = [{"batches": n} for n in (1, 3, 5, 8)] + [{"epochs": n} for n in (1, 3, 4)]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_a_training_that_was_broken_off_goes_on_to_the_same_bits(model, moment, tmp_path):
    whole = train(MODELS[model], rows, tmp_path / "whole")
    assert train(MODELS[model], rows, tmp_path / "broken", moment) is None
    same(train(MODELS[model], rows, tmp_path / "broken"), whole)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("moment", [{"batches": 2}, {"batches": 7}, {"epochs": 2}], ids=str)
def test_the_place_in_the_data_is_found_again(way, moment, tmp_path):
    whole = train(noisy, WAYS[way], tmp_path / "whole")
    assert train(noisy, WAYS[way], tmp_path / "broken", moment) is None
    same(train(noisy, WAYS[way], tmp_path / "broken"), whole)


@pytest.mark.parametrize("moment", [{"epochs": n} for n in (1, 2, 3, 5)], ids=str)
def test_callbacks_go_on_counting(moment, tmp_path):
    whole = train(dense, rows, tmp_path / "whole", callbacks=counting, save_freq="epoch", epochs=12)
    train(dense, rows, tmp_path / "broken", moment, counting, "epoch", epochs=12)
    same(train(dense, rows, tmp_path / "broken", None, counting, "epoch", epochs=12), whole)


def test_a_training_may_be_broken_off_again_and_again(tmp_path):
    whole = train(noisy, validated, tmp_path / "whole")
    breaks = [train(noisy, validated, tmp_path / "broken", {"batches": n}) for n in (2, 1, 3, 1, 4)]
    assert breaks == [None] * 5
    same(train(noisy, validated, tmp_path / "broken"), whole)


class Stop(keras.Callback):
    """Ends the training after so many batches."""

    def __init__(self, batches):
        self.batches = batches

    def on_train_begin(self, logs=None):
        self.seen = 0

    def on_train_batch_end(self, batch, logs=None):
        self.seen += 1
        self.model.stop_training = self.seen == self.batches


def test_a_training_that_was_about_to_stop_stops(tmp_path):
    whole = train(dense, validated, tmp_path / "whole", callbacks=lambda: [Stop(5)])
    assert train(dense, validated, tmp_path / "broken", {"batches": 5}, lambda: [Stop(5)]) is None
    same(train(dense, validated, tmp_path / "broken", callbacks=lambda: [Stop(5)]), whole)


def test_an_epoch_that_was_begun_is_brought_to_its_end_even_if_fewer_are_wanted_now(tmp_path):
    whole = train(dense, rows, tmp_path / "whole", epochs=3)
    assert train(dense, rows, tmp_path / "broken", {"batches": 12}, epochs=9) is None
    same(train(dense, rows, tmp_path / "broken", epochs=2), whole)


def test_a_backup_is_removed_when_the_training_is_over(tmp_path):
    train(dense, rows, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_backup_of_another_model_is_refused_with_what_differs(tmp_path):
    train(dense, rows, tmp_path, {"batches": 3})
    with pytest.raises(StateError, match="another model"):
        train(noisy, rows, tmp_path)


def test_a_backup_is_not_gone_on_with_on_other_data(tmp_path):
    train(dense, rows, tmp_path, {"batches": 3})
    with pytest.raises(DataError, match="40 rows and cannot go on on 30"):
        train(dense, lambda x, y: rows(x[:30], y[:30]), tmp_path)


def test_a_damaged_backup_is_an_error_unless_there_is_the_one_before(tmp_path):
    whole = train(dense, rows, tmp_path / "whole")

    def broken(**options):
        keras.utils.set_random_seed(7)
        (model, _), x = dense()
        backup = keras.callbacks.BackupAndRestore(tmp_path / "b", save_freq=1, **options)
        with pytest.raises(Broken):
            model.fit(x, classes(), batch_size=8, epochs=4, verbose=0, callbacks=[backup, Break(7)])

    broken(double_checkpoint=True)
    (tmp_path / "b" / "latest.npz").write_bytes(b"PK torn")
    same(train(dense, rows, tmp_path / "b"), whole)
    broken()
    (tmp_path / "b" / "latest.npz").write_bytes(b"PK torn")
    with pytest.raises(FormatError, match="latest.npz is no snapshot"):
        train(dense, rows, tmp_path / "b")
