"""Losses over areas, pairs of embeddings and sequences: values from their definitions, gradients, what is refused."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import losses
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.testing.gradients import gradient_error

RNG = np.random.default_rng(5)
LABELS = np.array([0, 1, 0, 2])
UNIT = RNG.normal(size=(4, 3))
UNIT /= np.linalg.norm(UNIT, axis=1, keepdims=True)
AREA = RNG.integers(0, 2, (2, 3, 3)).astype(float)
WORDS = np.array([[1, 1, 2], [2, 0, 0]])

LOSSES = {
    "Dice": (losses.Dice(dtype="float64"), AREA, RNG.uniform(0.1, 0.9, (2, 3, 3))),
    "Tversky": (losses.Tversky(0.3, 0.6, axis=(1, 2), dtype="float64"), AREA, RNG.uniform(0.1, 0.9, (2, 3, 3))),
    "Circle": (losses.Circle(10.0, dtype="float64"), LABELS, UNIT),
    "generalized": (losses.CategoricalGeneralizedCrossEntropy(0.7, dtype="float64"), LABELS[:3] % 3, UNIT[:3] ** 2),
    "CTC": (losses.CTC(dtype="float64"), WORDS, RNG.normal(size=(2, 6, 3))),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_equal_numeric_differences(name):
    loss, y_true, y_pred = LOSSES[name]
    assert gradient_error(lambda p: loss(y_true, p), y_pred) < 1e-6


@pytest.mark.parametrize("name", LOSSES)
def test_a_config_makes_an_equal_loss(name):
    loss, y_true, y_pred = LOSSES[name]
    again = losses.deserialize(losses.serialize(loss))
    assert again.get_config() == loss.get_config()
    assert again(y_true, y_pred) == loss(y_true, y_pred)


def test_samples_alone_in_their_class_do_not_count_in_a_mean():
    each = losses.Circle(reduction="none")(LABELS, UNIT)
    assert [float(v) > 0 for v in each] == [True, False, True, False]
    np.testing.assert_allclose(losses.Circle()(LABELS, UNIT), np.sum(each) / 2, rtol=1e-6)
    _, grads = keras.value_and_grad(lambda: losses.Circle()(np.arange(4), V), [V])
    assert (grads[0] == 0).all()


V = keras.Variable(UNIT.astype("float32"))


def test_embeddings_may_be_compared_with_others():
    values = losses.circle(
        LABELS, UNIT, ref_labels=[0, 1, 2, 3], ref_embeddings=np.eye(4)[:, :3], remove_diagonal=False
    )
    assert values.shape == (4,)
    assert (np.asarray(values) > 0).all()


def test_the_likelihood_of_labels_is_that_of_all_the_ways_to_say_them():
    p = RNG.uniform(0.1, 1, (4, 3))
    p /= p.sum(-1, keepdims=True)
    total = 0.0
    for path in np.ndindex(3, 3, 3, 3):
        merged = [c for i, c in enumerate(path) if not i or c != path[i - 1]]
        if [c for c in merged if c] == [2, 1]:
            total += np.prod([p[t, c] for t, c in enumerate(path)])
    np.testing.assert_allclose(losses.ctc(np.array([[2, 1, 0]]), np.log(p)[None]), [-np.log(total)], rtol=1e-6)


REFUSED = {
    "a q of 1": (lambda: losses.CategoricalGeneralizedCrossEntropy(1.0), ArgumentError),
    "an axis that is none": (lambda: losses.Dice(axis="all"), ArgumentError),
    "labels of probabilities": (
        lambda: losses.CategoricalGeneralizedCrossEntropy()(np.array([0.5, 1.0]), np.ones((2, 2)) / 2),
        ArgumentError,
    ),
    "no axis of time": (lambda: losses.ctc(np.ones((2, 3)), np.ones((2, 3))), ShapeError),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_mistake_is_named(row):
    attempt, error = REFUSED[row]
    with pytest.raises(error):
        attempt()


def test_a_model_learns_with_each():
    x = RNG.normal(size=(16, 4))
    heads = {"ctc": (keras.layers.Reshape((5, 3)), RNG.integers(1, 3, (16, 2))), "dice": (None, (x[:, :1] > 0) * 1.0)}
    for loss, (head, y) in heads.items():
        keras.utils.set_random_seed(2)
        layers = [keras.layers.Dense(15), head] if head else [keras.layers.Dense(1, activation="sigmoid")]
        model = keras.Sequential([keras.Input((4,)), *layers])
        model.compile(keras.optimizers.Adam(0.05), loss)
        history = model.fit(x, y, epochs=8, verbose=0).history["loss"]
        assert history[-1] < history[0]
