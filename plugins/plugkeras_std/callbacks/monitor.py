"""What callbacks that watch one of the logged numbers have in common."""

import math
import warnings
from typing import Any, ClassVar, Literal

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras.parts.callback import Callback, Logs

Mode = Literal["auto", "min", "max"]

_DOWN = (
    *("loss", "error", "mse", "mae", "mape", "msle", "false_", "brier", "hinge", "crossentropy", "divergence"),
    *("poisson", "logcosh", "log_cosh", "huber", "perplexity"),
)
_UP = (
    *("acc", "auc", "precision", "recall", "f1", "fbeta", "fmeasure", "f_measure", "iou", "io_u", "r2", "dice"),
    *("true_", "sensitivity", "specificity", "similarity", "correlation", "jaccard", "kappa"),
)
_FORMER = {"acc": "accuracy", "val_acc": "val_accuracy"}  # what Keras logged up to 2.2 for metrics=["accuracy"]


def with_former_names(logs: Logs) -> dict[str, Any]:
    """The logs, where what Keras 2.2 called ``acc`` is found under that name too."""
    logs = dict(logs or {})
    return {old: logs[new] for old, new in _FORMER.items() if new in logs} | logs


def direction(name: str) -> Literal["min", "max"] | None:
    """Whether a metric of that name is better lower or higher, if the name tells."""
    name = name.removeprefix("val_").lower()
    if any(word in name for word in _DOWN):
        return "min"
    return "max" if any(word in name for word in _UP) else None


class MonitorCallback(Callback, arguments=False):
    """Watches ``monitor``, one of the logs; ``mode`` says whether "min" or "max" is good, or that its name tells.

    Raises:
        ArgumentError: ``mode`` is "auto" and the name does not tell.
    """

    purpose: ClassVar[str]
    monitor: str
    mode: Mode
    min_delta: float = 0.0

    def setup(self) -> None:
        """Settle which way is up."""
        self._aim = direction(self.monitor) if self.mode == "auto" else self.mode
        if self._aim is None:
            raise ArgumentError(
                f"{type(self).__name__}: the name `{self.monitor}` does not tell whether low or high is good: "
                "give mode='min' or mode='max'."
            )

    def improved(self, value: float, best: float | None) -> bool:
        """Whether ``value`` beats ``best`` by more than ``min_delta``; anything but NaN beats None."""
        if best is None:
            return not math.isnan(value)
        delta = abs(self.min_delta)
        return value + delta < best if self._aim == "min" else value - delta > best

    def monitored(self, logs: Logs) -> float | None:
        """The number that is watched; where there is none, a warning names those that there are, and it is None.

        Raises:
            ArgumentError: the metric is not one number.
        """
        value = with_former_names(logs).get(self.monitor)
        if value is None:
            available = ",".join(logs or {})
            warnings.warn(
                f"{self.purpose} metric `{self.monitor}` which is not available. Available metrics are: {available}",
                stacklevel=2,
            )
            return None
        if np.size(value) != 1:
            raise ArgumentError(
                f"{type(self).__name__}: `{self.monitor}` is {np.size(value)} numbers; monitor a metric that is one."
            )
        return float(np.reshape(value, ()))
