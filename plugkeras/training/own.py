"""Steps that a model's author writes: ``train_step`` and its relatives, with the contracts of Keras 3."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from plugkeras import tree
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError
from plugkeras.parts.metric import Metric
from plugkeras.parts.naming import calling
from plugkeras.parts.stateless import as_many, traceless
from plugkeras.training.compiling import Compiled, as_numbers, by_name
from plugkeras.training.data import first_of, pack_x_y_sample_weight, unpack_x_y_sample_weight
from plugkeras.training.made import Made
from plugkeras.training.reading import Reader

_ANYWAY = ("compute_loss", "compute_metrics", "get_metrics_result", "metrics", "reset_metrics")


class Overridable(Reader, Made):
    """What a subclass of Model or Sequential may override, and what it does otherwise.

    ``data`` is x, (x, y) or (x, y, sample_weight). A model that overrides none of it is trained in a shorter way.
    """

    optimizer: Any
    call_with_mask: Callable[..., tuple[Array, Any]]
    flatten_layers: Callable[[], Any]
    own_metrics: Callable[[], list[Metric]]
    is_replayable: Callable[[], bool]
    trainable_variables: Any
    non_trainable_variables: Any
    metrics_variables: Any
    _compiled: Compiled | None
    _state: Callable[[], Any]
    _masked: tuple[Any, Any] = (None, None)  # the last outputs that had a mask, and it

    _overridden: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        names = ("train_step", "test_step", "predict_step", *_ANYWAY)
        cls._overridden = frozenset(n for n in names if getattr(cls, n) is not getattr(Overridable, n))

    def train_step(self, data: Any) -> dict[str, Any]:
        """Train on a batch, and return the logs."""
        x, y, w = unpack_x_y_sample_weight(data)
        loss, y_pred = self._trained(x, y, w)
        return self._told(loss, x, y, y_pred, w)

    def test_step(self, data: Any) -> dict[str, Any]:
        """Take a batch into loss and metrics, and return them."""
        x, y, w = unpack_x_y_sample_weight(data)
        x = self._read(x)
        if self._assess is None:
            self._assess = self._made(self._assessed, self._state)
        loss, y_pred, mask = self._assess(x, y, w)
        self._settings = self._settings or self._now()
        self._masked = y_pred, mask
        return self._told(loss, x, y, y_pred, w)

    def _assessed(self, x: Array, y: Array, w: Array) -> tuple[Array, Array, Any]:
        return self._own_forward(x, y, w, False)

    def predict_step(self, data: Any) -> Array:
        """The outputs for a batch."""
        return self.call_with_mask(unpack_x_y_sample_weight(data)[0], None, False)[0]

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Array:
        """The scalar to be minimised: the loss of ``compile`` and the penalties."""
        assert self._compiled is not None
        return self._compiled.objective(y, y_pred, sample_weight, self._mask_of(y_pred), self.losses)

    def stateless_compute_loss(
        self,
        trainable_variables: Any,
        non_trainable_variables: Any,
        metrics_variables: Any,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The loss with these values in its variables, and what the untrained ones and the metrics' become."""
        groups = [list(self.trainable_variables), list(self.non_trainable_variables), self.metrics_variables]
        given = [*trainable_variables, *non_trainable_variables, *metrics_variables]
        counts = [len(group) for group in groups]
        as_many(self, "variables", given, variables := [v for group in groups for v in group])
        options = {"training": training} if "training" in inspect.signature(self.compute_loss).parameters else {}
        compute = lambda: self.compute_loss(x, y, y_pred, sample_weight, **options)  # noqa: E731
        loss, after = traceless(variables, given, compute)
        first, second = counts[0], counts[0] + counts[1]
        return loss, (after[:first], after[first:second], after[second:])

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Take a batch into the metrics of ``compile``, and return them all."""
        assert self._compiled is not None
        self._compiled.gather(y, y_pred, sample_weight, self._mask_of(y_pred))
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """All metrics by name; the mean of the loss only once there is one."""
        found: dict[str, Any] = {}
        for metric in self.metrics:
            if self._compiled is None or metric is not self._compiled.tracker or float(metric.count):
                value = metric.result()
                found.update(value if isinstance(value, Mapping) else {metric.name: value})
        return found

    @property
    def metrics(self) -> list[Any]:
        """The mean of the loss, the metrics of ``compile``, and those that the model and its layers have themselves."""
        return [*(self._compiled.metrics if self._compiled else ()), *self._own_metrics()]

    def reset_metrics(self) -> None:
        """Begin the metrics anew."""
        self._settled("reset_metrics")
        for metric in self.metrics:
            metric.reset_state()

    @property
    def losses(self) -> list[Array]:
        """The penalties: of its regularized weights, and those that its last call added."""
        if calling.losses is None:
            return super().losses  # type: ignore[misc, no-any-return]
        return calling.losses + [v.regularizer(v) for v in self._regularized]

    # -- the way through them --------------------------------------------------------------------

    _regularized: Any = ()
    _trained: Callable[..., tuple[Array, Array]]

    def _overrides(self, *names: str) -> bool:
        return not (self._overridden.isdisjoint(names) and vars(self).keys().isdisjoint(names))

    def _own_metrics(self) -> list[Metric]:
        """The metrics among its attributes and those of its layers; what a model in it has measured is that one's."""
        found = self.own_metrics()
        if not self.is_replayable():  # else no layer does anything besides
            for layer in self.flatten_layers():
                found += [] if layer is self or layer.replayable or hasattr(layer, "fit") else layer.own_metrics()
        return list({id(metric): metric for metric in found}.values())

    def _own_step(self, phase: str) -> "OwnStep | None":
        """The step for "train" or "test", if anything of it is the author's."""
        if self._overrides(f"{phase}_step", *_ANYWAY) or self._own_metrics():
            return OwnStep(self, f"{phase}_step")
        return None

    def _own_forward(self, x: Array, y: Array, w: Array, training: bool = True) -> tuple[Array, Array, Any]:
        outer, calling.losses = calling.losses, []
        try:
            y_pred, mask = self._after_reading(x, training)
            self._masked = y_pred, mask
            options = {"training": training} if "training" in inspect.signature(self.compute_loss).parameters else {}
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=w, **options)
        finally:
            calling.losses = outer
        return loss, y_pred, mask

    def _told(self, loss: Array, x: Any, y: Any, y_pred: Array, w: Any) -> dict[str, Any]:
        assert self._compiled is not None
        self._compiled.tracker.add_batch(loss, first_of(y_pred).shape[0])
        self._compiled.tracker.watch(loss)
        return self.compute_metrics(x, y, y_pred, sample_weight=w)

    def _mask_of(self, y_pred: Any) -> Any:
        """The mask that came with these outputs; they may have left the tape since."""
        outputs, mask = self._masked
        if mask is None:
            return None
        mine, theirs = tree.flatten(outputs), tree.flatten(y_pred)
        return mask if len(mine) == len(theirs) and all(map(current().same, mine, theirs)) else None


class OwnStep:
    """A step of a model's author, called as the standard one is; keeps the logs that it returned."""

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model, name
        self.returned: Mapping[str, Any] = {}

    def __call__(self, x: Array, y: Array, w: Array) -> None:
        """Make the step.

        Raises:
            ArgumentError: it returned something else than a dict of logs.
        """
        compiled = self.model._compiled
        if compiled.wants_metrics and compiled.waits_for_shapes and y is not None and self.model._overrides(self.name):
            self.model._settle_metrics(x, y)  # the author may ask for them before there are outputs
        returned = getattr(self.model, self.name)(pack_x_y_sample_weight(x, y, w))
        if not isinstance(returned, Mapping):
            owner = type(self.model).__name__
            raise ArgumentError(f"{owner}.{self.name} must return a dict of logs, not {returned!r}.")
        self.returned = returned

    def results(self) -> dict[str, Any]:
        """The logs as numbers: the metrics in their order, then the others by name."""
        known = [m.name for m in self.model.metrics]
        names = sorted(self.returned, key=lambda name: (known.index(name) if name in known else len(known), name))
        return as_numbers({name: self.returned[name] for name in names})

    def logs(self) -> dict[str, Any]:
        """The logs, in their order."""
        return by_name(self.results())
