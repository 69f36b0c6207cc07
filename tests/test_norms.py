"""Norms: every order that has a meaning, against NumPy; the others are refused."""

import numpy as np
import pytest

from plugkeras import ops
from plugkeras.errors import ArgumentError
from plugkeras.testing.gradients import gradient_error

VECTOR = [None, 0, 1, 2, 3, 0.5, 2.5, -1, -2, np.inf, -np.inf]
MATRIX = [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf]
X = np.random.default_rng(3).normal(size=(3, 4, 5))


def test_the_cube_norm_of_three_numbers():
    assert round(float(ops.norm(np.array([1.0, -2.0, 3.0]), ord=3)), 4) == 3.3019


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [0, 1, -1, (1,)])
@pytest.mark.parametrize("order", VECTOR)
def test_the_norm_of_vectors(order, axis, keepdims):
    expected = np.linalg.norm(X, order, axis[0] if isinstance(axis, tuple) else axis, keepdims)
    np.testing.assert_allclose(ops.norm(X, order, axis, keepdims), expected, rtol=1e-12)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axes", [(0, 1), (2, 0), (-1, -2), [1, 2]])
@pytest.mark.parametrize("order", MATRIX)
def test_the_norm_of_matrices(order, axes, keepdims):
    expected = np.linalg.norm(X, order, tuple(axes), keepdims)
    np.testing.assert_allclose(ops.norm(X, order, axes, keepdims), expected, rtol=1e-12)


@pytest.mark.parametrize(("x", "order"), [(X[0, 0], 3), (X[0], "nuc"), (X[0], 2), (X, None)])
def test_without_axes_the_norm_is_of_all(x, order):
    expected = np.linalg.norm(x) if order is None else np.linalg.norm(x, order)
    np.testing.assert_allclose(ops.norm(x, order), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "order", "axis", "words"),
    [
        (X[0, 0], "fro", None, "order 'fro' means nothing for vectors"),
        (X[0, 0], float("nan"), None, "order nan means nothing for vectors"),
        (X[0], 3, None, "order 3 means nothing for matrices; give 1, -1"),
        (X[0], "frob", (0, 1), "order 'frob' means nothing for matrices"),
        (X, 2, None, "has to name one axis or two of 3"),
    ],
)
def test_an_order_without_a_meaning_is_refused(x, order, axis, words):
    with pytest.raises(ArgumentError, match=words):
        ops.norm(x, order, axis)


@pytest.mark.parametrize(("order", "axis"), [(o, 1) for o in VECTOR if o != 0] + [(o, (0, 2)) for o in MATRIX])
def test_the_gradient_of_a_norm_is_that_of_differences(order, axis):
    assert gradient_error(lambda x: ops.norm(x, order, axis), X) < 1e-6


@pytest.mark.parametrize("order", [None, 1, 2, 3])
def test_the_gradient_of_a_norm_of_zeros_is_zero(order):
    from plugkeras import Variable, value_and_grad

    zeros = Variable(np.zeros(3))
    _, (gradient,) = value_and_grad(lambda: ops.norm(zeros, order), [zeros])
    assert gradient.tolist() == [0, 0, 0]


@pytest.mark.parametrize("order", [1, 2, 3, 7])
def test_what_is_normalized_has_norm_one_in_that_order(order):
    y = ops.normalize(X, axis=1, order=order)
    np.testing.assert_allclose(np.linalg.norm(y, order, 1), 1, rtol=1e-9)
    assert np.isfinite(ops.normalize(np.zeros((2, 3)), order=order)).all()


@pytest.mark.parametrize("order", [0, -1, 2.5, "fro", None])
def test_an_order_that_normalize_does_not_know_is_refused(order):
    with pytest.raises(ArgumentError, match="`order` must be an integer of at least 1"):
        ops.normalize(X, order=order)
