"""What is refused when a model is trained, evaluated and asked on the JAX engine: in the numpy engine's sentences."""

import re

import numpy as np
import pytest

pytest.importorskip("jax")

from behaving import X, Y, model

import plugkeras as keras
from plugkeras import layers, ops
from plugkeras.engine import set_engine

pytestmark = pytest.mark.slow

CLASSES = np.arange(16) % 3


@pytest.fixture(autouse=True)
def back_to_numpy():
    yield
    set_engine("numpy")


def classifying(*more, shape=(4,)):
    made = keras.Sequential([keras.Input(shape), *more, layers.Dense(3, activation="softmax")])
    made.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


def embedding():
    return classifying(layers.Embedding(5, 2), layers.Flatten())


def changed(array, row, value):
    array = array.copy()
    array[row] = value
    return array


def trained(made, x, y):
    """It trains well with what fits, before."""
    made.fit(x, y, batch_size=8, verbose=0)
    return made


def alone(y):
    return classifying().train_on_batch(X, y)


IDS = np.arange(64).reshape(16, 4) % 5
REFUSED = {
    "a class in the first batch": lambda: classifying().fit(X, changed(CLASSES, 0, 7), verbose=0),
    "a class in a later batch": lambda: classifying().fit(
        X, changed(CLASSES, 9, 3), batch_size=8, shuffle=False, verbose=0
    ),
    "a class once it has trained": lambda: trained(classifying(), X, CLASSES).fit(
        X, changed(CLASSES, 9, 3), batch_size=8, verbose=0
    ),
    "a class below 0, in a column": lambda: alone(changed(CLASSES, 5, -1)[:, None]),
    "a class that is evaluated": lambda: classifying().evaluate(X, changed(CLASSES, 0, 7), verbose=0),
    "a class of a generator": lambda: classifying().fit(((X, changed(CLASSES, 0, n)) for n in (0, 9)), verbose=0),
    "a part of a class": lambda: alone(changed(CLASSES.astype("float32"), 0, 0.5)),
    "a word that is not there": lambda: embedding().fit(changed(IDS, 3, 5), CLASSES, verbose=0),
    "a word in a prediction": lambda: trained(embedding(), IDS, CLASSES).predict(changed(IDS, 3, -2), verbose=0),
    "a loss that is constant": lambda: model(loss=lambda y, p: ops.sum(ops.stop_gradient(p))).fit(X, Y, verbose=0),
    "outputs that are not as long": lambda: model(layers.Dense(2)).predict(X[:, :3], verbose=0),
    "no rows": lambda: model().predict(X[:0], verbose=0),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_has_the_numpy_engines_sentence(name):
    said = []
    for engine in ("numpy", "jax"):
        set_engine(engine)
        keras.utils.set_random_seed(1)
        with pytest.raises((ValueError, IndexError)) as caught:
            REFUSED[name]()
        said.append((type(caught.value), re.sub(r"_\d+", "", str(caught.value))))
    assert said[0] == said[1]


def test_a_batch_that_is_refused_changes_nothing():
    set_engine("jax")
    made = trained(classifying(), X, CLASSES)
    before = made.get_weights()
    with pytest.raises(ValueError, match="class 3"):
        made.train_on_batch(X, changed(CLASSES, 0, 3))
    for old, new in zip(before, made.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_class_that_a_step_computes_and_that_is_not_there_makes_nan():
    set_engine("jax")
    made = classifying()
    made.compile("sgd", lambda y, p: ops.sparse_categorical_crossentropy(ops.cast(y, "int32") - 1, p))
    assert np.isnan(made.evaluate(X, CLASSES, verbose=0))
