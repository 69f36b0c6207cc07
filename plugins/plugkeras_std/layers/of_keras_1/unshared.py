"""Convolutions whose kernel is another one at each place: layers of Keras 1 and 2."""

from itertools import product
from math import prod
from typing import Annotated, Any, Literal

from plugkeras import ops
from plugkeras.annotations import Activation, Constraint, Count, DataFormat, Initializer, Regularizer, Via
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.spatial import PerAxis, Spatial, windowed
from plugkeras_std.layers.weights import known_length, weight


def _first(value: Any) -> int:
    if value != 1:
        raise ValueError("must be 1: 2 and 3 keep the same kernel in other shapes")
    return 1


class LocallyConnected(Spatial):
    """A convolution with a kernel and a bias for each place: (n, *space, c) becomes (n, *windows, filters).

    All lengths must be known. The kernel is that of Keras 2's ``implementation=1``.
    """

    filters: Count
    kernel_size: PerAxis
    strides: PerAxis = 1
    padding: Literal["valid"] = "valid"
    data_format: DataFormat = None
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None
    implementation: Annotated[int, Via(_first)] = 1

    def build(self, input_shape: Shape) -> None:
        """kernel (places, cells of a window times channels, filters), bias (*windows, filters)."""
        axes = (self.channel_axis, *range(*self.space.indices(len(input_shape))))
        self.input_axes = {axis: known_length(self, input_shape, axis) for axis in axes}
        channels = self.input_axes[self.channel_axis]
        self.windows = self._windows(input_shape)
        shape = (prod(self.windows), prod(self.kernel_size) * channels, self.filters)
        self.kernel = weight(self, "kernel", shape)
        self.bias = weight(self, "bias", (*self.windows, self.filters)) if self.use_bias else None

    def _windows(self, input_shape: Shape) -> tuple[Any, ...]:
        sizes = zip(input_shape[self.space], self.kernel_size, self.strides, strict=True)
        return tuple(windowed(self, n, size, stride, self.padding) for n, size, stride in sizes)

    def call(self, x: Array) -> Array:
        """Each window times the kernel of its place, then bias and activation."""
        is_last = self.data_format == "channels_last"
        x = x if is_last else ops.moveaxis(x, 1, -1)
        cells = ops.stack([x[cell] for cell in self._cells()], axis=-2 if is_last else -1)
        places = ops.transpose(ops.reshape(cells, (-1, *self.kernel.shape[:2])), (1, 0, 2))
        y = ops.transpose(ops.matmul(places, self.kernel), (1, 0, 2))
        y = ops.reshape(y, (-1, *self.windows, self.filters))
        y = y if is_last else ops.moveaxis(y, -1, 1)
        if self.bias is not None:  # channels first, Keras 2 reads the same numbers in the order of the outputs
            y = y + ops.reshape(self.bias, y.shape[1:])
        return y if self.activation is None else self.activation(y)

    def _cells(self) -> list[tuple[slice, ...]]:
        """For each cell of a window, where it lies in the inputs, over all windows."""
        sizes = list(zip(self.windows, self.strides, strict=True))
        return [
            (
                slice(None),
                *(slice(i, i + (n - 1) * stride + 1, stride) for i, (n, stride) in zip(at, sizes, strict=True)),
            )
            for at in product(*map(range, self.kernel_size))
        ]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *windows, filters), or channels first."""
        return self.with_space(input_shape, self._windows(input_shape), self.filters)

    def flops(self, input_shape: Shape) -> int | None:
        """Each element of the kernel once."""
        return prod(self.kernel.shape)


class LocallyConnected1D(LocallyConnected, rank=1):
    """Over one axis: sequences (n, time, channels)."""


class LocallyConnected2D(LocallyConnected, rank=2):
    """Over two axes: images (n, height, width, channels)."""
