"""Ops that are no primitives on the JAX engine, in one program with their gradients: what real Keras gives."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

pytest.importorskip("jax")

import jax

import plugkeras as keras
from plugkeras import ops
from plugkeras.engine import current, set_engine, value_and_grad
from tests.golden import store
from tests.golden.cases.formulas import CASES
from tests.golden.cases.operations import Op
from tests.golden.compare import differences
from tests.golden.parts import draw, source
from tests.golden.runs import run_op

pytestmark = pytest.mark.slow

NEEDS_VALUES = {name for name in CASES if name.split("-")[0] in ("unique", "nonzero", "histogram")}
NEEDS_VALUES |= {"bincount-weights", "while_loop"}
"""What is as long as values say, or goes back through a loop that does; real Keras on JAX does not trace it either."""


@pytest.fixture(autouse=True)
def in_double_precision() -> Iterator[None]:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    set_engine("jax")
    keras.backend.set_floatx("float64")
    yield
    keras.backend.set_floatx("float32")
    set_engine("numpy")
    jax.config.update("jax_enable_x64", before)


@cache
def golden() -> Any:
    return store.read("ops")["float64"]


class Plugkeras:
    """plugkeras, as a ``Side``."""

    keras = keras
    value_and_grad = staticmethod(value_and_grad)


def compiled(name: str, case: Op) -> dict[str, Any]:
    """What ``run_op`` gives, by one program."""
    random = source(name)
    arrays = [draw(random, data, "float64") for data in case.arrays]
    variables = [keras.Variable(x) if x.dtype.kind == "f" else None for x in arrays]
    watched = [v for v in variables if v is not None]
    shape = np.shape(golden()[name]["value-0"])
    projection = random.uniform(-1, 1, shape)

    def parts(*whole: Any) -> tuple[Any, ...]:
        rest = iter(whole)
        made = case.call(ops, *[next(rest) if v is None else ops.multiply(v, 1.0) for v in variables])
        return tuple(made) if isinstance(made, tuple | list) else (made,)

    def step(*whole: Any) -> tuple[Any, ...]:
        if not case.gradients:
            return parts(*whole)

        def projected() -> Any:
            found = parts(*whole)
            return ops.sum(ops.multiply(found[0], projection)), *found

        found, grads = value_and_grad(projected, watched)
        return *found[1:], *grads

    whole = [x for x, v in zip(arrays, variables, strict=True) if v is None]
    found = [np.asarray(y) for y in current().compile(step, lambda: watched)(*whole)]
    n = len(found) - len(watched) * case.gradients
    result = {f"value-{i}": y.astype("int64") if y.dtype.kind in "iub" else y for i, y in enumerate(found[:n])}
    return result | {f"gradient-{i}": y for i, y in enumerate(found[n:])}


@pytest.mark.parametrize("name", CASES)
def test_an_op_is_what_it_is_in_keras_traced_or_not(name: str) -> None:
    case = CASES[name]
    run = run_op(Plugkeras(), name, case, "float64") if name in NEEDS_VALUES else compiled(name, case)
    assert not list(differences(run, golden()[name], "float64", exact=golden()[name]))


# -- loops and branches whose conditions are traced ----------------------------------------------------


def programmed(function: Any, *args: Any) -> Any:
    return np.asarray(current().compile(function, list)(*args)).tolist()


def test_a_loop_goes_on_as_long_as_a_traced_value_says() -> None:
    double = lambda x: ops.while_loop(lambda i, y: ops.sum(y) < 10, lambda i, y: (i + 1, y * 2), (0, x))  # noqa: E731
    assert programmed(lambda x: double(x)[1], np.ones(3)) == [4, 4, 4]
    assert programmed(lambda x: double(x)[0], np.ones(3)) == 2
    assert programmed(lambda n: ops.fori_loop(0, n, lambda i, y: y + i, ops.zeros(())), np.int32(5)) == 10


def test_a_branch_is_taken_by_a_traced_value_and_has_its_gradient() -> None:
    def branch(x: Any, k: Any) -> Any:
        return ops.switch(k, [lambda x: x, lambda x: x * x, lambda x: x * 3], x)

    assert [programmed(branch, np.array([2.0]), np.int32(k)) for k in (-1, 0, 1, 2, 9)] == [[2], [2], [4], [6], [6]]
    v = keras.Variable(np.array([2.0]))

    def step(k: Any) -> Any:
        return value_and_grad(lambda: ops.sum(branch(v * 1.0, k)), [v])[1][0]

    assert [np.asarray(current().compile(step, lambda: [v])(np.int32(k))).tolist() for k in (0, 1)] == [[1], [4]]


def test_what_a_branch_or_a_loop_assigns_stays_assigned() -> None:
    v = keras.Variable(np.zeros(()))

    def step(x: Any) -> Any:
        ops.cond(x > 0, lambda: (v.assign_add(x), x)[1], lambda: x)
        ops.while_loop(lambda i: i < x, lambda i: (v.assign_add(1.0), i + 1)[1], ops.zeros(()))
        return x

    program = current().compile(step, lambda: [v])
    program(np.float64(2))
    assert float(v) == 4
    program(np.float64(-2))
    assert float(v) == 4
