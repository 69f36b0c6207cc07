"""Gradients against numeric differences, by random projection."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import Array, current, value_and_grad
from plugkeras.engine.variable import Variable


def gradient_error(function: Callable[..., Array], *arrays: Any, seed: int = 2015, step: float = 1e-5) -> float:
    """How far the gradient of ``function(*arrays)`` is from numeric differences, relative to its size.

    The output is projected on one random array, and the gradient on a random direction; both sides are
    one number then. ``arrays`` should be float64. About 1e-9 is right; a wrong rule gives about 1.
    Both are steps that the engine in use may compile.
    """
    rng = np.random.default_rng(seed)
    variables = [Variable(np.array(a, dtype="float64"), dtype="float64") for a in arrays]
    weight = rng.normal(size=np.shape(ops.convert_to_numpy(function(*variables))))
    directions = [rng.normal(size=v.shape) for v in variables]

    def projected() -> Array:
        return ops.sum(function(*variables) * weight)

    def gradients() -> tuple[Array, ...]:
        return tuple(value_and_grad(projected, variables)[1])

    grads = [ops.convert_to_numpy(g) for g in _compiled(gradients, variables)()]
    analytic = sum(float(np.sum(g * d)) for g, d in zip(grads, directions, strict=True))
    size = sum(float(np.sum(np.abs(g * d))) for g, d in zip(grads, directions, strict=True))
    value = _compiled(projected, variables)
    numeric = _difference(lambda: float(ops.convert_to_numpy(value())), variables, directions, step)
    return abs(analytic - numeric) / max(size, abs(numeric), 1e-8)


def _compiled(step: Callable[[], Any], variables: Sequence[Variable]) -> Callable[[], Any]:
    return current().compile(step, lambda: variables)


def _difference(f: Callable[[], float], variables: Sequence[Variable], directions: Sequence[Any], step: float) -> float:
    """The derivative of f along the directions: central differences, extrapolated to step 0."""
    start = [v.numpy() for v in variables]

    def along(h: float) -> float:
        values = []
        for sign in (1, -1):
            for v, x, d in zip(variables, start, directions, strict=True):
                v.assign(x + sign * h * d)
            values.append(f())
        return (values[0] - values[1]) / (2 * h)

    slope = (4 * along(step / 2) - along(step)) / 3
    for v, x in zip(variables, start, strict=True):
        v.assign(x)
    return slope
