"""The base class of losses, and losses made of a function."""

import inspect
from collections.abc import Callable
from typing import Any, ClassVar, Literal

from plugkeras import ops
from plugkeras.config import floatx, is_float
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import Configurable, Field
from plugkeras.parts.naming import snake_case

Reduction = Literal["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]


class Loss(Configurable, arguments=False):
    """What training minimises: ``call(y_true, y_pred)`` returns one value a sample, which are then reduced.

    Arrays are cast to ``dtype``, by default ``floatx()``, before. ``__call__(y_true, y_pred, sample_weight)`` may be
    overridden; a mask of the predictions then comes with the weights.

    ``reduction``: "sum_over_batch_size" divides the weighted sum by the number of values (not by the
    sum of the weights), "mean" likewise, "mean_with_sample_weight" by the sum of the weights.
    """

    kind: ClassVar[str] = "losses"
    options: ClassVar[tuple[Field, ...]] = (
        Field("reduction", Reduction, "sum_over_batch_size"),
        Field("name", str | None, None),
        Field("dtype", Any, None),
    )
    free_targets: ClassVar[bool] = False
    """Whether targets may have another shape than outputs, as class numbers have; then ``call`` looks at it."""
    reduction: str | None
    name: str | None
    dtype: Any

    def setup(self) -> None:
        """A loss without a name is called after its class."""
        self.name = self.name or snake_case(type(self).__name__)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """The loss of each sample (and step, for sequences)."""
        raise NotImplementedError(f"{type(self).__name__} does not define call(y_true, y_pred).")

    def __call__(self, y_true: Array, y_pred: Array, sample_weight: Array = None, mask: Array = None) -> Array:
        y_true, y_pred = of_one_dtype(y_true, y_pred, self.dtype or floatx())
        return reduced(self.call(y_true, y_pred), self.reduction, sample_weight, mask)


def floating(x: Array, dtype: Any = None) -> Array:
    """``x`` as an array of ``dtype``; without one, of its own dtype if that is a float, else of the default."""
    x = ops.convert_to_tensor(x)
    wanted = dtype or (x.dtype if is_float(x.dtype) else floatx())
    return x if x.dtype == wanted else ops.cast(x, wanted)


def of_one_dtype(y_true: Array, y_pred: Array, dtype: Any = None) -> tuple[Array, Array]:
    """Both as arrays of floats: of ``dtype``, or of that of ``y_pred``."""
    y_pred = floating(y_pred, dtype)
    return floating(y_true, y_pred.dtype), y_pred


def reduced(values: Array, reduction: str | None, sample_weight: Array = None, mask: Array = None) -> Array:
    """``values`` weighted, masked and reduced; masked ones do not count in a mean."""
    weight = None if sample_weight is None else aligned(ops.cast(sample_weight, values.dtype), values)
    if mask is not None:
        mask = mask_as_weight(mask, reduction, values.dtype)
        weight = mask if weight is None else weight * mask
    if weight is not None:
        values = values * weight
    if reduction in (None, "none"):
        return values
    if reduction == "sum":
        return ops.sum(values)
    if reduction == "mean_with_sample_weight" and weight is not None:
        total = ops.sum(ops.broadcast_to(weight, values.shape))
        return ops.sum(values) / ops.where(total == 0, 1, total)
    return ops.mean(values)


def mask_as_weight(mask: Array, reduction: str | None, dtype: str) -> Array:
    """Weights that make a mean over all values the mean over those that ``mask`` lets through."""
    mask = ops.cast(mask, dtype)
    return mask * (mask.size / ops.maximum(ops.sum(mask), 1)) if reduction in ("sum_over_batch_size", "mean") else mask


def aligned(weight: Array, values: Array) -> Array:
    """One weight a sample also for values of several steps: (n,) against (n, t)."""
    if len(weight.shape) == len(values.shape) + 1 and weight.shape[-1] == 1:
        return ops.squeeze(weight, -1)
    while len(weight.shape) < len(values.shape):
        weight = ops.expand_dims(weight, -1)
    return weight


def same_rank(y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Both with the same number of axes where one has a last axis of length 1: (n,) against (n, 1)."""
    n, m = len(y_true.shape), len(y_pred.shape)
    if n == m + 1 and y_true.shape[-1] == 1:
        return (y_true, ops.expand_dims(y_pred, -1)) if m == 1 else (ops.squeeze(y_true, -1), y_pred)
    if m == n + 1 and y_pred.shape[-1] == 1:
        return (ops.expand_dims(y_true, -1), y_pred) if n == 1 else (y_true, ops.squeeze(y_pred, -1))
    return y_true, y_pred


def arguments_of(function: Callable[..., Any]) -> tuple[Field, ...]:
    """The fields of a part made of a function of ``(y_true, y_pred, …)``: its further arguments."""
    parameters = list(inspect.signature(function).parameters.values())[2:]
    return tuple(Field(p.name, p.annotation if p.annotation is not p.empty else Any, p.default) for p in parameters)


class FunctionLoss(Loss, arguments=False):
    """A loss that is a function; its further arguments are the class's::

    class Huber(FunctionLoss, function=huber):
        \"\"\"…\"\"\"

    ``last`` are the arguments that come last, those of every loss among them, where Keras mixes the two.
    """

    function: ClassVar[Callable[..., Array]]
    passed_on: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(
        cls, function: Callable[..., Array] | None = None, last: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        if function is not None:
            cls.function = staticmethod(getattr(function, "formula", function))
            cls.fields = arguments_of(function)
            cls.passed_on = tuple(f.name for f in cls.fields)
        if last:
            known = {f.name: f for f in (*cls.fields, *cls.options)}
            cls.fields = tuple(f for f in cls.fields if f.name not in last)
            cls.options = tuple(known[name] for name in last)
        super().__init_subclass__(**kwargs)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """The function's value for each sample."""
        y_true, y_pred = same_rank(y_true, y_pred)
        return type(self).function(y_true, y_pred, **{name: getattr(self, name) for name in self.passed_on})


class CallableLoss(Loss):
    """A loss that somebody gave as a plain function of ``(y_true, y_pred)``."""

    fn: Any

    def setup(self) -> None:
        """It is called after the function."""
        self.name = self.name or getattr(self.fn, "__name__", "loss")
        self._formula = getattr(self.fn, "formula", self.fn)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """The function's value."""
        value = self._formula(*same_rank(y_true, y_pred))
        if value is None:
            raise ArgumentError(f"The loss {self.name} returned None; it has to return its value.")
        return value
