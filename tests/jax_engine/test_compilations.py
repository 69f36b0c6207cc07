"""How often the JAX engine compiles: once for each shape of batch, and nothing a second time."""

import logging

import numpy as np
import pytest

pytest.importorskip("jax")

import jax

import plugkeras as keras
from plugkeras.layers import LSTM, Conv2D, Dense, Flatten, MaxPooling2D

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("on_jax")]


@pytest.fixture
def compiled(caplog):
    """What is compiled while a function is called."""

    def names(action):
        caplog.clear()
        with jax.log_compiles(), caplog.at_level(logging.WARNING, "jax"):
            action()
        return [m.split("jit(")[1].partition(")")[0] for m in caplog.messages if m.startswith("Compiling")]

    return names


STACKS = {
    "an LSTM": ((5, 2), [LSTM]),
    "a convolution": ((6, 6, 1), [lambda n: Conv2D(n, 3), lambda n: MaxPooling2D(), lambda n: Flatten()]),
}


def made(name):
    keras.utils.set_random_seed(1)
    shape, stack = STACKS[name]
    model = keras.Sequential([keras.Input(shape), *(layer(3) for layer in stack), Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    return model, np.random.default_rng(0).normal(size=(21, *shape)).astype("float32")


@pytest.mark.parametrize("name", STACKS)
def test_what_was_called_or_differentiated_once_outside_of_steps_compiles_nothing_more(name, compiled):
    model, x = made(name)

    def call():
        model(x)
        keras.value_and_grad(lambda: keras.ops.sum(model(x, training=True)), model.trainable_variables)

    assert compiled(call)
    assert compiled(call) == []


def test_an_odd_last_batch_is_one_program_more_and_all_are_kept(compiled):
    model, x = made("a convolution")
    y = x[:, 0, 0]

    def programs(rows):
        model.fit(x[:rows], y[:rows], batch_size=8, epochs=2, verbose=0)
        model.evaluate(x[:rows], y[:rows], batch_size=8, verbose=0)
        model.predict(x[:rows], batch_size=8, verbose=0)

    def steps(rows):
        return [name for name in compiled(lambda: programs(rows)) if name in ("_pure", "_once", "_loop")]

    assert len(steps(16)) == 3  # to fit, to evaluate and to predict
    assert len(steps(21)) == 5  # of so many rows, and the rest of 5; predict has the other one already
    assert compiled(lambda: programs(21)) == []
    assert compiled(lambda: programs(16)) == []
    assert len(compiled(lambda: [model.predict(x[:n], verbose=0) for n in (1, 2, 1, 2)])) == 2


@pytest.mark.parametrize("name", STACKS)
def test_a_model_of_singles_has_no_need_of_numbers_of_64_bits(name, monkeypatch):
    monkeypatch.setattr("plugkeras_jax.values.widen", lambda: pytest.fail("numbers of 64 bits were asked for"))
    model, x = made(name)
    model.train_on_batch(x.astype("float64"), np.ones((21, 1)))
