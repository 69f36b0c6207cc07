"""Optimizers made of others: one that scales the loss, and one that has another one for each variable."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, Self

from plugkeras import Optimizer, annotations, ops
from plugkeras.annotations import Count, NotNegative
from plugkeras.engine import Array, Flat, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.arguments import Field
from plugkeras.parts.config import registered_function, serialize
from plugkeras.parts.optimizer_map import OptimizerMap
from plugkeras.parts.portions import Portion
from plugkeras.parts.wrapper import Wrapper
from plugkeras_std.optimizers.terms import Positive


class LossScaleOptimizer(Wrapper, arguments=False):
    """``inner_optimizer``, with gradients of a loss that is multiplied, so that float16 can hold the small ones.

    The scale is halved, and the step left out, where a gradient is infinite or NaN; after ``dynamic_growth_steps``
    steps without, it is doubled. ``fit`` multiplies the loss by itself; a loop of one's own calls ``scale_loss``.
    """

    fields: ClassVar[tuple[Field, ...]] = (
        Field("inner_optimizer", annotations.Optimizer),
        Field("initial_scale", Positive, 32768.0),
        Field("dynamic_growth_steps", Count, 2000),
    )
    scales_loss = True
    inner_optimizer: Optimizer
    initial_scale: float
    dynamic_growth_steps: int

    def setup(self) -> None:
        """The scale and the count of good steps; and, as in Keras's files, a step and a rate that nobody uses."""
        self.optimizer = self.inner_optimizer
        self.optimizer.loss_scale_factor = None  # or it would be scaled twice
        super().setup()
        self.idle = [
            Variable(0, dtype="int32", trainable=False, name="iteration"),
            Variable(0.0, dtype="float32", trainable=False, name="learning_rate"),
        ]
        self.step_counter = Variable(0, dtype="int32", trainable=False, name="step_counter")
        self.dynamic_scale = Variable(self.initial_scale, dtype="float32", trainable=False, name="dynamic_scale")

    def extra_variables(self) -> list[Variable]:
        """The count and the scale."""
        return [self.step_counter, self.dynamic_scale]

    @property
    def variables(self) -> list[Variable]:
        """Its own state, then the other's."""
        return [*self.idle, *self.extra_variables(), *self.optimizer.variables]

    @property
    def state(self) -> list[Variable]:
        """The same, and what files do not hold."""
        return [*self.extra_variables(), *self.optimizer.state]

    def scale_loss(self, loss: Array) -> Array:
        """``loss`` times the scale of now."""
        return loss * current().number(self.dynamic_scale)

    def step(self, without: Collection[int] = ()) -> None:
        """The other's step with the gradients divided by the scale, if all of them are finite."""
        engine, flat = current(), self.flat
        assert flat is not None
        finite = ops.all(ops.stack([ops.all(ops.isfinite(g)) for g in flat.grads.arrays]))
        engine.when(engine.number(ops.logical_not(finite)), self._shrink)
        engine.when(engine.number(finite), lambda: self._go(flat, without))

    def _shrink(self) -> None:
        self.step_counter.assign(0)
        self.dynamic_scale.assign(self.dynamic_scale.value * 0.5)

    def _go(self, flat: Flat, without: Collection[int]) -> None:
        scale = current().number(self.dynamic_scale)
        current().map(lambda g: (g / scale,), flat.grads)
        self.optimizer.step(without)
        grows = ops.equal(self.step_counter.value, self.dynamic_growth_steps - 1)
        self.dynamic_scale.assign(self.dynamic_scale.value * ops.where(grows, 2.0, 1.0))
        self.step_counter.assign(ops.where(grows, 0, self.step_counter.value + 1))


class MultiOptimizer(Optimizer, arguments=False):
    """Each variable has the optimizer that ``optimizer_map`` says: an OptimizerMap, or a function of the variable.

    Rates, clipping, decay and averages are those of the others, each over its own variables; so there is no
    ``learning_rate`` here.
    """

    fields: ClassVar[tuple[Field, ...]] = (
        Field("optimizer_map", Any),
        Field("loss_scale_factor", NotNegative | None, None),
        Field("name", str | None, None),
    )
    options: ClassVar[tuple[Field, ...]] = ()
    weight_decay = clipnorm = clipvalue = global_clipnorm = None
    use_ema, decay, gradient_accumulation_steps = False, 0.0, None
    optimizer_map: OptimizerMap | Callable[[Variable], Optimizer]

    def setup(self) -> None:
        """The optimizers that are there before the variables are."""
        if not callable(self.optimizer_map):
            raise ArgumentError("MultiOptimizer: `optimizer_map` must be an OptimizerMap or a function of a variable.")
        super().setup()
        self._rate = Variable(0.0, dtype="float32", trainable=False, name="learning_rate")  # unused, but in files
        self.optimizers: list[Optimizer] = []
        for one in (*getattr(self.optimizer_map, "values", list)(), *self._default()):
            self._number(one)

    def _default(self) -> list[Optimizer]:
        return [one for one in (getattr(self.optimizer_map, "default_optimizer", None),) if one is not None]

    def _number(self, one: Any) -> int:
        """The place of an optimizer among the others; a new one comes last."""
        if not isinstance(one, Optimizer) or isinstance(one, MultiOptimizer | LossScaleOptimizer):
            raise ArgumentError(f"MultiOptimizer: {one!r} cannot be the optimizer of some variables.")
        if all(one is not other for other in self.optimizers):
            self.optimizers.append(one)
        return next(i for i, other in enumerate(self.optimizers) if other is one)

    @property
    def learning_rate(self) -> Any:
        """There is none."""
        raise AttributeError("A MultiOptimizer has several learning rates: ask those in its `optimizers` for theirs.")

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        raise AttributeError("A MultiOptimizer has several learning rates: set those of its `optimizers`.")

    lr = learning_rate

    def current_rate(self) -> float:
        """The rate of the default optimizer, or of the first."""
        first = [*self._default(), *self.optimizers]
        return first[0].current_rate() if first else 0.0

    def change_rate(self, value: float) -> None:
        """All rates go on in one proportion."""
        now = self.current_rate()
        if not now:
            raise ArgumentError(f"{self.name}: its default optimizer has a rate of 0, which cannot be scaled.")
        for one in self.optimizers:
            if one.current_rate():
                one.change_rate(one.current_rate() * value / now)

    def build(self, variables: Sequence[Variable] | Flat) -> None:
        """Share the variables among the optimizers."""
        flat = self.flat = variables if isinstance(variables, Flat) else current().flat(variables)
        places = [self._number(self.optimizer_map(v)) for v in flat.variables]
        self._shares = [[i for i, place in enumerate(places) if place == n] for n in range(len(self.optimizers))]
        for one, share in self._pairs():
            one.build(Portion(flat, share))
        self._groups: list[list[list[Any]]] = []
        self.built = True

    def _pairs(self) -> list[tuple[Optimizer, list[int]]]:
        return [(one, share) for one, share in zip(self.optimizers, self._shares, strict=True) if share]

    def step(self, without: Collection[int] = ()) -> None:
        """A step of each with its share."""
        for one, share in self._pairs():
            missing = {place for place, number in enumerate(share) if number in without}
            if len(missing) < len(share):
                one.step(missing)
        self.iterations.assign(self.iterations.value + 1)

    @property
    def variables(self) -> list[Variable]:
        """Its count of steps, an unused rate, and the state of the others."""
        return [self.iterations, self._rate, *(v for one in self.optimizers for v in one.variables)]

    @property
    def state(self) -> list[Variable]:
        """The same, and what files do not hold."""
        return [self.iterations, *(v for one in self.optimizers for v in one.state)]

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Sequence[str] | None = None) -> None:
        """It is the others that decay."""
        for one in self.optimizers:
            one.exclude_from_weight_decay(var_list, var_names)

    def finalize_variable_values(self, variables: Any = None) -> None:
        """At the end of training: each its own."""
        for one, _ in self._pairs() if self.built else ():
            one.finalize_variable_values(variables)

    def get_config(self) -> dict[str, Any]:
        """The arguments; a function can be written only if it is registered."""
        given = self.optimizer_map
        written = serialize(given) if isinstance(given, OptimizerMap) else registered_function(given, self.name)
        return {"optimizer_map": written, "loss_scale_factor": self.loss_scale_factor, "name": self.name}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The optimizer that ``config`` describes."""
        given = config["optimizer_map"]
        if isinstance(given, Mapping) and given.get("class_name") == "OptimizerMap":
            config = {**config, "optimizer_map": OptimizerMap.from_config(given["config"])}
        return super().from_config(config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, optimizers={self.optimizers}>"
