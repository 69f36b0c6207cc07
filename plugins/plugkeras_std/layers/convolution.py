"""Convolutions."""

from typing import Any, Literal

from plugkeras import ops
from plugkeras.annotations import Activation, Constraint, Count, DataFormat, Initializer, Regularizer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.spatial import PerAxis, Spatial, windowed
from plugkeras_std.layers.weights import known_length, weight


class Conv(Spatial):
    """``activation(convolution(x, kernel) + bias)``: (n, *space, c) becomes (n, *windows, filters).

    ``padding`` is "valid", "same" (as many outputs as ``ceil(n / stride)``, extra zeros at the end) or, in
    one dimension, "causal". With ``groups``, the channels are convolved in so many separate groups.
    """

    filters: Count
    kernel_size: PerAxis
    strides: PerAxis = 1
    padding: Literal["valid", "same", "causal"] = "valid"
    data_format: DataFormat = None
    dilation_rate: PerAxis = 1
    groups: Count = 1
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None

    def setup(self) -> None:
        """Check what goes together."""
        super().setup()
        refuse_causal(self)
        if self.filters % self.groups:
            raise ArgumentError(
                f"{type(self).__name__}: {self.filters} filters cannot be split into {self.groups} groups."
            )

    def build(self, input_shape: Shape) -> None:
        """kernel (*kernel_size, channels // groups, filters), bias (filters,)."""
        channels = known_length(self, input_shape, self.channel_axis)
        if channels % self.groups:
            raise ArgumentError(f"{self}: {channels} channels cannot be split into {self.groups} groups.")
        self.input_axes = {self.channel_axis: channels}
        self.kernel = weight(self, "kernel", (*self.kernel_size, channels // self.groups, self.filters))
        self.bias = weight(self, "bias", (self.filters,)) if self.use_bias else None

    def call(self, x: Array) -> Array:
        """The formula above."""
        return ops.conv(
            x,
            self.kernel,
            bias=self.bias,
            strides=self.strides,
            padding=self.padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
            activation=self.activation,
        )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *windows, filters), or channels first."""
        sizes: Any = zip(input_shape[self.space], self.kernel_size, self.strides, self.dilation_rate, strict=True)
        lengths = [windowed(self, n, k, s, self.padding, d) for n, k, s, d in sizes]
        return self.with_space(input_shape, lengths, self.filters)


def refuse_causal(layer: Spatial) -> None:
    """Raise `ArgumentError` if the padding is "causal" and there is more than time, or not where it is looked for."""
    if layer.padding == "causal" and (layer.rank > 1 or layer.data_format != "channels_last"):
        raise ArgumentError(
            f"{type(layer).__name__}: padding='causal' is for Conv1D and SeparableConv1D, channels last."
        )


class Conv1D(Conv, rank=1):
    """Convolution over one axis: sequences (n, time, channels)."""


class Conv2D(Conv, rank=2):
    """Convolution over two axes: images (n, height, width, channels)."""


class Conv3D(Conv, rank=3):
    """Convolution over three axes: volumes (n, depth, height, width, channels)."""
