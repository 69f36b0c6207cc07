"""Each primitive of the JAX engine gives what the numpy engine gives, with its gradient, on drawn arguments."""

import warnings
from typing import Any

import numpy as np
import pytest

pytest.importorskip("jax")

import zlib

import jax
from draws import CALLS, Draw

import plugkeras as keras
from plugkeras import ops
from plugkeras.engine import PRIMITIVES, current, set_engine

pytestmark = pytest.mark.slow

TOLERANCE = {"float16": 4e-3, "float32": 2e-5, "float64": 1e-11}
NO_NUMBERS = {"dropout"}  # which are drawn
AGREED = 4  # draws of each


@pytest.fixture(autouse=True)
def afterwards():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    set_engine("numpy")
    jax.config.update("jax_enable_x64", before)


def called(engine: str, name: str, seed: int) -> tuple[Any, Any]:
    """The outputs of a drawn call, and the gradients of its first two arrays of floats."""
    set_engine(engine)
    args, options = CALLS[name](Draw(seed))
    flowing = [n for n, a in enumerate(args) if isinstance(a, np.ndarray) and a.dtype.kind == "f"][:3]
    if "crossentropy" in name or name == "where":
        flowing = [n for n in flowing if n]  # targets are constants
    variables = [keras.Variable(args[n], dtype=str(args[n].dtype)) for n in flowing]
    args = list(args)
    for n, variable in zip(flowing, variables, strict=True):
        args[n] = variable

    def outputs() -> Any:
        return ops_of(name)(*args, **options)

    found = outputs()
    found = [np.asarray(ops.convert_to_numpy(y)) for y in (found if isinstance(found, tuple) else [found])]
    if not variables or found[0].dtype.kind != "f":
        return found, []
    weight = np.random.default_rng(seed).normal(size=found[0].shape).astype(found[0].dtype)

    def projected() -> Any:
        y = outputs()
        return ops.sum((y[0] if isinstance(y, tuple) else y) * weight)

    return found, [np.asarray(g) for g in keras.value_and_grad(projected, variables)[1]]


def ops_of(name: str) -> Any:
    return getattr(current(), name)


def same(mine: Any, theirs: Any) -> None:
    assert (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
    if theirs.dtype.kind != "f":
        np.testing.assert_array_equal(mine, theirs)
        return
    rtol = TOLERANCE[theirs.dtype.name]
    np.testing.assert_allclose(mine, theirs, rtol=rtol, atol=rtol * max(1, np.abs(theirs).max(initial=0)))


@pytest.mark.parametrize("name", CALLS)
def test_a_primitive_and_its_gradient_are_those_of_the_numpy_engine(name):
    for draw in range(AGREED):
        seed = zlib.crc32(name.encode()) + draw
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            theirs, mine = called("numpy", name, seed), called("jax", name, seed)
        try:
            for a, b in zip(mine[0] + mine[1], theirs[0] + theirs[1], strict=True):
                same(a, b)
        except AssertionError as difference:
            raise AssertionError(f"{name}, {CALLS[name](Draw(seed))}: {difference}") from None


def test_each_primitive_is_drawn():
    assert set(CALLS) == set(PRIMITIVES) - NO_NUMBERS
