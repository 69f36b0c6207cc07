"""Changing the learning rate between epochs."""

import inspect
import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from plugkeras.annotations import Range, checked
from plugkeras.errors import ArgumentError
from plugkeras.parts.callback import Callback, Logs
from plugkeras_std.callbacks.monitor import Mode, MonitorCallback
from plugkeras_std.callbacks.output import Verbosity, say


def log_rate(model: Any, logs: Logs) -> None:
    """Add the learning rate to the epoch's logs."""
    if isinstance(logs, dict):
        logs["learning_rate"] = float(model.optimizer.learning_rate)


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch to ``schedule(epoch, learning_rate)``, or to ``schedule(epoch)``.

    The first epoch is 0; which of the two is called is told by the function's signature.

    Raises:
        ArgumentError: the function gives no number, or the optimizer has a schedule of its own.
    """

    schedule: Callable[..., Any]
    verbose: Verbosity = 0

    def setup(self) -> None:
        """See that the schedule can be called."""
        if not callable(self.schedule):
            raise ArgumentError(f"LearningRateScheduler: `schedule` must be a function, not {self.schedule!r}.")
        self._wants_rate = _takes_two(self.schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Set the rate."""
        optimizer = self.model.optimizer
        given = (epoch, float(optimizer.learning_rate)) if self._wants_rate else (epoch,)
        rate = checked("LearningRateScheduler", f"schedule({epoch})", float, self.schedule(*given))
        optimizer.learning_rate = rate
        if self.verbose:
            say(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Log the rate."""
        log_rate(self.model, logs)


def _takes_two(function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind(0, 0.0)
    except TypeError:
        return False
    except ValueError:  # some functions written in C do not tell
        return True
    return True


class ReduceLROnPlateau(MonitorCallback):
    """Multiplies the learning rate by ``factor`` after ``patience`` epochs without improvement, down to ``min_lr``.

    The next ``cooldown`` epochs do not count.

    Raises:
        ArgumentError: ``factor`` is not below 1, or the optimizer has a schedule of its own.
    """

    purpose: ClassVar[str] = "Learning rate reduction is conditioned on"
    monitor: str = "val_loss"
    factor: Annotated[float, Range(0)] = 0.1
    patience: int = 10
    verbose: Verbosity = 0
    mode: Mode = "auto"
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0

    def setup(self) -> None:
        """A factor of 1 or more would reduce nothing."""
        super().setup()
        if self.factor >= 1:
            raise ArgumentError(f"ReduceLROnPlateau: `factor` must be below 1, not {self.factor!r}.")

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin anew."""
        self.best: float | None = None
        self.wait = self.cooldown_counter = 0
        # Refused when there is a schedule; better now than after the first plateau.
        self.model.optimizer.learning_rate = float(self.model.optimizer.learning_rate)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Reduce the rate if it is time."""
        log_rate(self.model, logs)
        value = self.monitored(logs)
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.improved(value, self.best):
            self.best, self.wait = value, 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def in_cooldown(self) -> bool:
        """Whether the last reduction was just now."""
        return self.cooldown_counter > 0

    def _reduce(self, epoch: int) -> None:
        old = float(self.model.optimizer.learning_rate)
        # The optimizer may hold the minimum rounded to float32: a little above it, yet not to be reduced.
        if old <= self.min_lr or math.isclose(old, self.min_lr, rel_tol=1e-6):
            return
        rate = max(old * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = rate
        self.cooldown_counter, self.wait = self.cooldown, 0
        if self.verbose:
            say(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {rate}.")
