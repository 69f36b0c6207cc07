"""Each primitive of the JAX engine gives what the numpy engine gives, with its gradient, on drawn arguments."""

import warnings
from collections.abc import Sequence
from itertools import islice
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


def called(engine: str, name: str, seeds: Sequence[int]) -> list[list[Any]]:
    """For each draw the outputs, and the gradients of its first arrays of floats, all of them in one compiled step."""
    set_engine(engine)
    rows = [Row(name, seed) for seed in seeds]
    state = [variable for row in rows for variable in row.variables]
    step = current().compile(lambda: tuple(g for row in rows for g in row.gradients()), lambda: state)
    found = [[np.asarray(ops.convert_to_numpy(y)) for y in row.outputs()] for row in rows]
    for row, outputs in zip(rows, found, strict=True):
        row.weigh(outputs[0])
    grads = iter([np.asarray(ops.convert_to_numpy(g)) for g in step()])
    return [[*outputs, *islice(grads, row.count())] for row, outputs in zip(rows, found, strict=True)]


class Row:
    """A drawn call, with Variables for the arrays through which gradients flow."""

    def __init__(self, name: str, seed: int) -> None:
        self.name, self.seed, self.weight = name, seed, None
        args, self.options = CALLS[name](Draw(seed))
        flowing = [n for n, a in enumerate(args) if isinstance(a, np.ndarray) and a.dtype.kind == "f"][:3]
        if "crossentropy" in name or name == "where":
            flowing = [n for n in flowing if n]  # targets are constants
        self.args = [keras.Variable(a, dtype=str(a.dtype)) if n in flowing else a for n, a in enumerate(args)]
        self.variables = [self.args[n] for n in flowing]

    def outputs(self) -> Sequence[Any]:
        found = getattr(current(), self.name)(*self.args, **self.options)
        return found if isinstance(found, tuple) else (found,)

    def weigh(self, output: Any) -> None:
        """Have gradients taken of the output times random numbers, if it is of floats."""
        if output.dtype.kind == "f":
            self.weight = np.random.default_rng(self.seed).normal(size=output.shape).astype(output.dtype)

    def count(self) -> int:
        return 0 if self.weight is None else len(self.variables)

    def gradients(self) -> Sequence[Any]:
        if not self.count():
            return ()
        return keras.value_and_grad(lambda: ops.sum(self.outputs()[0] * self.weight), self.variables)[1]


def same(mine: Any, theirs: Any) -> None:
    assert (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
    if theirs.dtype.kind != "f":
        np.testing.assert_array_equal(mine, theirs)
        return
    rtol = TOLERANCE[theirs.dtype.name]
    np.testing.assert_allclose(mine, theirs, rtol=rtol, atol=rtol * max(1, np.abs(theirs).max(initial=0)))


@pytest.mark.parametrize("name", CALLS)
def test_a_primitive_and_its_gradient_are_those_of_the_numpy_engine(name):
    seeds = [zlib.crc32(name.encode()) + draw for draw in range(AGREED)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        theirs, mine = called("numpy", name, seeds), called("jax", name, seeds)
    for seed, found, wanted in zip(seeds, mine, theirs, strict=True):
        try:
            for a, b in zip(found, wanted, strict=True):
                same(a, b)
        except AssertionError as difference:
            raise AssertionError(f"{name}, {CALLS[name](Draw(seed))}: {difference}") from None


def test_each_primitive_is_drawn():
    assert set(CALLS) == set(PRIMITIVES) - NO_NUMBERS
