"""plugkeras gives the numbers of real Keras, to 1e-5 in float32 and 1e-10 in float64."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import plugkeras
import pytest
from plugkeras.engine import value_and_grad
from plugkeras.floats import set_floatx

from . import store
from .compare import differences
from .runs import FAMILIES


class Plugkeras:
    """plugkeras, as a ``Side``."""

    keras = plugkeras
    value_and_grad = staticmethod(value_and_grad)


@cache
def golden(family: str) -> store.Results:
    return store.read(family)


ROWS = [
    pytest.param(family, name, dtype, id=f"{family}-{name}-{dtype}")
    for family, (_, cases) in FAMILIES.items()
    for dtype in store.DTYPES
    for name in cases
]


@pytest.fixture
def floatx() -> Iterator[Any]:
    yield set_floatx
    set_floatx("float32")


@pytest.mark.parametrize(("family", "name", "dtype"), ROWS)
def test_plugkeras_gives_what_keras_gives(family: str, name: str, dtype: str, floatx: Any) -> None:
    floatx(dtype)
    run, cases = FAMILIES[family]
    got = run(Plugkeras(), name, cases[name], dtype)
    written = golden(family)
    assert not list(differences(got, written[dtype][name], dtype, exact=written["float64"][name]))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_case_has_its_golden_numbers_in_both_dtypes(family: str) -> None:
    _, cases = FAMILIES[family]
    assert {dtype: set(results) for dtype, results in golden(family).items()} == dict.fromkeys(store.DTYPES, set(cases))
