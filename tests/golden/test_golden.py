"""plugkeras gives the numbers of real Keras, to 1e-5 in float32 and 1e-10 in float64."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

import plugkeras
from plugkeras.engine import value_and_grad
from plugkeras.errors import ArgumentError

from . import store
from .compare import differences
from .runs import FAMILIES, cases_in


class Plugkeras:
    """plugkeras, as a ``Side``."""

    keras = plugkeras
    value_and_grad = staticmethod(value_and_grad)


@cache
def golden(family: str) -> store.Results:
    return store.read(family)


FRACTIONS = "SparseCategoricalCrossentropy-real"
"""Class numbers with a fraction, which real Keras cuts off without a word, and plugkeras refuses."""

PART = int(os.environ.get("PLUGKERAS_GOLDEN_PART", "1"))
"""With 40, only every fortieth case is compared: for engines that compile each."""

ROWS = [
    pytest.param(family, name, dtype, id=f"{family}-{name}-{dtype}")
    for family in FAMILIES
    for dtype in store.DTYPES
    for name in cases_in(family, dtype)
    if name != FRACTIONS
][::PART]


@pytest.fixture
def floatx() -> Iterator[Any]:
    yield plugkeras.backend.set_floatx
    plugkeras.backend.set_floatx("float32")


@pytest.mark.parametrize(("family", "name", "dtype"), ROWS)
def test_plugkeras_gives_what_keras_gives(family: str, name: str, dtype: str, floatx: Any) -> None:
    floatx(dtype)
    run, cases = FAMILIES[family]
    got = run(Plugkeras(), name, cases[name], dtype)
    written = golden(family)
    assert not list(differences(got, written[dtype][name], dtype, exact=written["float64"].get(name)))


def test_class_numbers_with_a_fraction_are_refused() -> None:
    run, cases = FAMILIES["losses"]
    with pytest.raises(ArgumentError, match="Class numbers are whole"):
        run(Plugkeras(), FRACTIONS, cases[FRACTIONS], "float32")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_case_has_its_golden_numbers_and_no_others(family: str) -> None:
    written = {dtype: set(results) for dtype, results in golden(family).items()}
    assert written == {dtype: set(cases_in(family, dtype)) for dtype in store.DTYPES}


def test_sparsemax_is_the_nearest_point_of_the_simplex() -> None:
    x = np.array([[1.0, 0.8, 0.1], [3.0, 0.0, 0.0], [0.2, 0.1, 0.0]])
    nearest = [[0.6, 0.4, 0.0], [1.0, 0.0, 0.0], [13 / 30, 10 / 30, 7 / 30]]  # real Keras: [0.1, 0, 0] for the first
    np.testing.assert_allclose(plugkeras.activations.sparsemax(x), nearest, atol=1e-12)


@pytest.mark.parametrize(("shape", "rows"), [((3, 5), 3), ((5, 3), 3), ((2, 3, 4), 4)])
def test_an_orthogonal_initializer_makes_orthonormal_rows_or_columns(shape: tuple[int, ...], rows: int) -> None:
    matrix = np.asarray(plugkeras.initializers.Orthogonal(seed=1)(shape, dtype="float64")).reshape(-1, shape[-1])
    gram = matrix @ matrix.T if len(matrix) == rows else matrix.T @ matrix
    np.testing.assert_allclose(gram, np.eye(rows), atol=1e-12)
