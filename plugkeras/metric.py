"""The base class of metrics, and metrics that are the mean of a function."""

from collections.abc import Callable
from typing import Any, ClassVar

from plugkeras import ops
from plugkeras.config import Configurable, Field, get
from plugkeras.engine import Array
from plugkeras.floats import floatx
from plugkeras.loss import aligned, arguments_of, same_rank
from plugkeras.naming import snake_case
from plugkeras.variable import Variable


class Metric(Configurable, arguments=False):
    """A number that is gathered over batches: ``update_state`` takes one in, ``result`` says the number.

    A subclass makes its state with ``add_variable`` in ``setup`` (or in its own ``__init__``).
    """

    kind: ClassVar[str] = "metrics"
    options: ClassVar[tuple[Field, ...]] = (Field("name", str | None, None), Field("dtype", Any, None))
    name: str
    dtype: Any

    def setup(self) -> None:
        """A metric without a name is called after its class."""
        self.name = self.name or snake_case(type(self).__name__)

    def add_variable(self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, name: str = "") -> Variable:
        """A piece of state, which ``reset_state`` sets back to zero."""
        variable = Variable(get("initializers", initializer), shape, dtype or floatx(), trainable=False, name=name)
        self.__dict__.setdefault("_variables", []).append(variable)
        return variable

    def add_weight(self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, name: str = "") -> Variable:
        """The same as ``add_variable``."""
        if isinstance(shape, str):  # Keras 2: add_weight(name, …)
            name, shape = shape, ()
        return self.add_variable(shape, initializer, dtype, name)

    @property
    def variables(self) -> list[Variable]:
        """Its state."""
        found: list[Variable] = self.__dict__.get("_variables", [])
        return found

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Take in a batch."""
        raise NotImplementedError(f"{type(self).__name__} does not define update_state(y_true, y_pred).")

    def result(self) -> Array:
        """The number so far."""
        raise NotImplementedError(f"{type(self).__name__} does not define result().")

    def reset_state(self) -> None:
        """Begin anew."""
        for variable in self.variables:
            variable.assign(0)

    def reset_states(self) -> None:
        """Keras 2's name of ``reset_state``."""
        self.reset_state()

    def __call__(self, *args: Any, **kwargs: Any) -> Array:
        self.update_state(*args, **kwargs)
        return self.result()


class MeanMetric(Metric):
    """The weighted mean of what ``values(y_true, y_pred)`` says of each sample."""

    def setup(self) -> None:
        """Two numbers: the weighted sum and the sum of the weights."""
        super().setup()
        self.total, self.count = self.add_variable(name="total"), self.add_variable(name="count")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """One value a sample."""
        raise NotImplementedError(f"{type(self).__name__} does not define values(y_true, y_pred).")

    def update_state(self, y_true: Array, y_pred: Array, sample_weight: Array = None) -> None:
        """Add a batch to the mean."""
        self.add(self.values(y_true, y_pred), sample_weight)

    def add(self, values: Array, sample_weight: Array = None) -> None:
        """Add ``values`` to the mean."""
        if sample_weight is None:
            size = getattr(values, "size", 1)
            self.total.assign(self.total.value + (ops.sum(values) if size != 1 else values))
            self.count.assign(self.count.value + size)
            return
        values = ops.cast(values, floatx())
        weight = ops.broadcast_to(aligned(ops.cast(sample_weight, floatx()), values), values.shape)
        self.total.assign(self.total.value + ops.sum(values * weight))
        self.count.assign(self.count.value + ops.sum(weight))

    def result(self) -> Array:
        """The mean; 0 when there was nothing."""
        count = float(self.count)
        return self.total.value / count if count else 0.0 * self.total.value


class FunctionMetric(MeanMetric, arguments=False):
    """The mean of a function; its further arguments are the class's, as with ``FunctionLoss``."""

    function: ClassVar[Callable[..., Array]]

    def __init_subclass__(cls, function: Callable[..., Array] | None = None, **kwargs: Any) -> None:
        if function is not None:
            cls.function = staticmethod(function)
            cls.fields = arguments_of(function)
        super().__init_subclass__(**kwargs)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The function's value for each sample."""
        y_true, y_pred = same_rank(ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred))
        return type(self).function(y_true, y_pred, **{f.name: getattr(self, f.name) for f in self.fields})


class CallableMetric(MeanMetric):
    """The mean of a plain function of ``(y_true, y_pred)`` that somebody gave."""

    fn: Any

    def setup(self) -> None:
        """It is called after the function."""
        self.name = self.name or getattr(self.fn, "__name__", "metric")
        super().setup()

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The function's value."""
        return self.fn(*same_rank(y_true, y_pred))
