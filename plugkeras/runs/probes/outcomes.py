"""What the model makes of the data: predictions, mistakes, and the boundary between classes."""

from typing import Any

import numpy as np

from plugkeras.errors import DataError
from plugkeras.runs.probes.sample import Sample
from plugkeras.runs.probes.undisturbed import batch_size, outputs, undisturbed

WORST = 400
MOST_CLASSES = 1000


def confusion(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """``matrix`` (true class, predicted class) of counts, and of the worst mistakes, the surest first: their ``rows``
    in the data, ``true``, ``predicted`` and ``sure`` (how much more was given to the wrong class than to the true).
    """
    with undisturbed(model):
        scores = _by_class(outputs(model, sample.x))
    classes = scores.shape[1]
    true = sample.labels(classes)
    if true is None or classes > MOST_CLASSES:
        raise DataError("There is no confusion matrix: the targets are no classes, or there are more than 1000.")
    true = true[: len(scores)]
    predicted = np.argmax(np.nan_to_num(scores, nan=-np.inf), 1)
    matrix = np.bincount(true * classes + predicted, minlength=classes**2).reshape(classes, classes)
    each = np.arange(len(true))
    sure = np.nan_to_num(scores[each, predicted] - scores[each, true])
    wrong = np.flatnonzero(predicted != true)
    rows = wrong[np.argsort(-sure[wrong], kind="stable")][:WORST]
    found = {"matrix": matrix, "rows": rows, "true": true[rows], "predicted": predicted[rows], "sure": sure[rows]}
    return found | ({"class_names": np.array(sample.class_names, dtype=np.str_)} if sample.class_names else {})


def _by_class(y: np.ndarray) -> np.ndarray:
    """Scores by class, (rows, classes): one output is that of the second class of two."""
    if y.ndim != 2:
        raise DataError(f"There is no confusion matrix for outputs of shape {y.shape[1:]}.")
    return np.concatenate([1 - y, y], 1) if y.shape[1] == 1 else y


def predictions(model: Any, sample: Sample) -> dict[str, np.ndarray]:
    """``y``, what the model makes of the chosen ``rows``; and ``true``, their targets, if there are any."""
    size = batch_size(model)
    if size is not None:  # they must come with their neighbours
        with undisturbed(model):
            y = outputs(model, sample.x)
        rows = np.array([row for row in sample.rows if row < len(y)], int)
        y = y[rows]
    else:
        rows = np.array(sample.rows, int)
        with undisturbed(model):
            y = outputs(model, sample.x[rows])
    return {"rows": rows, "y": y, **({} if sample.y is None else {"true": sample.y[rows]})}


def boundary(model: Any, sample: Sample, size: int = 50) -> dict[str, np.ndarray]:
    """``y``, (size, size, …): the outputs over a grid, ``x0`` along the columns and ``x1`` along the rows.

    Raises:
        DataError: the model's inputs are not two numbers.
    """
    if sample.x.ndim != 2 or sample.x.shape[1] != 2 or batch_size(model) is not None:
        raise DataError("A decision boundary can be drawn only for models of two inputs.")
    low, high = np.nanmin(sample.x, 0), np.nanmax(sample.x, 0)
    room = np.where(high > low, (high - low) / 10, 0.5)
    x0, x1 = (np.linspace(low[n] - room[n], high[n] + room[n], size) for n in (0, 1))
    grid = np.stack(np.meshgrid(x0, x1), -1).reshape(-1, 2).astype(sample.x.dtype)
    with undisturbed(model):
        y = outputs(model, grid)
    return {"x0": x0, "x1": x1, "y": y.reshape(size, size, *y.shape[1:])}
