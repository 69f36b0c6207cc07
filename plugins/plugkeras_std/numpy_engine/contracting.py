"""Sums of products of two arrays by their axes' letters, as products of matrices."""

from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np


class Plan(NamedTuple):
    """In which order the axes of both are laid for the product, how many are in which role, and back again."""

    swapped: bool
    order1: tuple[int, ...]
    order2: tuple[int, ...]
    shared: int
    summed: int
    back: tuple[int, ...]


@lru_cache(maxsize=1024)
def plan(term1: str, term2: str, result: str) -> Plan | None:
    """How ``term1,term2->result`` is a product of matrices; None if it is not.

    It is not where a letter stands twice in a term, or in one of the three alone, or where axes have no letters.
    """
    letters1, letters2, kept = set(term1), set(term2), set(result)
    if "." in term1 + term2 + result or any(len(t) != len(set(t)) for t in (term1, term2, result)):
        return None
    if any((a - b - c) for a, b, c in ((letters1, letters2, kept), (letters2, letters1, kept))) or (
        kept - letters1 - letters2
    ):
        return None
    shared = [c for c in result if c in letters1 & letters2]
    summed = [c for c in term1 if c in letters2 and c not in kept]
    own1, own2 = ([c for c in result if c in a - b] for a, b in ((letters1, letters2), (letters2, letters1)))
    swapped = bool(own1 and own2) and result.index(own2[0]) < result.index(own1[0])
    if swapped:
        term1, term2, own1, own2 = term2, term1, own2, own1
    order1 = tuple(term1.index(c) for c in (*shared, *own1, *summed))
    order2 = tuple(term2.index(c) for c in (*shared, *summed, *own2))
    made = [*shared, *own1, *own2]
    return Plan(swapped, order1, order2, len(shared), len(summed), tuple(made.index(c) for c in result))


def einsum(subscripts: str, *operands: Any) -> Any:
    """``np.einsum``; of two arrays of floats by one product of matrices, or a stack of them."""
    left, arrow, result = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    of_floats = len(operands) == 2 and all(np.asarray(x).dtype.kind == "f" for x in operands)
    found = plan(*terms, result) if arrow and of_floats and len(terms) == 2 else None
    if found is None:
        return np.einsum(subscripts, *operands, optimize=len(operands) > 1)
    x1, x2 = operands[::-1] if found.swapped else operands
    if any(x1.shape[i] != x2.shape[j] for i, j in _paired(found)):  # one of them is 1, or it is wrong
        return np.einsum(subscripts, *operands)
    x1, x2 = x1.transpose(found.order1), x2.transpose(found.order2)
    n, m = found.shared, found.summed
    together = x1.shape[:n]
    own1, summed, own2 = x1.shape[n : x1.ndim - m], x1.shape[x1.ndim - m :], x2.shape[n + m :]
    rows = x1.reshape((*together, prod(own1), prod(summed)))
    columns = x2.reshape((*together, prod(summed), prod(own2)))
    return np.matmul(rows, columns).reshape((*together, *own1, *own2)).transpose(found.back)


def _paired(found: Plan) -> list[tuple[int, int]]:
    """The axes of both that must be of one length."""
    n, m = found.shared, found.summed
    ends1 = found.order1[len(found.order1) - m :]
    return [*zip(found.order1[:n], found.order2[:n], strict=True), *zip(ends1, found.order2[n : n + m], strict=True)]
