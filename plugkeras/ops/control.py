"""Branches, loops and functions over the elements of arrays, by way of the engine."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError
from plugkeras.ops import loops
from plugkeras.ops.constants import in_dtype
from plugkeras.ops.elementwise import cast, clip, logical_and
from plugkeras.ops.shapes import concatenate, convert_to_tensor, flip, moveaxis, reshape, stack
from plugkeras.ops.structures import flatten, packed

__all__ = ["associative_scan", "cond", "fori_loop", "map", "switch", "vectorized_map", "while_loop"]


def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """``true_fn()`` if ``pred`` holds, else ``false_fn()``; while a step is traced, both return arrays of one sort."""
    if isinstance(pred, bool | int):
        return true_fn() if pred else false_fn()
    return current().branch(cast(convert_to_tensor(pred), "int32"), (false_fn, true_fn))


def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """``branches[index](*operands)``; the first for an index below 0, the last for one too large."""
    index = clip(in_dtype(index, "int32"), 0, len(branches) - 1)
    return current().branch(index, [partial(branch, *operands) for branch in branches])


def while_loop(
    cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Any, maximum_iterations: int | None = None
) -> Any:
    """``loop_vars = body(*loop_vars)`` as long as ``cond(*loop_vars)``, at most ``maximum_iterations`` times.

    ``loop_vars`` is an array, or a tuple or list of arrays and structures of them. While a step is traced, their
    shapes and dtypes stay, and no gradient flows back through the loop, nobody knowing how long it is: ``scan`` and
    ``fori_loop`` between Python's numbers have theirs.
    """
    several = isinstance(loop_vars, tuple | list)
    form = tuple(loop_vars) if several else (loop_vars,)
    leaves = [convert_to_tensor(leaf) for leaf in flatten(form)]

    def going(count: Any, *state: Any) -> Any:
        goes = cond(*packed(form, state))
        if maximum_iterations is None:
            return goes
        return logical_and(goes, count < maximum_iterations)

    def again(count: Any, *state: Any) -> list[Any]:
        made = body(*packed(form, state))
        return [count + 1, *flatten(made if isinstance(made, tuple | list) else (made,))]

    found = packed(form, current().repeat_while(going, again, [convert_to_tensor(0), *leaves])[1:])
    return found if several else found[0]


def fori_loop(lower: Any, upper: Any, body_fun: Callable[[Any, Any], Any], init_val: Any) -> Any:
    """``val = body_fun(i, val)`` for i from ``lower`` up to, not including, ``upper``."""
    if isinstance(lower, int) and isinstance(upper, int):
        for i in range(lower, upper):
            init_val = body_fun(i, init_val)
        return init_val

    def body(i: Any, *state: Any) -> Any:
        return (i + 1, *flatten(body_fun(i, packed(init_val, state))))

    state = (in_dtype(lower, "int32"), *flatten(init_val))
    return packed(init_val, while_loop(lambda i, *_: i < upper, body, state)[1:])


def map(f: Callable[[Any], Any], xs: Any) -> Any:
    """``f(x)`` for each x along the first axis of ``xs``, an array or a structure of them; the results stacked."""
    return loops.scan(lambda _, x: ((), f(x)), (), xs)[1]


def vectorized_map(function: Callable[[Any], Any], elements: Any) -> Any:
    """``function(x)`` for each x along the first axis of ``elements``, the results stacked; the calls have no order."""
    return map(function, elements)


def associative_scan(f: Callable[[Any, Any], Any], elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    """``f`` of all elements up to each one along ``axis``, where ``f(f(a, b), c) == f(a, f(b, c))``.

    ``f`` is given long pieces of ``elems``, and called about ``2 log2(n)`` times. ``reverse`` begins at the end.

    Raises:
        ArgumentError: the arrays are not all of the same length.
    """
    leaves = [moveaxis(convert_to_tensor(x), axis, 0) for x in flatten(elems)]
    if len({x.shape[0] for x in leaves}) > 1:
        raise ArgumentError("associative_scan: the arrays must have one length along `axis`.")
    leaves = [flip(x, 0) for x in leaves] if reverse else leaves
    found = _scanned(
        lambda a, b: flatten(f(packed(elems, _there(a, axis)), packed(elems, _there(b, axis)))), leaves, axis
    )
    found = [flip(x, 0) for x in found] if reverse else found
    return packed(elems, _there(found, axis))


def _there(leaves: Sequence[Array], axis: int) -> list[Array]:
    return [moveaxis(x, 0, axis) for x in leaves]


def _scanned(f: Callable[..., list[Array]], xs: list[Array], axis: int) -> list[Array]:
    """Pairs are joined, their scan is every second result, and one more call makes the others."""
    n = xs[0].shape[0]
    if n < 2:
        return xs

    def joined(a: list[Array], b: list[Array]) -> list[Array]:
        return [moveaxis(y, axis, 0) for y in f(a, b)]

    odd = _scanned(f, joined([x[: n - 1 : 2] for x in xs], [x[1::2] for x in xs]), axis)
    if n == 2:
        return [concatenate([x[:1], y]) for x, y in zip(xs, odd, strict=True)]
    even = joined([y[: (n - 1) // 2] for y in odd], [x[2::2] for x in xs])
    return [
        _interleaved(concatenate([x[:1], e]) if e.shape[0] else x[:1], o) for x, e, o in zip(xs, even, odd, strict=True)
    ]


def _interleaved(a: Array, b: Array) -> Array:
    """a's elements and b's in turn; a may have one more."""
    m = b.shape[0]
    pairs = reshape(stack([a[:m], b], 1), (2 * m, *b.shape[1:]))
    return concatenate([pairs, a[m:]]) if a.shape[0] > m else pairs
