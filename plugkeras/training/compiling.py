"""What ``compile`` was given: a loss and metrics, found by name, shaped to fit the outputs."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from plugkeras import ops
from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, ShapeError, StateError
from plugkeras.host import host
from plugkeras.parts.config import get, lookup, serialize
from plugkeras.parts.loss import CallableLoss, Loss, aligned, mask_as_weight
from plugkeras.parts.metric import MeanMetric, MeanMetricWrapper, Metric


class MeanOfLoss(MeanMetric):
    """The mean of the loss over the samples seen; ``watched`` gathers each batch's, if somebody sets it to a list."""

    watched: list[float] | None = None

    def update_state(self, values: Array, sample_weight: Array = None) -> None:  # type: ignore[override]
        """Add a loss, as a step of somebody's own does."""
        self.add(values, sample_weight)

    def add_batch(self, loss: Array, size: int) -> None:
        """Add a batch of ``size`` samples whose mean loss is ``loss``."""
        self.total.assign_add(loss * size)
        self.count.assign_add(size)

    def watch(self, loss: Array) -> None:
        """Give a batch's loss to whoever gathers them."""
        if self.watched is not None:
            self.watched.append(float(loss))

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Within, batches are none of those that somebody gathers: a callback evaluates the model in training, say."""
        watched, self.watched = self.watched, None
        try:
            yield
        finally:
            self.watched = watched


class Compiled:
    """The loss and the metrics of a model, and what they have gathered."""

    def __init__(self, loss: Any, metrics: Any, weighted_metrics: Any, loss_weights: Any) -> None:
        self.given = {
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
        }
        self._family = _single(loss, "loss") if _is_crossentropy(_single(loss, "loss")) else None
        self.loss = as_loss(_single(loss, "loss")) if self._family is None else None
        self._takes_mask = takes_mask(self.loss)
        self.weight = 1.0 if loss_weights is None else float(_single(loss_weights, "loss_weights"))
        self.tracker = MeanOfLoss(name="loss")
        self._fitting: Any = None  # the shapes of targets and outputs that were last found to go together
        self._wanted = [(m, False) for m in listed(metrics)] + [(m, True) for m in listed(weighted_metrics)]
        self._wanted = [(m if _is_family(m) else as_metric(m, (), ()), weighted) for m, weighted in self._wanted]
        self._assumed: tuple[Sequence[Any], Sequence[Any]] | None = None
        self._metrics: list[tuple[Metric, bool]] | None = [] if not self._wanted else None

    def show_accuracy(self) -> None:
        """Have the accuracy among the metrics, if it is not."""
        if not any(isinstance(m, str) and m.lower() in ("acc", "accuracy") for m, _ in self._wanted):
            self.given["metrics"] = [*listed(self.given["metrics"]), "accuracy"]
            self._wanted.append(("accuracy", False))
            self._metrics = None

    def config(self) -> dict[str, Any]:
        """The arguments of ``compile``, as JSON."""
        return {name: serialize(value) for name, value in self.given.items()}

    @property
    def metrics(self) -> list[Metric]:
        """The loss's mean and the metrics; those that depend on shapes exist after the first batch."""
        return [self.tracker, *(m for m, _ in self._metrics or ())]

    @property
    def state(self) -> list[Variable]:
        """What the metrics gather in."""
        return [v for m in self.metrics for v in m.variables]

    def objective(self, y: Array, y_pred: Array, w: Array, mask: Array, penalties: Sequence[Array]) -> Array:
        """The scalar to be minimised."""
        if self._family is not None and self.loss is None and y is not None:
            self.loss = lookup("losses", _prefix(y.shape, y_pred.shape) + "Crossentropy")()
        if self.loss is None and not penalties:
            raise StateError("There is nothing to minimise: give compile a loss.")
        if self.loss is None:
            total = 0.0
        elif y is None:
            raise ArgumentError("The loss needs targets: give y.")
        else:
            shapes = y.shape[1:], y_pred.shape[1:]
            if shapes != self._fitting:
                check_targets(self.loss, y, y_pred)
                self._fitting = shapes
            if mask is not None and not self._takes_mask:
                weight = mask_as_weight(mask, self.loss.reduction, y_pred.dtype)
                w, mask = weight if w is None else aligned(w, weight) * weight, None
            total = self.loss(y, y_pred, w, mask) if self._takes_mask else self.loss(y, y_pred, w)
            if self.weight != 1.0:
                total = total * self.weight
        for penalty in penalties:
            total = total + penalty
        return total

    def update(self, loss: Array, y: Array, y_pred: Array, w: Array, mask: Array) -> None:
        """Take a batch into the metrics."""
        self.tracker.add_batch(loss, y_pred.shape[0])
        self.gather(y, y_pred, w, mask)

    def gather(self, y: Array, y_pred: Array, w: Array, mask: Array) -> None:
        """Take a batch into the metrics, but not into the mean of the loss."""
        if self._metrics is None or (self._assumed and _prefix(*self._assumed) != _prefix(_shape(y), y_pred.shape)):
            self.settle(y, y_pred)
        for metric, weighted in self._metrics or ():
            weight = w if weighted else None
            if mask is not None:
                weight = ops.cast(mask, y_pred.dtype) if weight is None else weight * ops.cast(mask, y_pred.dtype)
            current().apart(metric.update_state, y, y_pred, *([] if weight is None else [weight]))

    @property
    def wants_metrics(self) -> bool:
        """Whether ``compile`` was given metrics."""
        return any(self.given[name] for name in ("metrics", "weighted_metrics"))

    @property
    def waits_for_shapes(self) -> bool:
        """Whether there was no batch yet that says which metrics are meant."""
        return self._metrics is None

    def settle(self, y: Array, y_pred: Array) -> None:
        """Have the metrics that go with targets and outputs of these shapes."""
        self._metrics, self._assumed = self._resolved(_shape(y), y_pred.shape), None

    def assume(self, y: Array, outputs: Sequence[int | None]) -> None:
        """Have the metrics before the first batch, if the outputs are going to have this shape."""
        if self._metrics is None:
            self._assumed = _shape(y), outputs
            self._metrics = self._resolved(*self._assumed)

    def _resolved(self, y: Sequence[Any], y_pred: Sequence[Any]) -> list[tuple[Metric, bool]]:
        """The metrics as objects, by the shapes of targets and outputs; a second one of a name gets a number."""
        found: list[tuple[Metric, bool]] = []
        for identifier, weighted in self._wanted:
            metric = as_metric(identifier, y, y_pred)
            names = {m.name for m, _ in found}
            name = f"weighted_{metric.name}" if weighted and metric.name in names else metric.name
            taken = sum(n == name or n.startswith(f"{name}_") for n in names) if name in names else 0
            metric.name = f"{name}_{taken}" if taken else name
            found.append((metric, weighted))
        return found

    def results(self) -> dict[str, float]:
        """Loss and metrics so far, in the order of compile."""
        found: dict[str, Any] = {}
        for metric in self.metrics:
            value = metric.result()
            found.update(value if isinstance(value, Mapping) else {metric.name: value})
        return as_numbers(found)

    def logs(self) -> dict[str, Any]:
        """The results so far, in the order of logs."""
        return by_name(self.results())

    def reset(self) -> None:
        """Begin anew, as at the start of an epoch."""
        for metric in self.metrics:
            metric.reset_state()


def as_numbers(found: Mapping[str, Any]) -> dict[str, Any]:
    """Results as Python's numbers; those that have axes as ndarrays."""
    return {name: float(v) if not getattr(v, "ndim", 0) else ops.convert_to_numpy(v) for name, v in found.items()}


def by_name(logs: dict[str, Any]) -> dict[str, Any]:
    """In Keras's order for logs: by name."""
    return dict(sorted(logs.items()))


def as_loss(identifier: Any) -> Loss | None:
    """A Loss from a name, a config, a class, a function or itself."""
    if identifier is None or isinstance(identifier, Loss):
        return identifier
    found = get("losses", identifier)
    return found if isinstance(found, Loss) else CallableLoss(found)


def takes_mask(loss: Loss | None) -> bool:
    """Whether it can be called with a mask; Keras's losses that override ``__call__`` take weights alone."""
    parameters = inspect.signature(loss.__call__).parameters.values() if loss is not None else ()
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return loss is None or len(places) > 3 or any(p.kind is p.VAR_POSITIONAL for p in parameters)


def as_metric(identifier: Any, y_shape: Sequence[Any], pred_shape: Sequence[Any]) -> Metric:
    """A Metric from a name, a config, a class, a function or itself; accuracy as the shapes ask for."""
    if _is_family(identifier):
        family: Metric = lookup("metrics", _prefix(y_shape, pred_shape) + _FAMILIES[identifier.lower()])(
            name=identifier
        )
        return family
    found = get("metrics", identifier)
    metric = found if isinstance(found, Metric) else MeanMetricWrapper(found)
    if isinstance(identifier, str):
        metric.name = identifier.rpartition(">")[2]  # the logs call it what the script does
    return metric


def _is_family(identifier: Any) -> bool:
    """Whether the shapes say which metric is meant."""
    return isinstance(identifier, str) and identifier.lower() in _FAMILIES


def _is_crossentropy(identifier: Any) -> bool:
    return _is_family(identifier) and _FAMILIES[identifier.lower()] == "Crossentropy"


_FAMILIES = {"accuracy": "Accuracy", "acc": "Accuracy", "crossentropy": "Crossentropy", "ce": "Crossentropy"}


def _shape(y: Array) -> Sequence[Any]:
    return y.shape if y is not None else ()


def _prefix(y_shape: Sequence[Any], pred_shape: Sequence[Any]) -> str:
    if pred_shape and pred_shape[-1] == 1:
        return "Binary"
    if len(y_shape) < len(pred_shape) or (y_shape and y_shape[-1] == 1 and pred_shape[-1] > 1):
        return "SparseCategorical"
    return "Categorical"


def check_targets(loss: Loss, y: Array, y_pred: Array) -> None:
    """Whether targets of that shape can go with outputs of that shape; NumPy would broadcast some that cannot.

    Raises:
        ShapeError: saying both shapes, and what commonly helps.
    """
    mine, theirs = tuple(y.shape), tuple(y_pred.shape)
    is_sparse = "sparse" in (loss.name or "") or "sparse" in type(loss).__name__.lower()
    if mine == theirs and mine[-1:] != (1,) and "sparse_categorical" in (loss.name or ""):
        raise ShapeError(f"{loss.name} needs class numbers, and got {mine}; for one-hot targets drop the sparse_.")
    free = getattr(getattr(loss, "fn", loss), "free_targets", False)
    free = free or (isinstance(loss, CallableLoss) and host().owner("losses", loss.fn) is None)  # it may want any
    if mine == theirs or mine[:1] != theirs[:1] or free or is_sparse:
        return
    if len(mine) != len(theirs) and (mine[-1:] == (1,) or theirs[-1:] == (1,)):
        return
    if "crossentropy" in (loss.name or "") and (len(mine) < len(theirs) or mine[-1] == 1):
        hint = "for integer labels use a sparse_… loss, or keras.utils.to_categorical(y)"
    else:
        hint = "the last layer's units and the targets must agree"
    raise ShapeError(f"{loss.name}: targets of shape {mine} do not fit outputs of shape {theirs}; {hint}.")


def _single(value: Any, name: str) -> Any:
    """The one item of a list or dict, as Keras accepts for a model with one output."""
    if isinstance(value, Mapping) and "class_name" not in value:
        value = list(value.values())
    if isinstance(value, list | tuple):
        if len(value) != 1:
            raise ArgumentError(f"compile: `{name}` has {len(value)} items; a Sequential model has one output.")
        return value[0]
    return value


def listed(metrics: Any) -> list[Any]:
    """Metrics as a flat list: Keras also takes one alone, a dict by output, and a list of lists."""
    if metrics is None:
        return []
    if isinstance(metrics, Mapping) and "class_name" not in metrics:
        metrics = list(metrics.values())
    if not isinstance(metrics, list | tuple):
        metrics = [metrics]
    return [m for item in metrics for m in (item if isinstance(item, list | tuple) else [item]) if m is not None]


def flattened(logs: dict[str, Any], return_dict: bool) -> Any:
    """Loss and metrics as Keras returns them: a number, a list in compile's order, or a dict by name."""
    if return_dict:
        return by_name(logs)
    values = list(logs.values())
    return values if len(values) > 1 else values[0]
