"""Pooling to a size, however large the input is. Each layer is a row: a reduction and a rank."""

from typing import Any, ClassVar

from plugkeras import ops
from plugkeras.annotations import DataFormat
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.spatial import PerAxis, Spatial


class AdaptivePooling(Spatial):
    """(n, *space, c) becomes (n, *output_size, c), by windows that lie evenly and may overlap."""

    pool: ClassVar[Any]
    output_size: PerAxis
    data_format: DataFormat = None

    def call(self, x: Array) -> Array:
        """The reduction of each window."""
        return getattr(ops, self.pool)(x, self.output_size, self.data_format)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *output_size, c), or channels first."""
        return self.with_space(input_shape, self.output_size)


class AdaptiveAveragePooling(AdaptivePooling):
    """The mean of each window."""

    pool = "adaptive_average_pool"


class AdaptiveAveragePooling1D(AdaptiveAveragePooling, rank=1):
    """The means of ``output_size`` windows of (n, time, channels)."""


class AdaptiveAveragePooling2D(AdaptiveAveragePooling, rank=2):
    """The means of ``output_size`` windows of (n, height, width, channels)."""


class AdaptiveAveragePooling3D(AdaptiveAveragePooling, rank=3):
    """The means of ``output_size`` windows of (n, depth, height, width, channels)."""


class AdaptiveMaxPooling(AdaptivePooling):
    """The largest of each window."""

    pool = "adaptive_max_pool"


class AdaptiveMaxPooling1D(AdaptiveMaxPooling, rank=1):
    """The largest of ``output_size`` windows of (n, time, channels)."""


class AdaptiveMaxPooling2D(AdaptiveMaxPooling, rank=2):
    """The largest of ``output_size`` windows of (n, height, width, channels)."""


class AdaptiveMaxPooling3D(AdaptiveMaxPooling, rank=3):
    """The largest of ``output_size`` windows of (n, depth, height, width, channels)."""
