"""Layers around a layer."""

from typing import Annotated, Any

from plugkeras import Layer, ops
from plugkeras.annotations import Part
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape


class TimeDistributed(Layer):
    """The same layer for each step: (n, time, …) becomes (n, time, *the layer's output)."""

    supports_masking = True
    min_ndim = 3
    layer: Annotated[Any, Part("layers")]

    def build(self, input_shape: Shape) -> None:
        """The layer is built for one step."""
        if not self.layer.built:
            self.layer.build((None, *input_shape[2:]))

    def call(self, x: Array, training: bool | None = None) -> Array:
        """The layer sees n * time samples."""
        n, time = x.shape[:2]
        y = self.layer(ops.reshape(x, (n * time, *x.shape[2:])), training=training)
        return ops.reshape(y, (n, time, *y.shape[1:]))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, time, …)."""
        return (*input_shape[:2], *self.layer.compute_output_shape((None, *input_shape[2:]))[1:])
