"""The base class of metrics, and metrics that are the mean of a function."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from plugkeras import ops
from plugkeras.config import floatx
from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable, apart
from plugkeras.parts.config import Configurable, Field, deserialize, get, registered_function
from plugkeras.parts.loss import aligned, arguments_of, same_rank
from plugkeras.parts.naming import snake_case
from plugkeras.parts.stateless import StatelessMetric


class Metric(StatelessMetric, Configurable, arguments=False):
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

    def add_variable(
        self,
        shape: Any = (),
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str | None = "sum",
        name: str | None = None,
    ) -> Variable:
        """A piece of state, which ``reset_state`` sets back to zero; ``aggregation`` says how backends compute."""
        with apart():
            variable = Variable(get("initializers", initializer), shape, dtype or floatx(), trainable=False, name=name)
        self.__dict__.setdefault("_variables", []).append(variable)
        return variable

    def add_weight(
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, name: str | None = None
    ) -> Variable:
        """The same as ``add_variable``."""
        if isinstance(shape, str):  # Keras 2: add_weight(name, …)
            name, shape = shape, ()
        return self.add_variable(shape, "zeros" if initializer is None else initializer, dtype, name=name)

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


class MeanMetric(Metric, arguments=False):
    """The weighted mean of what ``values(y_true, y_pred)`` says of each sample."""

    fields: ClassVar[tuple[Field, ...]] = Metric.options  # by position too: Mean("loss")

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
            self.total.assign_add(ops.sum(values))
            self.count.assign_add(getattr(values, "size", 1))
            return
        values = ops.cast(values, floatx())
        weight = ops.broadcast_to(aligned(ops.cast(sample_weight, floatx()), values), values.shape)
        self.total.assign_add(ops.sum(values * weight))
        self.count.assign_add(ops.sum(weight))

    def result(self) -> Array:
        """The mean; 0 when there was nothing."""
        total, count = float(self.total), float(self.count)
        return current().array(total / count if count else 0.0 * total, self.total.dtype)


class FunctionMetric(MeanMetric, arguments=False):
    """The mean of a function; its further arguments are the class's, after ``name`` and ``dtype``."""

    function: ClassVar[Callable[..., Array]]
    arguments: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, function: Callable[..., Array] | None = None, **kwargs: Any) -> None:
        if function is not None:
            cls.function = staticmethod(function)
            cls.arguments = tuple(f.name for f in arguments_of(function))
            cls.fields = (*MeanMetric.fields, *arguments_of(function))
        super().__init_subclass__(**kwargs)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The function's value for each sample."""
        y_true, y_pred = same_rank(ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred))
        return type(self).function(y_true, y_pred, **{name: getattr(self, name) for name in self.arguments})


class MeanMetricWrapper(MeanMetric):
    """The mean of ``fn(y_true, y_pred, **kwargs)``; ``fn`` may be the name of a metric function."""

    def __init__(self, fn: Any, name: str | None = None, dtype: Any = None, **kwargs: Any) -> None:
        self.fn = fn if callable(fn) else deserialize("metrics", fn)
        self.kwargs = kwargs
        super().__init__(name=name or getattr(self.fn, "__name__", None), dtype=dtype)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The function's value for each sample."""
        y_true, y_pred = same_rank(ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred))
        return self.fn(y_true, y_pred, **self.kwargs)

    def get_config(self) -> dict[str, Any]:
        """The arguments, those of ``fn`` among them."""
        shared = {"name": self.name, "dtype": self.dtype}
        return {"fn": registered_function(self.fn, f"The metric {self.name}"), **shared, **self.kwargs}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The metric that ``config`` describes."""
        return cls(**config)
