"""The base class of optimizers around another one."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from plugkeras import annotations
from plugkeras.engine import Array, Flat, current
from plugkeras.engine.variable import Variable
from plugkeras.parts.arguments import Field
from plugkeras.parts.optimizer import Optimizer


class Wrapper(Optimizer, arguments=False):
    """An optimizer that does something after each step of another one, its argument ``optimizer``.

    The subclass's ``update(value, gradient, *slots, lr, step)`` gets the value that the other's step has led to, and
    the gradient as that left it. What changes the gradients instead overrides ``step(without)``, changes
    ``flat.grads`` and calls ``super().step(without)``. Learning rate, clipping, decay, averages and the count of
    steps are the other's.
    """

    fields: ClassVar[tuple[Field, ...]] = (Field("optimizer", annotations.Optimizer, "sgd"),)
    options: ClassVar[tuple[Field, ...]] = (Field("name", str | None, None),)
    weight_decay = clipnorm = clipvalue = global_clipnorm = loss_scale_factor = None
    use_ema, decay, gradient_accumulation_steps = False, 0.0, None
    optimizer: Optimizer

    def setup(self) -> None:
        """The other's count of steps is this one's."""
        super().setup()
        self.iterations = self.optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """The other's."""
        return self.optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.optimizer.learning_rate = value

    lr = learning_rate

    def current_rate(self) -> float:
        """The other's."""
        return self.optimizer.current_rate()

    def build(self, variables: Sequence[Variable] | Flat) -> None:
        """Build the other, and make slots beside its own."""
        self.optimizer.build(variables)
        self.flat = self.optimizer.flat
        self._place_slots()
        self._careful = self.built = True

    def step(self, without: Collection[int] = ()) -> None:
        """The other's step, and ``update`` after it, unless gradients are still being gathered."""
        lr, before, flat = self.current_rate(), self.optimizer.updates(), self.flat
        self.optimizer.step(without)
        assert flat is not None
        current().when(self.optimizer.updates() > before, lambda: self._apply_rule(flat, lr, before + 1, without))

    def updates(self) -> int:
        """How many updates the other made."""
        return self.optimizer.updates()

    def scale_loss(self, loss: Array) -> Array:
        """The other's."""
        return self.optimizer.scale_loss(loss)

    @property
    def variables(self) -> list[Variable]:
        """The other's state, then the slots of this one."""
        return self.optimizer.variables + self.slot_variables() + self.extra_variables()

    @property
    def state(self) -> list[Variable]:
        """The other's, and that of this one."""
        return self.optimizer.state + self.slot_variables() + self.extra_variables()

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Sequence[str] | None = None) -> None:
        """It is the other that decays."""
        self.optimizer.exclude_from_weight_decay(var_list, var_names)

    def finalize_variable_values(self, variables: Any = None) -> None:
        """At the end of training: the other's."""
        self.optimizer.finalize_variable_values(variables)
