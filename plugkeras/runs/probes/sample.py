"""The rows that probes look at, always the same ones, so that what changes is the model."""

from collections.abc import Sequence
from typing import Any

import numpy as np

ROWS = 2000


class Sample:
    """The first rows of the data, as arrays in memory, and what probes have to remember from one time to the next.

    ``x``, ``y``: (rows, …), y may be None; ``rows``: numbers of rows whose predictions are wanted;
    ``class_names``: what the classes are called.
    """

    def __init__(
        self, x: Any, y: Any = None, rows: Sequence[int] = (), class_names: Sequence[str] = (), most: int = ROWS
    ) -> None:
        self.x = np.asarray(x[:most])
        self.y = None if y is None else np.asarray(y[:most])
        self.rows = [row for row in rows if 0 <= row < len(self.x)] or list(range(min(16, len(self.x))))
        self.class_names = tuple(class_names)
        self.step, self.step_before = 0, 0
        """Batches trained now, and when the weights were last looked at."""
        self.before: dict[str, np.ndarray] = {}
        """The weights as they were then, by path."""

    def labels(self, classes: int) -> np.ndarray | None:
        """The class of each row, from 0; None if the targets are no classes, or there are none."""
        y = self.y
        if y is None or not y.size:
            return None
        if y.ndim == 2 and y.shape[1] == classes > 1:
            shares = bool((y >= 0).all()) and np.allclose(y.sum(1), 1, atol=1e-3)
            return np.argmax(y, 1) if shares else None
        if y.ndim > 1 and y[0].size != 1:
            return None
        numbers = y.reshape(len(y)).astype(np.float64)
        whole = np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all()
        if not whole or numbers.min() < 0 or numbers.max() >= max(classes, 2):
            return None
        return np.asarray(numbers.astype(int))
