"""The base class of optimizers. An optimizer is its update rule; what all have in common is here."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Self

from plugkeras import ops
from plugkeras.annotations import Count, NotNegative, Range, Rate
from plugkeras.annotations import LearningRate as LearningRate
from plugkeras.engine import Array, Flat, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import Configurable, Field, custom_object_scope, get, serialize
from plugkeras.parts.naming import snake_case
from plugkeras.parts.own_rule import OwnRule
from plugkeras.parts.rate import Rated
from plugkeras.parts.updates import (
    average,
    careful,
    clip,
    forget,
    gather,
    gradients_by_variable,
    one_by_one,
    slot_of,
    slot_that_fits,
    take_gradients,
)


class Optimizer(Rated, OwnRule, Configurable, arguments=False):
    """Changes variables by their gradients.

    A subclass names its ``slots`` and says its rule: ``update(value, gradient, *slots, lr, step)``
    returns the new value and slots. It works elementwise, on pieces of any shape, and may use augmented
    assignment (``slot *= beta``) on its arguments, which saves an engine that can the copying. A rule that needs
    norms or matrices says ``per_variable = True`` and gets whole variables, one by one.

    Every optimizer also takes ``weight_decay`` (decoupled: ``value -= value * weight_decay * lr``
    before the step), one of ``clipnorm`` (a variable), ``clipvalue``, ``global_clipnorm``; ``use_ema``
    with ``ema_momentum`` and ``ema_overwrite_frequency``; ``gradient_accumulation_steps``; and Keras 2's ``decay``
    (the rate at update t is ``lr / (1 + decay * t)``). ``loss_scale_factor`` is what ``scale_loss`` multiplies by and
    ``apply`` divides the gradients by; ``fit``, which would do both, does neither.
    """

    kind: ClassVar[str] = "optimizers"
    options: ClassVar[tuple[Field, ...]] = (
        Field("weight_decay", NotNegative | None, None),
        Field("clipnorm", NotNegative | None, None),
        Field("clipvalue", NotNegative | None, None),
        Field("global_clipnorm", NotNegative | None, None),
        Field("use_ema", bool, False),
        Field("ema_momentum", Rate, 0.99),
        Field("ema_overwrite_frequency", Count | None, None),
        Field("loss_scale_factor", NotNegative | None, None),
        Field("gradient_accumulation_steps", Annotated[int, Range(2)] | None, None),
        Field("name", str | None, None),
        Field("decay", NotNegative, 0.0),
    )
    slots: ClassVar[dict[str, float]] = {}  # name -> first value
    per_variable: ClassVar[bool] = False
    """Whether ``update`` gets whole variables, one by one; its slots may then have any shape."""
    scales_loss: ClassVar[bool] = False  # whether fit takes the gradients of what ``scale_loss`` makes of the loss
    name: str
    iterations: Variable
    weight_decay: float | None
    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    decay: float

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        by_hand = type(self).__init__ is not Optimizer.__init__
        if by_hand and all(f.name != "learning_rate" for f in type(self).fields):
            if args:  # as Keras's base class has it first
                self.learning_rate, args = args[0], args[1:]
            elif "learning_rate" in kwargs:
                self.learning_rate = kwargs.pop("learning_rate")
        super().__init__(*args, **kwargs)

    def setup(self) -> None:
        """Check what goes together, and make the state that does not depend on the variables."""
        if sum(v is not None for v in (self.clipnorm, self.clipvalue, self.global_clipnorm)) > 1:
            raise ArgumentError(f"{type(self).__name__} takes only one of clipnorm, clipvalue and global_clipnorm.")
        self.name = self.name or snake_case(type(self).__name__)
        self.iterations = Variable(0, dtype="int32", trainable=False, name="iteration")
        self._factor = Variable(1.0, trainable=False, name="rate_factor")
        self.built = False
        self.flat: Flat | None = None
        self._careful = True  # until the rule was seen to return what it has to
        self._excluded: tuple[str, ...] = ()
        self._excluded_ids: set[int] = set()

    # -- the rule --------------------------------------------------------------------------------

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        """The slots in the order of Keras's files: within a group a variable's slots follow each other."""
        return (tuple(self.slots),) if self.slots else ()

    def update(self, value: Array, gradient: Array, *slots: Array, lr: float, step: int) -> tuple[Array, ...]:
        """The new value and slots; ``step`` counts from 1."""
        raise NotImplementedError(f"{type(self).__name__} does not define update(value, gradient, …).")

    def prepare(self, step: int) -> None:
        """What has to be done once before the rule is applied."""

    def extra_variables(self) -> list[Variable]:
        """State that belongs to no variable, besides the step and the learning rate."""
        return []

    # -- applying --------------------------------------------------------------------------------

    def build(self, variables: Sequence[Variable] | Flat) -> None:
        """Lay the variables out flat, unless somebody has (``Portion``), and make slots for them."""
        self.flat = variables if isinstance(variables, Flat) else current().flat(variables)
        self._place_slots()
        self._constrained = [(i, v) for i, v in enumerate(self.flat.variables) if v.constraint is not None]
        self._careful = self.built = True

    def _place_slots(self) -> None:
        assert self.flat is not None
        groups = self.slot_groups()
        slots = {name: self._named(name, self._first) for group in groups for name in group}
        shared = {"average": self.use_ema, "gradient_accumulator": self.gradient_accumulation_steps}
        mine = {name: self._named(name, _FIRST[name]) for name in shared if shared[name]}
        lay = getattr(self.flat, "beside", current().flat)  # a Portion has its own way
        self._flats = {name: lay(variables) for name, variables in mine.items()}
        self._rule_flats = [] if self.per_variable else [lay(variables) for variables in slots.values()]
        self._rule_slots = list(slots.values())
        self._groups = [[variables] for variables in mine.values()]
        self._groups += [[slots[name] for name in group] for group in groups]

    def _named(self, name: str, first: Callable[[str, Variable], Array]) -> list[Any]:
        assert self.flat is not None
        return [slot_of(v, name, first(name, v)) for v in self.flat.variables]

    def _first(self, name: str, variable: Variable) -> Array:
        return slot_that_fits(self, name, variable, self.slot_array(name, variable))

    def slot_value(self, name: str) -> float:
        """What each element of a slot is before the first step."""
        return self.slots.get(name, 0.0)

    def slot_array(self, name: str, variable: Variable) -> Array:
        """What a slot is before the first step; ``per_variable``, of any shape and dtype, or None for no such slot."""
        return ops.full(variable.shape, self.slot_value(name), variable.dtype)

    @property
    def variables(self) -> list[Variable]:
        """Its state in the order of Keras's files: step, learning rate (unless that is a schedule), slots."""
        state = [self.iterations] + ([] if callable(self._rate) or self.decay else [self._rate])
        return state + self.slot_variables() + self.made_variables() + self.extra_variables()

    @property
    def state(self) -> list[Variable]:
        """All that a step reads or changes besides the weights: also what files do not hold."""
        return [*self.variables, *([self._rate] if isinstance(self._rate, Variable) else []), self._factor]

    def slot_variables(self) -> list[Variable]:
        """The slots in the order of Keras's files; none before ``build``."""
        groups = self._groups if self.built else []
        return [v for group in groups for row in zip(*group, strict=True) for v in row if v is not None]

    def scale_loss(self, loss: Array) -> Array:
        """``loss`` times ``loss_scale_factor``, for a loop of one's own."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> None:
        """``apply``, from pairs of a gradient and its variable."""
        pairs = list(grads_and_vars)
        self.apply([g for g, _ in pairs], [v for _, v in pairs])

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """Make one step with ``grads``, one a variable: of those it was built for, or of ``trainable_variables``.

        A variable without a gradient (None) stays as it is, and so does its state.

        Raises:
            ShapeError: there is not one gradient a variable, or one has another shape.
            ArgumentError: all gradients are None, or a variable is not among those that it was built for.
        """
        if not len(grads):
            return
        if not self.built:
            self.build(list(trainable_variables or ()))
        assert self.flat is not None
        variables = self.flat.variables if trainable_variables is None else list(trainable_variables)
        given = gradients_by_variable(self.name, self.flat, variables, grads)
        self.step(without=take_gradients(self.name, self.flat, given, self.loss_scale_factor or 1))

    def step(self, without: Collection[int] = ()) -> None:
        """Make one step with the gradients in ``flat.grads``; variables of the numbers ``without`` have none.

        In this order: the gradients are gathered, then clipped, ``prepare`` is called, and ``rule`` is applied.
        """
        engine, flat, n = current(), self.flat, self.gradient_accumulation_steps
        assert flat is not None
        before, number = engine.number(self.iterations), self.updates() + 1
        if n:
            gather(self._flats["gradient_accumulator"], flat.grads, n)
            engine.when((before + 1) % n == 0, lambda: self._update(flat, number, without))
        else:
            self._update(flat, number, without)
        if self.use_ema:
            average(self._flats["average"], flat, self.ema_momentum, number)
            if every := self.ema_overwrite_frequency:
                engine.when(number % every == 0, self.finalize_variable_values)
        self.iterations.assign(before + 1)
        for i, variable in self._constrained:
            if i not in without:
                variable.assign(variable.constraint(variable.value))

    def _update(self, flat: Flat, number: int, without: Collection[int]) -> None:
        """Update ``number``, with the gradients as they were gathered."""
        if without:
            forget(flat, without)
        clip(self, flat.grads)
        self.prepare(number)
        self._apply_rule(flat, self.current_rate(), number, without)
        if self.gradient_accumulation_steps:
            current().map(lambda total: (ops.zeros_like(total),), self._flats["gradient_accumulator"])

    def _apply_rule(self, flat: Flat, lr: float, step: int, without: Collection[int]) -> None:
        if self.has_own_rule:
            self._own_steps(flat, lr, without)
        elif self.per_variable or without or self._excluded or self._excluded_ids:
            rules = [self.rule(lr, step, decays=self._decays(v)) for v in flat.variables]
            one_by_one(self.name, rules, flat, self._rule_slots, without)
        else:
            rule = self.rule(lr, step)
            rule = careful(self.name, rule) if self._careful else rule
            current().map(lambda value, *rest: rule(value, rest[-1], *rest[:-1]), flat, *self._rule_flats, flat.grads)
            self._careful = False

    def updates(self) -> int:
        """How many updates there were; with ``gradient_accumulation_steps`` not every step is one."""
        steps: int = current().number(self.iterations)
        return steps // self.gradient_accumulation_steps if self.gradient_accumulation_steps else steps

    def rule(self, lr: float, step: int, decays: bool = True) -> Callable[..., Any]:
        """``update`` at this rate and step, weight decay before it: a function of ``(value, gradient, *slots)``."""
        rule = partial(self.update, lr=lr, step=step)
        if not (self.weight_decay and decays):
            return rule
        keep = 1 - self.weight_decay * lr
        return lambda value, *rest: rule(value * keep, *rest)

    def _decays(self, variable: Variable) -> bool:
        named = any(name in variable.path for name in self._excluded)
        return not named and id(variable) not in self._excluded_ids

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Sequence[str] | None = None) -> None:
        """Spare these variables, and those whose path has one of ``var_names``, from weight decay."""
        self._excluded_ids |= {id(v) for v in var_list or ()}
        self._excluded += tuple(var_names or ())

    def finalize_variable_values(self, var_list: Any = None) -> None:
        """At the end of training: with ``use_ema``, the variables take their averages."""
        if self.use_ema and self.flat is not None:
            current().map(lambda value, average: (average,), self.flat, self._flats["average"])

    # -- describing ------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The arguments; a rate that decays is written as the schedule that real Keras knows it by."""
        config = super().get_config()
        decay = config.pop("decay", 0)
        if "learning_rate" not in config:
            return config
        rate = self._rate
        config["learning_rate"] = serialize(rate) if callable(rate) else float(rate)
        if decay:
            named = {"initial_learning_rate": float(rate), "decay_steps": 1, "decay_rate": decay}
            config["learning_rate"] = serialize(get("schedules", {"class_name": "InverseTimeDecay", "config": named}))
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The optimizer that ``config`` describes."""
        with custom_object_scope(custom_objects or {}):
            return super().from_config(config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, learning_rate={float(self.learning_rate):g}>"


_FIRST: dict[str, Callable[[str, Variable], Array]] = {
    "average": lambda name, v: v.numpy(),
    "gradient_accumulator": lambda name, v: ops.zeros(v.shape, v.dtype),
}
"""What the slots that any optimizer may have are before the first step."""
