"""Loops that carry a state along."""

from collections.abc import Callable
from typing import Any

from plugkeras.errors import ArgumentError
from plugkeras.ops.shapes import convert_to_tensor, stack, zeros_like
from plugkeras.ops.structures import flatten, packed

__all__ = ["scan"]


def scan(
    f: Callable[..., Any],
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: Any = 1,
) -> tuple[Any, Any]:
    """``carry, y = f(carry, x)`` for each x along the first axis of ``xs``: the last carry, and the ys stacked.

    ``init``, ``xs`` and the ys may be arrays, or tuples, lists and dicts of them. Without ``xs``, x is None and
    ``length`` says how often. A y of None stands for zeros like ``init``. ``unroll`` changes nothing here.

    Raises:
        ArgumentError: neither ``xs`` nor ``length`` is given, or ``f`` does not return two things.
    """
    if xs is None and length is None:
        raise ArgumentError("scan: give `xs` to go along, or a `length`.")
    inputs = [] if xs is None else [x if hasattr(x, "shape") else convert_to_tensor(x) for x in flatten(xs)]
    n = int(length) if length is not None else inputs[0].shape[0]
    carry, outputs = init, []
    for i in reversed(range(n)) if reverse else range(n):
        x = None if xs is None else packed(xs, [v[i] for v in inputs])
        carry, y = _step(f, carry, x)
        outputs.append(packed(init, [zeros_like(v) for v in flatten(init)]) if y is None else y)
    if reverse:
        outputs.reverse()
    return carry, _stacked(outputs)


def _step(f: Callable[..., Any], carry: Any, x: Any) -> tuple[Any, Any]:
    made = f(carry, x)
    if not isinstance(made, list | tuple) or len(made) != 2:
        raise ArgumentError("scan: `f` must return two things, the next carry and what goes out.")
    return made[0], made[1]


def _stacked(outputs: list[Any]) -> Any:
    """One structure of long arrays, from a list of structures; None if there are none."""
    if not outputs:
        return None
    columns = zip(*[flatten(y) for y in outputs], strict=True)
    return packed(outputs[0], [stack(column) for column in columns])
