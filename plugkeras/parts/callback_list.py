"""The callbacks of a training, told as one."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from plugkeras.parts.callback import Callback, History, Logs
from plugkeras.parts.config import lookup


class CallbackList:
    """Several callbacks told as one; batch events reach only those that define them.

    ``add_history`` and ``add_progbar`` add those callbacks, if they are not among the others. ``params`` are the
    callbacks' ``params``.
    """

    def __init__(
        self,
        callbacks: Callback | Iterable[Callback] | None = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        self.callbacks = [callbacks] if isinstance(callbacks, Callback) else list(callbacks or ())
        self._add(add_progbar, lookup("callbacks", "ProgbarLogger") if add_progbar else Callback)
        self._add(add_history, History)
        self.set_model(model)
        self.set_params(params)
        self._begin = {phase: self._defining(phase, "begin") for phase in ("train", "test", "predict")}
        self._end = {phase: self._defining(phase, "end") for phase in ("train", "test", "predict")}
        self._told = dict.fromkeys(map(id, self.callbacks), 0.0)
        self._waits = {phase: _Wait(callbacks) for phase, callbacks in self._end.items()}

    def _defining(self, phase: str, moment: str) -> list[Callback]:
        names = [f"on_{phase}_batch_{moment}"] + ([f"on_batch_{moment}"] if phase == "train" else [])
        return [c for c in self.callbacks if any(_defines(c, n) for n in names)]

    def _add(self, wanted: bool, kind: Any) -> None:
        if wanted and not any(isinstance(callback, kind) for callback in self.callbacks):
            self.callbacks.append(kind())

    def set_model(self, model: Any) -> None:
        """Give all the model; it has the History as its own."""
        for callback in self.callbacks:
            callback.set_model(model)
            if isinstance(callback, History) and model is not None:
                model.history = callback

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Give all the parameters of the run."""
        self.params: dict[str, Any] = dict(params)
        for callback in self.callbacks:
            callback.set_params(self.params)

    def tell(self, event: str, *args: Any) -> None:
        """``tell("on_epoch_end", epoch, logs)`` tells every callback."""
        for callback in self.callbacks:
            getattr(callback, event)(*args)
        for wait in self._waits.values():
            wait.end()

    def failed(self, error: BaseException) -> None:
        """Tell every callback that training ends by an error."""
        for callback in self.callbacks:
            getattr(callback, "on_train_failed", lambda error: None)(error)

    def hears(self, phase: str) -> bool:
        """Whether anybody is told of the batches of ``phase``."""
        return bool(self._begin[phase] or self._end[phase])

    def batch_begin(self, phase: str, step: int) -> None:
        """A batch of ``phase`` ("train", "test", "predict") begins."""
        for callback in self._begin[phase]:
            getattr(callback, f"on_{phase}_batch_begin")(step, {})

    def batch_end(self, phase: str, step: int, logs: Callable[[], dict[str, Any]], last: bool) -> None:
        """A batch ends; ``logs()`` is asked for only if somebody is told."""
        wait = self._waits[phase]
        if wait.left and not (last and wait.at_last):
            wait.left -= 1
            return
        for callback in self._end[phase]:
            if callback.interval and not (last and callback.at_last):
                now = time.perf_counter()
                if now - self._told[id(callback)] < callback.interval:
                    continue
                self._told[id(callback)] = now
            getattr(callback, f"on_{phase}_batch_end")(step, logs())
        wait.renew()

    # -- Keras's names: for loops of one's own ------------------------------------------------------

    def on_train_begin(self, logs: Logs = None) -> None:
        """Training begins."""
        self.tell("on_train_begin", logs or {})

    def on_train_end(self, logs: Logs = None) -> None:
        """Training ends."""
        self.tell("on_train_end", logs or {})

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """An epoch begins."""
        self.tell("on_epoch_begin", epoch, logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """An epoch ends."""
        self.tell("on_epoch_end", epoch, logs or {})

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """A training batch begins."""
        self.tell("on_train_batch_begin", batch, logs or {})

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """A training batch ends."""
        self.tell("on_train_batch_end", batch, logs or {})

    on_batch_begin, on_batch_end = on_train_batch_begin, on_train_batch_end

    def on_test_begin(self, logs: Logs = None) -> None:
        """Evaluation begins."""
        self.tell("on_test_begin", logs or {})

    def on_test_end(self, logs: Logs = None) -> None:
        """Evaluation ends."""
        self.tell("on_test_end", logs or {})

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """A batch of an evaluation begins."""
        self.tell("on_test_batch_begin", batch, logs or {})

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """A batch of an evaluation ends."""
        self.tell("on_test_batch_end", batch, logs or {})

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Prediction begins."""
        self.tell("on_predict_begin", logs or {})

    def on_predict_end(self, logs: Logs = None) -> None:
        """Prediction ends."""
        self.tell("on_predict_end", logs or {})

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """A batch of a prediction begins."""
        self.tell("on_predict_batch_begin", batch, logs or {})

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """A batch of a prediction ends."""
        self.tell("on_predict_batch_end", batch, logs or {})


class _Wait:
    """How many batches may end before it is worth a look at the clock: if all want to be told only now and then."""

    def __init__(self, callbacks: list[Callback]) -> None:
        self.callbacks = callbacks
        self.at_last = any(c.at_last for c in callbacks)
        self.left = self._given = 0
        self._since = time.perf_counter()

    def end(self) -> None:
        """Look at the clock at the next batch: between epochs a callback may have got another interval."""
        self._given, self.left = self._given - self.left, 0

    def renew(self) -> None:
        """By how fast they came since the last look: so many as take a quarter of the shortest interval."""
        least = min((c.interval for c in self.callbacks), default=3600.0)
        now, count = time.perf_counter(), self._given - self.left + 1
        fitting = int(least / 4 * count / max(now - self._since, 1e-9)) if least else 0
        self.left = self._given = min(fitting, 2 * count)
        self._since = now


def _defines(callback: Any, method: str) -> bool:
    """Whether a method is the callback's own: of its class, or, as a LambdaCallback's, of the object."""
    return method in vars(callback) or getattr(type(callback), method) is not getattr(Callback, method)
