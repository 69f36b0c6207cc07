"""Callbacks: what is told of a training as it goes."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from plugkeras.parts.config import Configurable, get

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


class CallbackList:
    """Several callbacks told as one, by the methods that each has; batch events reach only those that define them.

    ``add_history`` and ``add_progbar`` add a History and a ProgbarLogger, unless there is one. ``params`` are those of
    the run: verbose, epochs, steps.
    """

    def __init__(
        self,
        callbacks: Iterable[Callback] | None = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        self.callbacks = list(callbacks or ())
        for name, wanted in (("History", add_history), ("ProgbarLogger", add_progbar)):
            if wanted and all(type(c).__name__ != name for c in self.callbacks):
                self.callbacks.append(get("callbacks", name))
        self.set_model(model)
        self.set_params(params)
        self._begin = {phase: self._defining(phase, "begin") for phase in ("train", "test", "predict")}
        self._end = {phase: self._defining(phase, "end") for phase in ("train", "test", "predict")}
        self._told = dict.fromkeys(map(id, self.callbacks), 0.0)
        self._waits = {phase: _Wait(callbacks) for phase, callbacks in self._end.items()}

    def set_model(self, model: Any) -> None:
        """Give all the model."""
        for callback in self.callbacks:
            callback.set_model(model)

    def set_params(self, params: dict[str, Any]) -> None:
        """Give all the parameters of the run."""
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def _defining(self, phase: str, moment: str) -> list[Callback]:
        names = [f"on_{phase}_batch_{moment}"] + ([f"on_batch_{moment}"] if phase == "train" else [])
        return [c for c in self.callbacks if any(_defines(c, n) for n in names)]

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


def _of_all(event: str) -> Callable[..., None]:
    """The method of a CallbackList that tells all of its callbacks of an event."""

    def of_epoch(self: CallbackList, epoch: int, logs: Logs = None) -> None:
        self.tell(event, epoch, logs or {})

    def of_pass(self: CallbackList, logs: Logs = None) -> None:
        self.tell(event, logs or {})

    return of_epoch if "epoch" in event else of_pass


def _of_batch(phase: str, moment: str) -> Callable[..., None]:
    """The method of a CallbackList that tells those callbacks of a batch that wait for it."""

    def begin(self: CallbackList, batch: int, logs: Logs = None) -> None:
        self.batch_begin(phase, batch)

    def end(self: CallbackList, batch: int, logs: Logs = None) -> None:
        self.batch_end(phase, batch, lambda: dict(logs or {}), last=True)

    return begin if moment == "begin" else end


for _moment in ("begin", "end"):
    for _phase in ("train", "test", "predict"):
        setattr(CallbackList, f"on_{_phase}_{_moment}", _of_all(f"on_{_phase}_{_moment}"))
        setattr(CallbackList, f"on_{_phase}_batch_{_moment}", _of_batch(_phase, _moment))
    setattr(CallbackList, f"on_batch_{_moment}", _of_batch("train", _moment))
    setattr(CallbackList, f"on_epoch_{_moment}", _of_all(f"on_epoch_{_moment}"))


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
