"""Several inputs become one: for layers of one's own, since a Sequential has one way through it."""

from collections.abc import Sequence
from functools import reduce
from math import prod
from typing import Any, ClassVar

from plugkeras import Layer, ops
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape


class Merge(Layer):
    """A layer that is called on a list of arrays, of which ``merged`` makes one."""

    supports_masking = True
    exactly: ClassVar[int | None] = None
    """How many inputs there have to be; None: one or more."""

    def build(self, input_shape: Any) -> None:
        """No weights: the shapes have to fit.

        Raises:
            ShapeError: they do not, or it is not a list of several.
        """
        if not input_shape or not isinstance(input_shape[0], list | tuple):
            raise ShapeError(f"{self} is called on a list of inputs, and got one of shape {tuple(input_shape)}.")
        if self.exactly not in (None, len(input_shape)):
            raise ShapeError(f"{self} takes {self.exactly} inputs, and got {len(input_shape)}.")
        self.compute_output_shape(input_shape)

    @classmethod
    def of(cls, inputs: Sequence[Array], **kwargs: Any) -> Array:
        """What such a layer makes of the inputs: ``layers.add`` is that of ``layers.Add``, and so on."""
        return cls(**kwargs)(inputs)

    def merged(self, inputs: Sequence[Array]) -> Array:
        """One array of several."""
        raise NotImplementedError(f"{type(self).__name__} does not define merged(inputs).")

    def call(self, inputs: Any) -> Array:
        """What they become together."""
        if not isinstance(inputs, list | tuple):
            raise ShapeError(f"{self} is called on a list of inputs, and got one of shape {tuple(inputs.shape)}.")
        return self.merged(inputs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """True where one of the masks is, if each input has one."""
        if mask is None or any(m is None for m in mask):
            return None
        return reduce(ops.logical_or, mask)


class Elementwise(Merge):
    """Inputs of shapes that broadcast; one with fewer axes gets new ones behind the batch axis."""

    op: ClassVar[str]

    def merged(self, inputs: Sequence[Array]) -> Array:
        """One after the other."""
        most = max(len(x.shape) for x in inputs)
        lifted = [ops.reshape(x, (x.shape[0], *[1] * (most - len(x.shape)), *x.shape[1:])) for x in inputs]
        return reduce(getattr(ops, self.op), lifted)

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """As the shapes broadcast.

        Raises:
            ShapeError: they do not.
        """
        return reduce(self._together, [tuple(shape) for shape in input_shape])

    def _together(self, first: Shape, second: Shape) -> Shape:
        short, long = sorted((first, second), key=len)
        short = (short[0], *[1] * (len(long) - len(short)), *short[1:])
        found = [self._length(a, b, first, second) for a, b in zip(short[1:], long[1:], strict=True)]
        batch = long[0] if short[0] is None else short[0]
        if None not in (short[0], long[0]) and short[0] != long[0]:
            raise ShapeError(f"{self} needs as many samples of each input, and got shapes {first} and {second}.")
        return (batch, *found)

    def _length(self, a: int | None, b: int | None, first: Shape, second: Shape) -> int | None:
        if a == b or b == 1:
            return a
        if a == 1 or None in (a, b):
            return b if a == 1 else None
        raise ShapeError(f"{self} cannot bring together inputs of shapes {first} and {second}.")


class Add(Elementwise):
    """The sum of the inputs."""

    op = "add"


class Subtract(Elementwise):
    """The first of two inputs less the second."""

    op, exactly = "subtract", 2


class Multiply(Elementwise):
    """The product of the inputs."""

    op = "multiply"


class Average(Elementwise):
    """The mean of the inputs."""

    op = "add"

    def merged(self, inputs: Sequence[Array]) -> Array:
        """The sum, divided."""
        return super().merged(inputs) / len(inputs)


class Maximum(Elementwise):
    """The largest of the inputs, element by element."""

    op = "maximum"


class Minimum(Elementwise):
    """The smallest of the inputs, element by element."""

    op = "minimum"


class Concatenate(Merge):
    """The inputs behind each other along ``axis``; in all others they are as long."""

    axis: int = -1

    @classmethod
    def of(cls, inputs: Sequence[Array], axis: int = -1, **kwargs: Any) -> Array:
        """The inputs behind each other."""
        return cls(axis, **kwargs)(inputs)

    def merged(self, inputs: Sequence[Array]) -> Array:
        """One behind the other."""
        return ops.concatenate(list(inputs), axis=self.axis)

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """The lengths along ``axis`` together.

        Raises:
            ShapeError: the other lengths differ.
        """
        first = list(input_shape[0])
        axis = self.axis % len(first)
        rest = {(*shape[:axis], *shape[axis + 1 :]) for shape in input_shape if None not in shape}
        if len({len(shape) for shape in input_shape}) > 1 or len({r[1:] if axis else r for r in rest}) > 1:
            raise ShapeError(f"{self} needs inputs that differ in axis {self.axis} only, and got {list(input_shape)}.")
        lengths = [shape[axis] for shape in input_shape]
        first[axis] = None if None in lengths else sum(n for n in lengths if n is not None)
        return tuple(first)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks behind each other; what has none is there. Over the features, true where any is."""
        if mask is None or all(m is None for m in mask):
            return None
        whole = [ops.ones(x.shape, "bool") if m is None else _spread(m, x) for x, m in zip(inputs, mask, strict=True)]
        return ops.any(ops.concatenate(whole, axis=self.axis), axis=-1)


def _spread(mask: Array, x: Array) -> Array:
    """A mask of the steps of x for each of its elements."""
    mask = ops.cast(mask, "bool")
    mask = ops.reshape(mask, (*mask.shape, *[1] * (len(x.shape) - len(mask.shape))))
    return ops.broadcast_to(mask, x.shape)


class Dot(Merge):
    """Sample by sample, the products of two inputs summed up along ``axes``, one or two of them.

    With ``normalize``, both have length 1 along their axis: the cosine of the angle between them.
    """

    exactly = 2
    axes: Any
    normalize: bool = False

    @classmethod
    def of(cls, inputs: Sequence[Array], axes: Any = -1, **kwargs: Any) -> Array:
        """Their products, summed up."""
        return cls(axes, **kwargs)(inputs)

    def setup(self) -> None:
        """An axis, or one for each input."""
        pair = self.axes if isinstance(self.axes, list | tuple) else (self.axes, self.axes)
        if len(pair) != 2 or not all(isinstance(a, int) and not isinstance(a, bool) and a for a in pair):
            raise ArgumentError(f"Dot: `axes` must be an axis behind that of the batch, or two; not {self.axes!r}.")

    def _axes(self, first: int, second: int) -> tuple[int, int]:
        one, two = self.axes if isinstance(self.axes, list | tuple) else (self.axes, self.axes)
        return one % first, two % second

    def merged(self, inputs: Sequence[Array]) -> Array:
        """By one product of matrices a sample; of vectors, as it is said."""
        x, y = inputs
        a, b = self._axes(len(x.shape), len(y.shape))
        if self.normalize:
            x, y = _of_length_one(x, a), _of_length_one(y, b)
        if len(x.shape) == len(y.shape) == 2:
            return ops.sum(x * y, axis=1, keepdims=True)
        x, y = ops.moveaxis(x, a, -1), ops.moveaxis(y, b, 1)
        found = ops.matmul(_folded(x, (-1, x.shape[-1])), _folded(y, (y.shape[1], -1)))
        return ops.reshape(found, (x.shape[0], *((*x.shape[1:-1], *y.shape[2:]) or (1,))))

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """The axes of the first but its own, those of the second but the batch's and its own; or one number.

        Raises:
            ShapeError: the lengths along ``axes`` differ.
        """
        first, second = input_shape
        a, b = self._axes(len(first), len(second))
        if min(len(first), len(second)) < 2 or (first[a] != second[b] and None not in (first[a], second[b])):
            raise ShapeError(f"{self} cannot sum up shapes {tuple(first)} and {tuple(second)} along axes {(a, b)}.")
        rest = (*first[1:a], *first[a + 1 :], *second[1:b], *second[b + 1 :])
        return (first[0], *(rest or (1,)))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """None: what masks there are have no place in the products."""
        return None


def _of_length_one(x: Array, axis: int) -> Array:
    return x / ops.sqrt(ops.maximum(ops.sum(ops.square(x), axis=axis, keepdims=True), 1e-12))


def _folded(x: Array, shape: tuple[int, int]) -> Array:
    """A matrix a sample; also of an empty batch, of which -1 would say nothing."""
    size = prod(x.shape[1:])
    return ops.reshape(x, (x.shape[0], *(size // max(*shape, 1) if n == -1 else n for n in shape)))
