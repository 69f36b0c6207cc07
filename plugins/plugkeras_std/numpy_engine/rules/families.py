"""The shapes that most ops have, each written once."""

from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras.engine.operators import Operators
from plugkeras_std.numpy_engine.tape import op, recording, untraceable

Rule = Callable[..., Any]


def differentiable(function: Callable[..., Any], *rules: Rule) -> Callable[..., Any]:
    """An op with one rule an argument: ``rule(g, y, *arguments, **options)`` is that argument's gradient."""

    def forward(*xs: Any, **options: Any) -> Any:
        y = function(*xs, **options)
        return y, (y, xs, options)

    def vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
        y, xs, options = saved
        return [
            unbroadcast(rule(g, y, *xs, **options), np.shape(x)) if want else None
            for rule, x, want in zip(rules, xs, wants, strict=False)
        ] + [None] * (len(wants) - len(rules))

    return op(forward, vjp)


def constant(function: Callable[..., Any]) -> Callable[..., Any]:
    """An op through which no gradient flows."""

    def run(*args: Any, **options: Any) -> Any:
        if recording.tape is None and type(args[0]) is np.ndarray and type(args[-1]) is np.ndarray:
            return function(*args, **options)
        untraceable()
        return function(*[x.value if isinstance(x, Operators) else x for x in args], **options)

    return run


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """The gradient of something of ``shape`` that had been broadcast to g's shape."""
    if g.shape == shape:
        return g
    lead = g.ndim - len(shape)
    axes = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 and g.shape[lead + i] != 1))
    return np.broadcast_to(g, shape) if not axes and g.shape != shape else g.sum(axis=axes).reshape(shape)


def axes_of(axis: Any, ndim: int) -> tuple[int, ...]:
    """``axis`` as a tuple of axes that are not negative."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim for a in ((axis,) if isinstance(axis, int | np.integer) else axis))


def kept(y: Any, axis: Any, shape: tuple[int, ...]) -> Any:
    """A reduction's result or gradient with the reduced axes put back, of length 1."""
    axes = axes_of(axis, len(shape))
    return np.reshape(y, tuple(1 if i in axes else n for i, n in enumerate(shape)))
