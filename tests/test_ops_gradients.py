"""The gradient of each op that has one is what differences say, in double precision."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.testing.gradients import gradient_error
from tests.golden.cases.formulas import CASES
from tests.golden.parts import draw, source

pytestmark = pytest.mark.slow

STEEP = {"divide_no_nan-zeros"}
"""A divisor is zero, and beside it the quotient is large."""

REDUCTIONS = ("add", "max", "min", "mul", None)
PLACES = np.array([[0], [2], [0]])


@pytest.fixture(autouse=True)
def in_double_precision() -> Iterator[None]:
    keras.backend.set_floatx("float64")
    yield
    keras.backend.set_floatx("float32")


def finite(arrays: list[Any]) -> bool:
    return all(np.isfinite(x).all() for x in arrays if x.dtype.kind == "f")


def first(made: Any) -> Any:
    return made[0] if isinstance(made, tuple | list) else made


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.gradients and name not in STEEP])
def test_a_gradient_is_what_differences_say(name: str) -> None:
    case, random = CASES[name], source(name)
    arrays = [draw(random, data, "float64") for data in case.arrays]
    if not finite(arrays):
        arrays = [np.where(np.isfinite(x), x, np.sin(np.arange(x.size)).reshape(x.shape)) for x in arrays]
    flowing = [i for i, x in enumerate(arrays) if x.dtype.kind == "f"]

    def function(*variables: Any) -> Any:
        given = list(map(ops.convert_to_tensor, arrays))
        for i, v in zip(flowing, variables, strict=True):
            given[i] = v * 1.0
        return first(case.call(ops, *given))

    assert gradient_error(function, *[arrays[i] for i in flowing]) < 1e-6


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_updates_and_what_they_change_have_their_gradients(reduction: str | None) -> None:
    x, updates = np.random.default_rng(3).normal(size=(2, 4, 3))
    places = PLACES if reduction else PLACES[:2]

    def function(x: Any, u: Any) -> Any:
        return ops.scatter_update(x, places, u[: len(places)], reduction=reduction)

    assert gradient_error(function, x, updates) < 1e-6
    if reduction == "mul":
        x[0] = updates[1] = 0
        assert gradient_error(function, x, updates) < 1e-6


def test_singular_matrices_have_the_gradient_of_their_determinant() -> None:
    x = np.random.default_rng(4).normal(size=(3, 3))
    x[2] = x[0] + x[1]
    assert gradient_error(ops.det, x) < 1e-6


def test_derivatives_along_a_direction_are_those_of_differences() -> None:
    x, t = np.array([0.5, -1.0]), np.array([1.0, 2.0])
    (y, (dy, dz)), aux = (lambda made: ((made[0], made[1]), made[2]))(
        ops.jvp(lambda x: ((ops.sin(x), ops.sum(x * x)), "told"), (x,), (t,), has_aux=True)
    )
    np.testing.assert_allclose(y[0], np.sin(x))
    np.testing.assert_allclose(dy, np.cos(x) * t)
    np.testing.assert_allclose(dz, 2 * np.sum(x * t))
    assert aux == "told"
