"""Stopping when nothing improves any more."""

from typing import Annotated, Any, ClassVar

from plugkeras.annotations import Range
from plugkeras.parts.callback import Logs
from plugkeras_std.callbacks.monitor import Mode, MonitorCallback
from plugkeras_std.callbacks.output import Verbosity, say


class EarlyStopping(MonitorCallback):
    """Stops training after ``patience`` epochs in which ``monitor`` did not improve by more than ``min_delta``.

    With a ``baseline``, an improvement renews the patience only if it is better than that too. Epochs before
    ``start_from_epoch`` do not count. ``restore_best_weights``: training ends, however it ends, with the weights of
    the best epoch.
    """

    purpose: ClassVar[str] = "Early stopping conditioned on"
    monitor: str = "val_loss"
    min_delta: float = 0
    patience: int = 0
    verbose: Verbosity = 0
    mode: Mode = "auto"
    baseline: float | None = None
    restore_best_weights: bool = False
    start_from_epoch: Annotated[int, Range(0)] = 0

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin anew: the same object may serve several trainings."""
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best: float | None = None
        self.best_weights: Any = None

    def get_monitor_value(self, logs: Logs) -> float | None:
        """The number that decides: what is watched, unless a subclass has another one."""
        return self.monitored(logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Stop if it is time."""
        value = self.get_monitor_value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        better = self.improved(value, self.best)
        if better or self._kept_none():
            self._keep(epoch)
        if better:
            self.best = value
            if self.baseline is None or self.improved(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _kept_none(self) -> bool:
        return self.restore_best_weights and self.best_weights is None

    def _keep(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs: Logs = None) -> None:
        """Go back to the best weights, if asked for."""
        if self.stopped_epoch > 0 and self.verbose:
            say(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            if self.verbose:
                say(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)
