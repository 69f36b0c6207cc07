"""What is done to one axis of an array."""

from plugkeras.engine import Array
from plugkeras.ops.linear import matmul
from plugkeras.ops.shapes import moveaxis

__all__: list[str] = []


def along(x: Array, axis: int, matrix: Array) -> Array:
    """x with an axis of length m multiplied by a matrix (m, n), so that it has length n."""
    return moveaxis(matmul(moveaxis(x, axis, -1), matrix), -1, axis)
