"""Stopping when the loss is no number any more."""

import math

from plugkeras.errors import PlugkerasError
from plugkeras.parts.callback import Callback, Logs
from plugkeras_std.callbacks.output import say


class InvalidLoss(PlugkerasError, RuntimeError):
    """The loss is NaN or infinite."""


class TerminateOnNaN(Callback):
    """Ends training at the batch whose loss is NaN or infinite; with ``raise_error`` by raising ``InvalidLoss``."""

    raise_error: bool = False

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise InvalidLoss(f"Batch {batch}: the loss is {loss}; lower the learning rate or look at the data.")
        say(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
