"""What a layer adds to what training minimises, and to what it reports."""

from collections.abc import Callable
from typing import Any

from plugkeras import ops, tree
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import lookup
from plugkeras.parts.metric import Metric
from plugkeras.parts.naming import calling
from plugkeras.parts.spellings import hint


class Penalties:
    """Losses and metrics of a layer's own."""

    activity_regularizer: Any
    trainable_weights: list[Any]
    flatten_layers: Callable[[], Any]
    _losses: "list[Array]" = []

    def _activity(self, y: Any) -> Array:
        """The penalty on the output, by sample; without samples there is none to divide by."""
        return sum(self.activity_regularizer(out) / max(out.shape[0], 1) for out in tree.flatten(y))

    def add_loss(self, loss: Array) -> None:
        """Add a scalar, or a list of them, to what training minimises, from within ``call``."""
        losses = tree.flatten(loss)
        if calling.losses is not None:
            calling.losses += losses
        else:
            self._losses = losses

    @property
    def losses(self) -> list[Array]:
        """The penalties: of its regularized weights that are trained, and those its last call added."""
        own = [loss for layer in self.flatten_layers() for loss in layer._losses]
        return own + [v.regularizer(v) for v in self.trainable_weights if v.regularizer is not None]

    def add_metric(self, value: Any, name: str | None = None, aggregation: str | None = "mean") -> None:
        """Keras 2: report the mean of ``value``, as ``name``, from within ``call``; Keras 3 has metrics as attributes.

        Raises:
            ArgumentError: it has no name, or is to be aggregated in another way.
        """
        hint(f"{self}: `add_metric` is now a metric kept as an attribute, whose `update_state` the layer calls.")
        kept = self.__dict__.setdefault("_added_metrics", {})
        if isinstance(value, Metric):
            kept.setdefault(value.name, value)
            return
        if not name or aggregation not in ("mean", None):
            raise ArgumentError(f'{self}: add_metric needs a name, and knows aggregation="mean" alone.')
        if name not in kept:
            kept[name] = lookup("metrics", "Mean")(name=name)
        kept[name].update_state(ops.stop_gradient(value))
