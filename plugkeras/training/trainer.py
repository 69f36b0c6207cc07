"""Training, evaluation and prediction over many batches."""

import os
import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np

from plugkeras import tree
from plugkeras.config import is_interactive_logging_enabled, max_epochs, max_steps_per_epoch
from plugkeras.engine import current, process
from plugkeras.errors import ArgumentError, DataError
from plugkeras.parts.callback import Callback, History
from plugkeras.parts.callback_list import CallbackList
from plugkeras.parts.config import lookup
from plugkeras.parts.spellings import tolerant
from plugkeras.training.batches import ArrayBatches, Batches
from plugkeras.training.batching import batches_of, split, validation_batches
from plugkeras.training.compiling import by_name, flattened
from plugkeras.training.course import Course, Unwatched
from plugkeras.training.data import Columns, columns, refuse_nan
from plugkeras.training.many import can_pass, pass_over
from plugkeras.training.steps import Stepper

Verbosity = int | str


class Trainer(Stepper):
    """fit, evaluate and predict."""

    history: History | None = None
    stop_training: bool = False
    _course: Course | None = None  # of the ``fit`` that is going on

    @tolerant
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Verbosity = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | Sequence[int] = 1,
    ) -> History:
        """Train for ``epochs`` epochs, and return the History of losses and metrics.

        x and y are arrays, or x is a generator or PyDataset of batches. ``validation_split`` takes that
        share from the end, before shuffling. ``shuffle="batch"`` shuffles whole batches.

        Raises:
            StateError: there was no ``compile``.
            DataError: the data are unequal in length, no numbers, or have NaN; nothing is trained then.
            ShapeError: shapes do not fit; the message names the layer.
        """
        compiled, several = self._settled("fit"), self._nests
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split(x, y, sample_weight, validation_split, several)
        batches = _limited(
            lambda steps: batches_of(
                x, y, sample_weight, batch_size, shuffle, steps, class_weight, training=True, several=several
            ),
            steps_per_epoch,
        )
        epochs = _fewer("epochs", epochs, max_epochs())
        validation = validation_batches(validation_data, validation_batch_size or batch_size, validation_steps, several)
        history = History()
        listeners = self._listeners(callbacks, history, verbose, epochs, batches.steps)
        self.history, self.stop_training = history, False
        outer, self._course = self._course, Course(self, batches, validation, listeners, initial_epoch)
        try:
            with compiled.tracker.unwatched():
                self._take(self._course, validation_freq)
        except BaseException as error:
            listeners.failed(error)
            raise
        finally:
            self._course = outer  # of the training in one of whose callbacks this was
        return history

    def _take(self, course: Course, validation_freq: int | Sequence[int]) -> None:
        """All epochs of a course."""
        listeners = course.listeners
        # Nobody else's code runs between the steps of plain arrays then: prepare for all of them at once.
        passive = all(getattr(c, "passive", False) for c in listeners.callbacks)
        alone = passive and isinstance(course.batches, ArrayBatches)
        for batches in filter(None, (course.batches, course.validation)):
            batches.changeable = not passive
        with np.errstate(all="ignore"), current().working() if alone else nullcontext():
            listeners.tell("on_train_begin", {})
            while course.goes_on():
                due = course.validation if _is_due(course.epoch, validation_freq) else None
                self._epoch(course, due)
            self.optimizer.finalize_variable_values()
            listeners.tell("on_train_end", course.logs)

    def _epoch(self, course: Course, validation: Batches | None) -> None:
        """One epoch, or the rest of one that was begun, with validation if it is due."""
        epoch, batches, listeners = course.epoch, course.batches, course.listeners
        self.reset_metrics()
        listeners.tell("on_epoch_begin", epoch, {})
        batches.begun = batches.begun and not batches.changeable  # the model may be another one
        if course.begun is not None:
            course.restore(course.begun)
        logs = self._pass(batches, "train", listeners)
        if course.is_going_back():
            return
        batches.epoch_end()
        if validation is not None:
            logs |= {f"val_{k}": v for k, v in self._validate(validation, listeners).items()}
        logs = by_name(logs)
        course.end_epoch(logs)
        listeners.tell("on_epoch_end", epoch, logs)
        course.stopped = self.stop_training

    def _listeners(
        self, callbacks: Any, history: History | None, verbose: Verbosity, epochs: int, steps: int | None
    ) -> CallbackList:
        """The user's callbacks, then the history, the progress bar, and those that want to be last."""
        given = [callbacks] if isinstance(callbacks, Callback) else list(callbacks or ())
        for callback in given:
            if not hasattr(type(callback), "on_epoch_end"):
                raise ArgumentError(f"callbacks: {callback!r} is no Callback.")
        for name, value in (("verbose", 1 if verbose == "auto" else verbose), ("epochs", epochs)):
            if not isinstance(value, Integral):
                raise ArgumentError(f"`{name}` must be an integer, not {value!r}.")
        verbose = (1 if is_interactive_logging_enabled() else 2) if verbose == "auto" else int(verbose)
        bar = [lookup("callbacks", "ProgbarLogger")()] if verbose else []
        own = [history] if history is not None else []
        if history is not None and (asked := os.environ.get("PLUGKERAS_LOG", "0")) not in ("", "0"):
            logger = lookup("callbacks", "RunLogger")
            if not any(isinstance(callback, logger) for callback in given):
                own.append(logger(control=asked == "control"))
        here = [c for c in (*given, *own, *bar) if not (process()[0] and getattr(c, "first_alone", False))]
        ordered = sorted(here, key=lambda c: getattr(c, "last", False))
        return CallbackList(ordered, model=self, verbose=verbose, epochs=epochs, steps=steps)

    def _pass(self, batches: Batches, phase: str, listeners: CallbackList) -> dict[str, Any]:
        """All batches of an epoch through one step each; the metrics at its end."""
        compiled, steps, train = self._compiled, batches.steps, phase == "train"
        assert compiled is not None
        course = self._course if train and self._course else Unwatched()
        number, own = course.done - 1, self._own_step(phase)
        if own is not None:
            own.returned, course.own = course.returned, own
        run, gathered = own or (self.step if train else self.test), own or compiled
        singly = self._eager or course.is_over or self._reads_first
        if own is None and not listeners.hears(phase) and can_pass(batches) and not singly:
            for _ in pass_over(batches, course, partial(self._to_pass, train), run):
                self._settings = self._settings or self._now()
                if train and self.stop_training:
                    break
            return compiled.results() if course.done else {}
        logs = gathered.logs
        rows = iter(()) if course.is_over else batches.epoch(course.done)
        for number, (x, y, w) in enumerate(rows, course.done):
            if train and not isinstance(batches, ArrayBatches):
                refuse_nan(Columns(x, y, w))  # arrays were looked at as a whole
            if not batches.begun:
                self._ready(x, many=train)
                batches.begun, course.batch = True, (x, y)
            listeners.batch_begin(phase, number)
            run(x, y, w)
            course.done = number + 1
            listeners.batch_end(phase, number, logs, last=number + 1 == steps)
            if train and self.stop_training:
                break
        return gathered.results() if number >= 0 else {}

    def _to_pass(self, train: bool, x: Any = None, y: Any = None) -> Any:
        """The step of which many are made; ready for x and y, if they are given."""
        if x is not None:
            self._ready(x, many=train)
            if shape := self.__dict__.get("_output_shape"):
                self._settled("fit").assume(y, shape)
        return self._training() if train else self._tested()

    def _validate(self, validation: Batches, listeners: CallbackList) -> dict[str, Any]:
        """Loss and metrics on the validation data; the training metrics are not disturbed."""
        self.reset_metrics()
        listeners.tell("on_test_begin", {})
        logs = self._pass(validation, "test", listeners)
        listeners.tell("on_test_end", logs)
        return logs

    @tolerant
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Verbosity = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """The loss, or a list of it and the metrics (or a dict, if asked for), over the data."""
        compiled = self._settled("evaluate")
        batches = _limited(
            lambda steps: batches_of(x, y, sample_weight, batch_size, False, steps, several=self._nests), steps
        )
        listeners = self._listeners(callbacks, None, verbose, 1, batches.steps)
        self.reset_metrics()
        with np.errstate(all="ignore"), compiled.tracker.unwatched():
            listeners.tell("on_test_begin", {})
            logs = self._pass(batches, "test", listeners)
            listeners.tell("on_test_end", logs)
        if not logs:
            raise DataError("evaluate: there are no samples.")
        return flattened(logs, return_dict)

    @tolerant
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Verbosity = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The outputs for x, as one ndarray; of several outputs, as ndarrays nested as those are."""
        if type(x) is np.ndarray and not verbose and not callbacks and 0 < len(x) <= (batch_size or 32):
            return self._outputs(columns(x).x)  # a few rows need none of what follows
        batches = _limited(
            lambda steps: batches_of(x, None, None, batch_size, False, steps, several=self._nests), steps
        )
        listeners = self._listeners(callbacks, None, verbose, 1, batches.steps)
        listeners.tell("on_predict_begin", {})
        outputs = []
        for number, (rows, _, _) in enumerate(batches.epoch()):
            listeners.batch_begin("predict", number)
            outputs.append(self._outputs(rows))
            listeners.batch_end("predict", number, lambda: {"outputs": outputs[-1]}, last=number + 1 == batches.steps)
        listeners.tell("on_predict_end", {})
        if not outputs:
            raise DataError("predict: there are no samples.")
        return outputs[0] if len(outputs) == 1 else tree.map_structure(lambda *parts: np.concatenate(parts), *outputs)


def _limited(make: Callable[[int | None], Batches], steps: int | None) -> Batches:
    """The batches of an epoch, not more than ``config.max_steps_per_epoch`` says."""
    most = max_steps_per_epoch()
    if most is None:
        return make(steps)
    if steps is not None:
        return make(_fewer("steps", steps, most))
    batches = make(None)
    return batches if batches.steps is not None and batches.steps <= most else make(most)


def _fewer(what: str, asked: int, most: int | None) -> int:
    if most is None or not isinstance(asked, Integral) or asked <= most:
        return asked
    warnings.warn(f"Only {most} {what} are taken instead of {asked}, as plugkeras.config says.", stacklevel=3)
    return most


def _is_due(epoch: int, freq: int | Sequence[int]) -> bool:
    return (epoch + 1) % freq == 0 if isinstance(freq, int) else epoch + 1 in freq
