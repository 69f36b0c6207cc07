"""Layers that are called one after another, as one."""

from typing import Any

from plugkeras import Layer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.naming import calling
from plugkeras.parts.shapes import Shape


class Pipeline(Layer):
    """Each layer's output is the next one's input. Outside of a model they behave as in training."""

    layers: Any
    name: str | None = None

    def setup(self) -> None:
        """There is one layer at least."""
        self.layers = list(self.layers)
        if not self.layers or not all(isinstance(layer, Layer) for layer in self.layers):
            raise ArgumentError(f"{type(self).__name__}: `layers` must be a list of layers, not {self.layers!r}.")

    @property
    def takes_text(self) -> bool:  # type: ignore[override]
        """Whether the first layer does."""
        return bool(self.layers[0].takes_text)

    @property
    def reads(self) -> bool:  # type: ignore[override]
        """Whether all layers do."""
        return all(layer.reads for layer in self.layers)

    @property
    def input_dtype(self) -> str:
        """The first layer's."""
        return str(self.layers[0].input_dtype)

    def build(self, input_shape: Any) -> None:
        """Each layer, for what reaches it."""
        for layer in self.layers:
            if not layer.built:
                layer.build(input_shape)
            input_shape = layer.compute_output_shape(input_shape)

    def _array(self, x: Any) -> Any:
        return self.layers[0]._array(x)

    def _several(self, x: Any) -> Any:
        x = self.layers[0]._several(x)
        if isinstance(x, list | tuple) and not self.built:
            self.build([tuple(item.shape) for item in x])
        return x

    def __call__(self, x: Array, *args: Any, training: bool | None = None, mask: Any = None, **kwargs: Any) -> Array:
        training = True if training is None and calling.training is None else training
        return super().__call__(x, *args, training=training, mask=mask, **kwargs)

    def call(self, x: Array, training: bool = True, mask: Any = None) -> Array:
        """Through all layers, each with the mask that the one before has left."""
        for layer in self.layers:
            x, mask = layer.call_with_mask(x, mask, training)
        self._left = mask
        return x

    def call_with_mask(self, x: Array, mask: Any, training: bool | None = None) -> tuple[Array, Any]:
        """The output, and the mask that the last layer leaves."""
        y = super().call_with_mask(x, mask, training)[0]
        mask, self._left = self._left, None
        return y, mask

    _left: Any = None

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """What the last call has left."""
        return self._left

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """The last layer's."""
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """The layers and the name."""
        found = super().get_config()
        return {name: found[name] for name in ("layers", "name")}
