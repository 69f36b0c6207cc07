"""Functions of single elements made functions of arrays, and arrays rearranged by the names of axes."""

import re
from collections.abc import Callable, Collection
from math import prod
from typing import Any

import numpy

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.shapes import broadcast_to, convert_to_tensor, reshape, stack, transpose

__all__ = ["rearrange", "vectorize"]


def vectorize(
    pyfunc: Callable[..., Any], *, excluded: Collection[Any] | None = None, signature: str | None = None
) -> Callable[..., Any]:
    """A function that calls ``pyfunc`` with each element of its arguments, broadcast, and gives arrays of the results.

    Arguments whose number or name is among ``excluded`` are given as they are. By a ``signature`` such as
    "(n),(m)->(n,m)" the function takes arrays of so many axes, and the others are gone along.

    Raises:
        ArgumentError: ``pyfunc`` is no function, or its arguments do not fit the signature.
    """
    if not callable(pyfunc):
        raise ArgumentError(f"vectorize: `pyfunc` must be a function, not {pyfunc!r}.")
    left_out = set(excluded or ())
    axes = None if signature is None else [len(re.findall(r"\w+", part)) for part in _arguments(signature)]

    def run(*args: Any, **kwargs: Any) -> Any:
        along = [i for i in range(len(args)) if i not in left_out]
        names = [key for key in kwargs if key not in left_out]
        arrays = [convert_to_tensor(a) for a in (*(args[i] for i in along), *(kwargs[key] for key in names))]
        own = [0] * len(arrays) if axes is None else axes
        if len(own) != len(arrays):
            raise ArgumentError(f"vectorize: the signature {signature!r} is for {len(own)} arrays, not {len(arrays)}.")

        def call(elements: list[Any]) -> Any:
            given = list(args)
            for i, element in zip(along, elements, strict=False):
                given[i] = element
            return pyfunc(*given, **{**kwargs, **dict(zip(names, elements[len(along) :], strict=True))})

        return _over(call, arrays, own)

    return run


def _arguments(signature: str) -> list[str]:
    found = re.findall(r"\(([^)]*)\)", signature.partition("->")[0])
    if "->" not in signature or not found:
        raise ArgumentError(f"vectorize: `signature` is written as '(n),(m)->()', not {signature!r}.")
    return found


def _over(call: Callable[[list[Any]], Any], arrays: list[Array], own: list[int]) -> Any:
    """``call`` of each element, where that has so many axes of its own; the results in the shape of the others."""
    lead = numpy.broadcast_shapes(*(tuple(x.shape)[: len(x.shape) - n] for x, n in zip(arrays, own, strict=True)))
    rows = []
    for x, n in zip(arrays, own, strict=True):
        inner = tuple(x.shape)[len(x.shape) - n :]
        rows.append(reshape(broadcast_to(x, (*lead, *inner)), (prod(lead), *inner)))
    results = [call([row[i] for row in rows]) for i in range(prod(lead))]
    if not results:
        raise ArgumentError("vectorize: of no elements nobody knows what the result would be.")
    if isinstance(results[0], tuple):
        return tuple(_shaped(part, lead) for part in zip(*results, strict=True))
    return _shaped(results, lead)


def _shaped(results: Any, lead: tuple[int, ...]) -> Array:
    y = stack([convert_to_tensor(r) for r in results])
    return reshape(y, (*lead, *y.shape[1:]))


# -- rearrange ------------------------------------------------------------------------------------


def _groups(pattern: str) -> list[list[str]]:
    return [re.findall(r"\w+", part) for part in re.findall(r"\(.*?\)|\w+", pattern)]


def rearrange(tensor: Array, pattern: str, **axes_lengths: int) -> Array:
    """Axes moved, joined and cut as a pattern says: "b (h p) c -> (b p) h c".

    Of the axes in one bracket, all lengths but one are told.

    Raises:
        ArgumentError: the pattern does not fit, or a length is missing or wrong.
    """
    x = convert_to_tensor(tensor)
    before, arrow, after = pattern.partition("->")
    old, new = _groups(before), _groups(after)
    names = [name for group in old for name in group]
    if not arrow or sorted(names) != sorted(n for group in new for n in group) or len(old) != len(x.shape):
        raise ArgumentError(f"rearrange: {pattern!r} does not say how {len(x.shape)} axes become others.")
    lengths: dict[str, int] = {}
    for group, n in zip(old, x.shape, strict=True):
        lengths |= _lengths(group, int(n), axes_lengths)
    x = reshape(x, [lengths[name] for name in names])
    x = transpose(x, [names.index(name) for group in new for name in group])
    return reshape(x, [prod(lengths[name] for name in group) for group in new])


def _lengths(group: list[str], n: int, told: dict[str, int]) -> dict[str, int]:
    """How long the axes are of which one of length n consists."""
    missing = [name for name in group if name not in told]
    rest = prod(told[name] for name in group if name in told)
    if len(missing) > 1 or rest < 1 or n % rest or (not missing and rest != n):
        raise ArgumentError(f"rearrange: an axis of length {n} is no ({' '.join(group)}) with the lengths {told}.")
    return {name: told.get(name, n // rest) for name in group}
