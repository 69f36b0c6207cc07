"""Derivatives along a direction."""

from collections.abc import Callable, Sequence
from typing import Any

from plugkeras.engine import current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.ops.constants import in_dtype
from plugkeras.ops.reductions import sum
from plugkeras.ops.shapes import reshape, stack
from plugkeras.ops.structures import flatten, packed

__all__ = ["jvp"]


def jvp(fun: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any], has_aux: bool = False) -> Any:
    """``fun(*primals)``, and how it changes as its arguments change by ``tangents``: two things of one structure.

    With ``has_aux``, ``fun`` returns its result and something else, which comes third. The engine has gradients of
    numbers: each number of the result is computed once for itself, so let it be of few.

    Raises:
        ArgumentError: primals and tangents do not go together, or their values are not known yet.
    """
    found, directions = flatten(primals), flatten(tangents)
    if [getattr(x, "shape", ()) for x in found] != [getattr(t, "shape", ()) for t in directions]:
        raise ArgumentError("jvp: `tangents` must have the structure and the shapes of `primals`.")
    known = [current().known(x) for x in found]
    if any(x is None for x in known):
        raise ArgumentError("jvp: a step that is traced has no values to take it at.")
    variables = [Variable(x) for x in known]
    result = fun(*packed(tuple(primals), variables))
    result, aux = result if has_aux else (result, None)
    leaves = flatten(result)

    def number(leaf: int, place: int) -> Any:
        made = fun(*packed(tuple(primals), variables))
        return reshape(flatten(made[0] if has_aux else made)[leaf], (-1,))[place]

    def slope(leaf: int, place: int) -> Any:
        _, grads = current().value_and_grad(lambda: number(leaf, place), variables)
        return _total([sum(g * in_dtype(t, str(g.dtype))) for g, t in zip(grads, directions, strict=True)])

    slopes = []
    for i, leaf in enumerate(leaves):
        size = current().to_numpy(leaf).size
        slopes.append(reshape(stack([slope(i, place) for place in range(size)]), tuple(leaf.shape)))
    values = packed(result, [current().array(current().to_numpy(leaf)) for leaf in leaves])
    return (values, packed(result, slopes), aux) if has_aux else (values, packed(result, slopes))


def _total(terms: Sequence[Any]) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
