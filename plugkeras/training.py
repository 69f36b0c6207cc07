"""Training, evaluation and prediction: what a model does with batches."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.callback import Callback, CallbackList, History
from plugkeras.compiling import Compiled
from plugkeras.config import get, lookup, serialize
from plugkeras.batches import Batches, as_batch, batches_of, split, validation_batches
from plugkeras.data import columns, weights_by_class
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, DataError, StateError
from plugkeras.naming import calling
from plugkeras.optimizer import Optimizer
from plugkeras.spellings import tolerant
from plugkeras.variable import Variable

Verbosity = int | str


class Trainer:
    """compile, fit, evaluate and predict, for whatever has weights and ``call_with_mask``."""

    optimizer: Any = None
    history: "History | None" = None
    stop_training: bool = False
    compiled: bool = False
    built: bool
    trainable_weights: "list[Variable]"
    weights: "list[Variable]"
    _compiled: "Compiled | None" = None
    _captured: "list[Variable] | None" = None
    _step: "Callable[..., None] | None" = None
    call_with_mask: Callable[..., tuple[Array, Any]]

    # -- compile ---------------------------------------------------------------------------------

    @tolerant
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True
    ) -> None:
        """Say how to train: an optimizer, a loss and metrics, by name or as objects.

        The weights that are trainable now are the ones that will be trained. ``run_eagerly``,
        ``steps_per_execution``, ``jit_compile`` and ``auto_scale_loss`` change nothing here.

        Raises:
            UnknownName: a name is not known; the message has the nearest one.
        """
        self._compiled = Compiled(loss, metrics, weighted_metrics, loss_weights)
        self.optimizer = get("optimizers", optimizer)
        if not isinstance(self.optimizer, Optimizer):
            raise ArgumentError(f"compile: `optimizer` must be an optimizer or the name of one, not {optimizer!r}.")
        self._captured = self.trainable_weights if self.built else None
        self._step, self.compiled = None, True

    def get_compile_config(self) -> dict[str, Any] | None:
        """The arguments of ``compile``, as JSON; None before it."""
        if self._compiled is None:
            return None
        return {"optimizer": serialize(self.optimizer), "loss_weights": None, **self._compiled.config()}

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile as ``get_compile_config`` told."""
        known = {k: v for k, v in config.items() if k in ("optimizer", "loss", "metrics", "weighted_metrics", "loss_weights")}
        self.compile(**known)

    @property
    def metrics(self) -> list[Any]:
        """The metrics, the mean of the loss first."""
        return self._compiled.metrics if self._compiled else []

    @property
    def metrics_names(self) -> list[str]:
        """Their names."""
        return [m.name for m in self.metrics]

    @property
    def loss(self) -> Any:
        """The loss as it was given to ``compile``."""
        return self._compiled.given["loss"] if self._compiled else None

    def reset_metrics(self) -> None:
        """Begin the metrics anew."""
        self._settled("reset_metrics").reset()

    def _settled(self, method: str) -> Compiled:
        if self._compiled is None:
            raise StateError(f"{method}: call compile(optimizer, loss) before it.")
        return self._compiled

    # -- one batch -------------------------------------------------------------------------------

    def _forward(self, x: Array, y: Array, w: Array, training: bool) -> tuple[Array, Array, Any]:
        """The scalar to be minimised, the outputs and their mask."""
        outer, calling.losses = calling.losses, []
        try:
            y_pred, mask = self.call_with_mask(x, None, training)
            penalties = calling.losses + [v.regularizer(v) for v in self._regularized]
        finally:
            calling.losses = outer
        assert self._compiled is not None
        return self._compiled.objective(y, y_pred, w, mask, penalties), y_pred, mask

    _regularized: "Sequence[Variable]" = ()

    def _ready(self, x: Any) -> None:
        """Build what is still unbuilt, from the first batch's shape, and lay the weights out flat."""
        if not self.built:
            self.build((None, *x.shape[1:]))  # type: ignore[attr-defined]
        self._regularized = [v for v in self.weights if v.regularizer is not None]
        if self._captured is None:
            self._captured = self.trainable_weights
        flat = self.optimizer.flat
        if flat is None or not flat.intact() or [id(v) for v in flat.variables] != [id(v) for v in self._captured]:
            self.optimizer.build(self._captured)
        if self._step is None:
            self._step = current().compile(self._train_step)

    def _train_step(self, x: Array, y: Array, w: Array) -> None:
        """Forward, back, update, and the metrics."""
        (loss, y_pred, mask), _ = current().value_and_grad(lambda: self._forward(x, y, w, True), self.optimizer.flat)
        self.optimizer.step()
        assert self._compiled is not None
        self._compiled.update(loss, y, y_pred, w, mask)

    def _test_step(self, x: Array, y: Array, w: Array) -> None:
        loss, y_pred, mask = self._forward(x, y, w, False)
        assert self._compiled is not None
        self._compiled.update(loss, y, y_pred, w, mask)

    @tolerant
    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """One step on one batch; returns its loss (with metrics: a list, or a dict if asked for)."""
        compiled = self._settled("train_on_batch")
        batch = _one_batch(x, y, sample_weight, class_weight)
        self._ready(batch[0])
        assert self._step is not None
        compiled.reset()
        with np.errstate(all="ignore"):
            self._step(*batch)
        return _flattened(compiled.results(), return_dict)

    @tolerant
    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics of one batch, without training."""
        compiled = self._settled("test_on_batch")
        batch = _one_batch(x, y, sample_weight, None)
        self._ready(batch[0])
        compiled.reset()
        with np.errstate(all="ignore"):
            self._test_step(*batch)
        return _flattened(compiled.results(), return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch, as an ndarray."""
        with np.errstate(all="ignore"):
            return ops.convert_to_numpy(self.call_with_mask(columns(x).x, None, False)[0])

    # -- many batches ----------------------------------------------------------------------------

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
        validation_freq: int | Sequence[int] = 1
    ) -> History:
        """Train for ``epochs`` epochs, and return the History of losses and metrics.

        x and y are arrays, or x is a generator or PyDataset of batches. ``validation_split`` takes that
        share from the end, before shuffling. ``shuffle="batch"`` shuffles whole batches.

        Raises:
            StateError: there was no ``compile``.
            DataError: the data are unequal in length, no numbers, or have NaN; nothing is trained then.
            ShapeError: shapes do not fit; the message names the layer.
        """
        compiled = self._settled("fit")
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split(x, y, sample_weight, validation_split)
        batches = batches_of(x, y, sample_weight, batch_size, shuffle, steps_per_epoch, class_weight, training=True)
        validation = validation_batches(validation_data, validation_batch_size or batch_size, validation_steps)
        history = History()
        listeners = self._listeners(callbacks, history, verbose, epochs, batches.steps)
        self.history, self.stop_training = history, False
        logs: dict[str, Any] = {}
        with np.errstate(all="ignore"):
            listeners.tell("on_train_begin", {})
            for epoch in range(initial_epoch, epochs):
                compiled.reset()
                listeners.tell("on_epoch_begin", epoch, {})
                logs = self._pass(batches, "train", listeners)
                batches.epoch_end()
                if validation is not None and _is_due(epoch, validation_freq):
                    logs |= {f"val_{k}": v for k, v in self._validate(validation, listeners).items()}
                listeners.tell("on_epoch_end", epoch, logs)
                if self.stop_training:
                    break
            self.optimizer.finalize_variable_values()
            listeners.tell("on_train_end", logs)
        return history

    def _listeners(self, callbacks: Any, history: History | None, verbose: Verbosity, epochs: int, steps: int | None) -> CallbackList:
        """The user's callbacks, then the history, then the progress bar."""
        given = [callbacks] if isinstance(callbacks, Callback) else list(callbacks or ())
        for callback in given:
            if not hasattr(callback, "on_epoch_end"):
                raise ArgumentError(f"callbacks: {callback!r} is no Callback.")
        verbose = 1 if verbose == "auto" else int(verbose)
        bar = [lookup("callbacks", "ProgbarLogger")()] if verbose else []
        own = [history] if history is not None else []
        return CallbackList([*given, *own, *bar], self, verbose=verbose, epochs=epochs, steps=steps)

    def _pass(self, batches: Batches, phase: str, listeners: CallbackList) -> dict[str, Any]:
        """All batches of an epoch through one step each; the metrics at its end."""
        compiled, steps, train = self._compiled, batches.steps, phase == "train"
        assert compiled is not None
        logs, number = compiled.results, -1
        run: Callable[..., None] | None = None
        for number, (x, y, w) in enumerate(batches.epoch()):  # noqa: B007
            if run is None:
                self._ready(x)
                run = self._step if train else self._test_step
                assert run is not None
            listeners.batch_begin(phase, number)
            run(x, y, w)
            listeners.batch_end(phase, number, logs, last=number + 1 == steps)
            if train and self.stop_training:
                break
        return logs() if number >= 0 else {}

    def _validate(self, validation: Batches, listeners: CallbackList) -> dict[str, Any]:
        """Loss and metrics on the validation data; the training metrics are not disturbed."""
        compiled = self._compiled
        assert compiled is not None
        compiled.reset()
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
        return_dict: bool = False
    ) -> Any:
        """The loss, or a list of it and the metrics (or a dict, if asked for), over the data."""
        compiled = self._settled("evaluate")
        batches = batches_of(x, y, sample_weight, batch_size, False, steps)
        listeners = self._listeners(callbacks, None, verbose, 1, batches.steps)
        compiled.reset()
        with np.errstate(all="ignore"):
            listeners.tell("on_test_begin", {})
            logs = self._pass(batches, "test", listeners)
            listeners.tell("on_test_end", logs)
        if not logs:
            raise DataError("evaluate: there are no samples.")
        return _flattened(logs, return_dict)

    @tolerant
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Verbosity = "auto",
        steps: int | None = None,
        callbacks: Any = None
    ) -> Any:
        """The outputs for x, as one ndarray."""
        if type(x) is np.ndarray and not verbose and not callbacks and 0 < len(x) <= (batch_size or 32):
            return self._outputs(columns(x).x)  # a few rows need none of what follows
        batches = batches_of(x, None, None, batch_size, False, steps)
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
        return outputs[0] if len(outputs) == 1 else np.concatenate(outputs)

    def _outputs(self, x: Any) -> Any:
        with np.errstate(all="ignore"):
            return ops.convert_to_numpy(self.call_with_mask(x, None, False)[0])


def _is_due(epoch: int, freq: int | Sequence[int]) -> bool:
    return (epoch + 1) % freq == 0 if isinstance(freq, int) else epoch + 1 in freq


def _one_batch(x: Any, y: Any, sample_weight: Any, class_weight: Any) -> tuple[Any, Any, Any]:
    batch = as_batch((x, y, sample_weight))
    if class_weight is not None:
        return batch[0], batch[1], weights_by_class(batch[1], class_weight)
    return batch


def _flattened(logs: dict[str, Any], return_dict: bool) -> Any:
    if return_dict:
        return logs
    values = list(logs.values())
    return values if len(values) > 1 else values[0]


