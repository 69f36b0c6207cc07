"""Upsampling: more cells along the spatial axes."""

from typing import Any, Literal

from plugkeras import ops
from plugkeras.annotations import DataFormat
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.spatial import PerAxis, Spatial


class UpSampling(Spatial):
    """Each cell ``size`` times along its axes."""

    float_inputs = False
    size: PerAxis = 2
    data_format: DataFormat = None

    def call(self, x: Array) -> Array:
        """x with its cells repeated."""
        for axis, size in zip(range(len(x.shape))[self.space], self.size, strict=True):
            x = ops.repeat(x, size, axis)
        return x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Each spatial axis longer by its factor."""
        lengths = zip(input_shape[self.space], self.size, strict=True)
        return self.with_space(input_shape, [None if n is None else n * size for n, size in lengths])


class UpSampling1D(UpSampling, rank=1):
    """Each step of (n, time, channels) ``size`` times."""

    data_format: DataFormat = "channels_last"

    def get_config(self) -> dict[str, Any]:
        """Real Keras wants one number, and knows no format here."""
        config = super().get_config() | {"size": self.size[0]}
        return {name: value for name, value in config.items() if name != "data_format"}


class UpSampling2D(UpSampling, rank=2):
    """Images (n, height, width, channels) ``size`` times as large; "nearest" repeats rows and columns."""

    size: PerAxis = (2, 2)
    data_format: DataFormat = None
    interpolation: Literal["bicubic", "bilinear", "lanczos3", "lanczos5", "nearest"] = "nearest"

    def call(self, x: Array) -> Array:
        """x with its cells repeated, or what lies between them."""
        if self.interpolation == "nearest":
            return super().call(x)
        size = [n * size for n, size in zip(x.shape[self.space], self.size, strict=True)]
        return ops.image.resize(x, size, self.interpolation, data_format=self.data_format)


class UpSampling3D(UpSampling, rank=3):
    """Each cell of (n, depth, height, width, channels) ``size`` times along each axis."""

    size: PerAxis = (2, 2, 2)
    data_format: DataFormat = None
