"""The shapes that most ops have, each written once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from plugkeras.engine.operators import Operators
from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.buffers import LARGE
from plugkeras_std.numpy_engine.dtypes import agreed, floating, given, together
from plugkeras_std.numpy_engine.tape import give, node_of, record, recording, taped, untraceable

Rule = Callable[..., Any]


SHORT = 256
"""Numbers in a row up to which NumPy's cost of a row counts."""


def pooled(ufunc: Any, a: Any, b: Any) -> Any:
    """``ufunc(a, b)``; where a is large and laid out row by row, in a buffer that is used again."""
    if type(a) is not np.ndarray or a.size < LARGE or a.dtype.kind != "f" or not a.flags.c_contiguous:
        return ufunc(a, b)
    shape, dtype = np.shape(b), getattr(b, "dtype", a.dtype)
    if dtype != a.dtype or (shape != a.shape and np.broadcast_shapes(shape, a.shape) != a.shape):
        return ufunc(a, b)
    return ufunc(a, b, out=buffers.empty(a.shape, a.dtype))


def differentiable(function: Callable[..., Any], *rules: Rule) -> Callable[..., Any]:
    """An op with one rule an argument: ``rule(g, y, *arguments, **options)`` is that argument's gradient."""

    def forward(*xs: Any, **options: Any) -> Any:
        y = function(*xs, **options)
        return y, (y, xs, options)

    def pull(g: Any, nodes: Any, saved: Any) -> None:
        y, xs, options = saved
        for rule, x, node in zip(rules, xs, nodes, strict=False):  # options given by position come last
            if node is not None:
                share = rule(g, y, *xs, **options)
                shape = x.shape
                give(node, share if share.shape == shape else unbroadcast(share, shape))

    return taped(forward, pull)


def unary(function: Callable[..., Any], rule: Rule, floats: bool) -> Callable[..., Any]:
    """An op of one array; with ``floats``, what it computes is no integer, whatever the array is of."""
    ready, is_ufunc = floating if floats else given, isinstance(function, np.ufunc)

    def pull(g: Any, nodes: Any, saved: Any) -> None:
        give(nodes[0], rule(g, *saved))

    def run(x: Any) -> Any:
        xv = x.value if isinstance(x, Operators) else x
        if type(xv) is not np.ndarray or xv.dtype.kind != "f":
            xv = ready(xv)
        large = is_ufunc and xv.size >= LARGE and xv.dtype.kind == "f" and xv.flags.c_contiguous
        y = function(xv, out=buffers.empty(xv.shape, xv.dtype)) if large else function(xv)
        if recording.tape is None:
            return y
        untraceable()
        return record(pull, y, (node_of(x),), (y, xv))

    return run


def binary(function: Callable[..., Any], rule1: Rule, rule2: Rule, floats: bool) -> Callable[..., Any]:
    """An op of two arrays, broadcast and brought to one dtype."""
    large = partial(pooled, function) if isinstance(function, np.ufunc) else function

    def pull(g: Any, nodes: Any, saved: Any) -> None:
        y, a, b = saved
        if nodes[0] is not None:
            give(nodes[0], unbroadcast(rule1(g, y, a, b), np.shape(a)))
        if nodes[1] is not None:
            give(nodes[1], unbroadcast(rule2(g, y, a, b), np.shape(b)))

    def run(x1: Any, x2: Any) -> Any:
        a = x1.value if isinstance(x1, Operators) else x1
        b = x2.value if isinstance(x2, Operators) else x2
        if not agreed(a, b):
            a, b = together(a, b)
            if floats and a.dtype.kind not in "fc":
                a, b = floating(a), floating(b)
        y = function(a, b) if type(a) is not np.ndarray or a.size < LARGE else large(a, b)
        if recording.tape is None:
            return y
        untraceable()
        return record(pull, y, (node_of(x1), node_of(x2)), (y, a, b))

    return run


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
    return np.broadcast_to(g, shape) if not axes and g.shape != shape else added(g, axes, True).reshape(shape)


def short_rows(x: Any, axis: Any) -> Any:
    """x as (…, rows, columns), if it is the rows that ``axis`` names and they are short; or None."""
    if x.ndim < 2 or x.size < LARGE or x.shape[-1] > SHORT or not x.flags.c_contiguous:
        return None
    axes = sorted(axes_of(axis, x.ndim))
    first = axes[0] if axes else x.ndim
    return x.reshape(*x.shape[:first], -1, x.shape[-1]) if axes == list(range(first, x.ndim - 1)) else None


def added(x: Any, axis: Any, keepdims: bool) -> Any:
    """The sum; where short rows are added up, by a product with ones, for NumPy pays for each row."""
    rows = short_rows(x, axis)
    if rows is not None:
        y = np.matmul(np.ones(rows.shape[-2], x.dtype), rows)
        return kept(y, axis, x.shape) if keepdims else y
    return np.add.reduce(x, axis, None, None, keepdims)


def axes_of(axis: Any, ndim: int) -> tuple[int, ...]:
    """``axis`` as a tuple of axes that are not negative."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim for a in ((axis,) if isinstance(axis, int | np.integer) else axis))


def kept(y: Any, axis: Any, shape: tuple[int, ...]) -> Any:
    """A reduction's result or gradient with the reduced axes put back, of length 1."""
    axes = axes_of(axis, len(shape))
    return np.reshape(y, tuple(1 if i in axes else n for i, n in enumerate(shape)))
