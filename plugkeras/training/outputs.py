"""What ``compile`` was given for a model that may have several outputs: losses, weights and metrics for each."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from plugkeras import ops, tree
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, StateError
from plugkeras.parts.metric import Metric
from plugkeras.training.by_output import (
    Path,
    at,
    by_output,
    count,
    each,
    losses_by_path,
    mask_at,
    parts_of,
    weights_by_path,
)
from plugkeras.training.compiling import Compiled, MeanOfLoss, as_metric
from plugkeras.training.data import first_of


class Term(NamedTuple):
    """The loss of one output: where that is, how much it counts, and what its mean is gathered in."""

    path: Path
    loss: Compiled
    weight: float
    tracker: MeanOfLoss | None


class Gathered(NamedTuple):
    """A metric of one output, by its number among all."""

    metric: Metric
    weighted: bool
    output: int


class Outputs(Compiled):
    """As `Compiled`; outputs, targets, weights and masks may be lists, tuples or dicts, which the first batch tells.

    Losses are one for all outputs, or a list or dict as the outputs are; several for one output add up. The logs have
    each loss by its output's key, or by its own name, with ``_loss`` after it.
    """

    def __init__(self, loss: Any, metrics: Any, weighted_metrics: Any, loss_weights: Any) -> None:
        given = {
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
        }
        self._several = count(loss) > 1 or count(loss_weights) > 1
        super().__init__(*[None] * 4) if self._several else super().__init__(
            loss, _flat(metrics), _flat(weighted_metrics), loss_weights
        )
        self.given = given
        self._terms: list[Term] | None = None
        self._gathered: list[Gathered] | None = None
        self._seen = False  # whether the first batch has told how outputs are nested

    def _is_one(self, y_pred: Any) -> bool:
        return not (self._several or tree.is_nested(y_pred))

    @property
    def metrics(self) -> list[Metric]:
        """The loss's mean, the metrics, and the means of the losses; those named after an output last."""
        if self._terms is None and self._gathered is None:
            return super().metrics
        terms = [t.tracker for t in self._terms or () if t.tracker is not None]
        named = {id(m) for m in self._prefixed()}
        found = [g.metric for g in self._gathered or () if id(g.metric) not in named]
        return [self.tracker, *found, *terms, *self._prefixed()]

    def _prefixed(self) -> list[Metric]:
        found = [g.metric for g in self._gathered or () if getattr(g.metric, "of_output", False)]
        return sorted(found, key=lambda metric: metric.name)

    # -- losses ------------------------------------------------------------------------------------

    def objective(self, y: Any, y_pred: Any, w: Any, mask: Any, penalties: Sequence[Array]) -> Array:
        """The scalar to be minimised: the sum over the outputs."""
        self._seen = True
        if self._is_one(y_pred):
            return super().objective(_alone(y), y_pred, _alone(w), _alone(mask), penalties)
        if self._terms is None:
            self._terms = _terms(self.given["loss"], self.given["loss_weights"], y_pred)
        if not self._terms and not penalties:
            raise StateError("There is nothing to minimise: give compile a loss.")
        paths = [term.path for term in self._terms]
        total: Any = 0.0
        for term, yt, weight in zip(
            self._terms, each(y, y_pred, paths, "y"), weights_by_path(w, y_pred, paths), strict=True
        ):
            yp = at(y_pred, term.path)
            value = term.loss.objective(yt, yp, weight, mask_at(mask, term.path), ())
            if term.tracker is not None:
                term.tracker.add_batch(ops.stop_gradient(value), first_of(yp).shape[0])
            total = total + (value if term.weight == 1.0 else value * term.weight)
        for penalty in penalties:
            total = total + penalty
        return total

    # -- metrics -----------------------------------------------------------------------------------

    def update(self, loss: Array, y: Any, y_pred: Any, w: Any, mask: Any) -> None:
        """Take a batch into the metrics."""
        self.tracker.add_batch(loss, first_of(y_pred).shape[0])
        self.gather(y, y_pred, w, mask)

    def gather(self, y: Any, y_pred: Any, w: Any, mask: Any) -> None:
        """Take a batch into the metrics, but not into the mean of the loss."""
        if self._is_one(y_pred):
            super().gather(_alone(y), y_pred, _alone(w), _alone(mask))
            return
        if self._gathered is None:
            self.settle(y, y_pred)
        paths = [path for path, _ in tree.flatten_with_path(y_pred)]
        outputs, weights = tree.flatten(y_pred), weights_by_path(w, y_pred, paths)
        for metric, weighted, n in self._gathered or ():
            weight, passing = weights[n] if weighted else None, mask_at(mask, paths[n])
            if passing is not None:
                passing = ops.cast(passing, outputs[n].dtype)
                weight = passing if weight is None else weight * passing
            (target,) = each(y, y_pred, [paths[n]], "y")
            current().apart(metric.update_state, target, outputs[n], *([] if weight is None else [weight]))

    @property
    def waits_for_shapes(self) -> bool:
        """Whether there was no batch yet that says which outputs and metrics there are."""
        return not self._seen or (self._gathered is None and super().waits_for_shapes)

    def settle(self, y: Any, y_pred: Any) -> None:
        """Have the metrics that go with targets and outputs of these shapes, nested in this way."""
        self._seen = True
        if self._is_one(y_pred):
            super().settle(_alone(y), y_pred)
            return
        if self._terms is None:
            self._terms = _terms(self.given["loss"], self.given["loss_weights"], y_pred)
        self._gathered, taken = [], set[str]()
        paths = [path for path, _ in tree.flatten_with_path(y_pred)]
        for argument, weighted in (("metrics", False), ("weighted_metrics", True)):
            found = by_output(self.given[argument], y_pred, argument)
            for n, identifiers in enumerate(found):
                for identifier in identifiers:
                    (target,) = each(y, y_pred, [paths[n]], "y")
                    metric = as_metric(identifier, target.shape, tree.flatten(y_pred)[n].shape)
                    _name(metric, y_pred, paths[n], weighted, taken)
                    self._gathered.append(Gathered(metric, weighted, n))

    def assume(self, y: Any, outputs: Any) -> None:
        """Only of one output the shape is known before the first batch."""
        if not (self._several or tree.is_nested(y)):
            super().assume(y, outputs)


def _flat(metrics: Any) -> list[Any]:
    """All metrics of a list or dict, as if there were one output."""
    return [metric for metric in parts_of(metrics) if metric is not None]


def _alone(value: Any) -> Any:
    """The one array of a list or dict of one."""
    leaves = tree.flatten(value) if tree.is_nested(value) else [value]
    if len(leaves) != 1:
        raise ArgumentError(f"The model has one output, and {len(leaves)} arrays are given for it.")
    return leaves[0]


# -- losses by output ----------------------------------------------------------------------------------


def _terms(loss: Any, weights: Any, y_pred: Any) -> list[Term]:
    found = [] if loss is None else list(losses_by_path(loss, y_pred, ()))
    scale = [1.0] * len(found) if weights is None else _scale(weights, loss, found, y_pred)
    terms: list[Term] = []
    for (path, identifier), weight in zip(found, scale, strict=True):
        one = Compiled(identifier, None, None, None)
        tracker = (
            MeanOfLoss(name=_unique(f"{_title(path, identifier, one.loss)}_loss", terms)) if len(found) > 1 else None
        )
        terms.append(Term(path, one, weight, tracker))
    return terms


def _scale(weights: Any, loss: Any, found: Sequence[tuple[Path, Any]], y_pred: Any) -> list[float]:
    """A weight for each loss that was found; weights and losses go together in the order of sorted keys."""
    scale = [1.0 if w is None else float(w) for w in parts_of(weights)]
    given = parts_of(loss)
    if len(scale) == len(given) != len(found):
        scale = [s for s, one in zip(scale, given, strict=True) if one is not None]
    if len(scale) != len(found):
        raise ArgumentError(f"compile: there are {len(scale)} `loss_weights` for {len(found)} losses.")
    numbers = {id(pair): n for n, pair in enumerate(sorted(found, key=lambda pair: _order(pair[0], y_pred)))}
    return [scale[numbers[id(pair)]] for pair in found]


def _order(path: Path, y_pred: Any) -> int:
    """Where among all outputs that of a path stands."""
    return [p for p, _ in tree.flatten_with_path(y_pred)].index(path)


def _title(path: Path, given: Any, loss: Any) -> str:
    """What the logs call a loss: by the keys of its output; as it was given where the output has only a number."""
    name = given if isinstance(given, str) else loss.name
    if not path:
        return str(name or "loss")
    return "/".join(str(key) for key in ((*path[:-1], name) if isinstance(path[-1], int) else path))


def _unique(name: str, terms: Sequence[Term]) -> str:
    taken = {term.tracker.name for term in terms if term.tracker is not None}
    return next(n for k in range(len(terms) + 1) if (n := f"{name}_{k}" if k else name) not in taken)


# -- metrics by output ---------------------------------------------------------------------------------


def _name(metric: Any, y_pred: Any, path: Path, weighted: bool, taken: set[str]) -> None:
    """Give a metric the name that logs have for it."""
    outputs = len(tree.flatten(y_pred))
    prefix = f"{path[0]}_" if isinstance(y_pred, dict) and len(y_pred) == outputs > 1 else ""
    name = f"{prefix}{metric.name}"
    if weighted and name in taken:
        name = f"{prefix}weighted_{metric.name}"
    metric.name = next(n for k in range(len(taken) + 1) if (n := f"{name}_{k}" if k else name) not in taken)
    metric.of_output = bool(prefix)
    taken.add(metric.name)
