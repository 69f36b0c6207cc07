"""A progress bar for loops of one's own."""

from time import perf_counter
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras.parts.config import get


class Progbar:
    """The progress bar of ``fit``: ``Progbar(100)``, then ``add(1, [("loss", 0.5)])`` after each step.

    Args:
        target: The number of steps; None if it is not known.
        width: Of no effect: the bar fits itself to the terminal.
        verbose: 1 for a bar that moves (one line, where the output is no terminal), 2 for one line, 0 for nothing.
        interval: The bar moves at most once in so many seconds.
        stateful_metrics: Names of values that are shown as they are; of the others, the mean over the steps.
        stateless_metrics: Names of those of which it is the mean; all others are shown as they are.
        unit_name: Of no effect: times are those of a step.
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Any = None,
        stateless_metrics: Any = None,
        unit_name: str = "step",
    ) -> None:
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ArgumentError("Progbar takes only one of `stateful_metrics` and `stateless_metrics`.")
        self.target, self.width, self.verbose, self.interval = target, width, verbose, interval
        self.stateful_metrics = set(stateful_metrics or ())
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        self.unit_name = unit_name
        self._sums: dict[str, tuple[float, int]] = {}
        self._seen, self._moved = 0, 0.0
        self._logger: Any = get("callbacks", "ProgbarLogger")
        self._logger.set_params({"verbose": verbose, "epochs": 1, "steps": target})
        self._logger.on_epoch_begin(0)

    def update(self, current: int, values: Any = None, finalize: bool | None = None) -> None:
        """Show that ``current`` steps are done. ``values``: pairs of a name and the last steps' value.

        The line ends when ``current`` is the target, or when ``finalize`` says so.
        """
        steps, self._seen = max(1, current - self._seen), current
        for name, value in values or ():
            self._take(name, value, steps)
        if current:
            self._logger.on_train_batch_begin(current - 1)
        if finalize or (finalize is None and self.target is not None and current >= self.target):
            self._logger.on_epoch_end(0, self._means())
        elif perf_counter() - self._moved >= self.interval:
            self._moved = perf_counter()
            self._logger.on_train_batch_end(current - 1, self._means())

    def add(self, n: int, values: Any = None) -> None:
        """Show that ``n`` more steps are done."""
        self.update(self._seen + n, values)

    def _take(self, name: str, value: Any, steps: int) -> None:
        total, count = self._sums.get(name, (0.0, 0))
        averaged = self.stateless_metrics
        if name in self.stateful_metrics or (averaged is not None and name not in averaged):
            total = count = 0
        self._sums[name] = total + float(np.mean(value)) * steps, count + steps

    def _means(self) -> dict[str, float]:
        return {name: total / count for name, (total, count) in self._sums.items()}
