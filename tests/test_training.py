"""compile, fit, evaluate, predict: what they compute, and what they say to bad input."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.errors import ArgumentError, DataError, ShapeError, StateError, UnknownArgument, UnknownName
from plugkeras.layers import Dense, Dropout, Input

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 4)).astype("float32"), RNG.normal(size=(20, 1)).astype("float32")
LABELS = RNG.integers(0, 3, size=20)


def linear(metrics=None, optimizer="sgd", loss="mse", **options):
    model = keras.Sequential([Input((4,)), Dense(1, kernel_initializer="ones")])
    model.compile(optimizer, loss, metrics=metrics, **options)
    return model


def classifier(loss="sparse_categorical_crossentropy", metrics=("accuracy",)):
    model = keras.Sequential([Input((4,)), Dense(8, activation="relu"), Dropout(0.2), Dense(3, activation="softmax")])
    model.compile("adam", loss, metrics=list(metrics))
    return model


class Recorder(keras.callbacks.Callback):
    """Writes down the name of every event."""

    def __init__(self):
        self.events = []

    def __getattribute__(self, name):
        if name.startswith("on_") and name != "on_batch_begin":
            object.__getattribute__(self, "events").append(name)
        return object.__getattribute__(self, name)

    def on_train_batch_begin(self, batch, logs=None):
        """Wanted."""

    def on_train_batch_end(self, batch, logs=None):
        """Wanted."""

    def on_test_batch_begin(self, batch, logs=None):
        """Wanted."""

    def on_test_batch_end(self, batch, logs=None):
        """Wanted."""


def test_callbacks_are_told_in_keras_order():
    recorder = Recorder()
    linear().fit(X, Y, batch_size=10, verbose=0, callbacks=[recorder], validation_data=(X, Y))
    batches = ["on_train_batch_begin", "on_train_batch_end"] * 2
    tests = ["on_test_begin", *["on_test_batch_begin", "on_test_batch_end"] * 2, "on_test_end"]
    assert recorder.events == ["on_train_begin", "on_epoch_begin", *batches, *tests, "on_epoch_end", "on_train_end"]


def test_fit_learns_and_keeps_its_history():
    target = X @ np.array([[1.0], [-2.0], [0.5], [3.0]]) + 1
    history = linear(["mae"]).fit(X, target, batch_size=5, epochs=60, verbose=0)
    assert list(history.history) == ["loss", "mae"]
    assert history.epoch == list(range(60))
    assert history.history["loss"][-1] < 0.01 * history.history["loss"][0]
    assert all(isinstance(v, float) for v in history.history["loss"])


def test_the_history_knows_the_accuracy_by_its_former_name():
    history = classifier().fit(X, LABELS, validation_data=(X, LABELS), verbose=0).history
    assert history["acc"] == history["accuracy"]
    assert history["val_acc"] == history["val_accuracy"]
    assert "acc" not in history
    with pytest.raises(KeyError, match="val_mae"):
        history["val_mae"]


def test_the_loss_of_an_epoch_weighs_batches_by_their_size():
    model = linear(optimizer=keras.optimizers.SGD(0.0))
    history = model.fit(X, Y, batch_size=8, verbose=0)
    expected = np.mean((model.predict(X, verbose=0) - Y) ** 2)
    np.testing.assert_allclose(history.history["loss"], [expected], rtol=1e-5)
    np.testing.assert_allclose(model.evaluate(X, Y, batch_size=7, verbose=0), expected, rtol=1e-5)


def test_validation_split_takes_the_end_before_shuffling():
    model = linear(optimizer=keras.optimizers.SGD(0.0))
    history = model.fit(X, Y, validation_split=0.25, verbose=0)
    np.testing.assert_allclose(history.history["val_loss"], [model.evaluate(X[15:], Y[15:], verbose=0)], rtol=1e-5)


@pytest.mark.parametrize(("freq", "times"), [(1, 4), (2, 2), ([1, 4], 2)])
def test_validation_runs_as_often_as_wanted(freq, times):
    history = linear().fit(X, Y, epochs=4, validation_data=(X, Y), validation_freq=freq, verbose=0)
    assert len(history.history["val_loss"]) == times


def test_initial_epoch_counts_epochs_on():
    assert linear().fit(X, Y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]


def test_class_weight_and_sample_weight_weigh_alike():
    weights = np.where(LABELS == 1, 5.0, 1.0)
    losses = []
    for options in ({"class_weight": {1: 5.0}}, {"sample_weight": weights}):
        keras.utils.set_random_seed(3)
        losses.append(classifier().fit(X, LABELS, epochs=2, verbose=0, **options).history["loss"])
    assert losses[0] == losses[1]


def test_a_weight_of_zero_leaves_a_sample_out():
    model, weights = linear(), np.r_[np.ones(10), np.zeros(10)]
    np.testing.assert_allclose(
        model.evaluate(X, Y, sample_weight=weights, verbose=0), model.evaluate(X[:10], Y[:10], verbose=0) / 2, rtol=1e-5
    )


SHUFFLES = {"True": True, "batch": "batch"}


@pytest.mark.parametrize("shuffle", SHUFFLES)
def test_a_shuffled_epoch_sees_every_sample_once(shuffle):
    seen = []

    def spy(y_true, y_pred):
        seen.append(np.array(y_true).ravel())
        return ops.mean(y_pred)

    rows = np.arange(20.0).reshape(-1, 1)
    linear([spy]).fit(X, rows, batch_size=6, shuffle=SHUFFLES[shuffle], verbose=0)
    order = np.concatenate(seen)
    assert sorted(order) == list(range(20))
    assert list(order) != list(range(20))


def test_steps_per_epoch_go_on_through_the_data():
    seen = []

    class Spy(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(batch)

    linear().fit(X, Y, batch_size=5, steps_per_epoch=3, epochs=2, callbacks=[Spy()], verbose=0)
    assert seen == [0, 1, 2, 0, 1, 2]


def batches(n=4, w=False):
    for i in range(n):
        rows = slice(5 * i, 5 * i + 5)
        yield (X[rows], Y[rows], np.ones(5)) if w else (X[rows], Y[rows])


class Items(keras.utils.PyDataset):
    """The same batches by number."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return X[5 * i : 5 * i + 5], Y[5 * i : 5 * i + 5]


def file(tmp_path):
    import h5py

    handle = h5py.File(tmp_path / "data.h5", "w")
    handle["x"], handle["y"] = X, Y
    return handle["x"], handle["y"]


SOURCES = {
    "arrays": lambda _: ((X, Y), {"batch_size": 5, "shuffle": False}),
    "lists": lambda _: ((X.tolist(), Y.tolist()), {"batch_size": 5, "shuffle": False}),
    "one array in a list": lambda _: (([X], [Y]), {"batch_size": 5, "shuffle": False}),
    "a generator": lambda _: ((batches(),), {"steps_per_epoch": 4}),
    "a generator with weights": lambda _: ((batches(w=True),), {"steps_per_epoch": 4}),
    "a dataset": lambda _: ((Items(),), {"shuffle": False}),
    "a file": lambda path: (file(path), {"batch_size": 5, "shuffle": False}),
}


class Table:
    """Something with ``__array__``, as of pandas."""

    def __init__(self, rows):
        self.rows = rows

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.rows, dtype)


FORMS = {
    "an axis of 1 too many": ((4,), X[:, :, None]),
    "an axis of 1 too few": ((4, 1), X),
    "numbers for vectors of one": ((1,), X[:, 0]),
    "pictures without a channel": ((2, 2, 1), X.reshape(20, 2, 2)),
    "an array in a list": ((4,), [X]),
    "an array in a tuple": ((4,), (X,)),
    "an array in a list in a list": ((4,), [[X[:, :, None]]]),
    "numbers in a list": ((1,), [X[:, 0]]),
    "rows as lists": ((4,), X.tolist()),
    "rows as tuples": ((4,), tuple(map(tuple, X.tolist()))),
    "one row as a list": ((4,), X[:1].tolist()),
    "one row as a list of a tuple": ((4,), [tuple(X[0].tolist())]),
    "whole numbers": ((4,), (X * 9).astype("int64")),
    "bytes": ((4,), np.abs(X * 9).astype("uint8")),
    "yes and no": ((4,), X > 0),
    "half precision": ((4,), X.astype("float16")),
    "double precision": ((4,), X.astype("float64")),
    "a table": ((4,), Table(X)),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_inputs_in_any_form_that_keras_takes_mean_the_same(form):
    shape, x = FORMS[form]
    inputs = Input(shape)
    plain = np.asarray(x.rows if isinstance(x, Table) else x, "float32").reshape(-1, *shape)
    y = Y[: len(plain)]

    def told(x):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([inputs, keras.layers.Flatten(), Dense(3), Dense(1)])
        model.compile("sgd", "mse")
        yield np.asarray(model(x))
        yield model.predict(x, verbose=0)
        yield model.predict_on_batch(x)
        yield model.evaluate(x, y, verbose=0)
        yield model.test_on_batch(x, y)
        yield model.train_on_batch(x, y)
        for _ in range(3):  # once to see, once to remember, once to do again
            yield model.fit(x, y, batch_size=5, shuffle=False, verbose=0).history["loss"]
        yield model.fit(iter([(x, y)] * 2), steps_per_epoch=2, verbose=0).history["loss"]
        yield from model.get_weights()

    for mine, expected in zip(told(x), told(plain), strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-6)


TARGETS = {
    "numbers": Y[:, 0],
    "an axis too many": Y[:, :, None],
    "in a list": [Y],
    "numbers in a list": [Y[:, 0]],
    "lists": Y.tolist(),
    "a list": Y[:, 0].tolist(),
    "a table": Table(Y),
}
WEIGHTS = {"a column": X[:, :1] ** 2, "in a list": [X[:, 0] ** 2], "a list": (X[:, 0] ** 2).tolist()}


@pytest.mark.parametrize(("y", "w"), [(y, "numbers") for y in TARGETS] + [("numbers", w) for w in WEIGHTS])
def test_the_same_targets_and_weights_in_any_form_mean_the_same(y, w):
    weights = {**WEIGHTS, "numbers": X[:, 0] ** 2}
    got = linear().fit(X, TARGETS[y], sample_weight=weights[w], shuffle=False, verbose=0)
    expected = linear().fit(X, Y, sample_weight=weights["numbers"], shuffle=False, verbose=0)
    assert got.history["loss"] == expected.history["loss"]
    assert (got.model.get_weights()[0] == expected.model.get_weights()[0]).all()


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_data_from_any_source_train_alike(source, tmp_path):
    data, options = SOURCES[source](tmp_path)
    model, expected = linear(), linear()
    model.fit(*data, verbose=0, **options)
    expected.fit(X, Y, batch_size=5, shuffle=False, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], expected.get_weights()[0])


def test_a_shuffled_file_is_read_in_slices_and_sees_every_sample(tmp_path):
    x, y = file(tmp_path)
    keras.utils.set_random_seed(0)
    losses = [linear().fit(a, b, batch_size=5, verbose=0).history["loss"] for a, b in [(x, y)]]
    keras.utils.set_random_seed(0)
    assert losses[0] == linear().fit(X, Y, batch_size=5, verbose=0).history["loss"]


def test_a_generator_that_runs_out_is_told():
    with pytest.warns(UserWarning, match="ran out after 2 batches"):
        linear().fit(batches(2), steps_per_epoch=4, verbose=0)


BAD = {
    "no compile": (lambda: keras.Sequential([Dense(1)]).fit(X, Y), StateError, "call compile"),
    "no compile to evaluate": (lambda: keras.Sequential([Dense(1)]).evaluate(X, Y), StateError, "call compile"),
    "unequal lengths": (lambda: linear().fit(X, Y[:5], verbose=0), DataError, "x has 20, y has 5 rows"),
    "NaN": (lambda: linear().fit(with_nan(), Y, verbose=0), DataError, "x has NaN or infinity in 1 of 20 rows.*row 3"),
    "NaN in y": (lambda: linear().fit(X, Y * np.inf, verbose=0), DataError, "y has NaN or infinity in 20 of 20"),
    "text": (lambda: linear().fit(np.array([["a"] * 4] * 20), Y, verbose=0), DataError, "training needs numbers"),
    "ragged": (lambda: linear().fit([[1, 2], [3]], [1, 2], verbose=0), DataError, "rows have different lengths"),
    "batches in a list": (lambda: linear().fit([(X, Y)], verbose=0), DataError, r"x is a list of tuples.*fit\(x, y\)"),
    "a batch within a batch": (
        lambda: linear().fit(iter([([(X, Y)], Y)]), steps_per_epoch=1, verbose=0),
        *(DataError, "x is a list of tuples"),
    ),
    "rows as arrays": (lambda: linear().predict(list(X), verbose=0), DataError, "x is 20 arrays.*np.stack"),
    "rows as arrays in a call": (lambda: linear()(list(X)), DataError, "x is 20 arrays.*np.stack"),
    "one row alone": (lambda: linear().predict(X[0], verbose=0), ShapeError, "at least 2 axes"),
    "a number": (lambda: linear().predict(3.0, verbose=0), DataError, "needs an axis for the samples"),
    "a dict": (lambda: linear().predict({"x": X}, verbose=0), DataError, "x is a dict"),
    "no rows": (lambda: linear().fit(X[:0], Y[:0], verbose=0), DataError, "x has no rows"),
    "no data": (lambda: linear().fit(verbose=0), DataError, "give x"),
    "wrong features": (lambda: linear().fit(X[:, :3], Y, verbose=0), ShapeError, "needs inputs of length 4"),
    "wrong targets": (
        lambda: linear().fit(X, np.ones((20, 3)), verbose=0),
        ShapeError,
        r"\(20, 3\) do not fit outputs",
    ),
    "labels without sparse": (
        lambda: classifier("categorical_crossentropy").fit(X, LABELS, verbose=0),
        *(ShapeError, "sparse_"),
    ),
    "a class that there is not": (
        lambda: classifier().fit(X, LABELS + 1, verbose=0),
        DataError,
        "class 3.*3 classes, 0 to 2",
    ),
    "a loss that leaves the tape": (
        lambda: linear(loss=lambda t, p: (t.numpy() - p.numpy()) ** 2 if hasattr(p, "numpy") else p).fit(
            X, Y, verbose=0
        ),
        *(ArgumentError, "does not depend on any weight"),
    ),
    "an unknown loss": (lambda: linear(loss="msee"), UnknownName, "did you mean '(mse|MSE)'"),
    "an unknown metric": (lambda: linear(["acuracy"]), UnknownName, "did you mean"),
    "an unknown optimizer": (lambda: linear(optimizer="adma"), UnknownName, "did you mean 'Adam"),
    "an unknown argument": (lambda: linear().fit(X, Y, epoch=3), UnknownArgument, "did you mean 'epochs'"),
    "both weights": (
        lambda: linear().fit(X, Y, class_weight={0: 1}, sample_weight=np.ones(20), verbose=0),
        *(ArgumentError, "not both"),
    ),
    "a split that leaves nothing": (lambda: linear().fit(X, Y, validation_split=0.99), DataError, "one side empty"),
    "a batch size of zero": (lambda: linear().fit(X, Y, batch_size=-1, verbose=0), ArgumentError, "batch_size"),
    "no callback": (lambda: linear().fit(X, Y, callbacks=[3], verbose=0), ArgumentError, "3 is no Callback"),
    "targets with a generator": (lambda: linear().fit(batches(), Y, verbose=0), DataError, "give no y"),
    "one-hot targets for a sparse loss": (
        lambda: classifier().fit(X, np.eye(3)[LABELS], verbose=0),
        *(ShapeError, r"needs class numbers, and got \(20, 3\)"),
    ),
    "class_weight as a list": (
        lambda: classifier().fit(X, LABELS, class_weight=[1, 2, 3], verbose=0),
        *(ArgumentError, "class_weight must be a dict"),
    ),
    "NaN in a batch": (lambda: linear().train_on_batch(with_nan(), Y), DataError, "x has NaN.*row 3"),
    "NaN from a generator": (
        lambda: linear().fit(iter([(with_nan(), Y)]), steps_per_epoch=1, verbose=0),
        *(DataError, "x has NaN.*row 3"),
    ),
    "no loss": (lambda: linear(loss=None).fit(X, Y, verbose=0), StateError, "give compile a loss"),
    "a loss that returns nothing": (lambda: linear(loss=lambda a, b: None).fit(X, Y, verbose=0), ArgumentError, "None"),
    "a loss written with NumPy": (
        lambda: linear(loss=lambda a, b: np.mean(np.abs(a - b))).fit(X, Y, verbose=0),
        *(ArgumentError, "numpy.mean has no gradient.*use plugkeras.ops.mean"),
    ),
    "a batch size as text": (lambda: linear().fit(X, Y, batch_size="32"), ArgumentError, "`batch_size` must be"),
    "a batch size of 0": (lambda: linear().fit(X, Y, batch_size=0), ArgumentError, "`batch_size` must be"),
    "epochs as text": (lambda: linear().fit(X, Y, epochs="3"), ArgumentError, "`epochs` must be an integer, not '3'"),
    "verbose as text": (lambda: linear().fit(X, Y, verbose="no"), ArgumentError, "`verbose` must be an integer"),
    "nothing to predict": (lambda: linear().predict(X[:0], verbose=0), DataError, "no rows"),
}


def with_nan():
    x = X.copy()
    x[3, 1] = np.nan
    return x


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_bad_data_leave_the_weights_as_they_were():
    model = linear()
    model.fit(X, Y, verbose=0)
    before = model.get_weights()
    with pytest.raises(DataError):
        model.fit(with_nan(), Y, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_a_seed_repeats_a_run_to_the_bit():
    runs = []
    for _ in range(2):
        keras.utils.set_random_seed(7)
        model = classifier()
        model.fit(X, LABELS, epochs=3, batch_size=6, verbose=0)
        runs.append(model.get_weights())
    for a, b in zip(*runs, strict=True):
        np.testing.assert_array_equal(a, b)


def test_what_predict_gave_stays_when_predict_is_called_again():
    model = classifier()
    first = model.predict(X, verbose=0)
    kept = first.copy()
    for _ in range(5):
        model.predict(X + 1, verbose=0)
        model.fit(X, LABELS, verbose=0)
    np.testing.assert_array_equal(first, kept)


def test_predict_gives_the_same_for_one_row_as_for_many():
    model = classifier()
    np.testing.assert_allclose(model.predict(X[:1], verbose=0), model.predict(X, verbose=0)[:1], rtol=1e-5)


def test_on_batch_methods_speak_of_this_batch_alone():
    model = linear(["mae"])
    expected = model.evaluate(X, Y, batch_size=20, verbose=0)
    np.testing.assert_allclose(model.test_on_batch(X, Y), expected, rtol=1e-6)
    np.testing.assert_allclose(model.train_on_batch(X, Y), expected, rtol=1e-6)
    assert model.train_on_batch(X, Y, return_dict=True).keys() == {"loss", "mae"}
    assert model.train_on_batch(X, Y)[0] < expected[0]


def test_a_metric_may_be_any_function():
    def mean_pred(y_true, y_pred):
        return keras.backend.mean(y_pred)

    history = linear([mean_pred]).fit(X, Y, verbose=0)
    assert "mean_pred" in history.history


def test_a_loss_may_be_any_function():
    def mine(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred), axis=-1)

    a, b = linear(loss=mine), linear(loss="mae")
    a.fit(X, Y, shuffle=False, verbose=0)
    b.fit(X, Y, shuffle=False, verbose=0)
    np.testing.assert_allclose(a.get_weights()[0], b.get_weights()[0], rtol=1e-6)


ACCURACIES = {
    "binary": (1, (20, 1), "binary_accuracy"),
    "categorical": (3, (20, 3), "categorical_accuracy"),
    "sparse": (3, (20,), "sparse_categorical_accuracy"),
}


@pytest.mark.parametrize("name", ACCURACIES)
def test_accuracy_is_the_one_that_the_shapes_ask_for(name):
    units, shape, exact = ACCURACIES[name]
    y = np.eye(3)[LABELS] if shape == (20, 3) else LABELS.reshape(shape) % (2 if units == 1 else 3)
    model = keras.Sequential([Input((4,)), Dense(units, activation="sigmoid")])
    model.compile("sgd", "mse" if name != "sparse" else "sparse_categorical_crossentropy", metrics=["acc", exact])
    logs = model.evaluate(X, y, verbose=0, return_dict=True)
    assert logs["acc"] == logs[exact]


def test_what_compile_was_given_makes_an_equal_model():
    model, twin = linear(["mae"], loss_weights=[0.5]), linear()
    twin.compile_from_config(model.get_compile_config())
    assert twin.get_compile_config() == model.get_compile_config()
    assert twin.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)


def test_a_loss_may_use_the_methods_of_its_targets():
    def scaled(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred), axis=-1) / y_true.max().clip(1)

    history = linear(loss=scaled).fit(X, Y, epochs=2, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_a_second_metric_of_a_name_gets_a_number():
    logs = linear(["mae", "mae"]).evaluate(X, Y, verbose=0, return_dict=True)
    assert list(logs) == ["loss", "mae", "mae_1"]


def test_regularizers_count_in_training_and_in_evaluation():
    model = keras.Sequential(
        [Input((4,)), Dense(1, kernel_initializer="ones", kernel_regularizer=keras.regularizers.l2(0.5))]
    )
    model.compile(keras.optimizers.SGD(0.0), "mse")
    plain = linear().evaluate(X, Y, verbose=0)
    np.testing.assert_allclose(model.evaluate(X, Y, verbose=0), plain + 2.0, rtol=1e-5)
    np.testing.assert_allclose(model.fit(X, Y, verbose=0).history["loss"], [plain + 2.0], rtol=1e-5)


def test_what_is_trainable_is_settled_when_the_model_is_compiled():
    model = keras.Sequential([Input((4,)), Dense(3), Dense(1)])
    model.layers[0].trainable = False
    model.compile("sgd", "mse")
    frozen, free = model.layers[0].get_weights()[0], model.layers[1].get_weights()[0]
    model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], frozen)
    assert (model.layers[1].get_weights()[0] != free).any()


def test_two_models_may_share_a_layer_and_train_in_turn():
    shared = Dense(3, name="shared")
    a, b = (keras.Sequential([Input((4,)), shared, Dense(1)]) for _ in range(2))
    for model in (a, b):
        model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "mse")
    for _ in range(3):
        for model in (a, b):
            before = shared.get_weights()[0]
            model.fit(X, Y, verbose=0)
            assert (shared.get_weights()[0] != before).any()
    np.testing.assert_array_equal(a.layers[0].get_weights()[0], b.layers[0].get_weights()[0])


def test_stop_training_stops_after_the_epoch():
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    assert linear().fit(X, Y, epochs=9, callbacks=Stop(), verbose=0).epoch == [0, 1]


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_a_model_trains_in_another_float_type(dtype):
    keras.backend.set_floatx(dtype)
    try:
        model = classifier()
        model.fit(X, LABELS, epochs=2, verbose=0)
        assert {w.dtype.name for w in model.get_weights()} == {dtype}
        assert model.predict(X, verbose=0).dtype == dtype
    finally:
        keras.backend.set_floatx("float32")


def test_old_spellings_of_arguments_work_with_a_hint():
    with pytest.warns(DeprecationWarning, match="`nb_epoch` is now called `epochs`"):
        history = linear().fit(X, Y, nb_epoch=3, verbose=0)
    assert len(history.epoch) == 3


def endless(size=8):
    while True:
        yield np.resize(X, (size, 4)), np.resize(Y, (size, 1))


class Count(keras.callbacks.Callback):
    """How many batches there were of each kind."""

    train = test = predict = 0

    def on_train_batch_end(self, batch, logs=None):
        self.train += 1

    def on_test_batch_end(self, batch, logs=None):
        self.test += 1

    def on_predict_batch_end(self, batch, logs=None):
        self.predict += 1


COUNTED = {
    "samples_per_epoch": (lambda m, c: m.fit_generator(endless(), samples_per_epoch=64, callbacks=[c]), (8, 0, 0)),
    "a broken batch": (lambda m, c: m.fit_generator(endless(), samples_per_epoch=65, callbacks=[c]), (9, 0, 0)),
    "by position": (lambda m, c: m.fit_generator(endless(), 64, nb_epoch=2, callbacks=[c]), (16, 0, 0)),
    "batches by position": (lambda m, c: m.fit_generator(endless(), 3, epochs=2, callbacks=[c]), (6, 0, 0)),
    "a dataset": (lambda m, c: m.fit_generator(Items(), samples_per_epoch=10, callbacks=[c]), (2, 0, 0)),
    "nb_val_samples": (
        lambda m, c: m.fit_generator(
            endless(), samples_per_epoch=8, validation_data=endless(4), nb_val_samples=12, callbacks=[c]
        ),
        (1, 3, 0),
    ),
    "val_samples": (lambda m, c: m.evaluate_generator(endless(), val_samples=16, callbacks=[c]), (0, 2, 0)),
    "predict": (lambda m, c: m.predict_generator(endless(), val_samples=24, callbacks=[c]), (0, 0, 3)),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", COUNTED)
def test_what_keras_1_counted_in_samples_becomes_batches(name):
    call, expected = COUNTED[name]
    counter = Count()
    call(linear(), counter)
    assert (counter.train, counter.test, counter.predict) == expected


def test_every_sample_of_a_generator_counted_in_samples_is_seen():
    a, b = linear(), linear()
    with pytest.warns(DeprecationWarning, match="samples_per_epoch"):
        a.fit_generator(batches(4), samples_per_epoch=20, verbose=0)
    b.fit(X, Y, batch_size=5, shuffle=False, verbose=0)
    np.testing.assert_array_equal(a.get_weights()[0], b.get_weights()[0])


def test_show_accuracy_shows_the_accuracy():
    model = classifier(metrics=())
    with pytest.warns(DeprecationWarning, match="show_accuracy"):
        history = model.fit(X, LABELS, show_accuracy=True, validation_data=(X, LABELS), verbose=0).history
    assert history.keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}
    model = classifier(metrics=())
    loss = model.evaluate(X, LABELS, verbose=0)
    with pytest.warns(DeprecationWarning, match="show_accuracy"):
        assert model.evaluate(X, LABELS, show_accuracy=True, verbose=0)[0] == loss
    with pytest.warns(DeprecationWarning, match="show_accuracy"):
        assert model.test_on_batch(X, LABELS, show_accuracy=True)[1] <= 1
    with pytest.warns(DeprecationWarning, match="show_accuracy"):
        model.compile("sgd", "mse", show_accuracy=True)
    assert model.get_compile_config()["metrics"] == ["accuracy"]


LOST = {
    "time_major": lambda: keras.layers.LSTM(2, time_major=True),
    "sparse": lambda: Input((4,), sparse=True),
    "ragged": lambda: Input((4,), ragged=True),
    "optional": lambda: Input((4,), optional=True),
    "sample_weight_mode": lambda: linear(sample_weight_mode={"a": "temporal"}),
    "target_tensors": lambda: linear(target_tensors=[Y]),
    "class_mode": lambda: linear(class_mode="other"),
    "reset_metrics": lambda: linear().train_on_batch(X, Y, reset_metrics=False),
    "partitioner": lambda: Dense(2).add_weight(shape=(2, 2), name="w", partitioner=lambda *_: 1),
    "forget_bias_init": lambda: keras.layers.LSTM(2, forget_bias_init="glorot_uniform"),
    "data_format": lambda: keras.layers.Conv2D(2, 3, dim_ordering="other"),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", LOST)
def test_an_argument_whose_meaning_would_be_lost_is_refused(name):
    with pytest.raises(ArgumentError, match=f"`{name}") as caught:
        LOST[name]()
    assert "\n" not in str(caught.value)


IDLE = {
    "time_major": lambda: keras.layers.LSTM(2, time_major=False, unroll=True, implementation=2),
    "sparse": lambda: Input((4,), sparse=False, ragged=False),
    "sample_weight_mode": lambda: linear(sample_weight_mode=None, target_tensors=None),
    "temporal weights": lambda: linear(sample_weight_mode="temporal"),
    "class_mode": lambda: linear(class_mode="binary"),
    "reset_metrics": lambda: linear().train_on_batch(X, Y, reset_metrics=True),
    "show_accuracy": lambda: linear().fit(X, Y, show_accuracy=False, verbose=0),
    "dim_ordering": lambda: keras.layers.Conv2D(2, 3, dim_ordering="default"),
    "workers": lambda: linear().fit(X, Y, workers=4, use_multiprocessing=True, max_queue_size=3, verbose=0),
    "an initializer's dtype": lambda: keras.initializers.get(
        {"class_name": "GlorotUniform", "config": {"seed": None, "dtype": "float32"}}
    ),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_dtype_of_inputs_is_not_the_dtype_of_weights():
    layer = keras.layers.Embedding(5, 2, input_dtype="int32")
    layer.build((None, 3))
    assert layer.weights[0].dtype == "float32"
    assert keras.layers.InputLayer((3,), input_dtype="int32").dtype == "int32"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", IDLE)
def test_an_argument_that_asks_for_nothing_is_accepted(name):
    IDLE[name]()
