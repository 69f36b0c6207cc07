"""Saving while training."""

import os
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, ClassVar, Literal

from plugkeras.annotations import Count, Via, is_integer
from plugkeras.errors import ArgumentError, did_you_mean
from plugkeras.parts.callback import Logs
from plugkeras.saving.format import format_for
from plugkeras_std.callbacks.monitor import Mode, MonitorCallback, with_former_names
from plugkeras_std.callbacks.output import Verbosity, say


def _path(value: Any) -> str:
    path: str = os.fspath(value)
    list(Formatter().parse(path))  # raises ValueError for a lone brace
    return path


def _frequency(value: Any) -> Any:
    if value == "epoch" or (is_integer(value) and value > 0):
        return value
    raise ValueError("must be 'epoch' or a number of batches")


class ModelCheckpoint(MonitorCallback):
    """Saves the model, or its weights alone, every epoch or every ``save_freq`` batches.

    ``filepath`` may have places for the epoch (from 1), the batch and the logs: ``"{epoch:02d}-{val_loss:.2f}.keras"``;
    its suffix says the format. ``save_best_only``: only when ``monitor`` is better than ever before, or than
    ``initial_value_threshold``. ``period`` (Keras 2): only every so many epochs.

    Raises:
        ArgumentError: ``filepath`` has a place for something that is not logged; the message names what is.
        UnknownName: no format has the suffix; told when training begins.
    """

    purpose: ClassVar[str] = "Saving the best model is conditioned on"
    filepath: Annotated[str, Via(_path)]
    monitor: str = "val_loss"
    verbose: Verbosity = 0
    save_best_only: bool = False
    save_weights_only: bool = False
    mode: Mode = "auto"
    save_freq: Annotated[int | Literal["epoch"], Via(_frequency)] = "epoch"
    initial_value_threshold: float | None = None
    period: Count = 1

    def setup(self) -> None:
        """Which way is better matters only if that is asked."""
        if self.save_best_only:
            super().setup()
        if self.period > 1 and self.save_freq != "epoch":
            raise ArgumentError("ModelCheckpoint: `period` counts epochs and `save_freq` batches; give one of them.")
        self.best = self.initial_value_threshold
        self._epoch = self._waited = 0
        if self.save_freq != "epoch":  # else batches need not be told, nor their logs be worked out
            self.on_train_batch_end = self._on_batch_end  # type: ignore[method-assign]

    def on_train_begin(self, logs: Logs = None) -> None:
        """See that there is a format of that suffix, before anything has been trained that could be lost."""
        format_for(Path(self.filepath), whole=not self.save_weights_only)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Remember which."""
        self._epoch = epoch

    def _on_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._due(int(self.save_freq)):
            self._save({"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Save if it is time."""
        self._epoch = epoch
        if self.save_freq == "epoch" and self._due(self.period):
            self._save(logs or {})

    def _due(self, every: int) -> bool:
        self._waited = (self._waited + 1) % every
        return self._waited == 0

    def _save(self, logs: Any) -> None:
        path = self._filled(logs)
        if not self._wanted(logs, path):
            return
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        save = self.model.save_weights if self.save_weights_only else self.model.save
        save(path, overwrite=True)
        self._say(f"finished saving model to {path}")

    def _wanted(self, logs: Logs, path: str) -> bool:
        value = self.monitored(logs) if self.save_best_only else None
        if value is None:
            self._say(f"saving model to {path}")
            return True
        best = "None" if self.best is None else f"{self.best:.5f}"
        if not self.improved(value, self.best):
            self._say(f"{self.monitor} did not improve from {best}")
            return False
        self._say(f"{self.monitor} improved from {best} to {value:.5f}, saving model to {path}")
        self.best = value
        return True

    def _say(self, message: str) -> None:
        if self.verbose:
            say(f"\nEpoch {self._epoch + 1}: {message}")

    def _filled(self, logs: Logs) -> str:
        """The path, with its places filled in."""
        values = {"epoch": self._epoch + 1} | with_former_names(logs)
        for _, name, _, _ in Formatter().parse(self.filepath):
            if name is not None and name not in values:
                known = ", ".join(["epoch", *(logs or {})])
                raise ArgumentError(
                    f"ModelCheckpoint: filepath={self.filepath!r} has a place for `{name}`, which is not logged; "
                    f"available are: {known}{did_you_mean(name, values) or '.'}"
                )
        try:
            return self.filepath.format_map(values)
        except (ValueError, TypeError, LookupError) as problem:
            raise ArgumentError(
                f"ModelCheckpoint: filepath={self.filepath!r} cannot be filled in: {problem}."
            ) from None
