"""The standard callbacks: what they do at each event, what they say, and what they refuse."""

import warnings
from types import ModuleType

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import hookimpl
from plugkeras.callbacks import (
    Callback,
    CSVLogger,
    EarlyStopping,
    History,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from plugkeras.errors import ArgumentError, FileError, FormatError, UnknownArgument, UnknownName
from plugkeras.host import Host, use
from plugkeras.host.plugin import Plugin
from plugkeras.saving import Format

NAN, INF = float("nan"), float("inf")


class Optimizer:
    """Holds the learning rate in float32, as a real one does."""

    def __init__(self, rate=0.01):
        self._rate = np.float32(rate)

    @property
    def learning_rate(self):
        return self._rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._rate = np.float32(value)


class Model:
    """Has one weight, the number of epochs trained so far, and notes what is saved."""

    def __init__(self, rate=0.01):
        self.optimizer, self.stop_training = Optimizer(rate), False
        self.weight, self.saved = 0, []

    def get_weights(self):
        return [self.weight]

    def set_weights(self, weights):
        (self.weight,) = weights

    def save(self, path, overwrite):
        assert overwrite
        self.saved.append(path)

    def save_weights(self, path, overwrite):
        assert overwrite
        self.saved.append(f"weights {path}")


def drive(callback, epochs, model=None, batches=(), initial_epoch=0):
    """Tell a callback of a training whose epochs log these; returns the model and what the logs became."""
    model = model or Model()
    callback.set_model(model)
    callback.set_params({"verbose": 0, "epochs": len(epochs), "steps": len(batches)})
    callback.on_train_begin({})
    told = []
    for epoch, logs in enumerate(epochs, initial_epoch):
        callback.on_epoch_begin(epoch, {})
        for batch, batch_logs in enumerate(batches):
            callback.on_train_batch_begin(batch, {})
            callback.on_train_batch_end(batch, batch_logs)
        model.weight = epoch + 1
        told.append(dict(logs))
        callback.on_epoch_end(epoch, told[-1])
        if model.stop_training:
            break
    callback.on_train_end({})
    return model, told


def losses(*values, name="val_loss"):
    return [{name: value} for value in values]


# -- what is watched -----------------------------------------------------------------------------

DOWN = [
    "loss",
    "mse",
    "mean_absolute_error",
    "binary_crossentropy",
    "kl_divergence",
    "false_positives",
    "accuracy_loss",
]
UP = ["acc", "accuracy", "sparse_top_k_categorical_accuracy", "auc_1", "precision", "recall", "f1_score", "mean_io_u"]


@pytest.mark.parametrize(
    ("monitor", "rising"), [(f"{p}{m}", up) for ms, up in [(DOWN, False), (UP, True)] for m in ms for p in ("", "val_")]
)
def test_the_name_of_a_metric_tells_whether_high_is_good(monitor, rising):
    model, _ = drive(EarlyStopping(monitor), losses(1, 2, 3, 4, name=monitor))
    assert model.stop_training is not rising


def test_mode_says_whether_high_is_good_whatever_the_name():
    assert drive(EarlyStopping("loss", mode="max"), losses(1, 2, 3, name="loss"))[0].weight == 3
    assert drive(EarlyStopping("acc", mode="min"), losses(1, 2, 3, name="acc"))[0].weight == 2


WATCHING = {
    "Early stopping conditioned on": EarlyStopping("val_mse"),
    "Learning rate reduction is conditioned on": ReduceLROnPlateau("val_mse"),
    "Saving the best model is conditioned on": ModelCheckpoint("m.keras", "val_mse", save_best_only=True),
}


@pytest.mark.parametrize("purpose", WATCHING)
def test_a_monitored_name_that_is_not_logged_is_told_with_those_that_are(purpose):
    with pytest.warns(UserWarning, match="metric `val_mse` which is not available. Available metrics are:") as told:
        drive(WATCHING[purpose], [{"accuracy": 1, "loss": 2}])
    assert str(told[0].message).startswith(f"{purpose} metric `val_mse`")
    assert "accuracy,loss" in str(told[0].message)


def test_a_monitored_metric_of_several_numbers_is_refused():
    with pytest.raises(ArgumentError, match="EarlyStopping: `val_loss` is 2 numbers"):
        drive(EarlyStopping(), losses(np.ones(2)))


@pytest.mark.parametrize("monitor", ["val_acc", "val_accuracy"])
def test_accuracy_is_found_under_the_name_that_keras_2_gave_it(monitor):
    stopping = EarlyStopping(monitor)
    drive(stopping, losses(0.5, 0.6, 0.4, name="val_accuracy"))
    assert stopping.best == 0.6


# -- EarlyStopping -------------------------------------------------------------------------------

STOPPING = {  # arguments, the monitored values, how many epochs are trained
    "no patience": ({}, (3, 2, 2, 1), 3),
    "patience counts epochs since the best": ({"patience": 2}, (3, 2, 2, 1, 1, 1, 0), 6),
    "an improvement must exceed min_delta": ({"min_delta": 0.5}, (3, 2.5, 1), 2),
    "the sign of min_delta does not matter": ({"min_delta": -0.5}, (3, 2.6, 1), 2),
    "upwards too": ({"min_delta": 0.5, "mode": "max"}, (1, 1.6, 2, 9), 3),
    "epochs before start_from_epoch do not count": ({"start_from_epoch": 2}, (1, 5, 4, 3, 3, 0), 5),
    "patience runs out while the baseline is not beaten": ({"baseline": 1, "patience": 2}, (3, 2.5, 2.6, 0), 3),
    "the baseline is beaten": ({"baseline": 2, "patience": 2}, (3, 1, 1, 1, 0), 4),
    "NaN is no improvement": ({"patience": 2}, (NAN, NAN, 1), 2),
    "NaN at first is beaten by a number": ({"patience": 2}, (NAN, 3, 2, 1), 4),
    "never at the first epoch": ({}, (NAN, 1, 0), 3),
}


@pytest.mark.parametrize("case", STOPPING)
def test_early_stopping_stops_when_patience_runs_out(case):
    arguments, values, trained = STOPPING[case]
    model, told = drive(EarlyStopping(**arguments), losses(*values))
    assert (len(told), model.stop_training) == (trained, trained < len(values))


RESTORING = {  # arguments, values, the epoch whose weights remain
    "the best": ({}, (3, 1, 2), 2),
    "though it was not stopped": ({"patience": 9}, (1, 3, 2), 1),
    "of those that beat no baseline": ({"baseline": 0, "patience": 2}, (3, 2, 4, 5), 2),
    "of those that count": ({"start_from_epoch": 2, "patience": 9}, (0, 1, 3, 2, 4), 4),
    "the first when all are NaN": ({"patience": 3}, (NAN, NAN, NAN), 1),
}


@pytest.mark.parametrize("case", RESTORING)
def test_early_stopping_ends_with_the_best_weights_if_asked(case):
    arguments, values, epoch = RESTORING[case]
    assert drive(EarlyStopping(restore_best_weights=True, **arguments), losses(*values))[0].weight == epoch
    model, told = drive(EarlyStopping(**arguments), losses(*values))
    assert model.weight == len(told)


def test_early_stopping_says_where_it_stopped_and_what_it_restored(capsys):
    drive(EarlyStopping(verbose=True, restore_best_weights=True), losses(1, 2))
    expected = "Epoch 2: early stopping\nRestoring model weights from the end of the best epoch: 1.\n"
    assert capsys.readouterr().out == expected


def test_early_stopping_serves_several_trainings():
    stopping = EarlyStopping(patience=1)
    assert [len(drive(stopping, losses(*values))[1]) for values in [(1, 2, 3), (9, 8, 7)]] == [2, 3]


# -- ReduceLROnPlateau, LearningRateScheduler ----------------------------------------------------

PLATEAUS = {  # arguments, values, the rates that the epochs log (each holds before the epoch's end)
    "reduces after patience": ({"patience": 2, "factor": 0.5}, (1, 1, 1, 1, 1, 1), (8, 8, 8, 4, 4, 2)),
    "not while it improves": ({"patience": 1}, (3, 2, 1), (8, 8, 8)),
    "min_delta": ({"patience": 1, "factor": 0.5, "min_delta": 1}, (5, 4.5, 3), (8, 8, 4)),
    "upwards": ({"patience": 1, "factor": 0.5, "mode": "max"}, (1, 2, 3, 3, 3), (8, 8, 8, 8, 4)),
    "cooldown": ({"patience": 1, "factor": 0.5, "cooldown": 2}, (1, 1, 1, 1, 1), (8, 8, 4, 4, 2)),
    "not below min_lr": ({"patience": 1, "factor": 0.1, "min_lr": 0.3}, (1, 1, 1, 1), (8, 8, 0.8, 0.3)),
    "not to zero": ({"patience": 1, "factor": 0, "min_lr": 4}, (1, 1, 1), (8, 8, 4)),
}


@pytest.mark.parametrize("case", PLATEAUS)
def test_the_learning_rate_is_reduced_on_a_plateau_and_logged(case):
    arguments, values, rates = PLATEAUS[case]
    _, told = drive(ReduceLROnPlateau(**arguments), losses(*values), Model(rate=8))
    assert [logs["learning_rate"] for logs in told] == pytest.approx(rates, rel=1e-6)


def test_a_reduction_is_told_to_the_last_digit(capsys):
    drive(ReduceLROnPlateau(patience=1, verbose=1), losses(1, 1))
    assert capsys.readouterr().out == (
        "\nEpoch 2: ReduceLROnPlateau reducing learning rate to 0.0009999999776482583.\n"
    )


@pytest.mark.parametrize("minimum", [0.3, 0.7, 0.1])
def test_a_rate_that_is_at_the_minimum_is_not_reduced_again(minimum, capsys):
    drive(ReduceLROnPlateau(patience=1, min_lr=minimum, verbose=1), losses(1, 1, 1, 1), Model(rate=1))
    assert capsys.readouterr().out.count("reducing") == 1


def test_the_old_name_of_min_delta_is_hinted_at():
    with pytest.warns(DeprecationWarning, match="`epsilon` is now called `min_delta`"):
        assert ReduceLROnPlateau(epsilon=0.25).min_delta == 0.25


SCHEDULES = {
    "of the epoch": lambda epoch: 0.5**epoch,
    "of epoch and rate": lambda epoch, lr: lr * 0.5 if epoch else 1.0,
    "any arguments": lambda *args: 0.5 ** args[0],
    "a NumPy number": lambda epoch: np.float32(0.5**epoch),
    "an array of no dimension": lambda epoch: np.array(0.5**epoch),
    "an integer": lambda epoch: 1 if epoch == 0 else 0.5**epoch,
}


@pytest.mark.parametrize("case", SCHEDULES)
def test_the_schedule_sets_the_rate_of_each_epoch(case):
    _, told = drive(LearningRateScheduler(SCHEDULES[case]), [{}] * 3)
    assert [logs["learning_rate"] for logs in told] == [1, 0.5, 0.25]


def test_the_scheduler_says_the_rate(capsys):
    drive(LearningRateScheduler(lambda epoch: 0.01, verbose=1), [{}])
    assert capsys.readouterr().out == "\nEpoch 1: LearningRateScheduler setting learning rate to 0.01.\n"


def test_an_error_inside_a_schedule_is_not_taken_for_one_argument_too_many():
    def schedule(epoch, lr):
        return lr + "a"

    with pytest.raises(TypeError, match="can only concatenate|unsupported operand|ufunc"):
        drive(LearningRateScheduler(schedule), [{}])


# -- ModelCheckpoint -----------------------------------------------------------------------------

EPOCHS = [{"loss": 1, "val_loss": v, "val_accuracy": v / 10} for v in (3, 2, 2.5, 1)]
CHECKPOINTS = {  # arguments, what is saved
    "every epoch": (("m.keras",), {}, ["m.keras"] * 4),
    "weights": (("m.weights.h5",), {"save_weights_only": True}, ["weights m.weights.h5"] * 4),
    "every second epoch, as in Keras 2": (("{epoch}.keras",), {"period": 2}, ["2.keras", "4.keras"]),
    "with epoch and logs": (("{epoch:02d}-{val_loss:.1f}.keras",), {"period": 3}, ["03-2.5.keras"]),
    "with Keras 2's name of accuracy": (("{val_acc:.2f}.keras",), {"period": 4}, ["0.10.keras"]),
    "the best": (("{epoch}.keras",), {"save_best_only": True}, ["1.keras", "2.keras", "4.keras"]),
    "the highest": (("{epoch}.keras", "val_accuracy"), {"save_best_only": True}, ["1.keras"]),
    "better than a threshold": (
        ("{epoch}.keras",),
        {"save_best_only": True, "initial_value_threshold": 2.2},
        ["2.keras", "4.keras"],
    ),
    "after so many batches": (("{epoch}-{batch}.keras",), {"save_freq": 3}, ["2-1.keras", "3-2.keras"]),
}


@pytest.mark.parametrize("case", CHECKPOINTS)
def test_checkpoints_are_saved(case, tmp_path, monkeypatch):
    args, options, saved = CHECKPOINTS[case]
    monkeypatch.chdir(tmp_path)
    assert drive(ModelCheckpoint(*args, **options), EPOCHS, batches=[{"loss": 1}] * 2)[0].saved == saved


def test_a_checkpoint_makes_its_folder_and_takes_a_path(tmp_path):
    path = tmp_path / "a" / "b" / "m.keras"
    assert drive(ModelCheckpoint(path), EPOCHS[:1])[0].saved == [str(path)]
    assert path.parent.is_dir()


def test_the_best_is_remembered_from_one_training_to_the_next(tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "m.keras", save_best_only=True)
    assert [len(drive(checkpoint, losses(*values))[0].saved) for values in [(2, 1), (1.5, 0.5)]] == [2, 1]


def test_without_the_monitored_number_every_epoch_is_saved(tmp_path):
    with pytest.warns(UserWarning, match="not available"):
        assert len(drive(ModelCheckpoint(tmp_path / "m.keras", save_best_only=True), [{"loss": 1}] * 2)[0].saved) == 2


def test_checkpoints_say_what_they_do(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drive(ModelCheckpoint("m.keras", verbose=1, save_best_only=True), losses(1.310484, 2, 1))
    drive(ModelCheckpoint("m.keras", verbose=1), losses(1))
    assert capsys.readouterr().out == (
        "\nEpoch 1: val_loss improved from None to 1.31048, saving model to m.keras\n"
        "\nEpoch 1: finished saving model to m.keras\n"
        "\nEpoch 2: val_loss did not improve from 1.31048\n"
        "\nEpoch 3: val_loss improved from 1.31048 to 1.00000, saving model to m.keras\n"
        "\nEpoch 3: finished saving model to m.keras\n"
        "\nEpoch 1: saving model to m.keras\n"
        "\nEpoch 1: finished saving model to m.keras\n"
    )


def test_batches_are_told_only_to_checkpoints_that_count_them():
    every_epoch, every_batch = ModelCheckpoint("m.keras"), ModelCheckpoint("m.keras", save_freq=5)
    listeners = keras.callbacks.CallbackList([every_epoch], None)
    listeners.batch_end("train", 0, lambda: pytest.fail("logs were worked out for nobody"), last=True)
    asked = []
    keras.callbacks.CallbackList([every_batch], None).batch_end("train", 0, lambda: asked.append(1) or {}, last=True)
    assert asked == [1]


BAD_PLACES = {
    "a name that is not logged": ("{epoch}-{val_los:.2f}.keras", r"`val_los`, .* are: epoch, loss, .*mean 'val_loss'"),
    "a place without a name": ("{}.keras", "place for ``"),
    "an attribute": ("{epoch.real}.keras", "place for `epoch.real`"),
    "a format that does not suit": ("{val_loss:02d}.keras", "cannot be filled in: Unknown format code 'd'"),
}


@pytest.mark.parametrize("case", BAD_PLACES)
def test_a_file_name_that_cannot_be_filled_in_is_refused(case):
    path, message = BAD_PLACES[case]
    with pytest.raises(ArgumentError, match=f"ModelCheckpoint: filepath=.*{message}"):
        drive(ModelCheckpoint(path), [{"loss": 1.0, "val_loss": 1.5}])


@pytest.mark.parametrize(("path", "weights"), [("model", False), ("m.pkl", False), ("m.keras", True)])
def test_a_file_name_without_a_format_is_refused_before_training(path, weights):
    checkpoint = ModelCheckpoint(path, save_weights_only=weights)
    with pytest.raises(UnknownName, match="are kept in files ending in"):
        checkpoint.on_train_begin({})


class Old(Format):
    """A format for the names of Keras 2's weights."""

    whole = False

    def write(self, path, saved):
        raise NotImplementedError

    def read(self, path):
        raise NotImplementedError


@pytest.mark.parametrize("path", ["w.h5", "w-{epoch}-{val_acc:.2f}.hdf5"])
def test_any_suffix_that_has_a_format_will_do(path, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    manifest = ModuleType("old")
    manifest.PLUGKERAS_API = 1
    manifest.register_formats = hookimpl(lambda: dict.fromkeys([".h5", ".hdf5"], f"{__name__}:Old"))
    checkpoint = ModelCheckpoint(path, save_weights_only=True)
    with use(Host([Plugin("old", "old", "old-formats", "1", manifest=manifest)])):
        model, _ = drive(checkpoint, EPOCHS[:1])
    assert model.saved == [f"weights {path.format(epoch=1, val_acc=0.3)}"]


# -- CSVLogger -----------------------------------------------------------------------------------

CSV = {  # arguments, the epochs, the lines
    "logs are sorted": ({}, [{"val_loss": 2.0, "loss": 1.5}], ["epoch,loss,val_loss", "0,1.5,2.0"]),
    "columns for a validation to come": (
        {},
        [{"loss": 1.5}, {"loss": 1.0, "val_loss": 2.5}],
        ["epoch,loss,val_loss", "0,1.5,NA", "1,1.0,2.5"],
    ),
    "what is missing is NA": ({}, [{"a": 1, "val_a": 2}, {"a": 3}], ["epoch,a,val_a", "0,1,2", "1,3,NA"]),
    "another separator": ({"separator": ";"}, [{"a": 1, "val_a": 2}], ["epoch;a;val_a", "0;1;2"]),
    "several numbers": ({}, [{"a": np.array([1, 2]), "val_a": 2}], ["epoch,a,val_a", '0,"""[1, 2]""",2']),
    "a word": ({}, [{"a": "up", "val_a": np.float64(2)}], ["epoch,a,val_a", "0,up,2.0"]),
}


@pytest.mark.parametrize("case", CSV)
def test_every_epoch_is_a_line(case, tmp_path):
    arguments, epochs, lines = CSV[case]
    drive(CSVLogger(tmp_path / "log" / "a.csv", **arguments), epochs)
    assert (tmp_path / "log" / "a.csv").read_bytes().decode() == "".join(f"{line}\r\n" for line in lines)


APPENDED = {  # what is in the file, what is in it afterwards
    "its columns are kept": ("epoch,val_a,a\r\n0,1,2\r\n", ["epoch,val_a,a", "0,1,2", "1,8,9"]),
    "an empty file gets columns": ("", ["epoch,a,val_a", "1,9,8"]),
    "no file": (None, ["epoch,a,val_a", "1,9,8"]),
}


@pytest.mark.parametrize("case", APPENDED)
def test_append_goes_on_with_a_file(case, tmp_path):
    text, lines = APPENDED[case]
    path = tmp_path / "a.csv"
    if text is not None:
        path.write_bytes(text.encode())
    drive(CSVLogger(path, append=True), [{"a": 9, "val_a": 8}], initial_epoch=1)
    assert path.read_text().splitlines() == lines


def test_without_append_the_file_begins_anew(tmp_path):
    logger = CSVLogger(tmp_path / "a.csv")
    for value in (1, 2):
        drive(logger, [{"a": value, "val_a": value}])
    assert (tmp_path / "a.csv").read_text().splitlines() == ["epoch,a,val_a", "0,2,2"]


def test_a_log_without_a_column_is_told(tmp_path):
    with pytest.warns(UserWarning, match=r"a.csv' has no column for b"):
        drive(CSVLogger(tmp_path / "a.csv"), [{"a": 1}, {"a": 1, "b": 2}])


def test_lines_are_in_the_file_as_soon_as_the_epoch_ends(tmp_path):
    logger = CSVLogger(tmp_path / "a.csv")
    seen = LambdaCallback(on_epoch_end=lambda epoch, logs: lines.append((tmp_path / "a.csv").read_text().count("\n")))
    lines = []
    logger.on_train_begin({})
    for epoch in range(2):
        logger.on_epoch_end(epoch, {"a": 1})
        seen.on_epoch_end(epoch, {})
    logger.on_train_end({})
    assert lines == [2, 3]


def test_a_file_that_is_no_table_of_epochs_is_not_appended_to(tmp_path):
    (tmp_path / "a.csv").write_text("epoch;a\n0;1\n")
    with pytest.raises(FormatError, match="first line has no column `epoch`"):
        drive(CSVLogger(tmp_path / "a.csv", append=True), [{"a": 1}])
    assert (tmp_path / "a.csv").read_text() == "epoch;a\n0;1\n"


def test_a_log_that_cannot_be_written_is_told_before_training(tmp_path):
    with pytest.raises(FileError, match="CSVLogger cannot write .*directory"):
        CSVLogger(tmp_path).on_train_begin({})


# -- TerminateOnNaN, LambdaCallback --------------------------------------------------------------


@pytest.mark.parametrize("loss", [NAN, INF, -INF, np.float32("nan")])
def test_a_loss_that_is_no_number_ends_training(loss, capsys):
    model, _ = drive(TerminateOnNaN(), [{}] * 3, batches=[{"loss": 1.0}, {"loss": loss}])
    assert (model.stop_training, model.weight) == (True, 1)
    assert capsys.readouterr().out == "Batch 1: Invalid loss, terminating training\n"
    with pytest.raises(RuntimeError, match="Batch 0: the loss is"):
        TerminateOnNaN(raise_error=True).on_train_batch_end(0, {"loss": loss})


def test_a_loss_that_is_a_number_does_not():
    assert not drive(TerminateOnNaN(), [{}], batches=[{"loss": 1.0}, {}])[0].stop_training


HOOKS = [name for name in vars(Callback) if name.startswith("on_")]


@pytest.mark.parametrize("hook", HOOKS)
def test_any_event_may_be_given_a_function(hook):
    told = []
    callback = LambdaCallback(**{hook: lambda *args: told.append(args)})
    listeners = keras.callbacks.CallbackList([callback], None)
    for phase in ("train", "test", "predict"):
        listeners.batch_begin(phase, 3)
        listeners.batch_end(phase, 3, dict, last=True)
        for moment in ("begin", "end"):
            listeners.tell(f"on_{phase}_{moment}", {})
    for moment in ("begin", "end"):
        listeners.tell(f"on_epoch_{moment}", 3, {})
    if hook == "on_train_failed":
        listeners.failed({})
    assert told == [(3, {}) if "batch" in hook or "epoch" in hook else ({},)]


# -- what is refused -----------------------------------------------------------------------------

REFUSED = {
    "a direction that the name does not tell": (EarlyStopping, {"monitor": "val_mine"}, "give mode='min' or mode="),
    "an unknown mode": (EarlyStopping, {"mode": "maxx"}, "`mode` must be one of .*did you mean 'max'"),
    "a misspelt argument": (EarlyStopping, {"patince": 1}, "no argument `patince`; did you mean 'patience'"),
    "a factor of 1": (ReduceLROnPlateau, {"factor": 1.0}, "`factor` must be below 1"),
    "a schedule that is no function": (LearningRateScheduler, {"schedule": 0.1}, "`schedule` must be a function"),
    "an unknown save_freq": (ModelCheckpoint, {"filepath": "m", "save_freq": "batch"}, "must be 'epoch' or a number"),
    "period and save_freq": (ModelCheckpoint, {"filepath": "m", "save_freq": 2, "period": 2}, "give one of them"),
    "an open brace": (ModelCheckpoint, {"filepath": "{epoch.keras"}, "`filepath` .*not '{epoch.keras'"),
    "a separator of two characters": (CSVLogger, {"filename": "a", "separator": ", "}, "must be one character"),
    "an unknown event": (LambdaCallback, {"on_epoch_and": print}, "did you mean 'on_epoch_end'"),
    "an event that is no function": (LambdaCallback, {"on_epoch_end": 3}, "`on_epoch_end` must be a function, not 3"),
    "an event under both its names": (
        LambdaCallback,
        {"on_batch_end": print, "on_train_batch_end": print},
        "`on_batch_end` is the old name of `on_train_batch_end`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_arguments_that_cannot_be_used_are_refused(case):
    part, arguments, message = REFUSED[case]
    with pytest.raises(ArgumentError, match=f"{part.__name__}.*{message}"):
        part(**arguments)


@pytest.mark.parametrize("answer", [None, "fast", [0.1, 0.2]])
def test_a_schedule_must_give_a_number(answer):
    with pytest.raises(ArgumentError, match=r"LearningRateScheduler: `schedule\(0\)` must be a number, not"):
        drive(LearningRateScheduler(lambda epoch: answer), [{}])


def test_an_unknown_event_is_also_a_type_error():
    with pytest.raises(TypeError) as error:
        LambdaCallback(on_epoch=print)
    assert error.type is UnknownArgument


def test_an_unknown_metric_does_not_matter_where_nothing_is_compared():
    assert ModelCheckpoint("m.keras", monitor="mine").monitor == "mine"


@pytest.mark.parametrize("part", [EarlyStopping, ReduceLROnPlateau, ModelCheckpoint, CSVLogger, TerminateOnNaN])
def test_a_config_makes_an_equal_callback(part):
    given = {ModelCheckpoint: {"filepath": "m.keras"}, CSVLogger: {"filename": "a.csv"}}.get(part, {})
    with warnings.catch_warnings(action="error"):
        config = part(**given).get_config()
        assert part.from_config(config).get_config() == config


# -- in real training ----------------------------------------------------------------------------

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(8, 4)).astype("float32"), RNG.normal(size=(8, 1)).astype("float32")


def compiled(rate=0.01):
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse", metrics=["mae"])
    return model


class Recorder(Callback):
    """Writes down each event, and the names in its logs."""

    def __init__(self):
        self.events = []
        for hook in set(HOOKS) - {"on_batch_begin", "on_batch_end"}:
            setattr(self, hook, lambda *args, hook=hook: self.events.append((hook, *args[:-1], sorted(args[-1]))))


def test_fit_tells_its_events_in_keras_order():
    recorder = Recorder()
    compiled().fit(X, Y, batch_size=4, validation_data=(X, Y), callbacks=[recorder], verbose=0)
    logs, both = ["loss", "mae"], ["loss", "mae", "val_loss", "val_mae"]

    def batches(phase):
        steps = [(f"on_{phase}_batch_begin", i, []) for i in (0, 1)]
        return [event for i in (0, 1) for event in (steps[i], (f"on_{phase}_batch_end", i, logs))]

    assert recorder.events == [
        ("on_train_begin", []),
        ("on_epoch_begin", 0, []),
        *batches("train"),
        ("on_test_begin", []),
        *batches("test"),
        ("on_test_end", logs),
        ("on_epoch_end", 0, both),
        ("on_train_end", both),
    ]


def test_predict_tells_its_events_with_the_outputs():
    recorder = Recorder()
    compiled().predict(X, batch_size=8, callbacks=[recorder], verbose=0)
    begin, end = ("on_predict_batch_begin", 0, []), ("on_predict_batch_end", 0, ["outputs"])
    assert recorder.events == [("on_predict_begin", []), begin, end, ("on_predict_end", [])]


def test_the_learning_rate_that_a_callback_logs_is_in_the_history():
    history = compiled().fit(X, Y, epochs=3, verbose=0, callbacks=LearningRateScheduler(lambda e: 0.5**e)).history
    assert history["learning_rate"] == [1, 0.5, 0.25]


def test_early_stopping_restores_the_weights_of_the_best_epoch():
    weights = []
    model = compiled(rate=5.0)  # far too high: only the first epoch is any good
    keep = LambdaCallback(on_epoch_end=lambda epoch, logs: weights.append(model.get_weights()))
    stopping = EarlyStopping("loss", patience=2, restore_best_weights=True)
    history = model.fit(X, Y, epochs=9, verbose=0, callbacks=[keep, stopping])
    assert history.epoch == [0, 1, 2]
    for value, kept in zip(model.get_weights(), weights[0], strict=True):
        assert np.array_equal(value, kept)


def test_training_ends_at_the_batch_whose_loss_is_no_number(capsys):
    recorder = Recorder()
    model = compiled(rate=1e38)
    history = model.fit(X, Y, batch_size=1, epochs=5, verbose=0, callbacks=[recorder, TerminateOnNaN()])
    assert len(history.epoch) == 1
    assert capsys.readouterr().out.endswith("Invalid loss, terminating training\n")
    assert len([event for event in recorder.events if event[0] == "on_train_batch_end"]) < 8


@pytest.mark.parametrize("callback", [ReduceLROnPlateau("loss"), LearningRateScheduler(lambda epoch: 0.1)])
def test_the_rate_of_an_optimizer_with_a_schedule_cannot_be_set_and_nothing_is_trained(callback):
    model = compiled(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5))
    before = model.get_weights()
    with pytest.raises(ArgumentError, match="learning rate cannot be set"):
        model.fit(X, Y, verbose=0, callbacks=[callback])
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_a_checkpoint_can_be_loaded(tmp_path):
    model = compiled()
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[ModelCheckpoint(tmp_path / "{epoch}.keras")])
    loaded = keras.models.load_model(tmp_path / "2.keras")
    assert np.array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
    assert (tmp_path / "1.keras").exists()


def test_the_callbacks_of_the_core_are_registered_with_the_others():
    assert keras.callbacks.Callback is Callback
    assert keras.callbacks.History is History


class Wakes(keras.callbacks.Callback):
    """Hears of no batch, until an epoch has ended."""

    at_last = False
    interval = 3600.0

    def __init__(self):
        super().__init__()
        self.heard = []

    def on_epoch_end(self, epoch, logs=None):
        self.interval = 0.0

    def on_train_batch_end(self, batch, logs=None):
        self.heard.append(batch)


def test_a_callback_that_wants_each_batch_at_the_end_of_an_epoch_hears_of_the_next_one():
    wakes = Wakes()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((400, 2)), np.ones((400, 1)), batch_size=1, epochs=2, verbose=0, callbacks=[wakes])
    assert wakes.heard[-400:] == list(range(400))
