"""The progress of fit, evaluate and predict on the screen."""

from typing import Any

from plugkeras.parts.callback import Callback, Logs
from plugkeras_std.callbacks.bar import Bar
from plugkeras_std.callbacks.output import say


class ProgbarLogger(Callback):
    """Prints how far it is: with ``verbose=1`` a bar that moves, with 2 a line at the end, with 0 nothing.

    Where the output is no terminal, 1 is as 2. On a terminal no line is wider than that. ``NO_COLOR`` is heeded.
    Validation within ``fit`` is silent; its results are in the epoch's last line.
    """

    interval = 0.05
    passive = True
    first_alone = True
    _bar: Bar | None = None
    _fitting = False
    _steps: int | None = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """From now on an evaluation is a validation."""
        self._fitting, self._steps = True, None

    def on_train_end(self, logs: Logs = None) -> None:
        """From now on it is not."""
        self._fitting = False

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Print which epoch it is, if there are several."""
        epochs = self.params["epochs"]
        if self.params["verbose"] and epochs > 1:
            say(f"Epoch {epoch + 1}/{epochs}")
        self._start()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Print the epoch's last line."""
        self._finish(logs)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Count it."""
        self._count(batch)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Move the bar."""
        self._move(logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Start, unless it is validation."""
        if not self._fitting:
            self._start()
        elif self._bar:
            self._bar.steps_ended()

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Count it, unless it is validation."""
        if not self._fitting:
            self._count(batch)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Move the bar, unless it is validation."""
        if not self._fitting:
            self._move(logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Print the last line, unless it is validation."""
        if not self._fitting:
            self._finish(logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Start."""
        self._start()

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Count it."""
        self._count(batch)

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Move the bar; the outputs are not shown."""
        self._move(None)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Print the last line."""
        self._finish(None)

    def _start(self) -> None:
        """A number of steps that was unknown in the first epoch is known in the next."""
        params: Any = self.params
        self._bar = Bar(params["steps"] or self._steps, params["verbose"] == 1) if params["verbose"] else None

    def _count(self, batch: int) -> None:
        if self._bar:
            self._bar.step(batch)

    def _move(self, logs: Logs) -> None:
        if self._bar:
            self._bar.move(logs)

    def _finish(self, logs: Logs) -> None:
        if self._bar:
            self._bar.finish(logs)
            self._steps = self._bar.done
