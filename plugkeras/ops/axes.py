"""What is done to one axis of an array."""

from math import prod

from plugkeras.engine import Array
from plugkeras.ops.linear import matmul
from plugkeras.ops.shapes import moveaxis, reshape, transpose

__all__: list[str] = []

NARROW = 8
"""What is behind an axis, if it is less, is too little for one product."""


def along(x: Array, axis: int, matrix: Array) -> Array:
    """x with an axis of length m multiplied by a matrix (m, n), so that it has length n."""
    axis %= len(x.shape)
    before, behind = x.shape[:axis], x.shape[axis + 1 :]
    if prod(behind) < NARROW:
        y = matmul(reshape(moveaxis(x, axis, -1), (-1, x.shape[axis])), matrix)
        return moveaxis(reshape(y, (*before, *behind, matrix.shape[1])), -1, axis)
    y = matmul(transpose(matrix), reshape(x, (prod(before), x.shape[axis], prod(behind))))
    return reshape(y, (*before, matrix.shape[1], *behind))
