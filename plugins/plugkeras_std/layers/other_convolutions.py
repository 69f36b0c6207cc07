"""Transposed, depthwise and separable convolutions."""

from math import prod
from typing import Any, ClassVar, Literal

from plugkeras import ops
from plugkeras.annotations import Activation, Constraint, Count, DataFormat, Initializer, Regularizer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.convolutions import transposed_length
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.convolution import refuse_causal
from plugkeras_std.layers.spatial import PerAxis, PerAxisOrNone, Spatial, windowed
from plugkeras_std.layers.weights import known_length, weight


class Convolving(Spatial, arguments=False):
    """What these share: ``activation(convolved(x) + bias)``."""

    activation: Activation
    bias: Any

    def convolved(self, x: Array) -> Array:
        """The convolution alone."""
        raise NotImplementedError(f"{type(self).__name__} does not define convolved(x).")

    def call(self, x: Array) -> Array:
        """The formula above."""
        y = self.convolved(x)
        if self.bias is not None:
            is_last = self.data_format == "channels_last"
            y = y + (self.bias if is_last else ops.reshape(self.bias, (-1, *[1] * self.rank)))
        return y if self.activation is None else self.activation(y)


class ConvTranspose(Convolving):
    """What a convolution does to gradients, as a layer: (n, *space, c) becomes (n, *longer space, filters).

    With ``padding`` "same" an axis becomes ``strides`` times as long; ``output_padding`` adds to the end of it.
    Zeiler et al., 2010.
    """

    filters: Count
    kernel_size: PerAxis
    strides: PerAxis = 1
    padding: Literal["valid", "same"] = "valid"
    output_padding: PerAxisOrNone = None
    data_format: DataFormat = None
    dilation_rate: PerAxis = 1
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
        """Check what goes together.

        Raises:
            ArgumentError: the output padding is not less than the stride; both strides and dilation are more than 1.
        """
        super().setup()
        if any(more >= stride for more, stride in zip(self.output_padding or (), self.strides, strict=False)):
            raise ArgumentError(
                f"{type(self).__name__}: `output_padding` {self.output_padding} must be less than `strides` "
                f"{self.strides}."
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentError(f"{type(self).__name__}: of `strides` and `dilation_rate`, one must be 1.")

    def build(self, input_shape: Shape) -> None:
        """kernel (*kernel_size, filters, channels), bias (filters,)."""
        channels = known_length(self, input_shape, self.channel_axis)
        self.input_axes = {self.channel_axis: channels}
        self.kernel = weight(self, "kernel", (*self.kernel_size, self.filters, channels))
        self.bias = weight(self, "bias", (self.filters,)) if self.use_bias else None

    def convolved(self, x: Array) -> Array:
        """By the kernel, transposed."""
        return ops.conv_transpose(
            x, self.kernel, self.strides, self.padding, self.output_padding, self.data_format, self.dilation_rate
        )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *longer space, filters), or channels first."""
        more = self.output_padding or (None,) * self.rank
        sizes = zip(input_shape[self.space], self.kernel_size, self.strides, more, self.dilation_rate, strict=True)
        lengths = [
            None if n is None else transposed_length(n, k, s, self.padding, extra, d) for n, k, s, extra, d in sizes
        ]
        return self.with_space(input_shape, lengths, self.filters)

    def flops(self, input_shape: Shape) -> int | None:
        """The kernel once for each place of the input."""
        space = input_shape[self.space]
        return None if None in space else prod(n or 0 for n in space) * prod(self.kernel.shape)


class Conv1DTranspose(ConvTranspose, rank=1):
    """Transposed convolution over one axis: sequences (n, time, channels)."""


class Conv2DTranspose(ConvTranspose, rank=2):
    """Transposed convolution over two axes: images (n, height, width, channels)."""


class Conv3DTranspose(ConvTranspose, rank=3):
    """Transposed convolution over three axes: volumes (n, depth, height, width, channels)."""


class Depthwise(Convolving, arguments=False):
    """Layers that convolve each channel by itself, with ``depth_multiplier`` kernels."""

    filters: ClassVar[Any]
    strides: Any
    kernel_size: Any
    padding: str
    dilation_rate: Any
    depth_multiplier: int

    def of_channels(self, input_shape: Shape, name: str = "depthwise_kernel") -> int:
        """How many channels come out of the depthwise part, whose kernel is made."""
        channels = known_length(self, input_shape, self.channel_axis)
        self.input_axes = {self.channel_axis: channels}
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.depthwise_kernel = weight(self, name, shape, **self._parts("depthwise"))
        return channels * self.depth_multiplier

    def _parts(self, name: str) -> dict[str, Any]:
        return {part: getattr(self, f"{name}_{part}") for part in ("initializer", "regularizer", "constraint")}

    def spatial_shape(self, input_shape: Shape, filters: int | None) -> Shape:
        """With the windows that there are."""
        sizes: Any = zip(input_shape[self.space], self.kernel_size, self.strides, self.dilation_rate, strict=True)
        lengths = [windowed(self, n, k, s, self.padding, d) for n, k, s, d in sizes]
        return self.with_space(input_shape, lengths, filters)

    def depthwise(self, x: Array) -> Array:
        """Each channel by itself."""
        return ops.depthwise_conv(
            x, self.depthwise_kernel, self.strides, self.padding, self.data_format, self.dilation_rate
        )


class DepthwiseConv(Depthwise):
    """Each channel convolved by itself with ``depth_multiplier`` kernels: c channels become c * depth_multiplier."""

    kernel_size: PerAxis
    strides: PerAxis = 1
    padding: Literal["valid", "same"] = "valid"
    depth_multiplier: Count = 1
    data_format: DataFormat = None
    dilation_rate: PerAxis = 1
    activation: Activation = None
    use_bias: bool = True
    depthwise_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    depthwise_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    depthwise_constraint: Constraint = None
    bias_constraint: Constraint = None

    def build(self, input_shape: Shape) -> None:
        """depthwise kernel (*kernel_size, channels, depth_multiplier), bias (channels * depth_multiplier,)."""
        filters = self.of_channels(input_shape, "kernel")
        self.kernel = self.depthwise_kernel
        self.bias = weight(self, "bias", (filters,)) if self.use_bias else None

    def convolved(self, x: Array) -> Array:
        """Each channel by itself."""
        return self.depthwise(x)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *windows, channels * depth_multiplier), or channels first."""
        channels = input_shape[self.channel_axis]
        return self.spatial_shape(input_shape, None if channels is None else channels * self.depth_multiplier)

    def flops(self, input_shape: Shape) -> int | None:
        """A kernel for each place of the output."""
        shape = self.compute_output_shape(input_shape)[1:]
        return None if None in shape else prod(n or 0 for n in shape) * prod(self.kernel_size)


class DepthwiseConv1D(DepthwiseConv, rank=1):
    """Depthwise convolution over one axis: sequences (n, time, channels)."""


class DepthwiseConv2D(DepthwiseConv, rank=2):
    """Depthwise convolution over two axes: images (n, height, width, channels)."""


class SeparableConv(Depthwise):
    """A depthwise convolution, then one of single cells that mixes the channels into ``filters``. Chollet, 2017."""

    filters: Count  # type: ignore[misc]
    kernel_size: PerAxis
    strides: PerAxis = 1
    padding: Literal["valid", "same", "causal"] = "valid"
    data_format: DataFormat = None
    dilation_rate: PerAxis = 1
    depth_multiplier: Count = 1
    activation: Activation = None
    use_bias: bool = True
    depthwise_initializer: Initializer = "glorot_uniform"
    pointwise_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    depthwise_regularizer: Regularizer = None
    pointwise_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    depthwise_constraint: Constraint = None
    pointwise_constraint: Constraint = None
    bias_constraint: Constraint = None

    def setup(self) -> None:
        """Only steps have an order.

        Raises:
            ArgumentError: the padding is "causal", and there is more than one axis.
        """
        super().setup()
        refuse_causal(self)

    def build(self, input_shape: Shape) -> None:
        """depthwise_kernel (*kernel_size, c, m), pointwise_kernel (1, …, c * m, filters), bias (filters,)."""
        between = self.of_channels(input_shape)
        shape = (*[1] * self.rank, between, self.filters)
        self.pointwise_kernel = weight(self, "pointwise_kernel", shape, **self._parts("pointwise"))
        self.bias = weight(self, "bias", (self.filters,)) if self.use_bias else None

    def convolved(self, x: Array) -> Array:
        """One after the other."""
        return ops.conv(self.depthwise(x), self.pointwise_kernel, 1, "valid", self.data_format)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *windows, filters), or channels first."""
        return self.spatial_shape(input_shape, self.filters)

    def flops(self, input_shape: Shape) -> int | None:
        """A depthwise kernel for each channel between, and those that mix them, for each place of the output."""
        places = self.compute_output_shape(input_shape)[self.space]
        each = prod(self.depthwise_kernel.shape) + prod(self.pointwise_kernel.shape)
        return None if None in places else prod(n or 0 for n in places) * each


class SeparableConv1D(SeparableConv, rank=1):
    """Separable convolution over one axis: sequences (n, time, channels)."""


class SeparableConv2D(SeparableConv, rank=2):
    """Separable convolution over two axes: images (n, height, width, channels)."""
