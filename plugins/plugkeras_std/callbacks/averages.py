"""The averages of the weights in their place, while they are looked at."""

from typing import Any, ClassVar

from plugkeras.errors import ArgumentError
from plugkeras.parts.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Evaluates and predicts with the averages that an optimizer with ``use_ema`` keeps; training goes on with its own.

    With ``swap_on_epoch`` they stand in the model from the end of an epoch to the next one's beginning, too, for a
    ModelCheckpoint behind it in the list to save. (Keras forgets to take them out after ``predict``.)

    Raises:
        ArgumentError: the optimizer keeps none.
    """

    passive: ClassVar[bool] = True
    swap_on_epoch: bool = False

    def setup(self) -> None:
        """Nothing is set aside yet."""
        self.kept: list[Any] = []

    def _swap_in(self) -> None:
        optimizer = self.model.optimizer
        if optimizer is None or not _averages(optimizer):
            raise ArgumentError("SwapEMAWeights: the optimizer keeps no averages; make it with use_ema=True.")
        if optimizer.flat is None or self.kept:
            return  # it has not begun, or they are in already
        self.kept = [v.numpy() for v in optimizer.flat.variables]
        optimizer.finalize_variable_values()

    def _swap_out(self) -> None:
        for variable, value in zip(self.model.optimizer.flat.variables if self.kept else (), self.kept, strict=True):
            variable.assign(value)
        self.kept = []

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Train with the weights themselves."""
        self._swap_out()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """The averages, if they are wanted between epochs."""
        if self.swap_on_epoch:
            self._swap_in()

    def on_train_end(self, logs: Logs = None) -> None:
        """They stay, as always after a training with ``use_ema``."""
        self.kept = []

    def on_test_begin(self, logs: Logs = None) -> None:
        """The averages."""
        self._swap_in()

    def on_test_end(self, logs: Logs = None) -> None:
        """The weights themselves."""
        self._swap_out()

    on_predict_begin, on_predict_end = on_test_begin, on_test_end


def _averages(optimizer: Any) -> bool:
    inner = getattr(optimizer, "optimizers", None) or [getattr(optimizer, "optimizer", None)]
    return bool(optimizer.use_ema) or any(_averages(one) for one in inner if one is not None)
