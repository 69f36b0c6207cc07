"""Layers that only change the shape."""

from math import prod
from typing import Annotated, Any

from plugkeras import Layer, ops
from plugkeras.annotations import Count, DataFormat, Via
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.shapes import Shape, shape_of


def _target(value: Any) -> tuple[int, ...]:
    items = (value,) if isinstance(value, int) else tuple(value)
    if sum(n == -1 for n in items) > 1 or any(not isinstance(n, int) or n < -1 for n in items):
        raise ValueError("must be positive integers, one of which may be -1")
    return items


def _axes(value: Any) -> tuple[int, ...]:
    if sorted(value) != list(range(1, len(value) + 1)):
        raise ValueError("must name each axis after the batch once, counting from 1")
    return tuple(value)


class Flatten(Layer):
    """(n, …) becomes (n, product of the rest). With channels first, the channels are moved last before."""

    replayable = True
    data_format: DataFormat = None

    def call(self, x: Array) -> Array:
        """x with two axes."""
        if self.data_format == "channels_first" and len(x.shape) > 2:
            x = ops.moveaxis(x, 1, -1)
        return ops.reshape(x, (x.shape[0], prod(x.shape[1:])))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, product)."""
        rest = input_shape[1:]
        return (input_shape[0], None if None in rest else prod(rest))


class Reshape(Layer):
    """(n, …) becomes (n, *target_shape); -1 stands for what remains."""

    target_shape: Annotated[Any, Via(_target)]

    def call(self, x: Array) -> Array:
        """x in the new shape."""
        return ops.reshape(x, self.compute_output_shape(x.shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *target_shape)."""
        target, rest = self.target_shape, input_shape[1:]
        if None in rest:
            return (input_shape[0], *(None if n == -1 else n for n in target))
        size, known = prod(rest), prod(n for n in target if n != -1)
        if size % max(known, 1) or (-1 not in target and size != known):
            raise ShapeError(f"{self}: {size} elements of shape {tuple(rest)} do not fit the shape {target}.")
        return (input_shape[0], *(size // known if n == -1 else n for n in target))


class Permute(Layer):
    """The axes after the batch in the order ``dims``, counted from 1."""

    dims: Annotated[Any, Via(_axes)]

    def call(self, x: Array) -> Array:
        """x with its axes permuted."""
        return ops.transpose(x, (0, *self.dims))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape with its axes permuted."""
        return (input_shape[0], *(input_shape[i] for i in self.dims))


class RepeatVector(Layer):
    """(batch, features) becomes (batch, n, features)."""

    input_ndim = 2
    n: Count

    def call(self, x: Array) -> Array:
        """x, n times."""
        return ops.repeat(ops.expand_dims(x, 1), self.n, axis=1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, n, features)."""
        return (input_shape[0], self.n, *shape_of(input_shape[1:], str(self)))
