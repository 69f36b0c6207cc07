"""A loop of somebody's own, compiled by ``jax.jit``, in which layers and optimizers leave no trace."""

import numpy as np
import pytest

pytest.importorskip("jax")

import jax
import jax.numpy as jnp

import plugkeras as keras
from plugkeras.engine import set_engine

pytestmark = pytest.mark.slow
X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")


@pytest.fixture(autouse=True)
def on_jax():
    set_engine("jax")
    yield
    set_engine("numpy")


def test_a_step_of_stateless_calls_trains_as_fit_does():
    def made():
        keras.utils.set_random_seed(0)
        layers = [keras.layers.Dense(4, "tanh"), keras.layers.BatchNormalization(), keras.layers.Dense(1)]
        return keras.Sequential([keras.Input((3,)), *layers])

    model, optimizer, y = made(), keras.optimizers.Adam(0.1), X[:, :1]
    optimizer.build(model.trainable_variables)

    @jax.jit
    def step(trained, others, own):
        def loss(trained):
            outputs, others_now = model.stateless_call(trained, others, X, training=True)
            return jnp.mean((outputs - y) ** 2), others_now

        (value, others_now), gradients = jax.value_and_grad(loss, has_aux=True)(trained)
        return value, *optimizer.stateless_apply(own, gradients, trained), others_now

    values = [[v.value for v in vs] for vs in (model.trainable_variables, model.non_trainable_variables)]
    trained, others, own = *values, [v.value for v in optimizer.variables]
    before = model.get_weights()
    for _ in range(3):
        _, trained, own, others = step(trained, others, own)
    for mine, was in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, was)
    other = made()
    other.compile(keras.optimizers.Adam(0.1), "mse")
    for _ in range(3):
        other.train_on_batch(X, y)
    for mine, theirs in zip(trained, other.trainable_variables, strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-4, atol=1e-5)
    for mine, theirs in zip(others, other.non_trainable_variables, strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-4, atol=1e-5)
