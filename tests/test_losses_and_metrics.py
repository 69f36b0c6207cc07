"""Losses and metrics in forms that Keras accepts, compared with its numbers; and what is refused."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import losses, metrics, ops
from plugkeras.errors import ArgumentError, ShapeError

Y, P = np.array([0, 1, 2]), np.array([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]], "float32")
TRUTH, GUESS = np.array([[1, 0], [0, 1], [1, 0]]), np.array([[0.9, 0.7], [0.4, 0.6], [0.3, 0.2]], "float32")

RESULTS = {
    "ignored classes have no weight": (
        metrics.SparseCategoricalCrossentropy,
        dict(ignore_class=0),
        (Y, P, [1.0, 2.0, 3.0]),
        -(2 * np.log(0.8) + 3 * np.log(0.4)) / 5,
    ),
    "label_weights without multi_label": (
        metrics.AUC,
        dict(label_weights=[1.0, 3.0]),
        (TRUTH, GUESS, None),
        0.6285714,
    ),
    "one threshold": (metrics.AUC, dict(thresholds=[0.5]), (TRUTH, GUESS, None), 0.6666666),
}


@pytest.mark.parametrize("row", RESULTS)
def test_a_metric_has_the_result_of_keras(row):
    make, arguments, batch, expected = RESULTS[row]
    metric = make(**arguments)
    metric.update_state(*batch)
    assert float(metric.result()) == pytest.approx(expected, rel=1e-5)


def test_thresholds_can_be_read_as_in_keras_and_configs_have_what_was_given():
    auc = metrics.AUC(thresholds=[0.5])
    assert auc.thresholds == pytest.approx([0, 0.5, 1], abs=1e-6)
    assert auc.get_config()["thresholds"] == [0.5]
    assert (metrics.Precision().thresholds, metrics.Precision().get_config()["thresholds"]) == ([0.5], None)


@pytest.mark.parametrize("loss", [losses.MeanSquaredError(), losses.Huber(), losses.SparseCategoricalCrossentropy()])
def test_a_loss_computes_in_floatx_unless_a_dtype_is_given(loss):
    y = Y if "sparse" in loss.name else P.astype("float64")
    assert str(loss(y, P.astype("float64")).dtype) == "float32"
    assert str(type(loss)(dtype="float64")(y, P).dtype) == "float64"


class Weighted(losses.MeanSquaredError):
    def __call__(self, y_true, y_pred, sample_weight=None):
        return 2 * super().__call__(y_true, y_pred, sample_weight)


@pytest.mark.parametrize("mask_zero", [False, True])
@pytest.mark.parametrize("weight", [None, np.array([1.0, 3.0])])
def test_a_loss_may_override_its_call_as_in_keras(weight, mask_zero):
    x, y = np.array([[1, 2, 0], [3, 0, 0]]), np.ones((2, 3, 2))
    found = []
    for loss in (losses.MeanSquaredError(), Weighted()):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Embedding(4, 2, mask_zero=mask_zero)])
        model.compile("sgd", loss)
        found.append(model.evaluate(x, y, sample_weight=weight, verbose=0))
    assert found[1] == pytest.approx(2 * found[0], rel=1e-5)


TARGETS = {
    "binary": (1, "sigmoid", np.array([[0.0], [1.0]]), "binary_crossentropy"),
    "class numbers": (3, "softmax", np.array([0, 2]), "sparse_categorical_crossentropy"),
    "one-hot": (3, "softmax", np.eye(3)[[0, 2]], "categorical_crossentropy"),
}


@pytest.mark.parametrize("name", ["crossentropy", "ce"])
@pytest.mark.parametrize("row", TARGETS)
def test_crossentropy_is_the_one_that_the_shapes_ask_for(row, name):
    units, activation, y, full = TARGETS[row]
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units, activation)])
    values = []
    for loss in (name, full):
        model.compile("sgd", loss)
        values.append(model.evaluate(np.ones((2, 2)), y, verbose=0))
    assert values[0] == values[1]


@pytest.mark.parametrize("name", ["mse", "MSE", "binary_accuracy", "AUC", "kld"])
def test_a_metric_by_name_is_an_object_and_a_loss_by_its_small_name_a_function(name):
    assert isinstance(metrics.get(name), keras.Metric)
    assert metrics.get(np.sum) is np.sum
    assert type(metrics.get("mse")) is metrics.MeanSquaredError
    assert not isinstance(losses.get("mse"), keras.Loss)


def test_penalties_of_frozen_weights_do_not_count():
    frozen = keras.layers.Dense(1, kernel_regularizer="l2", kernel_initializer="ones", trainable=False)
    model = keras.Sequential([keras.Input((2,)), frozen])
    model.compile("sgd", "mse")
    assert model.evaluate(np.zeros((1, 2)), np.zeros((1, 1)), verbose=0) == 0
    assert model.losses == []
    frozen.trainable = True
    assert float(ops.sum(model.losses[0])) == pytest.approx(0.02)
    assert model.evaluate(np.zeros((1, 2)), np.zeros((1, 1)), verbose=0) == pytest.approx(0.02)


REFUSED = {
    "thresholds above 1": (lambda: metrics.Precision(thresholds=2.0), ArgumentError, "numbers from 0 to 1, not 2.0"),
    "thresholds below 0": (lambda: metrics.TruePositives([0.5, -0.1]), ArgumentError, "numbers from 0 to 1"),
    "no threshold": (lambda: metrics.Recall(thresholds=[None]), ArgumentError, "numbers from 0 to 1"),
    "a class of one axis": (lambda: metrics.Recall(class_id=1)([0, 1], [0.1, 0.2]), ShapeError, "have no class 1"),
    "a class too many": (lambda: metrics.Recall(class_id=3)(TRUTH, GUESS), ShapeError, "have no class 3"),
    "labels not told apart": (lambda: metrics.AUC(num_labels=2), ArgumentError, "only with `multi_label`"),
    "a loss of half a class": (
        lambda: losses.SparseCategoricalCrossentropy()(Y + 0.5, P),
        ArgumentError,
        "Class numbers are whole, and 0.5 is not",
    ),
    "an accuracy of half a class": (
        lambda: metrics.SparseCategoricalAccuracy()(Y + 0.5, P),
        ArgumentError,
        "Class numbers are whole",
    ),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_has_no_meaning_is_refused(row):
    attempt, error, message = REFUSED[row]
    with pytest.raises(error, match=message):
        attempt()
