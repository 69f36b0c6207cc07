"""Layers around a layer."""

from typing import Annotated, Any

from plugkeras import Layer, ops
from plugkeras.annotations import Part
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
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

    def call(self, x: Array, training: bool | None = None, mask: Any = None) -> Array:
        """The layer sees n * time samples, and its mask is what the mask has for each.

        Raises:
            ShapeError: the mask is not one of steps.
        """
        n, time = x.shape[:2]
        if mask is not None:
            mask = ops.convert_to_tensor(mask)
            if tuple(mask.shape[:2]) != (n, time):
                raise ShapeError(f"{self} needs a mask of shape {(n, time)} or more, and got {tuple(mask.shape)}.")
            mask = ops.reshape(mask, (n * time, *mask.shape[2:])) if self.layer.takes_mask else None
        y = self.layer(ops.reshape(x, (n * time, *x.shape[2:])), training=training, mask=mask)
        return ops.reshape(y, (n, time, *y.shape[1:]))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, time, …)."""
        return (*input_shape[:2], *self.layer.compute_output_shape((None, *input_shape[2:]))[1:])

    def flops(self, input_shape: Shape) -> int | None:
        """Those of the layer, for each step."""
        one = self.layer.flops((None, *input_shape[2:]))
        return None if one is None or input_shape[1] is None else one * input_shape[1]
