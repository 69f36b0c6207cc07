"""What layers with weights share: a weight made as the layer's arguments say, and the lengths that it depends on."""

from typing import Any

from plugkeras import Layer
from plugkeras.errors import ShapeError
from plugkeras.parts.shapes import Shape


def weight(layer: Layer, name: str, shape: tuple[int, ...], prefix: str = "", **others: Any) -> Any:
    """A weight with the initializer, regularizer and constraint that the layer has by its name, or with ``others``."""
    parts = {
        part: getattr(layer, f"{prefix or name}_{part}", None) for part in ("initializer", "regularizer", "constraint")
    }
    return layer.add_weight(shape=shape, name=name, **{**parts, **others})


def known_length(layer: Layer, shape: Shape, axis: int) -> int:
    """The length of an axis that weights depend on.

    Raises:
        ShapeError: it is open.
    """
    n = shape[axis]
    if n is None:
        raise ShapeError(
            f"{layer} needs a known length along axis {axis} for its weights; its input shape is {tuple(shape)}."
        )
    return n
