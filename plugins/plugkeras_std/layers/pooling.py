"""Pooling: windows, or whole images, to one number a channel. Each layer is a row: a reduction and a rank."""

from typing import Any, ClassVar, Literal

from plugkeras import ops
from plugkeras.annotations import DataFormat
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.masks import mask_of_steps
from plugkeras_std.layers.spatial import PerAxis, Spatial, windowed


class Pooling(Spatial):
    """(n, *space, c) becomes (n, *windows, c); ``strides`` are the window's size unless given."""

    pool: ClassVar[Any]
    pool_size: PerAxis = 2
    strides: PerAxis | None = None
    padding: Literal["valid", "same"] = "valid"
    data_format: DataFormat = None

    def setup(self) -> None:
        """Windows lie side by side unless told otherwise."""
        super().setup()
        self.strides = self.strides or self.pool_size

    def call(self, x: Array) -> Array:
        """The reduction of each window."""
        return getattr(ops, self.pool)(x, self.pool_size, self.strides, self.padding, self.data_format)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *windows, c), or channels first."""
        sizes: Any = zip(input_shape[self.space], self.pool_size, self.strides or (), strict=True)
        return self.with_space(input_shape, [windowed(self, n, k, s, self.padding) for n, k, s in sizes])


class GlobalPooling(Spatial):
    """(n, *space, c) becomes (n, c), or with ``keepdims`` (n, 1, …, c)."""

    reduce: ClassVar[Any]
    data_format: DataFormat = None
    keepdims: bool = False

    def call(self, x: Array) -> Array:
        """The reduction over all of space."""
        axes = tuple(range(len(x.shape)))[self.space]
        return getattr(ops, self.reduce)(x, axis=axes, keepdims=self.keepdims)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, c)."""
        if self.keepdims:
            return self.with_space(input_shape, [1] * self.rank)
        return (input_shape[0], input_shape[self.channel_axis])


class MaxPooling(Pooling):
    """The largest of each window."""

    pool = "max_pool"


class MaxPooling1D(MaxPooling, rank=1):
    """The largest of each window of (n, time, channels)."""


class MaxPooling2D(MaxPooling, rank=2):
    """The largest of each window of (n, height, width, channels)."""


class MaxPooling3D(MaxPooling, rank=3):
    """The largest of each window of (n, depth, height, width, channels)."""


class AveragePooling(Pooling):
    """The mean of each window; padding does not count."""

    pool = "average_pool"


class AveragePooling1D(AveragePooling, rank=1):
    """The mean of each window of (n, time, channels); padding does not count."""


class AveragePooling2D(AveragePooling, rank=2):
    """The mean of each window of (n, height, width, channels); padding does not count."""


class AveragePooling3D(AveragePooling, rank=3):
    """The mean of each window of (n, depth, height, width, channels); padding does not count."""


class GlobalMaxPooling(GlobalPooling):
    """The largest over all of space."""

    reduce = "max"


class GlobalMaxPooling1D(GlobalMaxPooling, rank=1):
    """The largest over time."""


class GlobalMaxPooling2D(GlobalMaxPooling, rank=2):
    """The largest over height and width."""


class GlobalMaxPooling3D(GlobalMaxPooling, rank=3):
    """The largest over depth, height and width."""


class GlobalAveragePooling(GlobalPooling):
    """The mean over all of space."""

    reduce = "mean"


class GlobalAveragePooling1D(GlobalAveragePooling, rank=1):
    """The mean over time; masked steps do not count."""

    supports_masking = True

    def call(self, x: Array, mask: Any = None) -> Array:
        """The mean over the steps that count."""
        if mask is None:
            return super().call(x)
        time = 1 if self.data_format == "channels_last" else 2
        kept = ops.expand_dims(mask_of_steps(self, mask, x if time == 1 else ops.swapaxes(x, 1, 2)), 3 - time)
        total = ops.sum(ops.where(kept, x, ops.zeros_like(x)), axis=time, keepdims=self.keepdims)
        return total / ops.sum(ops.cast(kept, x.dtype), axis=time, keepdims=self.keepdims)

    def compute_mask(self, x: Array, mask: Any = None) -> None:
        """No steps are left to be masked."""


class GlobalAveragePooling2D(GlobalAveragePooling, rank=2):
    """The mean over height and width."""


class GlobalAveragePooling3D(GlobalAveragePooling, rank=3):
    """The mean over depth, height and width."""
