"""compile, and what a model does with one batch: forward, loss, back, update."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from plugkeras import ops, tree
from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, StateError
from plugkeras.parts.config import get, serialize
from plugkeras.parts.inputs import shapes_with_open_batch
from plugkeras.parts.layer import Layer
from plugkeras.parts.naming import calling
from plugkeras.parts.optimizer import Optimizer
from plugkeras.parts.spellings import by_place, hint, tolerant
from plugkeras.parts.updates import scaling_loss
from plugkeras.training.batches import one_batch
from plugkeras.training.compiling import Compiled, flattened
from plugkeras.training.data import Columns, columns, refuse_nan
from plugkeras.training.leafwise import gradient
from plugkeras.training.outputs import Outputs
from plugkeras.training.own import Overridable
from plugkeras.training.settings import Listed


class Stepper(Overridable):
    """compile, and single steps, for whatever has weights and ``call_with_mask``."""

    optimizer: Any = None
    compiled: bool = False
    built: bool
    trainable_weights: list[Variable]
    weights: list[Variable]
    build: Callable[..., None]
    flatten_layers: Callable[[], Any]
    call_with_mask: Callable[..., tuple[Array, Any]]
    _compiled: Compiled | None = None
    _captured: list[Variable] | None = None  # what is trained
    _regularized: Sequence[Variable] = ()
    _gradient: Callable[..., tuple[Array, Array, Any]] | None = None

    # -- compile ---------------------------------------------------------------------------------

    @tolerant
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Say how to train: an optimizer, a loss and metrics, by name or as objects.

        The weights that are trainable now are the ones that will be trained. With ``run_eagerly``, or without
        ``jit_compile``, no engine compiles the steps. ``steps_per_execution`` and ``auto_scale_loss`` change nothing.

        Raises:
            UnknownName: a name is not known; the message has the nearest one.
        """
        loss_weights, metrics = by_place(loss_weights, metrics)
        for variable in self.weights[:1]:
            self._stays_with(variable.engine)
        self._engine = current().name
        of = Outputs if self._nests else Compiled
        self._compiled = of(loss, metrics, weighted_metrics, loss_weights)
        self.optimizer = get("optimizers", optimizer)
        if not isinstance(self.optimizer, Optimizer):
            raise ArgumentError(f"compile: `optimizer` must be an optimizer or the name of one, not {optimizer!r}.")
        self._captured = self.trainable_weights if self.built else None
        self.run_eagerly = bool(run_eagerly) or jit_compile is False
        self.compiled = True

    def get_compile_config(self) -> dict[str, Any] | None:
        """The arguments of ``compile``, as JSON; None before it."""
        if self._compiled is None:
            return None
        return {"optimizer": serialize(self.optimizer), **self._compiled.config()}

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile as ``get_compile_config`` told."""
        names = ("optimizer", "loss", "metrics", "weighted_metrics", "loss_weights")
        self.compile(**{name: config[name] for name in names if name in config})

    @property
    def metrics_names(self) -> list[str]:
        """Their names."""
        return [m.name for m in self.metrics]

    @property
    def loss(self) -> Any:
        """The loss as it was given to ``compile``."""
        return self._compiled.given["loss"] if self._compiled else None

    def _settled(self, method: str) -> Compiled:
        if self._compiled is None:
            raise StateError(f"{method}: call compile(optimizer, loss) before it.")
        self._stays_with(self._engine)
        return self._compiled

    def show_accuracy(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What ``show_accuracy=True`` asked for up to Keras 1: the metric; returns ``method``'s other arguments."""
        hint(f'{method}: `show_accuracy` is now compile(metrics=["accuracy"]).')
        others = {name: value for name, value in arguments.items() if name != "show_accuracy"}
        if method == "compile":
            metrics = others.get("metrics") or []
            return {**others, "metrics": [*(metrics if isinstance(metrics, list | tuple) else [metrics]), "accuracy"]}
        self._settled(method).show_accuracy()
        self._forget_steps()
        return others

    # -- one batch -------------------------------------------------------------------------------

    def _forward(self, x: Array, y: Array, w: Array, training: bool = True) -> tuple[Array, Array, Any]:
        """The scalar to be minimised, the outputs and their mask."""
        outer, calling.losses = calling.losses, []
        try:
            y_pred, mask = self._after_reading(x, training)
            penalties = calling.losses + [v.regularizer(v) for v in self._regularized]
        finally:
            calling.losses = outer
        assert self._compiled is not None
        return self._compiled.objective(y, y_pred, w, mask, penalties), y_pred, mask

    def _state(self) -> Sequence[Variable]:
        """What a step reads and changes; the same list until somebody may have changed the model."""
        compiled = self._settled("fit")
        sign = len(compiled.state), self.optimizer.built
        if self._listed is None or self._listed.sign != sign:
            self._listed = Listed([*self.weights, *self.optimizer.state, *compiled.state], sign)
        return self._listed.variables

    def is_replayable(self) -> bool:
        """Whether a step makes the same ops for each batch of one shape, and does nothing else."""
        return False

    def replan(self) -> None:
        """Told when training or evaluation begins; a model that remembers how to call its layers forgets it."""

    def _ready(self, x: Any, many: bool = False) -> None:
        """Build what is still unbuilt, from the first batch's shape, and lay the weights out flat.

        Before ``many`` steps, it pays to have the first remembered.
        """
        self._build_for(x)
        self.replan()
        self.look_anew()
        self._regularized = [v for v in self.trainable_weights if v.regularizer is not None]
        if not self._overrides("train_step"):  # which may have optimizers of its own
            self._lay_out(many)

    def _build_for(self, x: Any) -> None:
        self._refuse_text(x)
        outer, calling.masks = calling.masks, {}  # it is about to be called, by which its layers are built
        try:
            if not self.built:
                self.build(shapes_with_open_batch(x))
        finally:
            calling.masks = outer
        layer: Any = type(self)
        unbuilt = self._captured is None and any(not layer.built for layer in self.flatten_layers())
        if unbuilt and layer.call is not Layer.call:
            self.call_with_mask(
                tree.map_structure(lambda a: a[:1], x), None, False
            )  # layers that only `call` says the shapes of

    def _lay_out(self, many: bool = False) -> None:
        """Have the optimizer and the gradients ready."""
        if self._captured is None:
            self._captured = self.trainable_weights
        flat = self.optimizer.flat
        if flat is None or not flat.intact() or [id(v) for v in flat.variables] != [id(v) for v in self._captured]:
            self.optimizer.built = False  # for whoever asks that in a `build` of his own
            self.optimizer.build(self._captured)
        own = self._overrides("train_step", "compute_loss")
        forward = scaling_loss(self.optimizer, self._own_forward if own else self._forward)
        replayable = many and self.is_replayable() and not (self._regularized or own or self.optimizer.scales_loss)
        of = gradient if self._nests else current().gradient
        self._gradient = of(forward, self.optimizer.flat, replayable)
        self._training()

    def _settle_metrics(self, x: Array, y: Array) -> None:
        """Have the metrics, and the optimizer's state, as after a first batch like this."""
        assert self._compiled is not None
        if not self.optimizer.built:
            self.optimizer.build(self.trainable_weights)
        if self._compiled.waits_for_shapes:
            self._compiled.settle(y, self.call_with_mask(x, None, False)[0])

    def step(self, x: Array, y: Array, w: Array) -> None:
        """One training step on one batch, as the engine compiled it."""
        assert self._compiled is not None
        x = self._read(x, True)
        self._compiled.tracker.watch(self._training()(x, y, w))
        self._settings = self._settings or self._now()

    def _training(self) -> Callable[..., Array]:
        if self._step is None:
            self._step = self._made(self._train_step, self._state)
        return self._step

    def test(self, x: Array, y: Array, w: Array) -> None:
        """Take one batch into loss and metrics, as the engine compiled it."""
        x = self._read(x)
        test = self._tested()
        with current().working():
            loss = test(x, y, w)
        self._settings = self._settings or self._now()
        assert self._compiled is not None
        self._compiled.tracker.watch(loss)

    def _tested(self) -> Callable[..., Array]:
        if self._test is None:
            self._test = self._made(self._test_step, self._state)
        return self._test

    def _trained(self, x: Array, y: Array, w: Array) -> tuple[Array, Array]:
        """Forward, back and update; the loss and the outputs."""
        if self._overrides("train_step"):
            self._lay_out()
        x = self._read(x, True)
        if self._update is None:
            self._update = self._made(self._updated, self._state)
        loss, y_pred, mask = self._update(x, y, w)
        self._settings = self._settings or self._now()
        self._masked = y_pred, mask
        return loss, y_pred

    def _updated(self, x: Array, y: Array, w: Array) -> tuple[Array, Array, Any]:
        assert self._gradient is not None
        loss, y_pred, mask = self._gradient(x, y, w)[-3:]
        self.optimizer.step()
        return loss, y_pred, mask

    def _train_step(self, x: Array, y: Array, w: Array) -> Array:
        """Forward, back, update, and the metrics; the loss."""
        loss, y_pred, mask = self._updated(x, y, w)
        assert self._compiled is not None
        self._compiled.update(loss, y, y_pred, w, mask)
        return loss

    def _test_step(self, x: Array, y: Array, w: Array) -> Array:
        loss, y_pred, mask = self._forward(x, y, w, False)
        assert self._compiled is not None
        self._compiled.update(loss, y, y_pred, w, mask)
        return loss

    def _inference(self, x: Array) -> Array:
        outputs: Array = self._after_reading(x, False)[0]
        return outputs

    @tolerant
    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """One step on one batch; returns its loss (with metrics: a list, or a dict if asked for)."""
        compiled = self._settled("train_on_batch")
        batch = one_batch(x, y, sample_weight, class_weight, self._nests)
        refuse_nan(Columns(*batch))
        self._ready(batch[0])
        return self._on_batch(compiled, "train", batch, return_dict)

    @tolerant
    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics of one batch, without training."""
        compiled = self._settled("test_on_batch")
        batch = one_batch(x, y, sample_weight, None, self._nests)
        self._ready(batch[0])
        return self._on_batch(compiled, "test", batch, return_dict)

    def _on_batch(self, compiled: Compiled, phase: str, batch: Any, return_dict: bool) -> Any:
        own = self._own_step(phase)
        self.reset_metrics() if own else compiled.reset()
        with np.errstate(all="ignore"), compiled.tracker.unwatched():
            (own or (self.step if phase == "train" else self.test))(*batch)
        return flattened((own or compiled).results(), return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch, as an ndarray."""
        return self._outputs(columns(x, several=self._nests).x)

    def _outputs(self, x: Any) -> Any:
        with np.errstate(all="ignore"), current().working():
            own = "predict_step" in self._overridden or "predict_step" in self.__dict__  # `_overrides`, for one row
            x = x if own else self._read(x)
            if not own and self._infer is None:
                self._infer = self._made(self._inference, lambda: self.weights)
            y = self.predict_step(x) if own or not self._infer else self._infer(x)
            return tree.map_structure(ops.convert_to_numpy, y) if tree.is_nested(y) else ops.convert_to_numpy(y)
