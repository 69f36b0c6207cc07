"""What layers take as a mask: booleans, or numbers of which 0 stands for what does not count."""

from typing import Any

from plugkeras import Layer, ops
from plugkeras.engine import Array
from plugkeras.errors import ShapeError


def mask_of_steps(layer: Layer, mask: Any, x: Array) -> Array:
    """The mask as booleans (n, time), for x (n, time, …).

    Raises:
        ShapeError: it has another shape.
    """
    mask = ops.convert_to_tensor(mask)
    shape = tuple(mask.shape)
    if shape == (*x.shape[:2], 1):
        mask = ops.squeeze(mask, -1)
    elif shape != tuple(x.shape[:2]):
        raise ShapeError(f"{layer} needs a mask of shape {tuple(x.shape[:2])}, one place a step, and got {shape}.")
    return ops.cast(mask, "bool")


def broadcast(layer: Layer, mask: Array, shape: tuple[int, ...], wanted: tuple[int, ...]) -> Array:
    """The mask in ``shape``, which has as many axes as the inputs, of shape ``wanted``.

    Raises:
        ShapeError: it cannot be repeated to that shape.
    """
    if len(shape) != len(wanted) or any(m not in (1, n) for m, n in zip(shape, wanted, strict=True)):
        raise ShapeError(
            f"{layer} needs a mask that fits inputs of shape {tuple(wanted)}, and got {tuple(mask.shape)}."
        )
    return ops.reshape(mask, shape)
