"""Distributions beyond the usual ones have their means and variances, shapes and dtypes, and repeat with a seed."""

import numpy as np
import pytest

from plugkeras import random
from plugkeras.errors import ArgumentError

N = 20000
DRAWN = {
    "gamma": (lambda **k: random.gamma((N,), 2.5, **k), 2.5, 2.5),
    "gamma of arrays": (lambda **k: random.gamma((N, 2), [1.0, 3.0], **k)[:, 1], 3.0, 3.0),
    "beta": (lambda **k: random.beta((N,), 2.0, 3.0, **k), 0.4, 0.04),
    "binomial": (lambda **k: random.binomial((N,), 10, 0.3, **k), 3.0, 2.1),
    "binomial of arrays": (lambda **k: random.binomial((N, 2), [4.0, 8.0], [0.5, 0.25], **k)[:, 1], 2.0, 1.5),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_distribution_has_its_mean_and_variance(name):
    draw, mean, variance = DRAWN[name]
    x = draw(seed=5)
    assert (x.shape, x.dtype) == ((N,), "float32")
    np.testing.assert_allclose([x.mean(), x.var()], [mean, variance], rtol=0.05)
    np.testing.assert_array_equal(draw(seed=5), x)
    assert draw(seed=6, dtype="float16").dtype == "float16"


def test_classes_come_as_often_as_their_logits_say():
    drawn = random.categorical(np.log([[0.1, 0.2, 0.7], [0.5, 0.5, 1e-9]]), N, seed=1)
    assert (drawn.shape, drawn.dtype) == ((2, N), "int32")
    shares = [np.bincount(row, minlength=3) / N for row in drawn]
    np.testing.assert_allclose(shares, [[0.1, 0.2, 0.7], [0.5, 0.5, 0]], atol=0.02)


@pytest.mark.parametrize(
    "call",
    [
        lambda: random.gamma((2,), 1.0, dtype="int32"),
        lambda: random.categorical([0.0, 1.0], 2),
        lambda: random.categorical([[0.0, 1.0]], 2, dtype="float32"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call):
    with pytest.raises(ArgumentError):
        call()
