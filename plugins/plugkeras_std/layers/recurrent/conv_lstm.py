"""The LSTM whose products are convolutions (Shi et al., 2015)."""

from collections.abc import Sequence
from math import prod
from typing import Any, ClassVar, Literal

from plugkeras import ops
from plugkeras.annotations import Activation, Constraint, Count, DataFormat, Initializer, Rate, Regularizer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras.parts.spellings import hint
from plugkeras_std.layers.recurrent.cell import Found
from plugkeras_std.layers.recurrent.cells import ForgetBias
from plugkeras_std.layers.recurrent.layers import RNNOfCell
from plugkeras_std.layers.spatial import PerAxis, Spatial, windowed
from plugkeras_std.layers.weights import known_length, weight


class ConvLSTMCell(ForgetBias, Spatial):
    """Gates i, f, c, o of images: the inputs are convolved as the arguments say, the state with zeros around it."""

    filters: Count
    kernel_size: PerAxis
    strides: PerAxis = 1
    padding: Literal["valid", "same"] = "valid"
    data_format: DataFormat = None
    dilation_rate: PerAxis = 1
    activation: Activation = "tanh"
    recurrent_activation: Activation = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    unit_forget_bias: bool = True
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    recurrent_constraint: Constraint = None
    bias_constraint: Constraint = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    seed: int | None = None

    state_size = -1  # which shape a state has, the shape of the inputs says

    def setup(self) -> None:
        """Check what goes together."""
        super().setup()
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentError(f"{type(self).__name__}: strides and a dilation_rate above 1 do not go together.")

    @property
    def noise_by_gate(self) -> bool:
        """Each gate has noise of its own."""
        return True

    def build(self, input_shape: Shape) -> None:
        """kernel (*kernel_size, channels, 4 * filters), recurrent_kernel the same of filters, bias (4 * filters,).

        Raises:
            ShapeError: a spatial length is open.
        """
        if None in input_shape[self.space]:
            raise ShapeError(
                f"{self} needs known lengths of the spatial axes; the inputs of a step have {input_shape}."
            )
        channels, width = known_length(self, input_shape, self.channel_axis), 4 * self.filters
        self.input_axes = {axis: n for axis, n in enumerate(input_shape) if axis and n is not None}
        self.kernel = weight(self, "kernel", (*self.kernel_size, channels, width))
        shape = (*self.kernel_size, self.filters, width)
        self.recurrent_kernel = weight(self, "recurrent_kernel", shape, prefix="recurrent")
        self.bias = self.bias_weight(width) if self.use_bias else None
        self.state_shape = self.compute_output_shape(input_shape)[1:]

    def get_initial_state(self, batch_size: int | None = None) -> list[Array]:
        """Zeros."""
        return [ops.zeros((batch_size, *self.state_shape), self.dtype) for _ in range(2)]

    def inputs(self, x: Array, training: Any) -> Array:
        """The convolution of x, of all steps at once if there are several."""
        options = {"strides": self.strides, "padding": self.padding, "dilation_rate": self.dilation_rate}
        several = len(x.shape) > self.rank + 2
        xs = [ops.reshape(one, (-1, *one.shape[2:])) if several else one for one in self.noisy(x, training)]
        z = self._convolved(xs, self.kernel, self.bias, options)
        return ops.reshape(z, (*x.shape[:2], *z.shape[1:])) if several else z

    def step(self, z: Array, states: Sequence[Array], training: Any) -> Found:
        """The formula of an LSTM."""
        hs = self.noisy_state(states[0], training)
        return self.gated(
            z + self._convolved(hs, self.recurrent_kernel, None, {"padding": "same"}), states[1], self.channel_axis
        )

    def _convolved(self, xs: list[Array], kernel: Any, bias: Any, options: dict[str, Any]) -> Array:
        """Of all gates; one convolution if they see the same."""
        options = {**options, "data_format": self.data_format}
        if len(xs) == 1:
            return ops.conv(xs[0], kernel, bias=bias, **options)
        kernels = ops.split(kernel.value, 4, axis=-1)
        biases = [None] * 4 if bias is None else ops.split(bias, 4)
        found = [ops.conv(x, k, bias=b, **options) for x, k, b in zip(xs, kernels, biases, strict=True)]
        return ops.concatenate(found, axis=self.channel_axis)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *windows, filters), or channels first."""
        sizes: Any = zip(input_shape[self.space], self.kernel_size, self.strides, self.dilation_rate, strict=True)
        lengths = [windowed(self, n, k, s, self.padding, d) for n, k, s, d in sizes]
        return self.with_space(input_shape, lengths, self.filters)

    def flops(self, input_shape: Shape) -> int | None:
        """The kernels, at each place of the output."""
        places = self.compute_output_shape(input_shape)[self.space]
        if None in places:
            return None
        return prod(n or 0 for n in places) * (prod(self.kernel.shape) + prod(self.recurrent_kernel.shape))


class ConvLSTM1DCell(ConvLSTMCell, rank=1):
    """One step of ``ConvLSTM1D``."""


class ConvLSTM2DCell(ConvLSTMCell, rank=2):
    """One step of ``ConvLSTM2D``."""


class ConvLSTM3DCell(ConvLSTMCell, rank=3):
    """One step of ``ConvLSTM3D``."""


class ConvLSTM(RNNOfCell, arguments=False):
    """An LSTM whose products are convolutions: (n, time, *space, c) becomes (n, *windows, filters), or one a step."""

    cell_type: ClassVar[Any]

    def __init_subclass__(cls, cell: Any = None, **kwargs: Any) -> None:
        super().__init_subclass__(cell=cell, **kwargs)
        if cell is not None:
            cls.input_ndim = cell.rank + 3

    def cell_name(self) -> str:
        """The same for any number of axes."""
        return "conv_lstm_cell"

    def state_shapes(self, sequences_shape: Shape) -> list[Any]:
        """The output of a step, and two states of its shape."""
        return [self.cell.compute_output_shape((sequences_shape[0], *sequences_shape[2:]))] * 3

    def compute_mask(self, _: Any, mask: Any = None) -> Any:
        """The mask, as long as there are steps; states have none."""
        mask = mask if self.return_sequences else None
        return [mask, None, None] if self.return_state else mask


class ConvLSTM1D(ConvLSTM, cell=ConvLSTM1DCell, last=("unroll", "zero_output_for_mask")):
    """An LSTM over sequences of sequences: (n, time, length, channels)."""


class ConvLSTM2D(ConvLSTM, cell=ConvLSTM2DCell, last=("unroll", "zero_output_for_mask")):
    """An LSTM over videos: (n, time, height, width, channels)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        sizes = [kwargs.pop(name) for name in ("nb_row", "nb_col") if name in kwargs]
        if sizes:  # Keras 1, which had no other rank
            hint(f"{type(self).__name__}: `nb_row` and `nb_col` are now given together, as `kernel_size`.")
            kwargs["kernel_size"] = tuple(sizes)
        super().__init__(*args, **kwargs)


class ConvLSTM3D(ConvLSTM, cell=ConvLSTM3DCell, last=("unroll", "zero_output_for_mask")):
    """An LSTM over sequences of volumes: (n, time, depth, height, width, channels)."""
