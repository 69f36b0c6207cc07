"""Products of matrices."""

from typing import Any

from plugkeras.engine import Array
from plugkeras.ops.dispatch import primitive
from plugkeras.ops.shapes import convert_to_tensor, reshape, transpose


@primitive
def matmul(x1: Array, x2: Array) -> Array:
    """The matrix product over the last two axes, broadcast over the others."""


@primitive
def einsum(subscripts: str, *operands: Array) -> Array:
    """Einstein summation; the gradient needs an explicit ``->`` and no repeated index within one operand."""


@primitive
def singular_values(x: Array) -> Array:
    """The singular values of the matrices in x's last two axes, the largest first."""


def tensordot(x1: Array, x2: Array, axes: Any = 2) -> Array:
    """The sum of products over ``axes``: a number of them (x1's last, x2's first), or a pair of lists."""
    x1, x2 = convert_to_tensor(x1), convert_to_tensor(x2)
    n1, n2 = len(x1.shape), len(x2.shape)
    if isinstance(axes, int):
        axes = (range(n1 - axes, n1), range(axes))
    over1, over2 = ([a] if isinstance(a, int) else list(a) for a in axes)
    over1, over2 = [a % n1 for a in over1], [a % n2 for a in over2]
    kept1, kept2 = [i for i in range(n1) if i not in over1], [i for i in range(n2) if i not in over2]
    size = 1
    for a in over1:
        size *= x1.shape[a]
    left = reshape(transpose(x1, [*kept1, *over1]), (-1, size))
    right = reshape(transpose(x2, [*over2, *kept2]), (size, -1))
    return reshape(left @ right, tuple(x1.shape[i] for i in kept1) + tuple(x2.shape[i] for i in kept2))


def dot(x1: Array, x2: Array) -> Array:
    """The sum of products over x1's last axis and x2's last but one (its only one, if it has one)."""
    x1, x2 = convert_to_tensor(x1), convert_to_tensor(x2)
    if not len(x1.shape) or not len(x2.shape):
        return x1 * x2
    return tensordot(x1, x2, ([-1], [-1 if len(x2.shape) == 1 else -2]))


def outer(x1: Array, x2: Array) -> Array:
    """All products of an element of x1 with one of x2."""
    return reshape(x1, (-1, 1)) * reshape(x2, (1, -1))


def inner(x1: Array, x2: Array) -> Array:
    """The sum of products over both last axes."""
    x1, x2 = convert_to_tensor(x1), convert_to_tensor(x2)
    if not len(x1.shape) or not len(x2.shape):
        return x1 * x2
    return tensordot(x1, x2, ([-1], [-1]))
