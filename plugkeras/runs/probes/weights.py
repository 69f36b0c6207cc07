"""What the weights, their gradients and the activations look like, layer by layer."""

from typing import Any

import numpy as np

from plugkeras.engine import value_and_grad
from plugkeras.errors import DataError
from plugkeras.runs.probes.histograms import histograms
from plugkeras.runs.probes.sample import Sample
from plugkeras.runs.probes.undisturbed import batch_size, by_layer, undisturbed
from plugkeras.training.batches import as_batch


def weights(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """Histograms of the trained weights, by path; and ``ratio``: how much each changes a step, over how large it is.

    About 0.001 is usual; far more is a learning rate too high, far less one too low. NaN the first time.
    """
    variables = model.trainable_weights
    now = {v.path: v.numpy() for v in variables}
    found = histograms(now)
    before, steps = sample.before, max(sample.step - sample.step_before, 1)
    found["ratio"] = np.array([_ratio(value, before.get(path), steps) for path, value in now.items()])
    sample.before, sample.step_before = now, sample.step
    return found


def _ratio(now: np.ndarray, before: np.ndarray | None, steps: int) -> float:
    if before is None or before.shape != now.shape:
        return float("nan")
    with np.errstate(all="ignore"):
        return float(np.linalg.norm((now - before).ravel()) / np.linalg.norm(before.ravel()) / steps)


def gradients(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """Histograms of the gradients of the loss of the sample's first rows, at inference; and that ``loss``."""
    if sample.y is None:
        raise DataError("There are no targets to take gradients from.")
    size = batch_size(model) or 64
    x, y, w = as_batch((sample.x[:size], sample.y[:size], None))
    variables = model.trainable_weights
    with undisturbed(model):
        (loss, *_), grads = value_and_grad(lambda: model._forward(x, y, w, False), variables)
    found = histograms({v.path: grad for v, grad in zip(variables, grads, strict=True)})
    return found | {"loss": np.array(float(loss))}


def activations(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """Histograms of what each layer makes of the sample's first rows, by the layer's name."""
    with undisturbed(model):
        return histograms(by_layer(model, sample.x[:256]))
