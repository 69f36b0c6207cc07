"""Optimizers as authors write them for Keras 3: slots made in ``build``, ``update_step``; their state in and out."""

from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from typing import Any

from plugkeras.engine import Array, Flat, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, StateError
from plugkeras.parts.config import get
from plugkeras.parts.stateless import as_many, traceless
from plugkeras.parts.updates import state_that_fits


class OwnRule:
    """What such an optimizer calls, and what calls it."""

    name: str
    built: bool
    flat: Flat | None
    iterations: Any
    gradient_accumulation_steps: int | None
    weight_decay: float | None
    apply: Callable[..., None]
    build: Callable[..., None]
    current_rate: Callable[[], float]
    updates: Callable[[], int]
    update: Callable[..., tuple[Array, ...]]
    _decays: Callable[[Variable], bool]
    _rule_slots: list[list[Any]]

    @property
    def variables(self) -> list[Variable]:
        """Its state, in the order of files."""
        return self.made_variables()

    def made_variables(self) -> list[Variable]:
        """Those that ``add_variable`` and its relatives made."""
        found: list[Variable] = self.__dict__.setdefault("_made", [])
        return found

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """A piece of state of any shape, which files keep after the learning rate."""
        made = Variable(get("initializers", initializer), tuple(shape), dtype, trainable=False, name=name or "variable")
        self.made_variables().append(made)
        return made

    def add_variable_from_reference(
        self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """A slot: state of the shape and dtype of a variable."""
        shape, dtype = reference_variable.shape, reference_variable.dtype
        made = self.add_variable(shape, initializer, dtype, name=f"{reference_variable.name}_{name or 'slot'}")
        made.like = reference_variable
        current().place(made)
        return made

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = "zeros"
    ) -> Any:
        """A slot for each variable; of several names, with one initializer or as many, a tuple of such lists."""
        if isinstance(name, str):
            return [self.add_variable_from_reference(v, name, initializer) for v in trainable_variables]
        several = initializer if isinstance(initializer, list | tuple) else [initializer] * len(name)
        if len(several) != len(name):
            raise ArgumentError(f"{self.name}: there are {len(name)} names of slots and {len(several)} initializers.")
        rows = [
            [self.add_variable_from_reference(v, n, i) for n, i in zip(name, several, strict=True)]
            for v in trainable_variables
        ]
        return tuple(map(list, zip(*rows, strict=True)))

    def assign(self, variable: Variable, value: Array) -> None:
        """Change a variable, from within ``update_step``."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Array) -> None:
        """Add to a variable."""
        variable.assign(variable + value)

    def assign_sub(self, variable: Variable, value: Array) -> None:
        """Subtract from a variable."""
        variable.assign(variable - value)

    def _get_variable_index(self, variable: Variable) -> int:
        """Which of the variables that it was built for this one is."""
        found = [n for n, v in enumerate(self.flat.variables if self.flat else ()) if v is variable]
        if not found:
            raise ArgumentError(f"{self.name} was not built for the variable {variable.path}.")
        return found[0]

    def update_step(self, gradient: Array, variable: Variable, learning_rate: Any) -> None:
        """Change one variable by its gradient; unless overridden, by ``update``."""
        n = self._get_variable_index(variable)
        slots = [column[n] for column in self._rule_slots if column[n] is not None]
        values = [slot.value * 1 for slot in slots]  # of which a rule may make others in place
        rate, number = current().number(learning_rate), self.updates() + 1
        found = self.update(variable.value * 1, gradient, *values, lr=rate, step=number)
        for state, new in zip([variable, *slots], found, strict=True):
            state.assign(new)

    @property
    def has_own_rule(self) -> bool:
        """Whether its author wrote ``update_step``."""
        return type(self).update_step is not OwnRule.update_step

    def _own_steps(self, flat: Flat, lr: float, without: Collection[int]) -> None:
        steps = self.iterations
        if self.gradient_accumulation_steps:  # Keras counts updates then
            self.iterations = steps.value // self.gradient_accumulation_steps
        try:
            for n, (variable, gradient) in enumerate(zip(flat.variables, flat.grads.each(), strict=True)):
                if n not in without:
                    if self.weight_decay and self._decays(variable):
                        variable.assign(variable - variable * (self.weight_decay * lr))
                    self.update_step(gradient, variable, lr)
        finally:
            self.iterations = steps

    def stateless_apply(
        self, optimizer_variables: Sequence[Any], grads: Sequence[Any], trainable_variables: Sequence[Any]
    ) -> tuple[list[Array], list[Array]]:
        """What ``apply`` makes of these values: of the trained variables, and of the optimizer's own.

        Raises:
            ArgumentError: it is not built, or there are too few or many values.
        """
        if not self.built or self.flat is None:
            raise ArgumentError(f"{self.name}: stateless_apply needs its variables, so call build(variables) before.")
        trained, own = list(self.flat.variables), self.variables
        as_many(self.name, "optimizer_variables", optimizer_variables, own)
        as_many(self.name, "trainable_variables", trainable_variables, trained)
        given = [*trainable_variables, *optimizer_variables]
        after = traceless([*trained, *own], given, lambda: self.apply(list(grads)))[1]
        return after[: len(trained)], after[len(trained) :]

    def get_weights(self) -> list[Any]:
        """The values of its ``variables``."""
        return [v.numpy() for v in self.variables]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take what ``get_weights`` gave, of an optimizer that is built for the same variables.

        Raises:
            StateError: it is not built yet.
            ShapeError: the arrays are too few or many, or one has another shape.
        """
        if not self.built:
            raise StateError(f"{self.name}: set_weights needs its variables, so call build(variables) before it.")
        for variable, value in zip(self.variables, state_that_fits(self.name, self.variables, weights), strict=True):
            variable.assign(value)

    def save_own_variables(self, store: MutableMapping[str, Any]) -> None:
        """Put its variables into ``store`` by their numbers."""
        for number, variable in enumerate(self.variables):
            store[str(number)] = variable.numpy()

    def load_own_variables(self, store: Mapping[str, Any]) -> None:
        """Take its variables from ``store``.

        Raises:
            ShapeError: there are too few or many, or one has another shape.
        """
        arrays = state_that_fits(self.name, self.variables, [store[str(n)] for n in range(len(store))])
        for variable, value in zip(self.variables, arrays, strict=True):
            variable.assign(value)
