"""Callbacks: what is told of a training as it goes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from plugkeras.parts.config import Configurable

Logs = Mapping[str, Any] | None


class Callback(Configurable, arguments=False):
    """Told of each event; a subclass defines the methods for those that it cares about.

    ``model`` and ``params`` (``{"verbose", "epochs", "steps"}``) are set before the first event.
    ``interval``: ends of batches are told at most once in so many seconds, and at the last batch of an epoch unless
    ``at_last`` says otherwise.
    ``last``: it is told after all others, so that it sees what they did. ``passive``: it changes nothing in the model
    but numbers (weights, rates), so that a step prepared for the model as it was stays right. ``first_alone``: of
    several processes that compute together only the first has it, for it writes, and changes and computes nothing.
    """

    kind: ClassVar[str] = "callbacks"
    interval: float = 0.0
    at_last: ClassVar[bool] = True
    last: ClassVar[bool] = False
    passive: ClassVar[bool] = False
    first_alone: ClassVar[bool] = False
    model: Any = None
    params: Mapping[str, Any] = {}
    validation_data: Any = None

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Take the parameters of the run."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Take the model."""
        self.model = model

    def on_train_begin(self, logs: Logs = None) -> None:
        """Training begins."""

    def on_train_end(self, logs: Logs = None) -> None:
        """Training ends; ``logs`` are those of the last epoch."""

    def on_train_failed(self, error: BaseException) -> None:
        """Training ends by an error, or by Ctrl-C, which the caller of ``fit`` will get. (Not in Keras.)"""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """An epoch begins; the first is 0."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """An epoch ends; ``logs`` has its loss and metrics, those of validation as ``val_…``."""

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Keras 1's name of ``on_train_batch_begin``."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Keras 1's name of ``on_train_batch_end``."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """A training batch begins; the first of an epoch is 0."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """A training batch ends; ``logs`` has the epoch's means so far."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Evaluation or validation begins."""

    def on_test_end(self, logs: Logs = None) -> None:
        """Evaluation or validation ends."""

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """A batch of an evaluation begins."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """A batch of an evaluation ends."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Prediction begins."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """Prediction ends."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """A batch of a prediction begins."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """A batch of a prediction ends; ``logs`` has its ``outputs``."""


class _Lists(dict[str, list[Any]]):
    """A list for each name; ``acc`` finds ``accuracy``, and ``val_acc`` its like, as up to Keras 2.2."""

    def __missing__(self, name: str) -> list[Any]:
        former = {"acc": "accuracy", "val_acc": "val_accuracy"}
        if former.get(name) in self:
            return self[former[name]]
        raise KeyError(name)


class History(Callback):
    """Keeps the logs of every epoch: ``history`` has a list for each name, ``epoch`` the numbers."""

    passive = True

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = _Lists()
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin with empty lists."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Add the epoch's logs."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
