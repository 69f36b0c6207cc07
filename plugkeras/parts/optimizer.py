"""The base class of optimizers. An optimizer is its update rule; what all have in common is here."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

from plugkeras import ops
from plugkeras.annotations import Count, NotNegative, Range, Rate, Via
from plugkeras.config import floatx
from plugkeras.engine import Array, Flat, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.config import Configurable, Field, get, serialize
from plugkeras.parts.naming import snake_case
from plugkeras.parts.schedule import Schedule


def _rate(value: Any) -> Any:
    if isinstance(value, dict):
        value = get("schedules", value)
    if callable(value):
        return value
    if getattr(value, "ndim", 0) or isinstance(value, str | list | bool | None):
        raise ValueError("must be a number, a schedule, or a function returning a number")
    return float(value)


LearningRate = Annotated[Any, Via(_rate)]


class Optimizer(Configurable, arguments=False):
    """Changes variables by their gradients.

    A subclass names its ``slots`` and says its rule: ``update(value, gradient, *slots, lr, step)``
    returns the new value and slots. It works elementwise, on pieces of any shape, and may use augmented
    assignment (``slot *= beta``) on its arguments, which saves an engine that can the copying.

    Every optimizer also takes ``weight_decay`` (decoupled: ``value -= value * weight_decay * lr``
    before the step), one of ``clipnorm`` (a variable), ``clipvalue``, ``global_clipnorm``; ``use_ema``
    with ``ema_momentum`` and ``ema_overwrite_frequency``; ``gradient_accumulation_steps``; and Keras 2's ``decay``
    (the rate at update t is ``lr / (1 + decay * t)``). Keras's ``loss_scale_factor`` is accepted and changes nothing:
    what it multiplies the loss by, it divides the gradients by.
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
        Field("decay", NotNegative, 0.0),
        Field("name", str | None, None),
    )
    slots: ClassVar[dict[str, float]] = {}  # name -> first value
    name: str
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

    def setup(self) -> None:
        """Check what goes together, and make the state that does not depend on the variables."""
        if sum(v is not None for v in (self.clipnorm, self.clipvalue, self.global_clipnorm)) > 1:
            raise ArgumentError(f"{type(self).__name__} takes only one of clipnorm, clipvalue and global_clipnorm.")
        self.name = self.name or snake_case(type(self).__name__)
        self.iterations = Variable(0, dtype="int32", trainable=False, name="iteration")
        self.built = False
        self.flat: Flat | None = None
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

    # -- learning rate ---------------------------------------------------------------------------

    @property
    def learning_rate(self) -> Any:
        """The learning rate: a Variable, or a schedule's value at this step."""
        return self.current_rate() if callable(self._rate) else self._rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        old = self.__dict__.get("_rate")
        if callable(value):
            self._rate = value
        elif callable(old):
            raise ArgumentError(f"{self.name} follows {old!r}; its learning rate cannot be set as well.")
        elif old is None:
            self._rate = Variable(value, dtype=floatx(), trainable=False, name="learning_rate")
        else:
            old.assign(value)

    lr = learning_rate

    def current_rate(self) -> float:
        """The learning rate of the next update, as a number."""
        step = int(self.iterations.value)  # in Keras, too, a schedule counts gathering steps
        rate = self._rate
        if isinstance(rate, Schedule):
            rate = rate(step)
        elif callable(rate):
            rate = rate()
        value = float(rate.value if isinstance(rate, Variable) else rate)
        return value / (1 + self.decay * step) if self.decay else value

    # -- applying --------------------------------------------------------------------------------

    def build(self, variables: Sequence[Variable]) -> None:
        """Lay the variables out flat, and make slots for them."""
        self.flat = current().flat(variables)
        groups = self.slot_groups()
        names = [n for group in groups for n in group]
        wanted = {"average": self.use_ema, "gradient_accumulator": self.gradient_accumulation_steps}
        extra = [n for n in wanted if wanted[n]]
        self._slots = {n: self._slot(n, variables) for n in (*extra, *names)}
        self._flats = {n: current().flat(s) for n, s in self._slots.items()}
        self._rule_slots = [self._flats[n] for n in names]
        self._order = [*((n,) for n in extra), *groups]
        self._constrained = [v for v in variables if v.constraint is not None]
        self.built = True

    def _slot(self, name: str, variables: Sequence[Variable]) -> list[Variable]:
        if name == "average":
            return [Variable(v.numpy(), trainable=False, name=f"{v.name}_average") for v in variables]
        first = self.slot_value(name)
        return [
            Variable(ops.full(v.shape, first, v.dtype), trainable=False, name=f"{v.name}_{name}") for v in variables
        ]

    def slot_value(self, name: str) -> float:
        """What a slot holds before the first step."""
        return self.slots.get(name, 0.0)

    @property
    def variables(self) -> list[Variable]:
        """Its state in the order of Keras's files: step, learning rate (unless that is a schedule), slots."""
        state = [self.iterations] + ([] if callable(self._rate) or self.decay else [self._rate])
        if self.built:
            for group in self._order:
                state += [v for row in zip(*(self._slots[n] for n in group), strict=True) for v in row]
        return state + self.extra_variables()

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> None:
        """``apply``, from pairs of a gradient and its variable."""
        pairs = list(grads_and_vars)
        self.apply([g for g, _ in pairs], [v for _, v in pairs])

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """Make one step with ``grads``, one a variable (None counts as zero).

        Raises:
            ShapeError: there is not one gradient a variable.
        """
        if not self.built:
            self.build(list(trainable_variables or ()))
        assert self.flat is not None
        places = self.flat.views(self.flat.grads)
        if len(places) != len(grads):
            raise ShapeError(f"{self.name} was built for {len(places)} variables and got {len(grads)} gradients.")
        for place, grad in zip(places, grads, strict=True):
            place[...] = 0 if grad is None else ops.convert_to_numpy(grad)
        self.step()

    def step(self) -> None:
        """Make one step with the gradients that lie in ``flat.grads``."""
        flat, steps, number = self.flat, int(self.iterations.value) + 1, self._updates() + 1
        assert flat is not None
        if not self._gathering(flat, steps):
            self._clip(flat)
            self.prepare(number)
            current().update(self._rule(self.current_rate(), number), flat, self._rule_slots)
        if self.use_ema:
            self._average(flat, number)
        self.iterations.assign(steps)
        for variable in self._constrained:
            variable.assign(variable.constraint(variable.value))

    def _updates(self) -> int:
        """How many updates there were; with ``gradient_accumulation_steps`` not every step is one."""
        return int(self.iterations.value) // (self.gradient_accumulation_steps or 1)

    def _rule(self, lr: float, step: int) -> Callable[..., Any]:
        rule = partial(self.update, lr=lr, step=step)
        if not self.weight_decay:
            return rule
        keep = 1 - self.weight_decay * lr
        if self._excluded or self._excluded_ids:
            self._decay_some(keep)
            return rule
        return lambda value, *rest: rule(value * keep, *rest)

    def _decay_some(self, keep: float) -> None:
        assert self.flat is not None
        for v in self.flat.variables:
            if id(v) not in self._excluded_ids and not any(name in v.path for name in self._excluded):
                v.assign(v.value * keep)

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Sequence[str] | None = None) -> None:
        """Spare these variables, and those whose path has one of ``var_names``, from weight decay."""
        self._excluded_ids |= {id(v) for v in var_list or ()}
        self._excluded += tuple(var_names or ())

    def _gathering(self, flat: Flat, step: int) -> bool:
        """With ``gradient_accumulation_steps``: add the gradients up; whether the time to step has not come."""
        n = self.gradient_accumulation_steps
        if not n:
            return False
        for total, grad in zip(self._flats["gradient_accumulator"].arrays, flat.grads, strict=True):
            total += grad
            grad[...] = total / n
            if step % n == 0:
                total[...] = 0
        return step % n != 0

    def _clip(self, flat: Flat) -> None:
        if self.clipvalue:
            for g in flat.grads:
                g[...] = ops.clip(g, -self.clipvalue, self.clipvalue)
        elif self.clipnorm:
            for g in flat.views(flat.grads):
                g *= _shrink(self.clipnorm, [g])
        elif self.global_clipnorm:
            scale = _shrink(self.global_clipnorm, flat.grads)
            for g in flat.grads:
                g *= scale

    def _average(self, flat: Flat, step: int) -> None:
        m = self.ema_momentum if step > 1 else 0.0  # the average begins with the first values learnt
        overwrite = self.ema_overwrite_frequency
        for average, value in zip(self._flats["average"].arrays, flat.arrays, strict=True):
            average[...] = m * average + (1 - m) * value
            if overwrite and step % overwrite == 0:
                value[...] = average

    def finalize_variable_values(self, variables: Any = None) -> None:
        """At the end of training: with ``use_ema``, the variables take their averages."""
        if self.use_ema and self.flat is not None:
            for average, value in zip(self._flats["average"].arrays, self.flat.arrays, strict=True):
                value[...] = average

    # -- describing ------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The arguments; a rate that decays is written as the schedule that real Keras knows it by."""
        config = super().get_config()
        decay, rate = config.pop("decay"), self._rate
        config["learning_rate"] = serialize(rate) if callable(rate) else float(rate)
        if decay:
            named = {"initial_learning_rate": float(rate), "decay_steps": 1, "decay_rate": decay}
            config["learning_rate"] = serialize(get("schedules", {"class_name": "InverseTimeDecay", "config": named}))
        return config

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, learning_rate={float(self.learning_rate):g}>"


def _shrink(limit: float, grads: Sequence[Array]) -> float:
    """The factor that brings the norm of ``grads`` together down to ``limit``."""
    norm = sum(float(ops.sum(ops.square(g))) for g in grads) ** 0.5
    return limit / norm if norm > limit else 1.0
