"""What convolutions look for, and what they see in one picture."""

from typing import Any

import numpy as np

from plugkeras.errors import DataError
from plugkeras.runs.probes.sample import Sample
from plugkeras.runs.probes.undisturbed import batch_size, by_layer, undisturbed

MOST = 64
"""Filters of a layer that are kept, and pixels of a map's side."""


def filters(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """The kernels of convolutions over pictures, by the layer's name: (height, width, channels in, filters).

    Raises:
        DataError: there are none.
    """
    found = {}
    for layer in model.flatten_layers():
        kernel = getattr(layer, "kernel", None)
        if kernel is not None and len(kernel.shape) == 4:
            found[layer.name] = kernel.numpy()[:, :, :MOST, :MOST]
    return _some(found, "filters")


def feature_maps(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """What each layer makes of the first of the chosen rows, by the layer's name, as (height, width, maps).

    Maps of more than 64 pixels a side leave some out. Raises DataError if no layer makes pictures.
    """
    row = sample.rows[0] if batch_size(model) is None else 0
    with undisturbed(model):
        seen = by_layer(model, sample.x[row : row + (batch_size(model) or 1)])
    maps = {name: y[0] for name, y in seen.items() if y.ndim == 4}
    return _some({name: _smaller(y) for name, y in maps.items()}, "feature maps")


def _smaller(y: np.ndarray) -> np.ndarray:
    every = [max(1, -(-length // MOST)) for length in y.shape[:2]]
    return y[:: every[0], :: every[1], :MOST]


def _some(found: dict[str, np.ndarray], what: str) -> dict[str, np.ndarray]:
    if not found:
        raise DataError(f"There are no {what}: the model has no layers of pictures.")
    return found
